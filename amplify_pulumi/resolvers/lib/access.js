/**
 * Who may reach which items. Every operation reads the same grants: as a check before, a filter, a condition, a check after, or a
 * subscription filter.
 *
 * @typedef {object} Grant - see amplify_pulumi/compiler/access.py
 * @property {string} authType - what `util.authType()` answers for the callers it lets in
 * @property {Record<string, string | null>} [identity] - what `ctx.identity` must be for them
 * @property {string} [role] - the ARN of the role that they must have
 * @property {string[]} [groups] - only callers who are in one of these
 * @property {string} [groupClaim] - the claim that lists the caller's groups
 * @property {string} [field] - the field of an item that must name the caller or one of his groups; without it, every item
 * @property {string} [operator] - whether the field is the name (`eq`) or a list with it (`contains`)
 * @property {string} [claim] - the claims that name the caller, joined by `::`
 * @property {boolean} [transferable] - whether the caller may write another name into the field
 *
 * @typedef {object} Predicate - what an item must say
 * @property {string} field
 * @property {string} operator
 * @property {string} [claim] - only where the field names the caller, not his groups
 * @property {boolean} [transferable]
 * @property {string[]} names - each of these names the caller; the first is the one that new items get
 *
 * @typedef {object} Access
 * @property {boolean} everything - whether every item is within reach
 * @property {Predicate[]} predicates - otherwise those for which one of these holds
 */
import { util } from '@aws-appsync/utils';
import { groupsOf, namesOf } from './claims.js';
import { has } from './given.js';

/**
 * What the caller may reach; Unauthorized where that is nothing.
 *
 * @param {any} ctx - the context
 * @param {Grant[]} grants
 * @param {'reader' | 'owner'} as - a reader may lack a part of his name, and then sees what the other parts name; an owner may not
 * @returns {Access}
 */
export function accessOf(ctx, grants, as) {
  const access = reachOf(ctx, grants, as);
  if (!access.everything && access.predicates.length === 0) util.unauthorized();
  return access;
}

/**
 * What the caller may reach, which may be nothing. A grant that finds no name of the caller's demands what no item fulfils.
 *
 * @param {any} ctx - the context
 * @param {Grant[]} grants
 * @param {'reader' | 'owner'} as
 * @returns {Access}
 */
export function reachOf({ identity }, grants, as) {
  const own = grants.filter((grant) => isMeant(grant, identity ?? {}));
  if (has('field')) {
    const predicates = own.filter(({ field }) => field).map((grant) => predicateOf(grant, identity?.claims ?? {}, as));
    return { everything: predicates.length < own.length, predicates: predicates.filter(({ names }) => names.length > 0) };
  } else {
    return { everything: own.length > 0, predicates: [] };
  }
}

/**
 * Whether the item is within reach.
 *
 * @param {Access} access
 * @param {Record<string, any>} item
 * @returns {boolean}
 */
export function reaches(access, item) {
  return has('field')
    ? access.everything || access.predicates.some((predicate) => holds(predicate, item[predicate.field]))
    : access.everything;
}

/**
 * Ends a field that has rules of its own with Unauthorized, where these do not let the caller read it in this item.
 *
 * @param {any} ctx - the context
 * @param {Grant[]} grants - for reading the field
 */
export function checkField(ctx, grants) {
  if (!reaches(accessOf(ctx, grants, 'owner'), ctx.source)) util.unauthorized();
}

/**
 * Whether the value of the predicate's field names the caller. A list does if one of its elements does.
 *
 * @param {Predicate} predicate
 * @param {any} value
 * @returns {boolean}
 */
export function holds({ operator, names }, value) {
  if (has('operator=contains')) {
    if (operator === 'contains') return /** @type {any[]} */ ([]).concat(value ?? []).some((each) => names.includes(each));
  }
  return names.includes(value);
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
 * The access as the filter of a query by a key in which a rule looks; null where there is nothing to filter by. DynamoDB filters by no part
 * of the key: what the query says of it decides at once, for all items, and what it leaves open is for `reachable`. Unauthorized where
 * nothing is within reach.
 *
 * @param {Access} access
 * @param {string[]} ruled - attributes of the key in which a rule looks
 * @param {Record<string, any>} known - what attributes of the key are, by the query
 * @returns {Record<string, any> | null}
 */
export function ruleWithin(access, ruled, known) {
  if (access.everything) return null;
  const decided = access.predicates.filter(({ field }) => ruled.includes(field) && known[field] !== undefined);
  const open = access.predicates.filter((predicate) => !decided.includes(predicate));
  if (decided.some((predicate) => holds(predicate, known[predicate.field]))) return null;
  if (open.length === 0) util.unauthorized();
  return open.some(({ field }) => ruled.includes(field)) ? null : ruleOf({ everything: false, predicates: open });
}

/**
 * Those of the items that are within reach by each of these.
 *
 * @param {Access[]} needed
 * @param {Record<string, any>[]} items
 * @returns {Record<string, any>[]}
 */
export function reachable(needed, items) {
  return items.filter((item) => needed.every((access) => reaches(access, item)));
}

/**
 * Whether a grant is meant for this caller, whatever the item says.
 *
 * @param {Grant} grant
 * @param {Record<string, any>} identity
 * @returns {boolean}
 */
function isMeant(grant, identity) {
  if (has('role')) {
    if (!hasRole(grant, identity)) return false;
  }
  if (has('groups')) {
    if (!isMember(grant, identity)) return false;
  }
  if (grant.authType !== util.authType()) return false;
  return Object.entries(grant.identity ?? {}).every(([name, value]) => (identity[name] ?? null) === value);
}

/**
 * @param {Grant} grant
 * @param {Record<string, any>} identity
 * @returns {boolean}
 */
function hasRole({ role }, { userArn }) {
  return !role || (userArn ?? '').split('/')[1] === role.split('/').pop();
}

/**
 * @param {Grant} grant
 * @param {Record<string, any>} identity
 * @returns {boolean}
 */
function isMember({ groups, groupClaim }, { claims }) {
  return !groups || groupsOf(claims ?? {}, groupClaim).some((group) => groups.includes(group));
}

/**
 * What a grant demands of items: that they name the caller or one of his groups.
 *
 * @param {any} grant
 * @param {Record<string, any>} claims
 * @param {'reader' | 'owner'} as
 * @returns {Predicate}
 */
function predicateOf(grant, claims, as) {
  if (has('groupClaim')) {
    if (!grant.claim) return { ...grant, names: groupsOf(claims, grant.groupClaim) };
  }
  return { ...grant, names: namesOf(claims, grant.claim, as) };
}
