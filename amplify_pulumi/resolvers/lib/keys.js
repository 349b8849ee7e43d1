/** Keys of items, and of the items at the other end of a relationship. */
import { util } from '@aws-appsync/utils';

/**
 * The key of an item, typed for DynamoDB.
 *
 * @param {string[]} attributes
 * @param {Record<string, any>} values - by attribute
 * @returns {Record<string, any>}
 */
export function keyOf(attributes, values) {
  /** @type {Record<string, any>} */
  const key = {};
  for (const attribute of attributes) key[attribute] = util.dynamodb.toDynamoDB(values[attribute]);
  return key;
}

/**
 * Whether the source leads nowhere: a part of the reference is null or empty.
 *
 * @param {{attribute: string, source: string}[]} keys
 * @param {Record<string, any>} source
 * @returns {boolean}
 */
export function leadsNowhere(keys, source) {
  return keys.some((key) => (source[key.source] ?? '') === '');
}
