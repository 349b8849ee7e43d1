/**
 * Query.list<Models>: a page of the table.
 *
 * @typedef {object} Config
 * @property {import('./lib/access.js').Grant[]} access - grants for `list`
 * @property {string[]} ownerFields - fields that show the user name only
 */
