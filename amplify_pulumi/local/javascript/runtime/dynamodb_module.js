// @aws-appsync/utils/dynamodb: request objects from plain values. Placeholders are numbered through the whole request, as recorded from AppSync.

const numberedNaming = () => {
  const names = {};
  const values = {};
  let usedNames = {};
  let usedValues = {};
  let valueCount = 0;
  return {
    name(field) {
      const placeholder = placeholderFor(names, field, () => `#expName_${keysOf(names).length + 1}`);
      usedNames[placeholder] = field;
      return placeholder;
    },
    value(value) {
      valueCount += 1;
      const placeholder = `:expValue_${valueCount}`;
      values[placeholder] = usedValues[placeholder] = attributeValue(value);
      return placeholder;
    },
    /** Return `text` with the names and values that were used since the last expression. */
    expression(text) {
      const expression = { expression: text };
      if (keysOf(usedNames).length > 0) {
        expression.expressionNames = usedNames;
      }
      if (keysOf(usedValues).length > 0) {
        expression.expressionValues = usedValues;
      }
      usedNames = {};
      usedValues = {};
      return expression;
    },
  };
};

const filterExpression = (naming, filter) => {
  if (filter === undefined || filter === null) {
    return undefined;
  }
  const terms = conditionTerms(naming, filter, "");
  return terms.length > 0 ? naming.expression(terms.join(" AND ")) : undefined;
};

/** A key condition has no parentheses and no `and`, `or` or `not`: DynamoDB takes one or two terms. */
const keyExpression = (naming, query) => {
  const terms = keysOf(query ?? {}).flatMap((field) => fieldConditions(naming, naming.name(field), query[field], field));
  return naming.expression(terms.join(" AND "));
};

const pathOf = (naming, path) =>
  splitText(path, ".")
    .map((part) => naming.name(part))
    .join(".");

const projectionExpression = (naming, projection) =>
  isList(projection) && projection.length > 0 ? naming.expression(projection.map((path) => pathOf(naming, path)).join(", ")) : undefined;

/** Add those properties that have a value: recorded requests leave out what is not given. */
const request = (operation, properties) => {
  const object = operation === null ? {} : { operation };
  for (const name of keysOf(properties)) {
    if (properties[name] !== undefined && properties[name] !== null) {
      object[name] = properties[name];
    }
  }
  return object;
};

const keyOf = (key) => {
  if (!isMap(key)) {
    fail("The request needs a key: an object of the key's attributes.");
  }
  return attributeValues(key);
};

const operations = {
  add: (value) => ({ type: "OPERATION_ADD", value }),
  remove: () => ({ type: "OPERATION_REMOVE" }),
  replace: (value) => ({ type: "OPERATION_REPLACE", value }),
  increment: (by) => ({ type: "OPERATION_INCREMENT", by: by ?? 1 }),
  decrement: (by) => ({ type: "OPERATION_DECREMENT", by: by ?? 1 }),
  append: (items) => ({ type: "OPERATION_APPEND", items }),
  prepend: (items) => ({ type: "OPERATION_PREPEND", items }),
  updateListItem: (value, index) => ({ type: "OPERATION_UPDATE_LIST_ITEM", value, index }),
};

const operationType = (value) => (isMap(value) && typeof value.type === "string" && value.type.startsWith("OPERATION_") ? value.type : null);

/** Collect what one attribute's new value asks for: an assignment, a removal, or those of the fields inside it. */
const collectUpdate = (naming, name, value, sets, removals) => {
  switch (operationType(value)) {
    case "OPERATION_ADD":
    case "OPERATION_REPLACE":
      sets.push(`${name} = ${naming.value(value.value)}`);
      return;
    case "OPERATION_REMOVE":
      removals.push(name);
      return;
    case "OPERATION_INCREMENT":
      sets.push(`${name} = ${name} + ${naming.value(value.by)}`);
      return;
    case "OPERATION_DECREMENT":
      sets.push(`${name} = ${name} - ${naming.value(value.by)}`);
      return;
    case "OPERATION_APPEND":
      sets.push(`${name} = list_append(${name}, ${naming.value(value.items)})`);
      return;
    case "OPERATION_PREPEND":
      sets.push(`${name} = list_append(${naming.value(value.items)}, ${name})`);
      return;
    case "OPERATION_UPDATE_LIST_ITEM":
      sets.push(`${name}[${value.index}] = ${naming.value(value.value)}`);
      return;
    case null:
      collectPlainUpdate(naming, name, value, sets, removals);
      return;
    default:
      fail(`The operation ${value.type} is not known.`);
  }
};

const collectPlainUpdate = (naming, name, value, sets, removals) => {
  if (isList(value) && value.length > 0 && value.every((item) => operationType(item) === "OPERATION_UPDATE_LIST_ITEM")) {
    value.forEach((item) => collectUpdate(naming, name, item, sets, removals));
  } else if (isMap(value) && value[typedMark] !== true && keysOf(value).some((field) => value[field] !== undefined)) {
    for (const field of keysOf(value)) {
      if (value[field] !== undefined) {
        collectUpdate(naming, `${name}.${naming.name(field)}`, value[field], sets, removals);
      }
    }
  } else {
    sets.push(`${name} = ${naming.value(value)}`);
  }
};

