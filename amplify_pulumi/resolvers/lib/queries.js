/** Queries of DynamoDB: the items with a partition key, and what is asked of their sort key. */
import { util } from '@aws-appsync/utils';
import { placeholder, valueOf } from './keys.js';

/**
 * The items whose key has the values of the source.
 *
 * @param {{attribute: string, source: string}[]} keys
 * @param {Record<string, any>} source
 * @returns {Query}
 */
export function childrenOf(keys, source) {
  /** @type {string[]} */
  const conditions = [];
  /** @type {Record<string, string>} */
  const expressionNames = {};
  /** @type {Record<string, any>} */
  const expressionValues = {};
  for (const { attribute, source: field } of keys) {
    expressionNames[`#${placeholder(attribute)}`] = attribute;
    expressionValues[`:${placeholder(attribute)}`] = util.dynamodb.toDynamoDB(valueOf(field, source));
    conditions.push(`#${placeholder(attribute)} = :${placeholder(attribute)}`);
  }
  return { expression: conditions.join(' AND '), expressionNames, expressionValues };
}

/**
 * The items with this partition key.
 *
 * @param {string} attribute
 * @param {any} value
 * @returns {Query}
 *
 * @typedef {{expression: string, expressionNames: Record<string, string>, expressionValues: Record<string, any>}} Query
 */
export function partition(attribute, value) {
  return {
    expression: '#partitionKey = :partitionKey',
    expressionNames: { '#partitionKey': attribute },
    expressionValues: { ':partitionKey': util.dynamodb.toDynamoDB(value) },
  };
}

/**
 * The items of a query whose sort key meets each of these conditions. DynamoDB takes one and refuses more.
 *
 * @param {Query} query
 * @param {string} attribute
 * @param {Record<string, any>} conditions - by operator
 * @returns {Query}
 */
export function narrowed(query, attribute, conditions) {
  const operators = Object.keys(conditions);
  if (operators.length === 0) return query;
  /** @type {Record<string, string>} */
  const comparisons = { eq: '=', lt: '<', le: '<=', gt: '>', ge: '>=' };
  const expressions = [query.expression];
  const expressionValues = { ...query.expressionValues };
  for (const operator of operators) {
    const [value, upper] = operator === 'between' ? conditions.between : [conditions[operator]];
    if (operator === 'between') {
      expressions.push('#sortKey BETWEEN :between AND :upper');
      expressionValues[':upper'] = util.dynamodb.toDynamoDB(upper);
    } else if (operator === 'beginsWith') {
      expressions.push('begins_with(#sortKey, :beginsWith)');
    } else {
      expressions.push(`#sortKey ${comparisons[operator]} :${operator}`);
    }
    expressionValues[`:${operator}`] = util.dynamodb.toDynamoDB(value);
  }
  return {
    expression: expressions.join(' AND '),
    expressionNames: { ...query.expressionNames, '#sortKey': attribute },
    expressionValues,
  };
}

/**
 * What the attributes of the key are in every item of the query.
 *
 * @param {{attribute: string, source: string}[]} keys
 * @param {Record<string, any>} source
 * @returns {Record<string, any>}
 */
export function valuesOf(keys, source) {
  /** @type {Record<string, any>} */
  const values = {};
  for (const key of keys) values[key.attribute] = valueOf(key.source, source);
  return values;
}
