/** Filters and conditions: a rule and what the client asks for, joined and lowered to DynamoDB's expressions. */
import { util } from '@aws-appsync/utils';
import { has } from './given.js';

/**
 * The filter of a read; undefined where there is nothing to filter by. A rule that leaves no trace in the expression is an error: it must
 * not become access to everything. DynamoDB refuses an empty map of values.
 *
 * @param {Record<string, any> | null} rule
 * @param {Record<string, any> | null | undefined} filter - the client's
 * @returns {any}
 */
export function filterOf(rule, filter) {
  /** @type {any} */
  const joined = has('field') ? (rule && isGiven(filter) ? { and: [rule, filter] } : (rule ?? filter)) : filter;
  const lowered = isGiven(joined) ? JSON.parse(util.transform.toDynamoDBFilterExpression(joined)) : {};
  if (has('field')) {
    if (rule && !lowered.expression) util.error('Unable to process the filter expression', 'Unrecognized Filter');
    if (has('groupClaim')) checkLength(lowered.expression);
  }
  if (!isGiven(lowered.expressionValues)) delete lowered.expressionValues;
  return lowered.expression ? lowered : undefined;
}

/**
 * The condition of a write: everything in the list must hold.
 *
 * @param {(Record<string, any> | null | undefined)[]} conditions
 * @returns {any}
 */
export function conditionOf(conditions) {
  const lowered = JSON.parse(util.transform.toDynamoDBConditionExpression(allOf(conditions)));
  if (has('field')) {
    if (has('groupClaim')) checkLength(lowered.expression);
  }
  if (!isGiven(lowered.expressionValues)) delete lowered.expressionValues;
  return lowered;
}

/**
 * One filter for which all of these must hold; undefined where none says anything.
 *
 * @param {(Record<string, any> | null | undefined)[]} filters
 * @returns {any}
 */
export function allOf(filters) {
  const present = filters.filter((filter) => isGiven(filter));
  return present.length > 1 ? { and: present } : present[0];
}

/**
 * Whether a filter or the like says anything.
 *
 * @param {Record<string, any> | null | undefined} object
 * @returns {boolean}
 */
export function isGiven(object) {
  return Object.keys(object ?? {}).length > 0;
}

/**
 * DynamoDB takes expressions of 4 KB: a caller in very many groups gets an error that says so, never access.
 *
 * @param {string | undefined} expression
 */
function checkLength(expression) {
  const length = expression?.length ?? 0;
  if (length > 4096) util.error(`The caller's groups and what is asked for need ${length} characters; DynamoDB takes 4096.`, 'ExpressionTooLong');
}
