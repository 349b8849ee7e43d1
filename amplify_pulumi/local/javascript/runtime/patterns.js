// java.util.regex.Pattern in the syntax of JavaScript's RegExp.
//
// A pattern is read once, from left to right, and written in the syntax of JavaScript's `v` flag. Atomic groups and possessive quantifiers
// become a lookahead and a reference to what it captured; so JavaScript may have more groups than Java, and `groups` maps the numbers.

const lineEnd = "\\n\\r\\u0085\\u2028\\u2029";
const atStart = "(?<![\\s\\S])";
const atEnd = "(?![\\s\\S])";
const javaClasses = freeze({
  d: "0-9",
  w: "A-Za-z0-9_",
  s: " \\t\\n\\u000B\\f\\r",
  h: " \\t\\u00A0\\u1680\\u180e\\u2000-\\u200a\\u202f\\u205f\\u3000",
  v: "\\n\\u000B\\f\\r\\u0085\\u2028\\u2029",
});
const posixClasses = freeze({
  Lower: "a-z",
  Upper: "A-Z",
  ASCII: "\\u0000-\\u007F",
  Alpha: "A-Za-z",
  Digit: "0-9",
  Alnum: "A-Za-z0-9",
  Punct: "\\u0021-\\u002F\\u003A-\\u0040\\u005B-\\u0060\\u007B-\\u007E",
  Graph: "\\u0021-\\u007E",
  Print: "\\u0020-\\u007E",
  Blank: " \\t",
  Cntrl: "\\u0000-\\u001F\\u007F",
  XDigit: "0-9A-Fa-f",
  Space: " \\t\\n\\u000B\\f\\r",
  javaLowerCase: "\\p{Lowercase}",
  javaUpperCase: "\\p{Uppercase}",
  javaWhitespace: "\\p{White_Space}",
});
const controlEscapes = freeze({ t: 9, n: 10, f: 12, r: 13, a: 7, e: 27 });

const letterPattern = new RegularExpression("^[A-Za-z]$");
const isLetter = (character) => letterPattern.test(character);
const isDigit = (character) => character >= "0" && character <= "9" && character.length === 1;

/** Write one character so that it means itself, in and outside of a class. */
const literal = (code) => (code < 128 && (isLetter(fromCharCode(code)) || isDigit(fromCharCode(code))) ? fromCharCode(code) : `\\u{${textOfNumber(code, 16)}}`);

class PatternReader {
  constructor(pattern) {
    this.pattern = pattern;
    this.characters = [...pattern];
    this.at = 0;
    this.flags = { i: false, m: false, s: false, x: false };
    this.groups = [0];
    this.names = {};
    this.captures = 0;
  }

  refuse(what) {
    fail(`The regular expression ${toJson(this.pattern)} cannot be read at position ${this.at}: ${what}.`);
  }

  peek(offset = 0) {
    return this.characters[this.at + offset] ?? "";
  }

  take() {
    const character = this.peek();
    this.at += 1;
    return character;
  }

  takeIf(text) {
    if (this.characters.slice(this.at, this.at + text.length).join("") !== text) {
      return false;
    }
    this.at += text.length;
    return true;
  }

  until(end) {
    let text = "";
    while (this.peek() !== "" && this.peek() !== end) {
      text += this.take();
    }
    if (this.take() !== end) {
      this.refuse(`${end} is missing`);
    }
    return text;
  }

  read() {
    const text = this.alternatives();
    if (this.at < this.characters.length) {
      this.refuse("unmatched )");
    }
    return text;
  }

  /** Read up to the end of the group. A flag that is set on the way, as in `a(?i)b|c`, holds for all that follows in the group. */
  alternatives() {
    const before = { ...this.flags };
    let text = "";
    let open = "";
    while (this.at < this.characters.length && this.peek() !== ")") {
      if (this.peek() === "|") {
        this.take();
        text += open === "" ? "|" : `)|${open}`;
      } else if (this.inlineFlags()) {
        const wanted = this.flags.i === before.i ? "" : this.flags.i ? "(?i:" : "(?-i:";
        if (wanted !== open) {
          text += (open === "" ? "" : ")") + wanted;
          open = wanted;
        }
      } else {
        text += this.quantified();
      }
    }
    this.flags = before;
    return open === "" ? text : `${text})`;
  }

  inlineFlags() {
    if (this.peek() !== "(" || this.peek(1) !== "?") {
      return false;
    }
    let end = this.at + 2;
    while (isLetter(this.characters[end] ?? "") || this.characters[end] === "-") {
      end += 1;
    }
    if (this.characters[end] !== ")" || end === this.at + 2) {
      return false;
    }
    const text = this.characters.slice(this.at + 2, end).join("");
    this.at = end + 1;
    this.setFlags(text);
    return true;
  }

