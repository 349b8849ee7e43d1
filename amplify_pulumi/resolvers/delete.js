/**
 * Mutation.delete<Model>: removes an item and answers it.
 *
 * @typedef {object} Config
 * @property {string[]} key - attributes of the table's key, the partition key first; the input has the same names
 * @property {import('./lib/access.js').Grant[]} access - grants for `delete`
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {boolean} redact - whether a relationship of the type hides behind mutations
 */
