/**
 * Subscription.on<Create|Update|Delete><Model>: who gets which event.
 *
 * @typedef {object} Config
 * @property {import('./lib/access.js').Grant[]} access - grants for `listen`
 * @property {string[]} ownerFields - fields that payloads show as the user name only; those of the `listen` rules are also arguments
 */
import { extensions, util } from '@aws-appsync/utils';
import { accessOf, ruleOf } from './lib/access.js';
import { allOf } from './lib/filters.js';

const config = /** @type {Config} */ ({});

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  audienceOf(ctx);
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
  const audience = audienceOf(ctx);
  const asked = config.ownerFields.filter((field) => ctx.args[field]);
  const owners = asked.map((field) => ({ [field]: { eq: ctx.args[field].split('::').pop() } }));
  const joined = allOf([audience, ...owners, ctx.args.filter]);
  const filter = joined && util.transform.toSubscriptionFilter(joined);
  if (audience && !filter.filterGroup.length) util.error('Unable to process the filter expression', 'Unrecognized Filter');
  if (filter?.filterGroup.length) extensions.setSubscriptionFilter(filter);
  return null;
}

/**
 * Whose events the caller gets; null for all. An owner argument that names somebody else takes away what the owner's rule allows.
 * Payloads show the parts of a name, never the whole.
 *
 * @param {import('@aws-appsync/utils').Context} ctx
 * @returns {Record<string, any> | null}
 */
function audienceOf(ctx) {
  const { everything, predicates } = accessOf(ctx, config.access, 'owner');
  const admitting = predicates.filter(({ field, names }) => !ctx.args[field] || names.includes(ctx.args[field]));
  if (!everything && admitting.length === 0) util.unauthorized();
  return ruleOf({ everything, predicates: admitting.map((each) => ({ ...each, names: each.names.slice(1) })) });
}
