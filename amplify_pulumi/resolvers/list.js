/**
 * Query.list<Models>: a page of the table.
 *
 * @typedef {object} Config
 * @property {import('./lib/access.js').Grant[]} access - grants for `list`
 * @property {import('./lib/fields.js').FieldRules[]} [hidden] - fields that not everybody may read who may read an item
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {string[]} [ownerLists] - those of them that hold lists
 */
import { util } from '@aws-appsync/utils';
import { accessOf, ruleOf } from './lib/access.js';
import { neededFor } from './lib/fields.js';
import { allOf, filterOf } from './lib/filters.js';
import { showOwners } from './lib/owners.js';

const config = /** @type {Config} */ ({});

/**
 * DynamoDB reads 100 items for a page unless the client says otherwise. Where the response handler goes over them, it reads 1,000 at most:
 * that is where AppSync ends a loop. The client goes on with nextToken.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 */
export function request(ctx) {
  const { filter, limit, nextToken } = ctx.args;
  const rule = config.hidden
    ? allOf(neededFor(ctx, config.access, config.hidden).map((access) => ruleOf(access)))
    : ruleOf(accessOf(ctx, config.access, 'reader'));
  return {
    operation: 'Scan',
    filter: filterOf(rule, filter),
    limit: config.ownerFields ? Math.min(limit ?? 100, 1000) : (limit ?? 100),
    nextToken,
  };
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  if (config.ownerFields) {
    const items = ctx.result.items.map((/** @type {any} */ item) => showOwners(item, config.ownerFields));
    return { items, nextToken: ctx.result.nextToken };
  } else {
    return ctx.result;
  }
}
