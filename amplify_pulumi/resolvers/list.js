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
import { ruleOf } from './lib/access.js';
import { neededFor } from './lib/fields.js';
import { allOf, filterOf } from './lib/filters.js';
import { shownPage } from './lib/pages.js';

const config = /** @type {Config} */ ({});

/**
 * DynamoDB reads 100 items for a page unless the client says otherwise. Where the response handler goes over them, it reads 1,000 at most:
 * that is where AppSync ends a loop. The client goes on with nextToken.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 */
export function request(ctx) {
  const { filter, limit, nextToken } = ctx.args;
  const needed = neededFor(ctx, config.access, config.hidden);
  const rules = needed.map((access) => ruleOf(access));
  return {
    operation: 'Scan',
    filter: filterOf(allOf(rules), filter),
    limit: config.ownerFields ? Math.min(limit ?? 100, 1000) : (limit ?? 100),
    nextToken,
  };
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return config.ownerFields ? shownPage(ctx.result, config.ownerFields) : ctx.result;
}
