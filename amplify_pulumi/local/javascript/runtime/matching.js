// util.matches, and replace, replaceAll and match of strings, with patterns that patterns.js reads.

const maximumPatterns = 256;
const compiledPatterns = new Map();

/** Return the RegExp for a Java pattern, and which of its groups are Java's. */
const javaPattern = (pattern) => {
  const text = `${pattern}`;
  let compiled = compiledPatterns.get(text);
  if (compiled === undefined) {
    const reader = new PatternReader(text);
    const source = reader.read();
    compiled = { ...expressionsOf(source, text), groups: reader.groups, names: reader.names };
    if (compiledPatterns.size === maximumPatterns) {
      compiledPatterns.clear();
    }
    compiledPatterns.set(text, compiled);
  }
  return compiled;
};

const expressionsOf = (source, pattern) => {
  try {
    return { find: new RegularExpression(source, "vg"), whole: new RegularExpression(`${atStart}(?:${source})${atEnd}`, "v") };
  } catch (exception) {
    return fail(`The regular expression ${toJson(pattern)} is not valid: ${exception.message}.`);
  }
};

/** util.matches: the pattern must match the whole value, as in java.util.regex.Pattern.matches, from whose page the guide has its example. */
const javaMatches = (pattern, value) => {
  if (value === undefined || value === null) {
    return false;
  }
  return javaPattern(pattern).whole.test(`${value}`);
};

/** Return what `replacement` stands for after `match`: $1 and ${name} are groups, a backslash makes the next character mean itself. */
const javaReplacement = (compiled, match, replacement) => {
  let text = "";
  for (let index = 0; index < replacement.length; index++) {
    const character = replacement[index];
    if (character === "\\") {
      index += 1;
      text += replacement[index] ?? fail("A replacement ends in a backslash.");
    } else if (character === "$") {
      const { group, length } = groupReference(compiled, replacement.slice(index + 1));
      text += match[compiled.groups[group]] ?? "";
      index += length;
    } else {
      text += character;
    }
  }
  return text;
};

const groupReference = (compiled, rest) => {
  if (rest[0] === "{") {
    const name = rest.slice(1, rest.indexOf("}"));
    return hasOwn(compiled.names, name) ? { group: compiled.names[name], length: name.length + 2 } : fail(`There is no group named ${toJson(name)}.`);
  }
  let length = isDigit(rest[0] ?? "") ? 1 : 0;
  if (length === 0 || +rest[0] >= compiled.groups.length) {
    fail(`The replacement names the group ${toJson(rest[0] ?? "")}, which the pattern does not have.`);
  }
  while (isDigit(rest[length] ?? "") && +rest.slice(0, length + 1) < compiled.groups.length) {
    length += 1;
  }
  return { group: +rest.slice(0, length), length };
};

/** String.prototype.replace and replaceAll, whose patterns are Java's (developer guide, "Supported runtime features"). */
const javaReplace = (text, pattern, replacement, all) => {
  const compiled = javaPattern(pattern);
  const { find } = compiled;
  let result = "";
  let position = 0;
  find.lastIndex = 0;
  for (let match = find.exec(text); match !== null; match = find.exec(text)) {
    result += text.slice(position, match.index) + javaReplacement(compiled, match, `${replacement}`);
    position = match.index + match[0].length;
    if (match[0] === "") {
      find.lastIndex += 1;
    }
    if (!all) {
      break;
    }
  }
  return result + text.slice(position);
};

/** String.prototype.match: the first match and its groups, or null. */
const javaMatch = (text, pattern) => {
  const compiled = javaPattern(pattern);
  compiled.find.lastIndex = 0;
  const match = compiled.find.exec(text);
  return match === null ? null : compiled.groups.map((number) => match[number]);
};
