/**
 * <Child>.<field> of a belongsTo relationship: the parent, by its key.
 *
 * @typedef {object} Config
 * @property {{attribute: string, source: string}[]} keys - key attributes of the parent, and the child's field with the value of each
 * @property {import('./lib/access.js').Grant[]} access - grants for `get` of the parent
 * @property {string[]} ownerFields - fields of the parent that show the user name only
 * @property {boolean} redact - whether the field is null in the payload of a mutation
 */