const updateExpression = (naming, update) => {
  const sets = [];
  const removals = [];
  for (const field of keysOf(update ?? {})) {
    if (update[field] !== undefined) {
      collectUpdate(naming, naming.name(field), update[field], sets, removals);
    }
  }
  const clauses = [];
  if (sets.length > 0) {
    clauses.push(`SET ${sets.join(", ")}`);
  }
  if (removals.length > 0) {
    clauses.push(`REMOVE ${removals.join(", ")}`);
  }
  return naming.expression(clauses.join(" "));
};

const versioning = ({ customPartitionKey, populateIndexFields, _version }) => ({ customPartitionKey, populateIndexFields, _version });

const readOptions = (naming, { index, limit, nextToken, filter, consistentRead, scanIndexForward, select, projection, totalSegments, segment }) => ({
  index,
  limit,
  nextToken,
  filter: filterExpression(naming, filter),
  consistentRead,
  scanIndexForward,
  select,
  projection: projectionExpression(naming, projection),
  totalSegments,
  segment,
});

const getRequest = ({ key, consistentRead, projection }) =>
  request("GetItem", { key: keyOf(key), consistentRead, projection: projectionExpression(numberedNaming(), projection) });

const putRequest = ({ key, item, condition, ...rest }) =>
  request("PutItem", {
    key: keyOf(key),
    attributeValues: attributeValues(item ?? {}),
    condition: filterExpression(numberedNaming(), condition),
    ...versioning(rest),
  });

const updateRequest = ({ key, update, condition, ...rest }) => {
  const naming = numberedNaming();
  return request("UpdateItem", {
    key: keyOf(key),
    update: updateExpression(naming, update),
    condition: filterExpression(naming, condition),
    ...versioning(rest),
  });
};

const removeRequest = ({ key, condition, ...rest }) =>
  request("DeleteItem", { key: keyOf(key), condition: filterExpression(numberedNaming(), condition), ...versioning(rest) });

const queryRequest = ({ query, ...rest }) => {
  const naming = numberedNaming();
  return request("Query", { query: keyExpression(naming, query), ...readOptions(naming, rest) });
};

const scanRequest = (payload) => request("Scan", readOptions(numberedNaming(), payload));

const syncRequest = ({ basePartitionKey, deltaIndexName, limit, nextToken, lastSync, filter }) =>
  request("Sync", { basePartitionKey, deltaIndexName, limit, nextToken, lastSync, filter: filterExpression(numberedNaming(), filter) });

/** Return an object with each table's entry converted; the tables' names stay. */
const byTable = (tables, convert) => {
  const converted = {};
  for (const table of keysOf(tables ?? {})) {
    converted[table] = convert(tables[table]);
  }
  return converted;
};

/** The guide's example names the keys directly, its type definition under `keys`: both are taken. */
const batchGetTable = (table) => {
  const { keys, consistentRead, projection } = isList(table) ? { keys: table } : table;
  return request(null, { keys: (keys ?? []).map(keyOf), consistentRead, projection: projectionExpression(numberedNaming(), projection) });
};

const transactGetItem = ({ table, key, projection }) =>
  request(null, { table, key: keyOf(key), projection: projectionExpression(numberedNaming(), projection) });

const transactWriteItem = (item) => {
  const { putItem, updateItem, deleteItem, conditionCheck } = item;
  if (putItem) {
    return { table: putItem.table, ...putRequest(putItem) };
  }
  if (updateItem) {
    return { table: updateItem.table, ...updateRequest(updateItem) };
  }
  if (deleteItem) {
    return { table: deleteItem.table, ...removeRequest(deleteItem) };
  }
  if (conditionCheck) {
    return { table: conditionCheck.table, ...removeRequest(conditionCheck), operation: "ConditionCheck" };
  }
  return fail("An item of transactWrite must have putItem, updateItem, deleteItem or conditionCheck.");
};

const typedSet = (type) => (values) => {
  if (values === undefined || values === null) {
    return null;
  }
  return defineProperty({ [type]: values }, typedMark, { value: true });
};

const dynamodbModule = {
  get: getRequest,
  put: putRequest,
  update: updateRequest,
  remove: removeRequest,
  query: queryRequest,
  scan: scanRequest,
  sync: syncRequest,
  batchGet: ({ tables }) => ({ operation: "BatchGetItem", tables: byTable(tables, batchGetTable) }),
  batchPut: ({ tables }) => ({ operation: "BatchPutItem", tables: byTable(tables, (items) => items.map(attributeValues)) }),
  batchDelete: ({ tables }) => ({ operation: "BatchDeleteItem", tables: byTable(tables, (keys) => keys.map(keyOf)) }),
  transactGet: ({ items }) => ({ operation: "TransactGetItems", transactItems: items.map(transactGetItem) }),
  transactWrite: ({ items }) => ({ operation: "TransactWriteItems", transactItems: items.map(transactWriteItem) }),
  toStringSet: typedSet("SS"),
  toNumberSet: typedSet("NS"),
  toBinarySet: typedSet("BS"),
  operations,
};
