/** Items at the other end of a relationship. */
import { has } from './given.js';
import { showOwners } from './owners.js';

/**
 * The item as clients see it. What is below the payload of a mutation is part of it, too.
 *
 * @param {Record<string, any>} item
 * @param {string[]} ownerFields
 * @param {Record<string, any>} source
 * @returns {Record<string, any>}
 */
export function related(item, ownerFields, { __operation }) {
  return { ...(has('ownerFields') ? showOwners(item, ownerFields) : item), __operation };
}
