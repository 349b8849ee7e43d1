/** Owner fields: written on create, guarded on update, shown as the user name. */
import { util } from '@aws-appsync/utils';

/**
 * The item as clients see it: of `sub::username`, only the user name.
 *
 * @param {Record<string, any>} item
 * @param {string[]} fields
 * @returns {Record<string, any>}
 */
export function showOwners(item, fields) {
  const shown = { ...item };
  for (const field of fields) {
    if (typeof shown[field] === 'string') shown[field] = shown[field].split('::').pop();
  }
  return shown;
}

/**
 * The owners of a new item: the caller, where the input leaves the field out. Unauthorized where it names somebody else, unless another
 * rule lets the caller create every item.
 *
 * @param {Record<string, any>} input
 * @param {import('./access.js').Access} access
 * @returns {Record<string, any>}
 */
export function ownersOf(input, access) {
  const { everything, predicates } = access;
  const justified = predicates.some(({ field, names }) => input[field] === undefined || names.includes(input[field]));
  if (!everything && !justified) util.unauthorized();
  /** @type {Record<string, any>} */
  const owners = {};
  for (const { field, names } of predicates) {
    if (input[field] === undefined) owners[field] = names[0];
  }
  return owners;
}

/**
 * What of the input is written, and whom it then needs. An owner gives nothing away unless his rule is transferable: naming himself
 * changes nothing, naming anybody else is Unauthorized.
 *
 * @param {Record<string, any>} input
 * @param {import('./access.js').Access} access
 * @returns {{changes: Record<string, any>, access: import('./access.js').Access}}
 */
export function guardOwners(input, access) {
  const changes = { ...input };
  const bound = access.predicates.filter(({ field, transferable }) => !transferable && input[field] !== undefined);
  if (access.everything || bound.length === 0) return { changes, access };
  const free = access.predicates.filter((predicate) => !bound.includes(predicate));
  const isHimself = bound.every(({ field, names }) => names.includes(input[field]));
  if (!isHimself && free.length === 0) util.unauthorized();
  if (!isHimself) return { changes, access: { everything: false, predicates: free } };
  // Only a rule that does not bind the field may rewrite how it names the caller.
  if (free.length === 0) bound.forEach(({ field }) => delete changes[field]);
  return { changes, access };
}
