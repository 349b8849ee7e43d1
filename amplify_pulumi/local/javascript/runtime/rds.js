// util.rds: records of the RDS Data API as objects.

const rdsValue = (field) => {
  if (field === null || field === undefined || field.isNull || field.null) {
    return null;
  }
  for (const name of ["stringValue", "longValue", "doubleValue", "booleanValue", "blobValue"]) {
    if (field[name] !== undefined && field[name] !== null) {
      return field[name];
    }
  }
  const values = field.arrayValue;
  if (isMap(values)) {
    const kind = keysOf(values).find((name) => isList(values[name]));
    return kind === "arrayValues" ? values[kind].map((arrayValue) => rdsValue({ arrayValue })) : (values[kind] ?? []);
  }
  return null;
};

const rdsRecords = (statement) => {
  const columns = (statement.columnMetadata ?? []).map((column) => column.label ?? column.name);
  return (statement.records ?? []).map((record) => {
    const row = {};
    record.forEach((field, index) => {
      row[columns[index]] = rdsValue(field);
    });
    return row;
  });
};

/** One list of rows for each statement; a statement that returns no rows gives an empty one. */
const toJsonObject = (result) => {
  const parsed = typeof result === "string" ? parseJson(result) : result;
  if (!isMap(parsed) || !isList(parsed.sqlStatementResults)) {
    return null;
  }
  return parsed.sqlStatementResults.map(rdsRecords);
};

const rdsUtil = { toJsonObject };
