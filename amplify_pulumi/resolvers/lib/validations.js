/**
 * Checks of what a mutation writes.
 *
 * @typedef {object} Validation
 * @property {string} name - of the field
 * @property {'minLength' | 'maxLength' | 'startsWith' | 'endsWith' | 'matches' | 'gt' | 'gte' | 'lt' | 'lte'} kind
 * @property {any} value - a number; for `startsWith`, `endsWith` and `matches` a text
 * @property {string} message - what the client is told
 */
import { util } from '@aws-appsync/utils';

/**
 * Ends the mutation at the first check that does not hold. Null needs none.
 *
 * @param {Validation[]} validations
 * @param {Record<string, any>} input
 */
export function validate(validations, input) {
  for (const { name, kind, value, message } of validations) {
    const written = input[name] ?? null;
    if (written !== null && !meets(kind, value, written)) util.error(message);
  }
}

/**
 * @param {Validation['kind']} kind
 * @param {any} value
 * @param {any} written
 * @returns {boolean}
 */
function meets(kind, value, written) {
  if (kind === 'minLength') return written.length >= value;
  if (kind === 'maxLength') return written.length <= value;
  if (kind === 'startsWith') return written.startsWith(value);
  if (kind === 'endsWith') return written.endsWith(value);
  if (kind === 'matches') return util.matches(value, written);
  if (kind === 'gt') return written > value;
  if (kind === 'gte') return written >= value;
  if (kind === 'lt') return written < value;
  return written <= value;
}
