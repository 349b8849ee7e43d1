// What one evaluation has done so far, and the ways in which it ends early.

/** The state of the evaluation that runs; host.js makes a new one for each. */
let state = null;

/** What `throw` throws to end an evaluation on purpose. Handlers cannot catch it: APPSYNC_JS has no `try`. */
class Ending {
  constructor(kind, value) {
    this.kind = kind;
    this.value = value;
  }
}

/** Where the evaluation is, as QuickJS's stack; the Python side finds line and column of the handler's code in it. */
const here = () => new Failure().stack;

/** Return a copy that later changes of `value` do not reach; undefined becomes null. */
const snapshot = (value) => (value === undefined || value === null ? null : parseJson(toJson(value) ?? "null"));

const errorEntry = (message, type, data, info) => ({
  message: message === undefined || message === null ? "" : `${message}`,
  type: type === undefined || type === null ? null : `${type}`,
  data: snapshot(data),
  info: snapshot(info),
  trace: here(),
});

/** End the evaluation because the code or what it gave to a helper is wrong, as an exception inside AppSync's helpers does. */
const fail = (message) => {
  throw new Ending("failure", { message, trace: here() });
};

const raise = {
  error(message, type, data, info) {
    throw new Ending("error", errorEntry(message, type, data, info));
  },
  appendError(message, type, data, info) {
    state.appended.push(errorEntry(message, type, data, info));
  },
  unauthorized() {
    throw new Ending("error", { message: "Unauthorized", type: "Unauthorized", unauthorized: true, trace: here() });
  },
};

/** `runtime`: a function without `skipTo` goes on with the next one, as with NEXT. */
const runtimeObject = {
  earlyReturn(value, options) {
    const skipTo = options?.skipTo ?? "NEXT";
    if (skipTo !== "NEXT" && skipTo !== "END") {
      fail(`runtime.earlyReturn: skipTo must be "END" or "NEXT", not ${toJson(skipTo)}.`);
    }
    throw new Ending("return", { result: value, skipTo });
  },
};

const log = (level, values) => {
  const text = values.map((value) => toJson(value === undefined ? null : value) ?? "null").join(" ");
  state.logs.push({ level, text, trace: here() });
};

const consoleObject = {
  log(...values) {
    log("INFO", values);
  },
  error(...values) {
    log("ERROR", values);
  },
};
