/** The handler that stands here is the user's; this one answers with nothing. */

/**
 * @param {any} _ctx
 * @returns {any}
 */
export function request(_ctx) {
  return { payload: null };
}

/**
 * @param {any} ctx
 * @returns {any}
 */
export function response(ctx) {
  return ctx.result;
}
