/**
 * Mutation.delete<Model>: removes an item and answers it.
 *
 * @typedef {object} Config
 * @property {string[]} key - attributes of the table's key, the partition key first; `a#b` is made of the fields a and b
 * @property {import('./lib/access.js').Grant[]} access - grants for `delete`
 * @property {import('./lib/fields.js').FieldRules[]} [hidden] - fields that not everybody may read who may read an item
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {boolean} redact - whether a relationship of the type hides behind mutations
 */
import { accessOf, ruleOf } from './lib/access.js';
import { askedRules } from './lib/fields.js';
import { conditionOf } from './lib/filters.js';
import { keyOf } from './lib/keys.js';
import { payload, refuse } from './lib/mutations.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  const { input, condition } = ctx.args;
  const access = accessOf(ctx, config.access, 'owner');
  return {
    operation: 'DeleteItem',
    key: keyOf(config.key, input),
    condition: conditionOf([
      { [config.key[0]]: { attributeExists: true } },
      ruleOf(access),
      ...(config.hidden ? askedRules(ctx, config.hidden, condition) : []),
      condition,
    ]),
  };
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  if (ctx.error) refuse(ctx.error, ctx.args.condition, accessOf(ctx, config.access, 'owner'));
  // AppSync counts the deletion of an item that is not there as a success without a result.
  return payload(ctx.result, config.ownerFields);
}
