/** How Lambda functions are called, and what comes of it: the event is Amplify's. */
import { util } from '@aws-appsync/utils';

/**
 * The request for a function.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 * @param {any} prev - what the step before it answered
 * @param {'RequestResponse' | 'Event'} invocationType
 * @returns {any}
 */
export function invocation(ctx, prev, invocationType) {
  const { args, identity, info, source, request } = ctx;
  const { parentTypeName, fieldName } = info;
  const payload = { typeName: parentTypeName, fieldName, arguments: args, identity, source, request, prev };
  return { operation: 'Invoke', invocationType, payload };
}

/**
 * What a function's step answers: of an event only whether it was taken.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 * @param {'RequestResponse' | 'Event'} invocationType
 * @returns {any}
 */
export function answer(ctx, invocationType) {
  const { error, result } = ctx;
  if (invocationType === 'Event') {
    if (error) util.appendError(error.message, error.type);
    return { success: !error };
  }
  if (error) util.error(error.message, error.type);
  return result;
}