  setFlags(text) {
    let value = true;
    this.flags = { ...this.flags };
    for (const flag of text) {
      if (flag === "-") {
        value = false;
      } else if (flag === "u" || flag === "d") {
        // Unicode case folding is what JavaScript does; Unix lines only narrow what counts as the end of a line.
      } else if (hasOwn(this.flags, flag)) {
        this.flags[flag] = value;
      } else {
        this.refuse(`the flag ${flag} is not supported`);
      }
    }
  }

  quantified() {
    const atom = this.atom();
    if (atom === "") {
      return "";
    }
    const quantifier = this.quantifier();
    if (quantifier === "") {
      return atom;
    }
    if (this.takeIf("?")) {
      return `${atom}${quantifier}?`;
    }
    return this.takeIf("+") ? this.atomic(`${atom}${quantifier}`, this.captures) : atom + quantifier;
  }

  quantifier() {
    if (["*", "+", "?"].includes(this.peek())) {
      return this.take();
    }
    if (this.peek() !== "{") {
      return "";
    }
    this.take();
    return `{${this.until("}")}}`;
  }

  /** Captures inside keep their numbers: the capture of the whole opens in front of them, so they are counted anew. */
  atomic(text, capturesBefore) {
    const name = `atomic${this.captures + 1}_`;
    this.captures += 1;
    this.groups = this.groups.map((number) => (number > capturesBefore ? number + 1 : number));
    return `(?:(?=(?<${name}>${text}))\\k<${name}>)`;
  }

  atom() {
    const character = this.take();
    switch (character) {
      case "(":
        return this.group();
      case "[":
        return this.characterClass();
      case ".":
        return this.flags.s ? "[\\s\\S]" : `[^${lineEnd}]`;
      case "^":
        return this.flags.m ? `(?:${atStart}|(?<=[${lineEnd}])(?=[\\s\\S]))` : atStart;
      case "$":
        return this.flags.m ? `(?:${atEnd}|(?=[${lineEnd}]))` : `(?=(?:\\r\\n|[${lineEnd}])?${atEnd})`;
      case "\\":
        return this.escape();
      case "*":
      case "+":
      case "?":
        return this.refuse(`nothing to repeat before ${character}`);
      default:
        return this.plain(character);
    }
  }

  plain(character) {
    if (this.flags.x && character.trim() === "") {
      return "";
    }
    if (this.flags.x && character === "#") {
      while (this.peek() !== "" && this.peek() !== "\n") {
        this.take();
      }
      return "";
    }
    return literal(character.codePointAt(0));
  }

  group() {
    let open = "(";
    const capturesBefore = this.captures;
    const flags = this.flags;
    let atomic = false;
    if (!this.takeIf("?")) {
      this.captures += 1;
      this.groups.push(this.captures);
    } else if (this.takeIf(">")) {
      atomic = true;
    } else if (this.peek() === "<" && isLetter(this.peek(1))) {
      this.take();
      const name = this.until(">");
      this.captures += 1;
      this.groups.push(this.captures);
      this.names[name] = this.groups.length - 1;
      open = `(?<${name}>`;
    } else {
      open = this.specialGroup();
    }
    const text = this.alternatives();
    this.flags = flags;
    if (this.take() !== ")") {
      this.refuse(") is missing");
    }
    return atomic ? this.atomic(text, capturesBefore) : `${open}${text})`;
  }

  specialGroup() {
    for (const kind of [":", "=", "!", "<=", "<!"]) {
      if (this.takeIf(kind)) {
        return `(?${kind}`;
      }
    }
    const before = this.flags.i;
    this.setFlags(this.until(":"));
    if (before === this.flags.i) {
      return "(?:";
    }
    return this.flags.i ? "(?i:" : "(?-i:";
  }

  escape() {
    const character = this.take();
    switch (character) {
      case "":
        return this.refuse("a backslash at the end");
      case "Q":
        return this.quotation();
      case "E":
        return "";
      case "A":
        return atStart;
      case "z":
        return atEnd;
      case "Z":
        return `(?=(?:\\r\\n|[${lineEnd}])?${atEnd})`;
      case "b":
      case "B":
        return `\\${character}`;
      case "R":
        return `(?:\\r\\n|[${javaClasses.v}])`;
      case "k":
        this.takeIf("<");
        return `\\k<${this.until(">")}>`;
      default:
        return isDigit(character) && character !== "0" ? this.reference(character) : this.classEscape(character, true);
    }
  }

  quotation() {
    let text = "";
    while (this.peek() !== "" && !this.takeIf("\\E")) {
      text += literal(this.take().codePointAt(0));
    }
    return text === "" ? "" : `(?:${text})`;
  }

