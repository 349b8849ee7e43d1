/** Times that the server keeps. */
import { util } from '@aws-appsync/utils';

/**
 * The present time in each of these fields.
 *
 * @param {string[]} fields
 * @returns {Record<string, any>}
 */
export function timestamps(fields) {
  const now = util.time.nowISO8601();
  /** @type {Record<string, any>} */
  const times = {};
  for (const field of fields) times[field] = now;
  return times;
}
