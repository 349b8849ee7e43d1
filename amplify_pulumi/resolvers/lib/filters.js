/** Filters and conditions: a rule and what the client asks for, joined and lowered to DynamoDB's expressions. */
import { util } from '@aws-appsync/utils';
import { has } from './given.js';

/**
 * The filter of a read; undefined where there is nothing to filter by. A rule that leaves no trace in the expression is an error: it must
 * not become access to everything.
 *
 * @param {Record<string, any> | null} rule
 * @param {Record<string, any> | null | undefined} filter - the client's
 * @returns {any}
 */
export function filterOf(rule, filter) {
  const joined = allOf([rule, filter]);
  const lowered = joined && lower(util.transform.toDynamoDBFilterExpression(joined));
  if (has('field')) {
    if (rule && !lowered) util.error('Unable to process the filter expression', 'Unrecognized Filter');
  }
  return lowered;
}

/**
 * The condition of a write: everything in the list must hold.
 *
 * @param {(Record<string, any> | null | undefined)[]} conditions
 * @returns {any}
 */
export function conditionOf(conditions) {
  return lower(util.transform.toDynamoDBConditionExpression(allOf(conditions)));
}

/**
 * One filter for which all of these must hold; undefined where none says anything.
 *
 * @param {(Record<string, any> | null | undefined)[]} filters
 * @returns {any}
 */
export function allOf(filters) {
  const present = filters.filter((filter) => !isEmpty(filter));
  return present.length > 1 ? { and: present } : present[0];
}

/**
 * @param {Record<string, any> | null | undefined} object
 * @returns {boolean}
 */
export function isEmpty(object) {
  return Object.keys(object ?? {}).length === 0;
}

/**
 * The expression, if any, without an empty map of values, which DynamoDB refuses. It also refuses more than 4 KB: a caller in very many groups gets an
 * error that says so, never access.
 *
 * @param {string} json
 * @returns {any}
 */
function lower(json) {
  const lowered = JSON.parse(json);
  if (has('groupClaim')) {
    const { length } = lowered.expression;
    if (length > 4096) util.error(`The caller's groups and what is asked for need ${length} characters; DynamoDB takes 4096.`, 'ExpressionTooLong');
  }
  if (isEmpty(lowered.expressionValues)) delete lowered.expressionValues;
  return lowered.expression ? lowered : undefined;
}
