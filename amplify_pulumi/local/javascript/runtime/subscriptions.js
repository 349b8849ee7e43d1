// util.transform.toSubscriptionFilter and what `extensions` collects.

/** AppSync's limits of a filter (developer guide, "Extensions", exceptions). */
const filterLimits = freeze({ groups: 10, fields: 5, in: 5, notIn: 5, containsAny: 20 });
const maximumInvalidations = 5;

/** Return every combination that takes one alternative of each factor; an alternative is a list of filters that hold together. */
const product = (factors) =>
  factors.reduce(
    (combinations, alternatives) =>
      combinations.flatMap((combination) => alternatives.map((alternative) => combination.concat(alternative))),
    [[]],
  );

/** Several operators of one field are alternatives to each other (developer guide, "Transformation helpers"). */
const fieldAlternatives = (fieldName, operators) => {
  if (!isMap(operators)) {
    return fail(`The filter on ${fieldName} must be an object of operators.`);
  }
  const named = keysOf(operators).filter((operator) => operators[operator] !== undefined);
  return named.map((operator) => [{ fieldName, operator, value: operators[operator] }]);
};

/** Return the alternatives of a filter object, or null where it asks for nothing. */
const alternativesOf = (filter, ignored) => {
  const factors = [];
  for (const key of keysOf(filter)) {
    const value = filter[key];
    if (value === undefined || value === null || ignored.includes(key)) {
      continue;
    }
    if (key === "and" || key === "or") {
      const parts = (isList(value) ? value : [value])
        .map((part) => alternativesOf(part ?? {}, ignored))
        .filter((alternatives) => alternatives !== null);
      if (parts.length > 0) {
        factors.push(key === "and" ? product(parts) : parts.flat());
      }
    } else {
      const alternatives = fieldAlternatives(key, value);
      if (alternatives.length > 0) {
        factors.push(alternatives);
      }
    }
  }
  return factors.length > 0 ? product(factors) : null;
};

/** At least one of `rules` holds in each group; ignored fields do not touch them. */
const ruleAlternatives = (rules) => keysOf(rules).flatMap((fieldName) => fieldAlternatives(fieldName, rules[fieldName]));

const toSubscriptionFilter = (filter, ignoredFields, rules) => {
  const factors = [alternativesOf(filter ?? {}, ignoredFields ?? []), ruleAlternatives(rules ?? {})];
  const asked = factors.filter((alternatives) => alternatives !== null && alternatives.length > 0);
  return { filterGroup: asked.length > 0 ? product(asked).map((filters) => ({ filters })) : [] };
};

const checkValues = ({ operator, value }) => {
  const limit = hasOwn(filterLimits, operator) ? filterLimits[operator] : undefined;
  if (limit !== undefined && isList(value) && value.length > limit) {
    raise.error(`subscription exceeds maximum value limit ${limit} for operator \`${operator}\`.`, "BadRequestException");
  }
};

/** Refuse a filter that AppSync refuses when a subscription starts. An `in` counts as one group for each of its values. */
const checkFilter = (filter) => {
  if (!isMap(filter) || !isList(filter.filterGroup) || !filter.filterGroup.every((group) => isList(group?.filters))) {
    fail('A subscription filter must be of the form {"filterGroup": [{"filters": [{"fieldName", "operator", "value"}]}]}.');
  }
  let groups = 0;
  for (const { filters } of filter.filterGroup) {
    filters.forEach(checkValues);
    const fields = [...new FieldNames(filters.map(({ fieldName }) => fieldName))];
    if (fields.length > filterLimits.fields) {
      raise.error(`Filters exceed maximum attributes limit ${filterLimits.fields} for subscription`, "BadRequestException");
    }
    groups += filters.reduce((count, { operator, value }) => count * (operator === "in" && isList(value) ? value.length : 1), 1);
  }
  if (groups > filterLimits.groups) {
    raise.error(`Filters exceed maximum filter groups limit ${filterLimits.groups} for subscription`, "BadRequestException");
  }
};

const extensionsObject = {
  setSubscriptionFilter(filter) {
    checkFilter(filter);
    state.subscriptionFilter = snapshot(filter);
  },
  setSubscriptionInvalidationFilter(filter) {
    checkFilter(filter);
    state.invalidationFilter = snapshot(filter);
  },
  invalidateSubscriptions(invalidation) {
    if (typeof invalidation?.subscriptionField !== "string") {
      fail("extensions.invalidateSubscriptions takes an object with subscriptionField and payload.");
    }
    const text = toJson({ subscriptionField: invalidation.subscriptionField, payload: invalidation.payload ?? {} });
    if (state.invalidations.includes(text)) {
      return;
    }
    if (state.invalidations.length === maximumInvalidations) {
      fail(`A request can invalidate subscriptions at most ${maximumInvalidations} times.`);
    }
    state.invalidations.push(text);
  },
  evictFromApiCache(typeName, fieldName, keyValuePair) {
    state.evictions.push({ typeName, fieldName, keyValuePair: snapshot(keyValuePair ?? {}) });
  },
};
