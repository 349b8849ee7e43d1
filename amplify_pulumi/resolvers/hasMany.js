/**
 * <Parent>.<field> of a hasMany relationship: a page of the children, through their index.
 *
 * @typedef {object} Config
 * @property {string} index - the index of the child's table
 * @property {{attribute: string, source: string}[]} keys - key attributes of the index, and the parent's field with the value of each
 * @property {import('./lib/access.js').Grant[]} access - grants for `list` of the child
 * @property {string[]} ownerFields - fields of the child that show the user name only
 * @property {boolean} redact - whether the field is empty in the payload of a mutation
 */
