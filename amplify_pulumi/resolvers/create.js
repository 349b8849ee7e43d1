/**
 * Mutation.create<Model>: puts an item that must not be there yet.
 *
 * @typedef {object} Config
 * @property {string} typeName - stored as `__typename`
 * @property {string[]} key - attributes of the table's key, the partition key first
 * @property {boolean} autoId - whether `id` is made where the input has none
 * @property {string[]} timestamps - fields that get the present time where the input has none: createdAt, updatedAt
 * @property {import('./lib/access.js').Grant[]} access - grants for `create`
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {boolean} redact - whether a relationship of the type hides behind mutations
 */
