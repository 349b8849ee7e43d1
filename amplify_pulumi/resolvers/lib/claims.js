/** What a token says of the caller: his names and his groups. What is empty or no text says nothing. */

/**
 * Every way in which an item may name the caller. An ID token says `cognito:username` where an access token says `username`. Of joined
 * claims, a part that looks like a whole name does not count: it could be somebody else's. Payloads show the parts, never the whole.
 *
 * @param {Record<string, any>} claims
 * @param {string} claim - the claims, joined by `::`
 * @param {'reader' | 'owner'} as
 * @returns {{names: string[], shown: string[]}}
 */
export function namesOf(claims, claim, as) {
  /** @type {Record<string, any>} */
  const known = { username: claims['cognito:username'], 'cognito:username': claims.username, ...claims };
  const values = claim.split('::').map((name) => known[name]);
  const given = namesAmong(values);
  const shown = values.length > 1 ? given.filter((part) => !part.includes('::')) : given;
  if (values.every((value) => given.includes(value))) return { names: namesAmong([values.join('::'), ...shown]), shown };
  return { names: as === 'owner' ? [] : shown, shown };
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
