// An object of conditions as an expression of DynamoDB, for util.transform and for the dynamodb module.
//
//     { title: { beginsWith: "far" } }  →  (begins_with(#title,:title_beginsWith))

const comparisons = freeze({ eq: "=", ne: "<>", lt: "<", le: "<=", gt: ">", ge: ">=" });
const functions = freeze({ contains: "contains", notContains: "NOT contains", beginsWith: "begins_with" });
const attributeTypes = freeze({
  string: "S",
  stringSet: "SS",
  number: "N",
  numberSet: "NS",
  binary: "B",
  binarySet: "BS",
  bool: "BOOL",
  boolean: "BOOL",
  list: "L",
  map: "M",
  _null: "NULL",
});
const wordPattern = new RegularExpression("^[A-Za-z0-9_]+$");
const isWord = (text) => wordPattern.test(text);

/** Give `value` a placeholder in `placeholders`: the same one if it has one already. */
const placeholderFor = (placeholders, value, newPlaceholder) => {
  for (const placeholder of keysOf(placeholders)) {
    if (placeholders[placeholder] === value) {
      return placeholder;
    }
  }
  const placeholder = newPlaceholder();
  placeholders[placeholder] = value;
  return placeholder;
};

/**
 * Names and values called by their path: #title, :title_eq, :or_0_title_eq. No two conditions share a value, because no two have the same path.
 * What cannot stand in a placeholder is numbered.
 */
const pathNaming = () => {
  const expressionNames = {};
  const expressionValues = {};
  return {
    expressionNames,
    expressionValues,
    name: (field) => placeholderFor(expressionNames, field, () => (isWord(field) ? `#${field}` : `#name_${keysOf(expressionNames).length}`)),
    value(value, path) {
      let placeholder = isWord(path) ? `:${path}` : `:value_${keysOf(expressionValues).length}`;
      while (hasOwn(expressionValues, placeholder)) {
        placeholder += "_";
      }
      expressionValues[placeholder] = attributeValue(value);
      return placeholder;
    },
  };
};

const listOf = (operator, value, size) => {
  if (!isList(value) || (size !== undefined && value.length !== size)) {
    fail(`The operator ${operator} takes a list${size === undefined ? "" : ` of ${size} values`}.`);
  }
  return value;
};

const comparison = (naming, operand, operator, value, path) => {
  if (hasOwn(comparisons, operator)) {
    return `${operand} ${comparisons[operator]} ${naming.value(value, path)}`;
  }
  if (operator === "between") {
    const [low, high] = listOf(operator, value, 2);
    return `${operand} BETWEEN ${naming.value(low, `${path}_1`)} AND ${naming.value(high, `${path}_2`)}`;
  }
  if (operator === "in") {
    const values = listOf(operator, value).map((item, index) => naming.value(item, `${path}_${index}`));
    return `${operand} IN (${values.join(", ")})`;
  }
  return null;
};

/** Return the condition that `operator` states, or null if there is no such operator. */
const condition = (naming, name, operator, value, path) => {
  if (hasOwn(functions, operator)) {
    return `${functions[operator]}(${name},${naming.value(value, path)})`;
  }
  switch (operator) {
    case "attributeExists":
      return `${value ? "attribute_exists" : "attribute_not_exists"}(${name})`;
    case "attributeType":
      return `attribute_type(${name},${naming.value(attributeTypes[value] ?? value, path)})`;
    case "size": {
      const sizes = isMap(value) ? value : { eq: value };
      const terms = keysOf(sizes).map((key) => comparison(naming, `size(${name})`, key, sizes[key], `${path}_${key}`));
      return terms.includes(null) ? null : terms.join(" AND ");
    }
    default:
      return comparison(naming, name, operator, value, path);
  }
};

const valueOperators = [...keysOf(comparisons), ...keysOf(functions), "between", "in", "attributeExists", "attributeType"];

/** Tell whether an operator or a field inside a field has no condition: its name must not appear then, for DynamoDB refuses unused ones. */
const isVoid = (operator, value) => value === undefined || (isMap(value) && !valueOperators.includes(operator) && asksNothing(value));
const asksNothing = (operators) => keysOf(operators).every((operator) => isVoid(operator, operators[operator]));

/** Return the conditions on one field, all of which must hold. What is no operator but holds an object is a field inside the field. */
const fieldConditions = (naming, name, operators, path) => {
  if (!isMap(operators)) {
    fail(`The condition on ${path} must be an object of operators.`);
  }
  const terms = [];
  for (const operator of keysOf(operators)) {
    const value = operators[operator];
    if (isVoid(operator, value)) {
      continue;
    }
    const term = condition(naming, name, operator, value, `${path}_${operator}`);
    if (term !== null) {
      terms.push(term);
    } else if (isMap(value)) {
      terms.push(...fieldConditions(naming, `${name}.${naming.name(operator)}`, value, `${path}_${operator}`));
    } else {
      fail(`The operator ${operator} of ${path} is not known.`);
    }
  }
  return terms;
};

/**
 * Return the terms of a filter, each in parentheses: but never in two pairs, which DynamoDB refuses as redundant. Fields, `and`, `or` and `not`
 * that are null or empty ask for nothing.
 */
const conditionTerms = (naming, filter, path) => {
  const terms = [];
  for (const key of keysOf(filter)) {
    const value = filter[key];
    if (value === undefined || value === null) {
      continue;
    }
    if (key === "and" || key === "or") {
      const joined = (isList(value) ? value : [value])
        .map((part, index) => conditionTerms(naming, part ?? {}, `${path}${key}_${index}_`))
        .filter((parts) => parts.length > 0)
        .map((parts) => (parts.length === 1 ? parts[0] : `(${parts.join(" AND ")})`));
      if (joined.length > 0) {
        terms.push(joined.length === 1 ? joined[0] : `(${joined.join(key === "and" ? " AND " : " OR ")})`);
      }
    } else if (key === "not") {
      const negated = conditionTerms(naming, value, `${path}not_`);
      if (negated.length > 0) {
        terms.push(negated.length === 1 ? `(NOT ${negated[0]})` : `(NOT (${negated.join(" AND ")}))`);
      }
    } else if (!isMap(value) || !asksNothing(value)) {
      terms.push(...fieldConditions(naming, naming.name(key), value, path + key).map((term) => `(${term})`));
    }
  }
  return terms;
};

/** util.transform.toDynamoDBFilterExpression and toDynamoDBConditionExpression: JSON text, with an empty expression for an empty filter. */
const conditionText = (filter) => {
  if (!isMap(filter)) {
    fail("The filter must be an object of fields.");
  }
  const naming = pathNaming();
  const expression = conditionTerms(naming, filter, "").join(" AND ");
  return toJson({ expression, expressionNames: naming.expressionNames, expressionValues: naming.expressionValues });
};
