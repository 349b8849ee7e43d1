/**
 * A handler of the user's own that answers a field alone. Amplify runs it as the one function of a pipeline; what it finds in its context
 * there is put into the context here.
 */
import { request as handlerRequest, response as handlerResponse } from './handler.js';

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  ctx.stash.awsAppsyncApiId = '${api.id}';
  ctx.stash.amplifyApiEnvironmentName = 'NONE';
  return handlerRequest(inPipeline(ctx));
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  return handlerResponse(inPipeline(ctx));
}

/**
 * @param {any} ctx
 * @returns {any}
 */
function inPipeline(ctx) {
  const { args, arguments: given, identity, source, stash, result, error, request: called, info } = ctx;
  return { args, arguments: given, identity, source, stash, result, error, prev: { result: {} }, request: called, info };
}
