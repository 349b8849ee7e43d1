/**
 * <Parent>.<field> of a hasMany relationship: a page of the children, through their index.
 *
 * @typedef {object} Config
 * @property {string} index - the index of the child's table
 * @property {{attribute: string, source: string}[]} keys - key attributes of the index, and the parent's field with the value of each; `a#b`
 *   stands for several fields, joined
 * @property {import('./lib/access.js').Grant[]} [own] - grants for reading the field, where it has rules of its own
 * @property {import('./lib/access.js').Grant[]} access - grants for `list` of the child
 * @property {import('./lib/fields.js').FieldRules[]} [hidden] - fields that not everybody may read who may read an item
 * @property {string[]} [ruled] - attributes of the key in which a rule looks
 * @property {string[]} ownerFields - fields of the child that show the user name only
 * @property {string[]} [ownerLists] - those of them that hold lists
 * @property {boolean} redact - whether the field is empty in the payload of a mutation
 */
import { runtime, util } from '@aws-appsync/utils';
import { accessOf, checkField, ruleOf, rulesWithin } from './lib/access.js';
import { neededFor } from './lib/fields.js';
import { allOf, filterOf } from './lib/filters.js';
import { leadsNowhere } from './lib/keys.js';
import { childrenOf, valuesOf } from './lib/queries.js';
import { related } from './lib/relationships.js';

const config = /** @type {Config} */ ({});

/**
 * DynamoDB reads 100 items for a page unless the client says otherwise, and 1,000 at most: that is where AppSync ends the loop of the
 * response handler. The client goes on with nextToken.
 *
 * @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx
 */
export function request(ctx) {
  if (config.own) checkField(ctx, config.own);
  const { filter, limit, nextToken, sortDirection } = ctx.args;
  const rule = config.ruled
    ? allOf(rulesWithin(neededFor(ctx, config.access, config.hidden), config.ruled, valuesOf(config.keys, ctx.source)))
    : config.hidden
      ? allOf(neededFor(ctx, config.access, config.hidden).map((access) => ruleOf(access)))
      : ruleOf(accessOf(ctx, config.access, 'reader'));
  if (config.redact) {
    if (ctx.source.__operation === 'Mutation') runtime.earlyReturn({ items: [], nextToken: null });
  }
  if (leadsNowhere(config.keys, ctx.source)) runtime.earlyReturn({ items: [], nextToken: null });
  return {
    operation: 'Query',
    index: config.index,
    query: childrenOf(config.keys, ctx.source),
    filter: filterOf(rule, filter),
    scanIndexForward: sortDirection !== 'DESC',
    limit: Math.min(limit ?? 100, 1000),
    nextToken,
  };
}

/** @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { items, nextToken } = ctx.result;
  return { items: items.map((/** @type {any} */ item) => related(item, config.ownerFields, ctx.source)), nextToken };
}
