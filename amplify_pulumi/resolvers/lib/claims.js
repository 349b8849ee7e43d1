/** What a token says of the caller: his names and his groups. What is empty or no text says nothing. */
import { has } from './given.js';

/**
 * Every way in which an item may name the caller. An ID token says `cognito:username` where an access token says `username`. Of joined
 * claims, the whole comes first, and a part that looks like a whole name does not count: it could be somebody else's.
 *
 * @param {Record<string, any>} claims
 * @param {string} claim - the claims, joined by `::`
 * @param {'reader' | 'owner'} as
 * @returns {string[]}
 */
export function namesOf(claims, claim, as) {
  /** @type {Record<string, any>} */
  const known = { username: claims['cognito:username'], 'cognito:username': claims.username, ...claims };
  if (has('::')) {
    const values = claim.split('::').map((name) => known[name]);
    const given = namesAmong(values);
    if (values.length === 1) return given;
    const parts = given.filter((part) => !part.includes('::'));
    if (values.every((value) => given.includes(value))) return [values.join('::'), ...parts];
    return as === 'owner' ? [] : parts;
  } else {
    return namesAmong([known[claim]]);
  }
}

/**
 * The groups in a claim: a list, one group, or the text of a list in JSON.
 *
 * @param {Record<string, any>} claims
 * @param {string | undefined} claim
 * @returns {string[]}
 */
export function groupsOf(claims, claim) {
  const value = claims[claim ?? ''] ?? [];
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
