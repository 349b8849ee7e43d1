/**
 * Mutation.update<Model>: changes the fields that the input names; null removes a field.
 *
 * @typedef {object} Config
 * @property {string[]} key - attributes of the table's key, the partition key first; `a#b` is made of the fields a and b
 * @property {string} [updatedAt] - the field that gets the present time where the input has none
 * @property {import('./lib/compositeKeys.js').CompositeKey[]} [compositeKeys] - sort keys of indexes that are made of several fields
 * @property {import('./lib/validations.js').Validation[]} [validations] - in the order in which they are checked
 * @property {import('./lib/access.js').Grant[]} access - grants for `update`
 * @property {import('./lib/fields.js').FieldRules[]} [fields] - where fields have rules of their own, or null needs more than a value
 * @property {import('./lib/fields.js').FieldRules[]} [hidden] - fields that not everybody may read who may read an item
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {string[]} [ownerLists] - those of them that hold lists
 * @property {boolean} redact - whether a relationship of the type hides behind mutations
 */
import { util } from '@aws-appsync/utils';
import { accessOf, ruleOf } from './lib/access.js';
import { compositeKeysOf } from './lib/compositeKeys.js';
import { askedAccess, writingOf } from './lib/fields.js';
import { conditionOf } from './lib/filters.js';
import { has } from './lib/given.js';
import { keyOf, placeholder } from './lib/keys.js';
import { marked, refuse, shown } from './lib/mutations.js';
import { guardOwners } from './lib/owners.js';
import { validate } from './lib/validations.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  const { input, condition } = ctx.args;
  const { changes, rules } = writing(ctx);
  const values = config.updatedAt ? { [config.updatedAt]: util.time.nowISO8601(), ...changes } : changes;
  if (config.compositeKeys) Object.assign(values, compositeKeysOf(config.compositeKeys, values, 'updating'));
  if (config.validations) validate(config.validations, input);
  const conditions = [{ [config.key[0]]: { attributeExists: true } }, ...rules, condition];
  if (config.hidden) askedAccess(ctx, config.hidden, condition).forEach((access) => conditions.push(ruleOf(access)));
  return {
    operation: 'UpdateItem',
    key: keyOf(config.key, input),
    update: updateOf(values),
    condition: conditionOf(conditions),
  };
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  if (has('field')) {
    if (ctx.error) refuse(ctx.error, ctx.args.condition, writing(ctx).rules);
  } else if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  if (config.redact) return marked(ctx.result, config.ownerFields);
  else return config.ownerFields ? shown(ctx.result, config.ownerFields) : ctx.result;
}

/**
 * What is written, and which rules must hold for the item.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 * @returns {import('./lib/owners.js').Writing}
 */
function writing(ctx) {
  const access = accessOf(ctx, config.access, 'owner');
  if (config.fields) return writingOf(ctx, access, config.fields);
  else return has('field') ? guardOwners(ctx.args.input, access) : { changes: ctx.args.input, rules: [] };
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
  const fields = Object.keys(changes).filter((name) => !(has('#') ? config.key.join('#').split('#') : config.key).includes(name));
  // DynamoDB refuses an update of nothing; this removes what no item has.
  if (fields.length === 0) fields.push('__operation');
  for (const field of fields) {
    expressionNames[`#${placeholder(field)}`] = field;
    if ((changes[field] ?? null) === null) {
      removes.push(`#${placeholder(field)}`);
    } else {
      sets.push(`#${placeholder(field)} = :${placeholder(field)}`);
      expressionValues[`:${placeholder(field)}`] = util.dynamodb.toDynamoDB(changes[field]);
    }
  }
  /** @type {string[]} */
  const clauses = [];
  if (sets.length > 0) clauses.push(`SET ${sets.join(', ')}`);
  if (removes.length > 0) clauses.push(`REMOVE ${removes.join(', ')}`);
  return { expression: clauses.join(' '), expressionNames, expressionValues: sets.length > 0 ? expressionValues : undefined };
}
