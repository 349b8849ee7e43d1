/** Items at the other end of a relationship. */
import { has } from './given.js';
import { showOwners } from './owners.js';

/**
 * Whether the relationship hides here: in the payload of a mutation, whose subscribers may not all read the other side.
 *
 * @param {Record<string, any>} source
 * @returns {boolean}
 */
export function isHidden(source) {
  return has('redact') ? source.__operation === 'Mutation' : false;
}

/**
 * The item as clients see it. What is below the payload of a mutation is part of it, too.
 *
 * @param {Record<string, any>} item
 * @param {string[]} ownerFields
 * @param {Record<string, any>} source
 * @returns {Record<string, any>}
 */
export function related(item, ownerFields, { __operation }) {
  const shown = has('ownerFields') ? showOwners(item, ownerFields) : item;
  return __operation ? { ...shown, __operation } : shown;
}
