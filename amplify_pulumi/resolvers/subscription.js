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
  const asked = config.ownerFields ? allOf([...ownersAsked(ctx.args), ctx.args.filter]) : ctx.args.filter;
  const filter = has('field') ? filterFor(audienceOf(ctx), asked) : asked && util.transform.toSubscriptionFilter(asked);
  if (filter?.filterGroup.length) extensions.setSubscriptionFilter(filter);
  return null;
}

/**
 * The owners that the arguments name, as filters.
 *
 * @param {Record<string, any>} args
 * @returns {Record<string, any>[]}
 */
function ownersAsked(args) {
  return config.ownerFields.filter((field) => args[field]).map((field) => ({ [field]: { eq: args[field].split('::').pop() } }));
}

/**
 * @param {Record<string, any> | null} audience
 * @param {Record<string, any> | null | undefined} asked
 * @returns {any}
 */
function filterFor(audience, asked) {
  const joined = allOf([audience, asked]);
  const filter = joined && util.transform.toSubscriptionFilter(joined);
  if (audience && !filter.filterGroup.length) util.error('Unable to process the filter expression', 'Unrecognized Filter');
  return filter;
}

/**
 * Whose events the caller gets; null for all. Who gets only those of some items may not ask for somebody else's.
 * Any of a list's names is one condition: AppSync takes few branches.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 * @returns {Record<string, any> | null}
 */
function audienceOf(ctx) {
  const { everything, predicates } = accessOf(ctx, config.access, 'owner');
  if (everything) return null;
  const isSomebodyElse = predicates.some(({ field, claim, names }) => claim && ctx.args[field] && !names.includes(ctx.args[field]));
  const branches = predicates.flatMap((/** @type {any} */ { field, operator, claim, names }) => {
    // Payloads hold the parts of joined claims, never the whole.
    const shown = claim?.includes('::') ? names.filter((/** @type {string} */ name) => !name.includes('::')) : names;
    if (has('operator=contains')) {
      if (operator === 'contains') return shown.length > 0 ? { [field]: { containsAny: shown } } : [];
    }
    return shown.map((/** @type {string} */ name) => ({ [field]: { eq: name } }));
  });
  if (isSomebodyElse || branches.length === 0) util.unauthorized();
  return { or: branches };
}
