/** What a config has, asked by helpers that do not see it. */

/**
 * Whether the config has a property of this name anywhere; with `x=y`, one that is this text; with `#`, an attribute that is made of several
 * fields; with `::`, joined claims. It is decided when a resolver is bundled (amplify_pulumi/compiler/bundle.py), so that code for what a
 * schema does not use is left out; here, everything is used.
 *
 * @param {string} name
 * @returns {boolean}
 */
export function has(name) {
  return name !== '';
}
