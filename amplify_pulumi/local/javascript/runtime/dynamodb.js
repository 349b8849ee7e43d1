// util.dynamodb: JSON values as DynamoDB attribute values. Numbers stay JSON numbers and NULL holds null, as recorded from AppSync.

/** Marks what toStringSet, toNumberSet and toBinarySet of the dynamodb module return: attribute values already, not maps to convert. */
const typedMark = Symbol("attribute value");

const attributeValue = (value) => {
  switch (typeof value) {
    case "string":
      return { S: value };
    case "number":
      return { N: value };
    case "boolean":
      return { BOOL: value };
    case "object":
      if (value === null) {
        return { NULL: null };
      }
      if (isList(value)) {
        return { L: value.map(attributeValue) };
      }
      return value[typedMark] === true ? value : { M: attributeValues(value) };
    default:
      return { NULL: null };
  }
};

const attributeValues = (map) => {
  const values = {};
  for (const name of keysOf(map)) {
    const value = map[name];
    if (value !== undefined) {
      values[name] = attributeValue(value);
    }
  }
  return values;
};

/** Wrap a value in its type; null and undefined stay null, as the type definitions say. */
const typed = (type) => (value) => (value === undefined || value === null ? null : { [type]: value });

const dynamodbUtil = {
  toDynamoDB: (value) => attributeValue(value),
  toString: typed("S"),
  toStringSet: typed("SS"),
  toNumber: typed("N"),
  toNumberSet: typed("NS"),
  toBinary: typed("B"),
  toBinarySet: typed("BS"),
  toBoolean: typed("BOOL"),
  toNull: () => ({ NULL: null }),
  toList: (list) => (isList(list) ? { L: list.map(attributeValue) } : null),
  toMap: (map) => (isMap(map) ? { M: attributeValues(map) } : null),
  toMapValues: (map) => (isMap(map) ? attributeValues(map) : null),
  toS3Object(key, bucket, region, version) {
    return { S: toJson({ s3: { key, bucket, region, version } }) };
  },
  fromS3ObjectJson(text) {
    try {
      return parseJson(text).s3 ?? null;
    } catch {
      return null;
    }
  },
};
