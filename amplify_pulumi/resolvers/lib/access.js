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
 * @property {'contains'} [operator] - where the field is a list with that name
 * @property {string[]} [claim] - the claim that names the caller: the names that it has in different tokens
 * @property {string[][]} [claims] - the claims that name him together, joined by `::`
 * @property {boolean} [transferable] - whether the caller may write another name into the field
 *
 * @typedef {object} Reach - of one grant: every item, or those whose field holds one of the names
 * @property {any} [field]
 * @property {'contains'} [operator]
 * @property {string} [groupClaim] - only where the field names groups
 * @property {string[][]} [claims]
 * @property {boolean} [transferable]
 * @property {any} [names] - each of these names the caller; the first is the one that new items get
 *
 * @typedef {Reach[]} Access - the caller reaches what one of these reaches
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
  if (access.length === 0) util.unauthorized();
  return access;
}

/**
 * What the caller may reach, which may be nothing. A grant that finds no name of the caller's reaches no item.
 *
 * @param {any} ctx - the context
 * @param {Grant[]} grants
 * @param {'reader' | 'owner'} as
 * @returns {Access}
 */
export function reachOf(ctx, grants, as) {
  if (has('field')) {
    return grants
      .filter(({ authType }) => authType === util.authType())
      .filter((grant) => isMeant(grant, ctx.identity))
      .map((grant) => ({ ...grant, names: grant.field && namesOf(ctx.identity.claims, grant, as) }))
      .filter(({ names }) => !names || names.length > 0);
  } else {
    return grants
      .filter(({ authType }) => authType === util.authType())
      .filter((grant) => isMeant(grant, ctx.identity));
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
  return has('field') ? access.some((reach) => holds(reach, item)) : access.length > 0;
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
 * Whether the item's field, if it matters, names the caller. A list does if one of its elements does.
 *
 * @param {Reach} reach
 * @param {Record<string, any>} item
 * @returns {boolean}
 */
export function holds({ field, operator, names }, item) {
  if (has('operator')) {
    if (operator) return /** @type {any[]} */ ([]).concat(item[field] ?? []).some((each) => names.includes(each));
  }
  return !field || names.includes(item[field]);
}

/**
 * The access as a filter or condition; null where every item is within reach.
 *
 * @param {Access} access
 * @returns {Record<string, any> | null}
 */
export function ruleOf(access) {
  if (has('field')) {
    if (access.some(({ field }) => !field)) return null;
    if (has('operator')) return { or: access.flatMap(({ field, operator, names }) => names.map((/** @type {string} */ name) => ({ [field]: { [operator ?? 'eq']: name } }))) };
    else return { or: access.flatMap(({ field, names }) => names.map((/** @type {string} */ name) => ({ [field]: { eq: name } }))) };
  } else {
    return null;
  }
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
  const decided = access.filter(({ field }) => !field || (ruled.includes(field) && known[field] !== undefined));
  const open = access.filter((reach) => !decided.includes(reach));
  if (reaches(decided, known)) return null;
  if (open.length === 0) util.unauthorized();
  return open.some(({ field }) => ruled.includes(field)) ? null : ruleOf(open);
}

/**
 * The same for several, of which each must let the caller reach an item.
 *
 * @param {Access[]} needed
 * @param {string[]} ruled
 * @param {Record<string, any>} known
 * @returns {(Record<string, any> | null)[]}
 */
export function rulesWithin(needed, ruled, known) {
  return needed.map((access) => ruleWithin(access, ruled, known));
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
 * Whether a grant for the caller's authentication type is meant for him, whatever the item says.
 *
 * @param {Grant} grant
 * @param {any} identity - null where an API key is all that he has
 * @returns {boolean}
 */
function isMeant(grant, identity) {
  if (has('role')) {
    if (!hasRole(grant, identity)) return false;
  }
  if (has('groups')) {
    if (!isMember(grant, identity)) return false;
  }
  return Object.entries(grant.identity ?? {}).every(([name, value]) => (identity?.[name] ?? null) === value);
}

/**
 * @param {Grant} grant
 * @param {any} identity
 * @returns {boolean}
 */
function hasRole({ role }, identity) {
  return !role || (identity.userArn ?? '').split('/')[1] === role.split('/').pop();
}

/**
 * @param {any} grant
 * @param {any} identity
 * @returns {boolean}
 */
function isMember({ groups, groupClaim }, identity) {
  return !groups || groupsOf(identity.claims, groupClaim).some((group) => groups.includes(group));
}
