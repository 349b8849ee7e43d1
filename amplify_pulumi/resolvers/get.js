/**
 * Query.get<Model>: one item by its key.
 *
 * @typedef {object} Config
 * @property {string[]} key - attributes of the table's key, the partition key first; arguments have the same names
 * @property {import('./lib/access.js').Grant[]} access - grants for `get`
 * @property {string[]} ownerFields - fields that show the user name only
 */
