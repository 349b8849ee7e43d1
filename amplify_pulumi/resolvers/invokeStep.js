/**
 * A step of a pipeline that a Lambda function carries out.
 *
 * @typedef {object} Config
 * @property {'RequestResponse' | 'Event'} invocationType - whether somebody waits for the answer
 */
import { answer, invocation } from './lib/functions.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  return invocation(ctx, ctx.prev, config.invocationType);
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  return answer(ctx, config.invocationType);
}
