/**
 * A custom operation with several handlers: what stands before and after them.
 *
 * @typedef {object} Config
 * @property {import('./lib/access.js').Grant[]} access - who may call; empty where directives have said so
 * @property {string} apiId - AppSync's id of the API
 */
import { accessOf } from './lib/access.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  if (config.access.length > 0) accessOf(ctx, config.access, 'reader');
  ctx.stash.awsAppsyncApiId = config.apiId;
  ctx.stash.amplifyApiEnvironmentName = 'NONE';
  return {};
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  return ctx.prev.result;
}
