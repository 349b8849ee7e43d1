/**
 * Query.get<Model>: one item by its key.
 *
 * @typedef {object} Config
 * @property {string[]} key - attributes of the table's key, the partition key first; `a#b` is made of the arguments a and b
 * @property {import('./lib/access.js').Grant[]} access - grants for `get`
 * @property {string[]} [ruled] - fields of the key in which a rule looks
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {string[]} [ownerLists] - those of them that hold lists
 */
import { util } from '@aws-appsync/utils';
import { accessOf, reaches, ruleWithin } from './lib/access.js';
import { has } from './lib/given.js';
import { keyOf } from './lib/keys.js';
import { showOwners } from './lib/owners.js';

const config = /** @type {Config} */ ({});

/**
 * Where rules look in the key alone, who may read the item is known before it is read, and whether it is there.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 */
export function request(ctx) {
  if (config.ruled) ruleWithin(accessOf(ctx, config.access, 'reader'), config.ruled, ctx.args);
  else accessOf(ctx, config.access, 'reader');
  return { operation: 'GetItem', key: keyOf(config.key, ctx.args) };
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  if (!ctx.result) return null;
  if (has('field')) {
    if (!reaches(accessOf(ctx, config.access, 'reader'), ctx.result)) util.unauthorized();
  }
  return config.ownerFields ? showOwners(ctx.result, config.ownerFields) : ctx.result;
}
