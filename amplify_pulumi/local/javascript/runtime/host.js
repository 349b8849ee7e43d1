// The one function that the Python side calls: JSON in, JSON out. It is the value of the runtime's script.

const authenticationTypes = freeze({
  API_KEY: "API Key Authorization",
  AWS_IAM: "IAM Authorization",
  AMAZON_COGNITO_USER_POOLS: "User Pool Authorization",
  OPENID_CONNECT: "Open ID Connect Authorization",
  AWS_LAMBDA: "Lambda Authorization",
});

const newState = (now, entropy, authenticationType) => ({
  now,
  entropy,
  authenticationType,
  random: null,
  appended: [],
  logs: [],
  subscriptionFilter: null,
  invalidationFilter: null,
  invalidations: [],
  evictions: [],
  headers: null,
});

/** What the code of a module gets besides the globals; the names are those that module.py writes. */
const linkage = freeze({
  modules: builtInModules,
  limit(count) {
    throw new Ending("error", { message: `A loop runs more than ${count} times, which is AppSync's limit.`, type: "Code", trace: here() });
  },
});

/** JSON.stringify(ctx.info) leaves the selection set out (developer guide, "Context object reference"). */
const hideSelectionSet = (info) => {
  for (const name of ["selectionSetList", "selectionSetGraphQL"]) {
    if (hasOwn(info, name)) {
      defineProperty(info, name, { enumerable: false });
    }
  }
};

const newContext = (input) => {
  input.arguments ??= {};
  input.args = input.arguments;
  input.stash ??= {};
  if (isMap(input.info)) {
    hideSelectionSet(input.info);
  }
  return input;
};

const isEmpty = (object) => {
  for (const name in object) {
    return false;
  }
  return true;
};

/** Add what the evaluation did besides returning a value, as far as it did. */
const addEffects = (output, stash) => {
  if (!isEmpty(stash)) {
    output.stash = stash;
  }
  for (const name of ["appended", "logs", "invalidations", "evictions"]) {
    if (state[name].length > 0) {
      output[name] = state[name];
    }
  }
  for (const name of ["subscriptionFilter", "invalidationFilter", "headers"]) {
    if (state[name] !== null) {
      output[name] = state[name];
    }
  }
  return output;
};

const outcomeOf = (exception) => {
  if (exception instanceof Ending) {
    switch (exception.kind) {
      case "return":
        return { result: exception.value.result, skipTo: exception.value.skipTo };
      case "zone":
        return { zone: exception.value };
      default:
        return { [exception.kind]: exception.value };
    }
  }
  if (exception instanceof Failure && exception.message !== "out of memory") {
    return { failure: { message: `${exception.name}: ${exception.message}`, trace: `${exception.stack}` } };
  }
  // Memory is used up: QuickJS says so, or throws null where it cannot. The Python side replaces the context.
  throw exception;
};

/** Run one handler of a module; with the handler "zone", take in the table of a time zone instead. */
const evaluate = (factory, handler, contextJson, now, entropy, authenticationType) => {
  if (handler === "zone") {
    const { name, table } = parseJson(contextJson);
    addZone(name, table);
    return "{}";
  }
  state = newState(now, entropy, authenticationType);
  const context = newContext(parseJson(contextJson));
  const { stash } = context;
  try {
    const result = factory(linkage)[handler](context);
    return toJson(addEffects({ result }, stash));
  } catch (exception) {
    const outcome = outcomeOf(exception);
    try {
      return toJson(addEffects(outcome, stash));
    } catch (second) {
      return toJson(addEffects(outcomeOf(second), {}));
    }
  }
};

freezeDeeply(builtInModules);
installGlobals();
return evaluate;
