/** Pages of items. */
import { showOwners } from './owners.js';

/**
 * The page with its items as clients see them.
 *
 * @param {{items: Record<string, any>[], nextToken: string | null}} page
 * @param {string[]} ownerFields
 * @returns {{items: Record<string, any>[], nextToken: string | null}}
 */
export function shownPage({ items, nextToken }, ownerFields) {
  return { items: items.map((item) => showOwners(item, ownerFields)), nextToken };
}
