/** Keys of items, and of the items at the other end of a relationship. The attribute `a#b` is made of the fields a and b. */
import { util } from '@aws-appsync/utils';
import { has } from './given.js';

/**
 * The key of an item, typed for DynamoDB.
 *
 * @param {string[]} attributes
 * @param {Record<string, any>} values - by field
 * @returns {Record<string, any>}
 */
export function keyOf(attributes, values) {
  /** @type {Record<string, any>} */
  const key = {};
  for (const attribute of attributes) key[attribute] = util.dynamodb.toDynamoDB(valueOf(attribute, values));
  return key;
}

/**
 * The value of an attribute: that of the field of its name, or those of its fields, joined.
 *
 * @param {string} attribute
 * @param {Record<string, any>} values - by field
 * @returns {any}
 */
export function valueOf(attribute, values) {
  return has('#') ? joinedValueOf(attribute.split('#'), values) : values[attribute];
}

/**
 * @param {string[]} fields
 * @param {Record<string, any>} values - by field
 * @returns {any}
 */
function joinedValueOf(fields, values) {
  return fields.length > 1 ? fields.map((field) => `${values[field]}`).join('#') : values[fields[0]];
}

/**
 * The attribute as a placeholder in an expression: `0a__b` for `a#b`, which no field can be called.
 *
 * @param {string} attribute
 * @returns {string}
 */
export function placeholder(attribute) {
  return has('#') ? (attribute.includes('#') ? `0${attribute.split('#').join('__')}` : attribute) : attribute;
}

/**
 * Whether the source leads nowhere: a part of the reference is null or empty.
 *
 * @param {{attribute: string, source: string}[]} keys
 * @param {Record<string, any>} source
 * @returns {boolean}
 */
export function leadsNowhere(keys, source) {
  return has('#')
    ? keys.some((key) => key.source.split('#').some((field) => (source[field] ?? '') === ''))
    : keys.some((key) => (source[key.source] ?? '') === '');
}
