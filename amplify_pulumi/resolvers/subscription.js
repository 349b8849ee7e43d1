/**
 * Subscription.on<Create|Update|Delete><Model>: who gets which event.
 *
 * @typedef {object} Config
 * @property {import('./lib/access.js').Grant[]} access - grants for `listen`
 * @property {string[]} ownerFields - fields that payloads show as the user name only; those of the `listen` rules are also arguments
 * @property {string[]} [ownerLists] - those of them that hold lists
 */
import { extensions, util } from '@aws-appsync/utils';
import { accessOf } from './lib/access.js';
import { allOf } from './lib/filters.js';
import { has } from './lib/given.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  if (has('field')) audienceOf(ctx);
  else accessOf(ctx, config.access, 'owner');
  return { payload: null };
}

/**
 * Where there is a filter, AppSync does not look at the arguments: an owner asked for becomes a part of the filter. A rule that leaves no
 * trace in the filter is an error: it must not become access to every event.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 */
export function response(ctx) {
  if (ctx.error) util.error(ctx.error.message, ctx.error.type);
  const joined = has('field')
    ? allOf(config.ownerFields ? [audienceOf(ctx), ...ownersAsked(ctx.args), ctx.args.filter] : [audienceOf(ctx), ctx.args.filter])
    : ctx.args.filter;
  const lowered = joined && util.transform.toSubscriptionFilter(joined);
  if (lowered?.filterGroup.length) extensions.setSubscriptionFilter(lowered);
  else if (has('field')) {
    if (audienceOf(ctx)) util.error('Unable to process the filter expression', 'Unrecognized Filter');
  }
  return null;
}

/**
 * The owners that the arguments name, as filters.
 *
 * @param {Record<string, any>} args
 * @returns {Record<string, any>[]}
 */
function ownersAsked(args) {
  return config.ownerFields
    .filter((field) => args[field])
    .map((field) => ({ [field]: { eq: args[field].split('::').pop() } }));
}

/**
 * Whose events the caller gets; null for all. Who gets only those of some items may not ask for somebody else's.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 * @returns {Record<string, any> | null}
 */
function audienceOf(ctx) {
  const access = accessOf(ctx, config.access, 'owner');
  if (access.some(({ field }) => !field)) return null;
  if (access.some((reach) => isSomebodyElse(reach, ctx.args))) util.unauthorized();
  const branches = access.flatMap((reach) => branchesOf(reach));
  if (branches.length === 0) util.unauthorized();
  return { or: branches };
}

/**
 * Whether an owner is asked for who is not the caller.
 *
 * @param {import('./lib/access.js').Reach} reach
 * @param {Record<string, any>} args
 * @returns {boolean}
 */
function isSomebodyElse(reach, args) {
  return has('groupClaim')
    ? !reach.groupClaim && args[reach.field] && !reach.names.includes(args[reach.field])
    : args[reach.field] && !reach.names.includes(args[reach.field]);
}

/**
 * The events of one grant. Any of a list's names is one condition: AppSync takes few branches.
 *
 * @param {import('./lib/access.js').Reach} reach
 * @returns {Record<string, any>[]}
 */
function branchesOf(reach) {
  if (has('operator')) {
    if (reach.operator) return shownNames(reach).length > 0 ? [{ [reach.field]: { containsAny: shownNames(reach) } }] : [];
  }
  return shownNames(reach).map((/** @type {string} */ name) => ({ [reach.field]: { eq: name } }));
}

/**
 * The names that payloads show: the parts of joined claims, never the whole.
 *
 * @param {import('./lib/access.js').Reach} reach
 * @returns {string[]}
 */
function shownNames(reach) {
  return has('claims') ? reach.names.filter((/** @type {string} */ name) => !reach.claims || !name.includes('::')) : reach.names;
}
