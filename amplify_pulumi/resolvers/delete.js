/**
 * Mutation.delete<Model>: removes an item and answers it.
 *
 * @typedef {object} Config
 * @property {string[]} key - attributes of the table's key, the partition key first; `a#b` is made of the fields a and b
 * @property {import('./lib/access.js').Grant[]} access - grants for `delete`
 * @property {import('./lib/fields.js').FieldRules[]} [hidden] - fields that not everybody may read who may read an item
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {string[]} [ownerLists] - those of them that hold lists
 * @property {boolean} redact - whether a relationship of the type hides behind mutations
 */
import { util } from '@aws-appsync/utils';
import { accessOf, ruleOf } from './lib/access.js';
import { askedAccess } from './lib/fields.js';
import { conditionOf } from './lib/filters.js';
import { has } from './lib/given.js';
import { keyOf } from './lib/keys.js';
import { marked, refuse, shown } from './lib/mutations.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  const { input, condition } = ctx.args;
  const rule = ruleOf(accessOf(ctx, config.access, 'owner'));
  const conditions = [{ [config.key[0]]: { attributeExists: true } }, rule, condition];
  if (config.hidden) askedAccess(ctx, config.hidden, condition).forEach((access) => conditions.push(ruleOf(access)));
  return {
    operation: 'DeleteItem',
    key: keyOf(config.key, input),
    condition: conditionOf(conditions),
  };
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  if (has('field')) {
    if (ctx.error) refuse(ctx.error, ctx.args.condition, [ruleOf(accessOf(ctx, config.access, 'owner'))]);
  } else if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  // AppSync counts the deletion of an item that is not there as a success without a result.
  if (config.redact) return marked(ctx.result, config.ownerFields);
  else return config.ownerFields ? shown(ctx.result, config.ownerFields) : ctx.result;
}
