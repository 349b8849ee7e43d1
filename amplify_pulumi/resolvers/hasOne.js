/**
 * <Parent>.<field> of a hasOne relationship: the first of the children, through their index.
 *
 * @typedef {object} Config
 * @property {string} index - the index of the child's table
 * @property {{attribute: string, source: string}[]} keys - key attributes of the index, and the parent's field with the value of each; `a#b`
 *   stands for several fields, joined
 * @property {import('./lib/access.js').Grant[]} [own] - grants for reading the field, where it has rules of its own
 * @property {import('./lib/access.js').Grant[]} access - grants for `get` of the child
 * @property {string[]} [ruled] - attributes of the key in which a rule looks
 * @property {string[]} ownerFields - fields of the child that show the user name only
 * @property {string[]} [ownerLists] - those of them that hold lists
 * @property {boolean} redact - whether the field is null in the payload of a mutation
 */
import { runtime, util } from '@aws-appsync/utils';
import { accessOf, checkField, ruleOf, ruleWithin } from './lib/access.js';
import { filterOf } from './lib/filters.js';
import { leadsNowhere } from './lib/keys.js';
import { childrenOf, valuesOf } from './lib/queries.js';
import { related } from './lib/relationships.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx */
export function request(ctx) {
  if (config.own) checkField(ctx, config.own);
  const access = accessOf(ctx, config.access, 'reader');
  if (config.redact) {
    if (ctx.source.__operation === 'Mutation') runtime.earlyReturn(null);
  }
  if (leadsNowhere(config.keys, ctx.source)) runtime.earlyReturn(null);
  return {
    operation: 'Query',
    index: config.index,
    query: childrenOf(config.keys, ctx.source),
    filter: filterOf(config.ruled ? ruleWithin(access, config.ruled, valuesOf(config.keys, ctx.source)) : ruleOf(access), null),
  };
}

/**
 * Where children were read, but none is within reach, the caller is Unauthorized, as he is where he gets one by its key.
 *
 * @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx
 */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { items, scannedCount } = ctx.result;
  if (items.length === 0 && scannedCount > 0) util.unauthorized();
  return items.length > 0 ? related(items[0], config.ownerFields, ctx.source) : null;
}
