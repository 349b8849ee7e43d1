/** Owner fields: written on create, guarded on update, shown as the user name. */
import { util } from '@aws-appsync/utils';
import { holds, ruleOf } from './access.js';
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
    if (has('ownerLists')) {
      const value = item[field] ?? null;
      if (value !== null) shown[field] = typeof value === 'object' ? value.map(showOwner) : showOwner(value);
    } else if (typeof item[field] === 'string') shown[field] = item[field].split('::').pop();
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
    const missing = access.filter(({ field, groupClaim }) => field && !groupClaim && input[field] === undefined);
    if (missing.length === 0 && !access.some((reach) => holds(reach, input))) util.unauthorized();
    for (const { field, operator, names } of missing) owners[field] = operator ? [names[0]] : names[0];
  }
  return owners;
}

/**
 * What of the input is written, and which rule must then hold for the item. An owner gives nothing away unless his rule is transferable:
 * naming himself changes nothing, naming anybody else is Unauthorized.
 *
 * @param {Record<string, any>} input
 * @param {import('./access.js').Access} access
 * @returns {Writing}
 *
 * @typedef {{changes: Record<string, any>, rules: (Record<string, any> | null)[]}} Writing - of the rules, null holds for every item
 */
export function guardOwners(input, access) {
  if (has('field')) {
    const changes = { ...input };
    const bound = access.filter(({ field, transferable }) => field && !transferable && input[field] !== undefined);
    const free = access.filter((reach) => !bound.includes(reach));
    const isHimself = bound.every(({ field, names }) => isOnly(names, input[field]));
    if (!isHimself && free.length === 0) util.unauthorized();
    // Only a rule that does not bind the field may rewrite how it names the caller.
    if (free.length === 0) bound.forEach(({ field }) => delete changes[field]);
    return { changes, rules: [ruleOf(isHimself ? access : free)] };
  } else {
    return { changes: input, rules: [] };
  }
}

/**
 * Whether the value of an owner field names the caller and nobody else.
 *
 * @param {string[]} names
 * @param {any} value
 * @returns {boolean}
 */
function isOnly(names, value) {
  if (has('operator')) {
    const owners = /** @type {any[]} */ ([]).concat(value);
    return owners.length > 0 && owners.every((owner) => names.includes(owner));
  } else {
    return names.includes(value);
  }
}
