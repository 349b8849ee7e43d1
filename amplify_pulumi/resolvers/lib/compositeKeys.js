/**
 * Sort keys of indexes that are made of several fields.
 *
 * @typedef {object} CompositeKey
 * @property {string} attribute - `a#b`, made of the fields a and b
 * @property {string} index - as messages call it: `@index 'byDay'`, `global secondary index 'gsi-Tenant.devices'`
 */
import { util } from '@aws-appsync/utils';
import { valueOf } from './keys.js';

/**
 * The attributes that the written fields make. A part of one needs the others: they cannot be read before the write.
 *
 * @param {CompositeKey[]} compositeKeys
 * @param {Record<string, any>} values - what is written, by field
 * @param {'creating' | 'updating'} doing
 * @returns {Record<string, string>}
 */
export function compositeKeysOf(compositeKeys, values, doing) {
  /** @type {Record<string, string>} */
  const keys = {};
  for (const { attribute, index } of compositeKeys) {
    const fields = attribute.split('#');
    const missing = fields.filter((field) => values[field] === undefined);
    if (missing.length === 0) keys[attribute] = valueOf(attribute, values);
    else if (missing.length < fields.length) {
      util.error(
        `When ${doing} any part of the composite sort key for ${index}, you must provide all fields for the key. ` +
          `Missing key: '${missing[0]}'.`,
      );
    }
  }
  return keys;
}
