/**
 * Mutation.update<Model>: changes the fields that the input names; null removes a field.
 *
 * @typedef {object} Config
 * @property {string[]} key - attributes of the table's key, the partition key first; the input has the same names
 * @property {string[]} timestamps - fields that get the present time where the input has none: updatedAt
 * @property {import('./lib/access.js').Grant[]} access - grants for `update`
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {boolean} redact - whether a relationship of the type hides behind mutations
 */
import { util } from '@aws-appsync/utils';
import { accessOf, ruleOf } from './lib/access.js';
import { conditionOf } from './lib/filters.js';
import { keyOf } from './lib/keys.js';
import { payload, refuse } from './lib/mutations.js';
import { guardOwners } from './lib/owners.js';
import { timestamps } from './lib/timestamps.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  const { input, condition } = ctx.args;
  const { changes, access } = guardOwners(input, accessOf(ctx, config.access, 'owner'));
  return {
    operation: 'UpdateItem',
    key: keyOf(config.key, input),
    update: updateOf({ ...timestamps(config.timestamps), ...changes }),
    condition: conditionOf([{ [config.key[0]]: { attributeExists: true } }, ruleOf(access), condition]),
  };
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  if (ctx.error) refuse(ctx.error, ctx.args.condition, accessOf(ctx, config.access, 'owner'));
  return payload(ctx.result, config);
}

/**
 * The update expression: null removes a field, everything else is written.
 *
 * @param {Record<string, any>} changes
 * @returns {import('@aws-appsync/utils').DynamoDBExpression}
 */
function updateOf(changes) {
  /** @type {string[]} */
  const sets = [];
  /** @type {string[]} */
  const removes = [];
  /** @type {Record<string, string>} */
  const expressionNames = {};
  /** @type {Record<string, any>} */
  const expressionValues = {};
  const fields = Object.keys(changes).filter((name) => !config.key.includes(name));
  // DynamoDB refuses an update of nothing; this removes what no item has.
  if (fields.length === 0) fields.push('__operation');
  for (const field of fields) {
    const value = changes[field] ?? null;
    expressionNames[`#${field}`] = field;
    if (value === null) {
      removes.push(`#${field}`);
    } else {
      sets.push(`#${field} = :${field}`);
      expressionValues[`:${field}`] = util.dynamodb.toDynamoDB(value);
    }
  }
  /** @type {string[]} */
  const clauses = [];
  if (sets.length > 0) clauses.push(`SET ${sets.join(', ')}`);
  if (removes.length > 0) clauses.push(`REMOVE ${removes.join(', ')}`);
  return { expression: clauses.join(' '), expressionNames, expressionValues: sets.length > 0 ? expressionValues : undefined };
}
