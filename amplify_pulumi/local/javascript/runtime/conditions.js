// util.transform.toDynamoDBFilterExpression and toDynamoDBConditionExpression: an object of conditions as an expression of DynamoDB.
//
//     { title: { beginsWith: "far" } }  →  (begins_with(#title,:title_beginsWith))
//
// A value's name is its path: :title_eq, :or_0_title_eq, :and_1_not_title_eq. So no two conditions share a value.

const comparisons = freeze({ eq: "=", ne: "<>", lt: "<", le: "<=", gt: ">", ge: ">=" });
const attributeTypes = freeze({
  string: "S",
  stringSet: "SS",
  number: "N",
  numberSet: "NS",
  binary: "B",
  binarySet: "BS",
  boolean: "BOOL",
  list: "L",
  map: "M",
  _null: "NULL",
});

const newExpression = () => ({ expressionNames: {}, expressionValues: {} });

const isWord = (text) => new RegularExpression("^[A-Za-z0-9_]+$").test(text);

/** Return the placeholder for an attribute's name; names that cannot stand in a placeholder are numbered. */
const namePlaceholder = (expression, field) => {
  for (const placeholder of keysOf(expression.expressionNames)) {
    if (expression.expressionNames[placeholder] === field) {
      return placeholder;
    }
  }
  const placeholder = isWord(field) ? `#${field}` : `#name_${keysOf(expression.expressionNames).length}`;
  expression.expressionNames[placeholder] = field;
  return placeholder;
};

const valuePlaceholder = (expression, path, value) => {
  let placeholder = isWord(path) ? `:${path}` : `:value_${keysOf(expression.expressionValues).length}`;
  while (hasOwn(expression.expressionValues, placeholder)) {
    placeholder += "_";
  }
  expression.expressionValues[placeholder] = attributeValue(value);
  return placeholder;
};

const listOf = (operator, value, size) => {
  if (!isList(value) || (size !== undefined && value.length !== size)) {
    fail(`The operator ${operator} takes a list${size === undefined ? "" : ` of ${size} values`}.`);
  }
  return value;
};

const sizeCondition = (expression, name, value, path) => {
  if (!isMap(value)) {
    return `size(${name}) = ${valuePlaceholder(expression, path, value)}`;
  }
  const terms = keysOf(value).map((operator) =>
    scalarCondition(expression, `size(${name})`, operator, value[operator], `${path}_${operator}`),
  );
  return terms.join(" AND ");
};

const scalarCondition = (expression, name, operator, value, path) => {
  const placeholder = (suffix, item) => valuePlaceholder(expression, path + suffix, item);
  if (hasOwn(comparisons, operator)) {
    return `${name} ${comparisons[operator]} ${placeholder("", value)}`;
  }
  if (operator === "between") {
    const [low, high] = listOf(operator, value, 2);
    return `${name} BETWEEN ${placeholder("_1", low)} AND ${placeholder("_2", high)}`;
  }
  return fail(`The operator ${operator} is not known.`);
};

const condition = (expression, field, operator, value, path) => {
  const name = namePlaceholder(expression, field);
  switch (operator) {
    case "contains":
      return `contains(${name},${valuePlaceholder(expression, path, value)})`;
    case "notContains":
      return `NOT contains(${name},${valuePlaceholder(expression, path, value)})`;
    case "beginsWith":
      return `begins_with(${name},${valuePlaceholder(expression, path, value)})`;
    case "in": {
      const values = listOf(operator, value).map((item, index) => valuePlaceholder(expression, `${path}_${index}`, item));
      return `${name} IN (${values.join(", ")})`;
    }
    case "attributeExists":
      return value ? `attribute_exists(${name})` : `attribute_not_exists(${name})`;
    case "attributeType":
      return `attribute_type(${name},${valuePlaceholder(expression, path, attributeTypes[value] ?? value)})`;
    case "size":
      return sizeCondition(expression, name, value, path);
    default:
      return scalarCondition(expression, name, operator, value, path);
  }
};

/** Return the terms of one field: its operators, all of which must hold. Operators and fields without a value are left out. */
const fieldConditions = (expression, field, operators, path) => {
  if (!isMap(operators)) {
    return fail(`The condition on ${field} must be an object of operators.`);
  }
  const named = keysOf(operators).filter((operator) => operators[operator] !== undefined);
  return named.map((operator) => condition(expression, field, operator, operators[operator], `${path}${field}_${operator}`));
};

const conditionTerms = (expression, filter, path) => {
  const terms = [];
  for (const key of keysOf(filter)) {
    const value = filter[key];
    if (value === undefined || value === null) {
      continue;
    }
    if (key === "and" || key === "or") {
      const parts = isList(value) ? value : [value];
      const joined = parts
        .map((part, index) => conditionTerms(expression, part ?? {}, `${path}${key}_${index}_`).join(" AND "))
        .filter((text) => text !== "");
      if (joined.length > 0) {
        terms.push(`(${joined.join(key === "and" ? " AND " : " OR ")})`);
      }
    } else if (key === "not") {
      const negated = conditionTerms(expression, value, `${path}not_`).join(" AND ");
      if (negated !== "") {
        terms.push(`(NOT (${negated}))`);
      }
    } else {
      terms.push(...fieldConditions(expression, key, value, path).map((term) => `(${term})`));
    }
  }
  return terms;
};

/** Return `filter` as an expression with names and values; the expression is empty where nothing is asked for. */
const dynamodbCondition = (filter) => {
  const expression = newExpression();
  const terms = conditionTerms(expression, filter ?? {}, "");
  return { expression: terms.join(" AND "), ...expression };
};

const conditionText = (filter) => {
  if (!isMap(filter)) {
    fail("The filter must be an object of fields.");
  }
  const { expression, expressionNames, expressionValues } = dynamodbCondition(filter);
  return toJson({ expression, expressionNames, expressionValues });
};
