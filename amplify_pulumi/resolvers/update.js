/**
 * Mutation.update<Model>: changes the fields that the input names; null removes a field.
 *
 * @typedef {object} Config
 * @property {string[]} key - attributes of the table's key, the partition key first; the input has the same names
 * @property {string[]} timestamps - fields that get the present time where the input has none: updatedAt
 * @property {import('./lib/access.js').Grant[]} access - grants for `update`
 * @property {string[]} ownerFields - fields that show the user name only
 * @property {boolean} redact - whether a relationship of the type hides behind mutations
 */
