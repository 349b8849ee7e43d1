/** Owner fields: written on create, guarded on update, shown as the user name. */
import { util } from '@aws-appsync/utils';
import { holds } from './access.js';
import { has } from './given.js';

/**
 * The item as clients see it: of `sub::username`, only the user name.
 *
 * @param {Record<string, any>} item
 * @param {string[]} fields - each holds an owner or, where the config has `ownerLists`, a list of owners
 * @returns {Record<string, any>}
 */
export function showOwners(item, fields) {
  const shown = { ...item };
  for (const field of fields) {
    const value = item[field] ?? null;
    if (has('ownerLists')) {
      if (value !== null) shown[field] = typeof value === 'object' ? value.map(showOwner) : showOwner(value);
    } else if (typeof value === 'string') shown[field] = value.split('::').pop();
  }
  return shown;
}

/**
 * @param {any} owner
 * @returns {any}
 */
function showOwner(owner) {
  return typeof owner === 'string' ? owner.split('::').pop() : owner;
}

/**
 * The owners of a new item: the caller, where the input leaves the field out. Unauthorized where it names others only, unless another
 * rule lets the caller create the item.
 *
 * @param {Record<string, any>} input
 * @param {import('./access.js').Access} access
 * @returns {Record<string, any>}
 */
export function ownersOf(input, access) {
  /** @type {Record<string, any>} */
  const owners = {};
  if (has('field')) {
    const missing = access.predicates.filter(({ field, claim }) => claim && input[field] === undefined);
    const justified = missing.length > 0 || access.predicates.some((predicate) => holds(predicate, input[predicate.field]));
    if (!access.everything && !justified) util.unauthorized();
    for (const { field, operator, names } of missing) owners[field] = operator === 'eq' ? names[0] : [names[0]];
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
  if (has('field')) {
    const bound = access.predicates.filter(({ field, transferable }) => !transferable && input[field] !== undefined);
    if (access.everything || bound.length === 0) return { changes, access };
    const free = access.predicates.filter((predicate) => !bound.includes(predicate));
    const isHimself = bound.every(({ field, names }) => {
      const owners = /** @type {any[]} */ ([]).concat(input[field]);
      return owners.length > 0 && owners.every((owner) => names.includes(owner));
    });
    if (!isHimself && free.length === 0) util.unauthorized();
    if (!isHimself) return { changes, access: { everything: false, predicates: free } };
    // Only a rule that does not bind the field may rewrite how it names the caller.
    if (free.length === 0) bound.forEach(({ field }) => delete changes[field]);
  }
  return { changes, access };
}
