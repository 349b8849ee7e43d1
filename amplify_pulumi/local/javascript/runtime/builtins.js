// What the runtime itself needs of JavaScript, taken before globals.js takes away what APPSYNC_JS does not have.

/** A stack must reach the handler's code from however deep inside a helper. */
Error.stackTraceLimit = 200;

const parseJson = JSON.parse;
const toJson = JSON.stringify;
const RegularExpression = RegExp;
const Failure = Error;
const DateTime = Date;
const FieldNames = Set;
const charCode = (text, index) => callCharCodeAt(text, index);
const fromCharCode = String.fromCharCode;
const fromCodePoint = String.fromCodePoint;
const { defineProperty, freeze, getOwnPropertyNames, getOwnPropertyDescriptor, getPrototypeOf, hasOwn, isFrozen, keys: keysOf } = Object;
const { deleteProperty } = Reflect;
const { floor } = Math;

const uncurried = Function.prototype.call.bind(Function.prototype.bind, Function.prototype.call);
const callCharCodeAt = uncurried(String.prototype.charCodeAt);
const normalizeText = uncurried(String.prototype.normalize);
const splitText = uncurried(String.prototype.split);
const replaceText = uncurried(String.prototype.replace);
const repeatText = uncurried(String.prototype.repeat);
const textOfNumber = uncurried(Number.prototype.toString);

/** Return `value` in decimal digits, with zeros in front up to `width`. */
const padded = (value, width) => {
  const digits = `${value}`;
  return digits.length >= width ? digits : repeatText("0", width - digits.length) + digits;
};

const isList = Array.isArray;
const isMap = (value) => typeof value === "object" && value !== null && !isList(value);