  reference(first) {
    let number = first;
    while (isDigit(this.peek()) && +(number + this.peek()) < this.groups.length) {
      number += this.take();
    }
    if (+number >= this.groups.length) {
      return "(?!)";
    }
    return `(?:\\${this.groups[+number]})`;
  }

  /** Read what may follow a backslash both in a class and outside. */
  classEscape(character, alone) {
    const lower = character.toLowerCase();
    if (hasOwn(javaClasses, lower)) {
      return character === lower && !alone ? javaClasses[lower] : `[${character === lower ? "" : "^"}${javaClasses[lower]}]`;
    }
    if (lower === "p") {
      return this.property(character === "P");
    }
    return literal(this.codeEscape(character));
  }

  codeEscape(character) {
    if (hasOwn(controlEscapes, character)) {
      return controlEscapes[character];
    }
    switch (character) {
      case "x":
        return this.takeIf("{") ? this.hexadecimal(this.until("}")) : this.hexadecimal(this.take() + this.take());
      case "u":
        return this.hexadecimal(this.take() + this.take() + this.take() + this.take());
      case "c":
        return charCode(this.take(), 0) ^ 64;
      case "0":
        return this.octal();
      default:
        if (isLetter(character)) {
          this.refuse(`\\${character} is not supported`);
        }
        return character.codePointAt(0);
    }
  }

  hexadecimal(digits) {
    const value = [...digits.toLowerCase()].reduce((sum, digit) => (hexDigits.includes(digit) ? sum * 16 + hexDigits.indexOf(digit) : NaN), 0);
    if (digits === "" || !(value <= 0x10ffff)) {
      this.refuse("a hexadecimal number is missing");
    }
    return value;
  }

  octal() {
    let value = 0;
    for (let count = 0; count < 3 && this.peek() >= "0" && this.peek() <= "7" && value < 32; count++) {
      value = value * 8 + +this.take();
    }
    return value;
  }

  property(negated) {
    const name = this.takeIf("{") ? this.until("}") : this.take();
    if (hasOwn(posixClasses, name)) {
      return `[${negated ? "^" : ""}${posixClasses[name]}]`;
    }
    const [key, value] = name.includes("=") ? splitText(name, "=") : ["", name.startsWith("Is") ? name.slice(2) : name];
    const candidates = [`gc=${value}`, `Script=${value}`, value].filter((_, index) => key === "" || index === (["sc", "script"].includes(key) ? 1 : 0));
    for (const candidate of candidates) {
      const text = `\\${negated ? "P" : "p"}{${candidate}}`;
      try {
        new RegularExpression(text, "v");
        return text;
      } catch {
        // Java and JavaScript do not share the names of all properties: the next way to say it may fit.
      }
    }
    return this.refuse(`\\p{${name}} is not supported`);
  }

  characterClass() {
    const negated = this.takeIf("^");
    const operands = [[]];
    let first = true;
    while (first || this.peek() !== "]") {
      if (this.peek() === "") {
        this.refuse("] is missing");
      }
      if (this.takeIf("&&")) {
        operands.push([]);
      } else {
        operands[operands.length - 1].push(this.classItem());
      }
      first = false;
    }
    this.take();
    const open = negated ? "[^" : "[";
    const filled = operands.filter((items) => items.length > 0).map((items) => items.join(""));
    return filled.length === 1 ? `${open}${filled[0]}]` : `${open}${filled.map((items) => `[${items}]`).join("&&")}]`;
  }

  classItem() {
    if (this.takeIf("[")) {
      return this.characterClass();
    }
    if (this.takeIf("\\Q")) {
      let text = "";
      while (this.peek() !== "" && !this.takeIf("\\E")) {
        text += literal(this.take().codePointAt(0));
      }
      return text;
    }
    const low = this.classCharacter();
    const isRange = low.code !== undefined && this.peek() === "-" && this.peek(1) !== "]" && this.peek(1) !== "[" && this.peek(1) !== "";
    if (!isRange) {
      return low.text;
    }
    this.take();
    const high = this.classCharacter();
    if (high.code === undefined || high.code < low.code) {
      this.refuse("a range out of order");
    }
    return `${low.text}-${high.text}`;
  }

  classCharacter() {
    const character = this.take();
    if (character !== "\\") {
      const code = character.codePointAt(0);
      return { text: literal(code), code };
    }
    const escaped = this.take();
    if (hasOwn(javaClasses, escaped.toLowerCase()) || escaped === "p" || escaped === "P") {
      return { text: this.classEscape(escaped, false) };
    }
    const code = this.codeEscape(escaped);
    return { text: literal(code), code };
  }
}
