/** What mutations have in common: how they fail and what they answer. */
import { util } from '@aws-appsync/utils';
import { isGiven } from './filters.js';
import { has } from './given.js';
import { showOwners } from './owners.js';

/**
 * Ends a write that DynamoDB refused. Where the condition was the rule's alone, the item is not there or not the caller's, and which of
 * the two is not told. The item in the way is not passed on: it may be somebody else's.
 *
 * @param {{message: string, type: string}} error
 * @param {Record<string, any> | null | undefined} condition - the client's
 * @param {(Record<string, any> | null)[]} rules - what must hold for the item
 */
export function refuse(error, condition, rules) {
  const isFailedCondition = error.type === 'DynamoDB:ConditionalCheckFailedException';
  if (isFailedCondition && !isGiven(condition) && rules.some((rule) => rule)) util.unauthorized();
  util.error(error.message, error.type);
}

/**
 * What a mutation answers, and its subscribers get. By `__operation`, relationships below know that they are in the payload of a mutation,
 * whose subscribers may not all read them.
 *
 * @param {Record<string, any> | null} item
 * @param {string[]} ownerFields
 * @returns {Record<string, any> | null}
 */
export function marked(item, ownerFields) {
  return item && { ...(has('ownerFields') ? showOwners(item, ownerFields) : item), __operation: 'Mutation' };
}

/**
 * The same where no relationship hides.
 *
 * @param {Record<string, any> | null} item
 * @param {string[]} ownerFields
 * @returns {Record<string, any> | null}
 */
export function shown(item, ownerFields) {
  return item && showOwners(item, ownerFields);
}
