/** What clients ask of a sort key: conditions by operator, on one field or on several that make the key together. */
import { util } from '@aws-appsync/utils';

/**
 * The conditions that are given. An operator without a value asks for nothing.
 *
 * @param {Record<string, any> | null | undefined} conditions
 * @returns {Record<string, any>}
 */
export function presentConditions(conditions) {
  /** @type {Record<string, any>} */
  const present = {};
  for (const operator of Object.keys(conditions ?? {})) {
    const value = conditions?.[operator] ?? null;
    if (value !== null) present[operator] = value;
  }
  return present;
}

/**
 * The condition on a sort key of several fields: its values are joined as in the key. Those at the end may be left out, which leaves the
 * beginning of a key.
 *
 * @param {Record<string, any> | null | undefined} conditions - each value by field
 * @param {string} attribute - the sort key, `a#b`
 * @param {string} argument - as messages call it
 * @returns {Record<string, any>}
 */
export function joinedConditions(conditions, attribute, argument) {
  if (Object.keys(conditions ?? {}).length > 1) {
    util.error(`Argument ${argument} must specify at most one key condition operation.`, 'InvalidArgumentsError');
  }
  const values = presentConditions(conditions);
  for (const operator of Object.keys(values)) {
    const value = values[operator];
    const name = `${argument}.${operator}`;
    if (operator === 'between' && value.length !== 2) {
      util.error(`Argument '${name}' expects exactly two elements.`, 'InvalidArgumentsError');
    }
    values[operator] =
      operator === 'between'
        ? value.map((/** @type {any} */ bound, /** @type {number} */ index) => beginning(bound, attribute, `${name}[${index}]`))
        : beginning(value, attribute, name);
  }
  return values;
}

/**
 * @param {Record<string, any> | null} values - by field
 * @param {string} attribute
 * @param {string} argument
 * @returns {string}
 */
function beginning(values, attribute, argument) {
  const fields = attribute.split('#');
  const parts = fields.map((field) => values?.[field] ?? '');
  const gap = parts.findIndex((part, index) => part !== '' && parts[index - 1] === '');
  if (gap !== -1) {
    const [later, earlier] = [`${argument}.${fields[gap]}`, `${argument}.${fields[gap - 1]}`];
    util.error(`When providing argument '${later}' you must also provide '${earlier}'.`, 'InvalidArgumentsError');
  }
  return parts.filter((part) => part !== '').join('#');
}
