/**
 * Who may reach which items. Every operation reads the same grants: as a check before, a filter, a condition, a check after, or a
 * subscription filter.
 *
 * @typedef {object} Grant - see amplify_pulumi/compiler/access.py
 * @property {string} authType - what `util.authType()` answers for the callers it lets in
 * @property {string} [principal] - `administrator`: only callers with AWS credentials of their own
 * @property {string} [field] - the field of an item that must name the caller; without it, every item
 * @property {string} [operator] - how the field is compared: `eq`
 * @property {string} [claim] - the claims that name the caller, joined by `::`
 * @property {boolean} [transferable] - whether the caller may write another name into the field
 *
 * @typedef {object} Predicate - what an item must say
 * @property {string} field
 * @property {string} operator
 * @property {boolean} [transferable]
 * @property {string[]} names - each of these names the caller; the first is the one that new items get
 *
 * @typedef {object} Access
 * @property {boolean} everything - whether every item is within reach
 * @property {Predicate[]} predicates - otherwise those for which one of these holds
 */
import { util } from '@aws-appsync/utils';

/**
 * What the caller may reach; Unauthorized where that is nothing. Whoever comes through an identity pool is no administrator, whatever IAM
 * lets him do.
 *
 * @param {any} ctx - the context
 * @param {Grant[]} grants
 * @param {'reader' | 'owner'} as - a reader may lack a part of his name, and then sees what the other parts name; an owner may not
 * @returns {Access}
 */
export function accessOf(ctx, grants, as) {
  const isAdministrator = !ctx.identity?.cognitoIdentityPoolId && !ctx.identity?.cognitoIdentityId;
  const own = grants.filter(({ authType, principal }) => authType === util.authType() && (!principal || isAdministrator));
  const everything = own.some(({ field }) => !field);
  const predicates = own
    .map((/** @type {any} */ grant) => ({ ...grant, names: grant.field ? namesOf(ctx.identity.claims, grant.claim, as) : [] }))
    .filter(({ names }) => names.length > 0);
  if (!everything && predicates.length === 0) util.unauthorized();
  return { everything, predicates };
}

/**
 * Whether the item is within reach.
 *
 * @param {Access} access
 * @param {Record<string, any>} item
 * @returns {boolean}
 */
export function reaches(access, item) {
  return access.everything || access.predicates.some(({ field, names }) => names.includes(item[field]));
}

/**
 * The access as a filter or condition; null where every item is within reach.
 *
 * @param {Access} access
 * @returns {Record<string, any> | null}
 */
export function ruleOf({ everything, predicates }) {
  if (everything) return null;
  return { or: predicates.flatMap(({ field, operator, names }) => names.map((name) => ({ [field]: { [operator]: name } }))) };
}

/**
 * Every way in which an item may name the caller. An ID token says `cognito:username` where an access token says `username`. A part that
 * looks like a whole name does not count: it could be somebody else's.
 *
 * @param {Record<string, any>} claims
 * @param {string} claim
 * @param {'reader' | 'owner'} as
 * @returns {string[]}
 */
function namesOf(claims, claim, as) {
  /** @type {Record<string, any>} */
  const known = { username: claims['cognito:username'], ...claims };
  const values = claim.split('::').map((name) => known[name]);
  const parts = values.filter((value, index) => value && values.indexOf(value) === index);
  if (values.some((value) => !value)) return as === 'owner' ? [] : parts;
  return [values.join('::'), ...parts.filter((part) => !part.includes('::'))];
}
