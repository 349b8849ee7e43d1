/**
 * Subscription.on<Create|Update|Delete><Model>: who gets which event.
 *
 * @typedef {object} Config
 * @property {import('./lib/access.js').Grant[]} access - grants for `listen`
 * @property {string[]} ownerFields - fields that payloads show as the user name only; those of the `listen` rules are also arguments
 */
