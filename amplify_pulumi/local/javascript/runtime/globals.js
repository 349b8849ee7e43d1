// What handlers see: the globals of APPSYNC_JS and nothing else, frozen, so that no evaluation can leave anything behind for the next.
//
// Kept is what "Supported runtime features" of AppSync's developer guide lists, less what @aws-appsync/eslint-plugin disallows.

const keptGlobals = ["Array", "Infinity", "JSON", "Math", "NaN", "Number", "Object", "String", "undefined"];

const keptStatics = new Map([
  [Array, ["isArray", "prototype"]],
  [JSON, ["parse", "stringify"]],
  [Math, ["ceil", "floor", "max", "min", "random", "round"]],
  [Number, ["isFinite", "isNaN", "prototype"]],
  [Object, ["assign", "entries", "hasOwn", "keys", "prototype", "values"]],
  [String, ["prototype"]],
]);

const removedMethods = new Map([
  [Array.prototype, ["constructor", "copyWithin", "entries", "keys", "toLocaleString", "values"]],
  [
    String.prototype,
    [
      "anchor", "big", "blink", "bold", "charCodeAt", "constructor", "fixed", "fontcolor", "fontsize", "isWellFormed", "italics", "link", "localeCompare",
      "matchAll", "padEnd", "padStart", "repeat", "search", "small", "strike", "sub", "sup", "toLocaleLowerCase",
      "toLocaleUpperCase", "toWellFormed",
    ],
  ],
  [Object.prototype, ["__defineGetter__", "__defineSetter__", "__lookupGetter__", "__lookupSetter__", "__proto__", "isPrototypeOf", "propertyIsEnumerable"]],
  [Function.prototype, ["apply", "arguments", "bind", "call", "caller", "constructor"]],
]);

/** Constants such as Math.PI cannot be deleted; they stay, and do no harm. */
const remove = (object, name) => deleteProperty(object, name);

/**
 * Make the own data properties of a prototype that is about to be frozen assignable on the objects below it: in strict code
 * `counts["toString"] = 1` would fail otherwise, because it inherits a property that cannot be written.
 */
const keepAssignable = (prototype) => {
  for (const name of getOwnPropertyNames(prototype)) {
    const { value, configurable } = getOwnPropertyDescriptor(prototype, name);
    if (configurable && value !== undefined) {
      freezeDeeply(value);
      defineProperty(prototype, name, {
        get: () => value,
        set(assigned) {
          if (this === prototype) {
            fail(`Cannot assign to the built-in property ${toJson(name)}.`);
          }
          defineProperty(this, name, { value: assigned, writable: true, enumerable: true, configurable: true });
        },
      });
    }
  }
};

/** Freeze an object of functions and what hangs from it. */
const freezeDeeply = (object) => {
  for (const name of getOwnPropertyNames(object)) {
    const { value } = getOwnPropertyDescriptor(object, name);
    if ((typeof value === "object" && value !== null) || typeof value === "function") {
      if (!isFrozen(value)) {
        freeze(value);
        freezeDeeply(value);
      }
    }
  }
  return freeze(object);
};

/** Every prototype that a handler's values can have, iterators and generators included. */
const reachablePrototypes = () => {
  const prototypes = [
    Object.prototype, Array.prototype, String.prototype, Number.prototype, Boolean.prototype, Function.prototype, Symbol.prototype, BigInt.prototype,
    Error.prototype, RegExp.prototype,
    getPrototypeOf(async () => {}), getPrototypeOf(function* () {}), getPrototypeOf(async function* () {}),
  ];
  for (const iterable of [[], ""]) {
    for (let iterator = iterable[Symbol.iterator](); iterator !== null; iterator = getPrototypeOf(iterator)) {
      prototypes.push(iterator);
    }
  }
  return prototypes;
};

const setGlobal = (name, value) => defineProperty(globalThis, name, { value, enumerable: false, writable: false, configurable: false });

/** JSON.parse answers "" to text that is not JSON (developer guide, "Supported runtime features"). */
const parseLeniently = (text, reviver) => {
  try {
    return parseJson(text, reviver);
  } catch (exception) {
    if (exception instanceof SyntaxProblem) {
      return "";
    }
    throw exception;
  }
};
const SyntaxProblem = SyntaxError;

const installGlobals = () => {
  JSON.parse = parseLeniently;
  Math.random = randomDouble;
  String.prototype.replace = function (pattern, replacement) {
    return javaReplace(`${this}`, pattern, replacement, false);
  };
  String.prototype.replaceAll = function (pattern, replacement) {
    return javaReplace(`${this}`, pattern, replacement, true);
  };
  String.prototype.match = function (pattern) {
    return javaMatch(`${this}`, pattern);
  };
  const prototypes = reachablePrototypes();
  for (const [object, names] of removedMethods) {
    names.forEach((name) => remove(object, name));
  }
  for (const prototype of prototypes) {
    remove(prototype, "constructor");
  }
  for (const [object, kept] of keptStatics) {
    getOwnPropertyNames(object).filter((name) => !kept.includes(name)).forEach((name) => remove(object, name));
  }
  keepAssignable(Object.prototype);
  prototypes.forEach(freezeDeeply);
  const kept = keptGlobals.map((name) => [name, globalThis[name]]);
  for (const [, value] of kept) {
    if (typeof value === "object" || typeof value === "function") {
      freezeDeeply(value);
    }
  }
  const global = globalThis;
  const removed = getOwnPropertyNames(global).filter((name) => !keptGlobals.includes(name));
  [["util", utilObject], ["extensions", extensionsObject], ["runtime", runtimeObject], ["console", consoleObject]].forEach(([name, value]) =>
    setGlobal(name, freezeDeeply(value)),
  );
  removed.forEach((name) => delete global[name]);
  freeze(global);
};
