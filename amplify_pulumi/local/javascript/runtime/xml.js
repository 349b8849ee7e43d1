// util.xml: XML as JSON in the form that the guide's example shows: attributes and elements are keys, repeated elements a list, text is typed.

const xmlEntities = freeze({ amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" });
const namePattern = new RegularExpression("^[^\\s=/>\"'<]+");
const numberPattern = new RegularExpression("^-?(?:0|[1-9]\\d*)(?:\\.\\d+)?(?:[eE][-+]?\\d+)?$");
const entityPattern = new RegularExpression("&(#x[0-9a-fA-F]+|#\\d+|\\w+);", "g");

const xmlText = (text) =>
  replaceText(text, entityPattern, (whole, name) => {
    if (name[0] === "#") {
      const code = +(name[1] === "x" ? `0${name.slice(1)}` : name.slice(1));
      return code <= 0x10ffff ? fromCodePoint(code) : whole;
    }
    return hasOwn(xmlEntities, name) ? xmlEntities[name] : whole;
  });

/** Return text as the value it spells: a boolean, null, a number that is written as JSON writes it, or the text itself. */
const xmlValue = (text) => {
  switch (text.toLowerCase()) {
    case "true":
      return true;
    case "false":
      return false;
    case "null":
      return null;
    default:
      return numberPattern.test(text) && `${+text}` === text ? +text : text;
  }
};

const addToElement = (element, name, value) => {
  if (!hasOwn(element, name)) {
    defineProperty(element, name, { value, enumerable: true, writable: true, configurable: true });
  } else if (isList(element[name])) {
    element[name].push(value);
  } else {
    element[name] = [element[name], value];
  }
};

class XmlReader {
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  refuse(what) {
    fail(`The XML cannot be read at position ${this.at}: ${what}.`);
  }

  skipSpace() {
    while (this.at < this.text.length && this.text[this.at].trim() === "") {
      this.at += 1;
    }
  }

  /** Return the text up to `end`, and go on after it. */
  upTo(end) {
    const index = this.text.indexOf(end, this.at);
    if (index < 0) {
      this.refuse(`${end} is missing`);
    }
    const text = this.text.slice(this.at, index);
    this.at = index + end.length;
    return text;
  }

  /** Step over a declaration, comment, instruction or document type; tell whether there was one. */
  skipMisc() {
    for (const [start, end] of [["<?", "?>"], ["<!--", "-->"], ["<!DOCTYPE", ">"]]) {
      if (this.text.startsWith(start, this.at)) {
        this.upTo(end);
        return true;
      }
    }
    return false;
  }

  document() {
    const root = {};
    this.skipSpace();
    while (this.at < this.text.length) {
      if (!this.skipMisc()) {
        if (this.text[this.at] !== "<") {
          this.refuse("text outside of an element");
        }
        this.element(root);
      }
      this.skipSpace();
    }
    return root;
  }

  name() {
    const match = namePattern.exec(this.text.slice(this.at));
    if (match === null) {
      this.refuse("a name is missing");
    }
    this.at += match[0].length;
    return match[0];
  }

  element(parent) {
    this.at += 1;
    const name = this.name();
    const element = {};
    this.attributes(element);
    if (this.text.startsWith("/>", this.at)) {
      this.at += 2;
    } else {
      this.at += 1;
      this.content(element, name);
    }
    const keys = keysOf(element);
    if (keys.length === 0) {
      addToElement(parent, name, "");
    } else {
      addToElement(parent, name, keys.length === 1 && keys[0] === "content" && !isMap(element.content) ? element.content : element);
    }
  }

  attributes(element) {
    this.skipSpace();
    while (this.text[this.at] !== ">" && !this.text.startsWith("/>", this.at)) {
      const name = this.name();
      this.skipSpace();
      if (this.text[this.at] !== "=") {
        this.refuse(`the attribute ${name} has no value`);
      }
      this.at += 1;
      this.skipSpace();
      const quote = this.text[this.at];
      if (quote !== '"' && quote !== "'") {
        this.refuse(`the value of ${name} is not quoted`);
      }
      this.at += 1;
      addToElement(element, name, xmlValue(xmlText(this.upTo(quote))));
      this.skipSpace();
    }
  }

  content(element, name) {
    for (;;) {
      if (this.text.startsWith("<![CDATA[", this.at)) {
        this.at += 9;
        addToElement(element, "content", this.upTo("]]>"));
      } else if (this.text.startsWith("</", this.at)) {
        this.at += 2;
        const closed = this.upTo(">").trim();
        if (closed !== name) {
          this.refuse(`<${name}> is closed by </${closed}>`);
        }
        return;
      } else if (this.text[this.at] === "<") {
        if (!this.skipMisc()) {
          this.element(element);
        }
      } else {
        this.characters(element);
      }
    }
  }

  characters(element) {
    const end = this.text.indexOf("<", this.at);
    if (end < 0) {
      this.refuse("an element is not closed");
    }
    const text = xmlText(this.text.slice(this.at, end)).trim();
    this.at = end;
    if (text !== "") {
      addToElement(element, "content", xmlValue(text));
    }
  }
}

const xmlToMap = (text) => new XmlReader(`${text}`).document();

const xmlUtil = {
  toMap: (text) => xmlToMap(text),
  toJsonString(text, stringEncode) {
    const json = toJson(xmlToMap(text));
    return stringEncode ? toJson(json) : json;
  },
};
