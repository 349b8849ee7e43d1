/**
 * Mutation.create<Model>: puts an item that must not be there yet.
 *
 * @typedef {object} Config
 * @property {string} typeName - stored as `__typename`
 * @property {string[]} key - attributes of the table's key, the partition key first
 * @property {boolean} autoId - whether `id` is made where the input has none
 * @property {string[]} timestamps - fields that get the present time where the input has none: createdAt, updatedAt
 * @property {import('./lib/access.js').Grant[]} access - grants for `create`
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {boolean} redact - whether a relationship of the type hides behind mutations
 */
import { util } from '@aws-appsync/utils';
import { accessOf } from './lib/access.js';
import { conditionOf } from './lib/filters.js';
import { keyOf } from './lib/keys.js';
import { payload } from './lib/mutations.js';
import { ownersOf } from './lib/owners.js';
import { timestamps } from './lib/timestamps.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  const { input, condition } = ctx.args;
  const owners = ownersOf(input, accessOf(ctx, config.access, 'owner'));
  const id = config.autoId ? { id: util.autoId() } : {};
  const item = { ...id, ...timestamps(config.timestamps), ...input, ...owners, __typename: config.typeName };
  return {
    operation: 'PutItem',
    key: keyOf(config.key, item),
    attributeValues: util.dynamodb.toMapValues(item),
    condition: conditionOf([{ [config.key[0]]: { attributeExists: false } }, condition]),
  };
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return payload(ctx.result, config);
}
