/** What a token says of the caller: his names and his groups. What is empty or no text says nothing. */
import { has } from './given.js';

/**
 * Every way in which the field of a grant may name the caller, or one of his groups.
 *
 * @param {Record<string, any>} token
 * @param {any} grant
 * @param {'reader' | 'owner'} as
 * @returns {string[]}
 */
export function namesOf(token, grant, as) {
  if (has('groupClaim')) {
    if (grant.groupClaim) return groupsOf(token, grant.groupClaim);
  }
  if (has('claim')) {
    if (grant.claim) return namesAmong([claimOf(token, grant.claim)]);
  }
  return has('claims') ? jointNamesOf(token, grant.claims, as) : [];
}

/**
 * The names that several claims make together. The whole comes first, and a part that looks like a whole name does not count: it could be
 * somebody else's.
 *
 * @param {Record<string, any>} token
 * @param {string[][]} claims
 * @param {'reader' | 'owner'} as
 * @returns {string[]}
 */
function jointNamesOf(token, claims, as) {
  const values = claims.map((claim) => claimOf(token, claim));
  const names = namesAmong(values);
  const parts = names.filter((name) => !name.includes('::'));
  if (values.every((value) => names.includes(value))) return [values.join('::'), ...parts];
  return as === 'owner' ? [] : parts;
}

/**
 * The value of a claim.
 *
 * @param {Record<string, any>} token
 * @param {string[]} claim - the names that it has: an ID token says `cognito:username` where an access token says `username`
 * @returns {any}
 */
function claimOf(token, claim) {
  return claim.map((name) => token[name] ?? null).find((value) => value !== null);
}

/**
 * The groups in a claim: a list, one group, or the text of a list in JSON.
 *
 * @param {Record<string, any>} token
 * @param {string} claim
 * @returns {string[]}
 */
export function groupsOf(token, claim) {
  const value = token[claim] ?? [];
  const groups = typeof value === 'string' && value.startsWith('[') ? JSON.parse(value) : value;
  return namesAmong(/** @type {any[]} */ ([]).concat(groups));
}

/**
 * Those of the values that are names, each once.
 *
 * @param {any[]} values
 * @returns {string[]}
 */
function namesAmong(values) {
  return values.filter((value, index) => typeof value === 'string' && value && values.indexOf(value) === index);
}
