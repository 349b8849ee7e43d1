/**
 * <Child>.<field> of a belongsTo relationship: the parent, by its key.
 *
 * @typedef {object} Config
 * @property {{attribute: string, source: string}[]} keys - key attributes of the parent, and the child's field with the value of each; `a#b`
 *   stands for several fields, joined
 * @property {import('./lib/access.js').Grant[]} [own] - grants for reading the field, where it has rules of its own
 * @property {import('./lib/access.js').Grant[]} access - grants for `get` of the parent
 * @property {string[]} ownerFields - fields of the parent that show the user name only
 * @property {string[]} [ownerLists] - those of them that hold lists
 * @property {boolean} redact - whether the field is null in the payload of a mutation
 */
import { runtime, util } from '@aws-appsync/utils';
import { accessOf, checkField, reaches } from './lib/access.js';
import { has } from './lib/given.js';
import { leadsNowhere, valueOf } from './lib/keys.js';
import { related } from './lib/relationships.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx */
export function request(ctx) {
  if (config.own) checkField(ctx, config.own);
  accessOf(ctx, config.access, 'reader');
  if (config.redact) {
    if (ctx.source.__operation === 'Mutation') runtime.earlyReturn(null);
  }
  if (leadsNowhere(config.keys, ctx.source)) runtime.earlyReturn(null);
  /** @type {Record<string, any>} */
  const key = {};
  for (const { attribute, source } of config.keys) key[attribute] = util.dynamodb.toDynamoDB(valueOf(source, ctx.source));
  return { operation: 'GetItem', key };
}

/** @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  if (!ctx.result) return null;
  if (has('field')) {
    if (!reaches(accessOf(ctx, config.access, 'reader'), ctx.result)) util.unauthorized();
  }
  return related(ctx.result, config.ownerFields, ctx.source);
}
