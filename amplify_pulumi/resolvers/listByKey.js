/**
 * Query.list<Models> of a model that declares its key: a page of the table, or of the items with the partition key that the client names.
 *
 * @typedef {object} Config
 * @property {string[]} key - attributes of the table's key, the partition key first; it is an argument, too
 * @property {import('./lib/access.js').Grant[]} access - grants for `list`
 * @property {string[]} ownerFields - fields that show the user name only
 */
import { util } from '@aws-appsync/utils';
import { accessOf, ruleOf } from './lib/access.js';
import { filterOf } from './lib/filters.js';
import { showOwners } from './lib/owners.js';

const config = /** @type {Config} */ ({});

/**
 * DynamoDB reads 100 items for a page unless the client says otherwise. Where the response handler goes over them, it reads 1,000 at most:
 * that is where AppSync ends a loop. The client goes on with nextToken.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 */
export function request(ctx) {
  const { filter, limit, nextToken, sortDirection } = ctx.args;
  const rule = ruleOf(accessOf(ctx, config.access, 'reader'));
  if (sortDirection) {
    util.error('sortDirection is not supported for List operations without a Sort key defined.', 'InvalidArgumentsError');
  }
  const most = config.ownerFields.length > 0 ? 1000 : Infinity;
  const page = { filter: filterOf(rule, filter), limit: Math.min(limit ?? 100, most), nextToken };
  const value = ctx.args[config.key[0]] ?? null;
  if (value === null) return { operation: 'Scan', ...page };
  const query = {
    expression: '#key = :key',
    expressionNames: { '#key': config.key[0] },
    expressionValues: { ':key': util.dynamodb.toDynamoDB(value) },
  };
  return { operation: 'Query', query, ...page };
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  if (config.ownerFields.length === 0) return ctx.result;
  const { items, nextToken } = ctx.result;
  return { items: items.map((/** @type {any} */ item) => showOwners(item, config.ownerFields)), nextToken };
}
