/**
 * <Model>.<owner field>, where something below the type reads the stored value: shows the user name. Data source NONE.
 *
 * @typedef {object} Config
 * @property {string} field - the field itself
 * @property {string[]} [ownerLists] - the field, if it holds a list of owners
 */
import { util } from '@aws-appsync/utils';
import { showOwners } from './lib/owners.js';

const config = /** @type {Config} */ ({});

export function request() {
  return { payload: null };
}

/** @param {import('@aws-appsync/utils').Context<any, any, any, any>} ctx */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  return showOwners(ctx.source, [config.field])[config.field];
}
