// util.transform.toElasticsearchQueryDSL: an object of conditions as a query of OpenSearch, as JSON text.

const searchQueries = freeze({
  eq: "term",
  match: "match",
  matchPhrase: "match_phrase",
  matchPhrasePrefix: "match_phrase_prefix",
  wildcard: "wildcard",
  regexp: "regexp",
});
const searchBounds = freeze({ gt: "gt", gte: "gte", ge: "gte", lt: "lt", lte: "lte", le: "lte" });

const searchNot = (query) => ({ bool: { must_not: query } });
const searchAll = (queries) => ({ bool: { must: queries } });

const searchOperation = (field, operator, value) => {
  if (hasOwn(searchQueries, operator)) {
    return { [searchQueries[operator]]: { [field]: value } };
  }
  if (hasOwn(searchBounds, operator)) {
    return { range: { [field]: { [searchBounds[operator]]: value } } };
  }
  switch (operator) {
    case "ne":
      return searchNot({ term: { [field]: value } });
    case "range": {
      const [gte, lte] = listOf(operator, value, 2);
      return { range: { [field]: { gte, lte } } };
    }
    case "exists":
      return value ? { exists: { field } } : searchNot({ exists: { field } });
    case "multiMatch":
      return { multi_match: { query: value, fields: [field] } };
    default:
      return fail(`The operator ${operator} of ${field} is not known.`);
  }
};

const searchQuery = (filter) => {
  const queries = [];
  for (const key of keysOf(filter)) {
    const value = filter[key];
    if (value === undefined || value === null) {
      continue;
    }
    if (key === "and") {
      queries.push(searchAll((isList(value) ? value : [value]).map(searchQuery)));
    } else if (key === "or") {
      queries.push({ bool: { should: (isList(value) ? value : [value]).map(searchQuery) } });
    } else if (key === "not") {
      queries.push(searchNot(searchQuery(value)));
    } else {
      queries.push(searchAll(keysOf(value).map((operator) => searchOperation(key, operator, value[operator]))));
    }
  }
  return searchAll(queries);
};

const toElasticsearchQueryDSL = (filter) => {
  if (!isMap(filter)) {
    fail("The filter must be an object of fields.");
  }
  return toJson(searchQuery(filter));
};
