/**
 * <Parent>.<field> of a hasMany relationship: a page of the children, through their index.
 *
 * @typedef {object} Config
 * @property {string} index - the index of the child's table
 * @property {{attribute: string, source: string}[]} keys - key attributes of the index, and the parent's field with the value of each
 * @property {import('./lib/access.js').Grant[]} access - grants for `list` of the child
 * @property {string[]} ownerFields - fields of the child that show the user name only
 * @property {boolean} redact - whether the field is empty in the payload of a mutation
 */
import { runtime, util } from '@aws-appsync/utils';
import { accessOf, ruleOf } from './lib/access.js';
import { filterOf } from './lib/filters.js';
import { leadsNowhere } from './lib/keys.js';
import { showOwners } from './lib/owners.js';

const config = /** @type {Config} */ ({});

/**
 * DynamoDB reads 100 items for a page unless the client says otherwise, and 1,000 at most: that is where AppSync ends the loop of the
 * response handler. The client goes on with nextToken.
 *
 * @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx
 */
export function request(ctx) {
  const { filter, limit, nextToken, sortDirection } = ctx.args;
  const access = accessOf(ctx, config.access, 'reader');
  const hidden = config.redact && ctx.source.__operation === 'Mutation';
  if (hidden || leadsNowhere(config.keys, ctx.source)) runtime.earlyReturn({ items: [], nextToken: null });
  return {
    operation: 'Query',
    index: config.index,
    query: queryOf(config.keys, ctx.source),
    filter: filterOf(ruleOf(access), filter),
    scanIndexForward: sortDirection !== 'DESC',
    limit: Math.min(limit ?? 100, 1000),
    nextToken,
  };
}

/** @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const { items, nextToken } = ctx.result;
  const { __operation } = ctx.source;
  // Children in the payload of a mutation are part of it, too.
  const mark = __operation ? { __operation } : {};
  return { items: items.map((/** @type {any} */ item) => ({ ...showOwners(item, config.ownerFields), ...mark })), nextToken };
}

/**
 * @param {Config['keys']} keys
 * @param {Record<string, any>} source
 * @returns {import('@aws-appsync/utils').DynamoDBExpression}
 */
function queryOf(keys, source) {
  /** @type {Record<string, string>} */
  const expressionNames = {};
  /** @type {Record<string, any>} */
  const expressionValues = {};
  for (const key of keys) {
    expressionNames[`#${key.attribute}`] = key.attribute;
    expressionValues[`:${key.attribute}`] = util.dynamodb.toDynamoDB(source[key.source]);
  }
  const expression = keys.map(({ attribute }) => `#${attribute} = :${attribute}`).join(' AND ');
  return { expression, expressionNames, expressionValues };
}
