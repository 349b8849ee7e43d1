/**
 * <Parent>.<field> of a hasMany relationship: a page of the children, through their index or by the key of their table.
 *
 * @typedef {object} Config
 * @property {string} [index] - the index of the child's table; none for the table itself
 * @property {{attribute: string, source: string}[]} keys - key attributes of the index, and the parent's field with the value of each; `a#b`
 *   stands for several fields, joined
 * @property {string} [sortKey] - the sort key where the client may say something of it, in an argument of this name
 * @property {string} [compositeArgument] - where several fields make it, `a#b`: the name of that argument
 * @property {import('./lib/access.js').Grant[]} [own] - grants for reading the field, where it has rules of its own
 * @property {import('./lib/access.js').Grant[]} access - grants for `list` of the child
 * @property {import('./lib/fields.js').FieldRules[]} [hidden] - fields that not everybody may read who may read an item
 * @property {string[]} [ruled] - attributes of the key in which a rule looks
 * @property {boolean} [sortRuled] - whether one of them is the sort key of which the client may say something
 * @property {number} [limit] - items of a page where the client does not say how many
 * @property {string[]} ownerFields - fields of the child that show the user name only
 * @property {string[]} [ownerLists] - those of them that hold lists
 * @property {boolean} redact - whether the field is empty in the payload of a mutation
 */
import { runtime, util } from '@aws-appsync/utils';
import { accessOf, checkField, reachable, ruleOf, rulesWithin } from './lib/access.js';
import { neededFor } from './lib/fields.js';
import { allOf, filterOf } from './lib/filters.js';
import { leadsNowhere } from './lib/keys.js';
import { childrenOf, narrowed, valuesOf } from './lib/queries.js';
import { related } from './lib/relationships.js';
import { joinedConditions, presentConditions } from './lib/sortKeys.js';

const config = /** @type {Config} */ ({});

/**
 * DynamoDB reads 100 items for a page unless the client or the schema says otherwise, and 1,000 at most: that is where AppSync ends the
 * loop of the response handler. The client goes on with nextToken.
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
    index: config.index ? config.index : undefined,
    query: config.sortKey ? sortedChildren(ctx, config.sortKey) : childrenOf(config.keys, ctx.source),
    filter: filterOf(rule, filter),
    scanIndexForward: sortDirection !== 'DESC',
    limit: Math.min(limit ?? (config.limit ? config.limit : 100), 1000),
    nextToken,
  };
}

/** @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { items, nextToken } = ctx.result;
  return { items: (config.sortRuled ? reached(ctx) : items).map((/** @type {any} */ item) => related(item, config.ownerFields, ctx.source)), nextToken };
}

/**
 * The children whose sort key is as asked for.
 *
 * @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx
 * @param {string} sortKey
 * @returns {import('./lib/queries.js').Query}
 */
function sortedChildren(ctx, sortKey) {
  const query = childrenOf(config.keys, ctx.source);
  if (config.compositeArgument) {
    return narrowed(query, sortKey, joinedConditions(ctx.args[config.compositeArgument], sortKey, config.compositeArgument));
  } else {
    // One field is the sort key, and the argument has its name.
    return narrowed(query, sortKey, presentConditions(ctx.args[sortKey]));
  }
}

/**
 * The children within reach, where a rule looks in the part of the key that the parent leaves open: DynamoDB does not filter by it.
 *
 * @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx
 * @returns {Record<string, any>[]}
 */
function reached(ctx) {
  return reachable(neededFor(ctx, config.access, config.hidden), ctx.result.items);
}
