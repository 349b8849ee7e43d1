/**
 * A custom operation that one Lambda function answers.
 *
 * @typedef {object} Config
 * @property {import('./lib/access.js').Grant[]} access - who may call
 * @property {'RequestResponse' | 'Event'} invocationType - whether somebody waits for the answer
 */
import { accessOf } from './lib/access.js';
import { answer, invocation } from './lib/functions.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  accessOf(ctx, config.access, 'reader');
  return invocation(ctx, { result: {} }, config.invocationType);
}

/** @param {import('@aws-appsync/utils').Context} ctx */
export function response(ctx) {
  return answer(ctx, config.invocationType);
}
