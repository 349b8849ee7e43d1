/**
 * Mutation.create<Model>: puts an item that must not be there yet.
 *
 * @typedef {object} Config
 * @property {string} typeName - stored as `__typename`
 * @property {string[]} key - attributes of the table's key, the partition key first; `a#b` is made of the fields a and b
 * @property {boolean} autoId - whether `id` is made where the input has none
 * @property {Record<string, any>} [defaults] - values of fields for which the input has none, or null
 * @property {string[]} timestamps - fields that get the present time where the input has none: createdAt, updatedAt
 * @property {import('./lib/compositeKeys.js').CompositeKey[]} [compositeKeys] - sort keys of indexes that are made of several fields
 * @property {string[]} [indexPartitionKeys] - partition keys of declared indexes: null there is not stored
 * @property {import('./lib/validations.js').Validation[]} [validations] - in the order in which they are checked
 * @property {import('./lib/access.js').Grant[]} access - grants for `create`
 * @property {import('./lib/fields.js').FieldRules[]} [fields] - where fields have rules of their own
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {string[]} [ownerLists] - those of them that hold lists
 * @property {boolean} redact - whether a relationship of the type hides behind mutations
 */
import { util } from '@aws-appsync/utils';
import { accessOf } from './lib/access.js';
import { compositeKeysOf } from './lib/compositeKeys.js';
import { withDefaults } from './lib/defaults.js';
import { checkCreated } from './lib/fields.js';
import { conditionOf } from './lib/filters.js';
import { keyOf } from './lib/keys.js';
import { marked, shown } from './lib/mutations.js';
import { ownersOf } from './lib/owners.js';
import { timestamps } from './lib/timestamps.js';
import { validate } from './lib/validations.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  const { condition } = ctx.args;
  const input = config.defaults ? withDefaults(config.defaults, ctx.args.input) : ctx.args.input;
  const owners = ownersOf(input, accessOf(ctx, config.access, 'owner'));
  if (config.fields) checkCreated(ctx, config.fields, input, owners);
  const id = config.autoId ? { id: util.autoId() } : {};
  const item = { ...id, ...timestamps(config.timestamps), ...input, ...owners, __typename: config.typeName };
  if (config.compositeKeys) Object.assign(item, compositeKeysOf(config.compositeKeys, item, 'creating'));
  if (config.validations) validate(config.validations, input);
  if (config.indexPartitionKeys) {
    // Without it, the item is not in the index; with null, DynamoDB would refuse it.
    for (const field of config.indexPartitionKeys) if (item[field] === null) delete item[field];
  }
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
  if (config.redact) return marked(ctx.result, config.ownerFields);
  else return config.ownerFields ? shown(ctx.result, config.ownerFields) : ctx.result;
}
