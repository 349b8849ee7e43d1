/** Values of new items that bring none. */

/**
 * The input with defaults where it says nothing or null.
 *
 * @param {Record<string, any>} defaults - by field
 * @param {Record<string, any>} input
 * @returns {Record<string, any>}
 */
export function withDefaults(defaults, input) {
  const values = { ...input };
  for (const field of Object.keys(defaults)) values[field] = values[field] ?? defaults[field];
  return values;
}
