/**
 * <Model>.<field> that not everybody may read who may read the item: null and an Unauthorized error for the others. Data source NONE.
 *
 * @typedef {object} Config
 * @property {string} field - the field itself
 * @property {string[]} [ownerLists] - the field, if it holds a list of owners
 * @property {import('./lib/access.js').Grant[]} access - grants for reading the field
 * @property {boolean} isOwner - whether it is shown as the user name only
 * @property {boolean} redact - whether the field is null in the payload of a mutation, whose subscribers may not all read it
 */
import { util } from '@aws-appsync/utils';
import { checkField } from './lib/access.js';
import { showOwners } from './lib/owners.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx */
export function request(ctx) {
  checkField(ctx, config.access);
  return { payload: null };
}

/** @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  if (config.redact && ctx.source.__operation === 'Mutation') return null;
  return showOwners(ctx.source, config.isOwner ? [config.field] : [])[config.field];
}
