/**
 * The query of an index that the user declares: a page of the items with the partition key that the client names.
 *
 * @typedef {object} Config
 * @property {string} index - its name in DynamoDB
 * @property {string[]} key - attributes of the index's key, the partition key first; it is an argument, too
 * @property {string} [sortArgument] - where one field is the sort key: the argument with conditions on it
 * @property {string} [compositeArgument] - where several fields make the sort key `a#b`: the argument with conditions on it
 * @property {import('./lib/access.js').Grant[]} access - grants for `list`
 * @property {import('./lib/fields.js').FieldRules[]} [hidden] - fields that not everybody may read who may read an item
 * @property {string[]} [ruled] - attributes of the key in which a rule looks
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {string[]} [ownerLists] - those of them that hold lists
 */
import { util } from '@aws-appsync/utils';
import { accessOf, reachable, ruleOf, rulesWithin } from './lib/access.js';
import { neededFor } from './lib/fields.js';
import { allOf, filterOf } from './lib/filters.js';
import { showOwners } from './lib/owners.js';
import { narrowed, partition } from './lib/queries.js';
import { joinedConditions, presentConditions } from './lib/sortKeys.js';

const config = /** @type {Config} */ ({});

/**
 * DynamoDB reads 100 items for a page unless the client says otherwise. Where the response handler goes over them, it reads 1,000 at most:
 * that is where AppSync ends a loop. The client goes on with nextToken.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 */
export function request(ctx) {
  const { filter, limit, nextToken, sortDirection } = ctx.args;
  const rule = config.ruled
    ? allOf(rulesWithin(neededFor(ctx, config.access, config.hidden), config.ruled, { [config.key[0]]: ctx.args[config.key[0]] }))
    : config.hidden
      ? allOf(neededFor(ctx, config.access, config.hidden).map((access) => ruleOf(access)))
      : ruleOf(accessOf(ctx, config.access, 'reader'));
  return {
    operation: 'Query',
    index: config.index,
    query: queryOf(ctx.args),
    scanIndexForward: sortDirection !== 'DESC',
    filter: filterOf(rule, filter),
    limit: config.ownerFields ? Math.min(limit ?? 100, 1000) : (limit ?? 100),
    nextToken,
  };
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { nextToken } = ctx.result;
  const items = config.ruled ? reachable(neededFor(ctx, config.access, config.hidden), ctx.result.items) : ctx.result.items;
  return { items: config.ownerFields ? items.map((/** @type {any} */ item) => showOwners(item, config.ownerFields)) : items, nextToken };
}

/**
 * The items with the partition key whose sort key is as asked for.
 *
 * @param {Record<string, any>} args
 * @returns {import('./lib/queries.js').Query}
 */
function queryOf(args) {
  const [partitionKey, sortKey] = config.key;
  const query = partition(partitionKey, args[partitionKey]);
  if (config.compositeArgument) {
    return narrowed(query, sortKey, joinedConditions(args[config.compositeArgument], sortKey, config.compositeArgument));
  } else if (config.sortArgument) {
    return narrowed(query, sortKey, presentConditions(args[config.sortArgument]));
  } else {
    if (args.sortDirection) {
      util.error('sortDirection is not supported for List operations without a Sort key defined.', 'InvalidArgumentsError');
    }
    return query;
  }
}
