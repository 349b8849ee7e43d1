// util.base64Encode, urlEncode, escapeJavaScript and their counterparts. All of them work on UTF-8.

const base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
/** Characters that application/x-www-form-urlencoded leaves alone (java.net.URLEncoder). */
const urlUnreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-*_";
const upperHexDigits = "0123456789ABCDEF";

/** Return the UTF-8 bytes of `text`; a lone surrogate becomes a question mark, as Java encodes it. */
const utf8Bytes = (text) => {
  const bytes = [];
  for (const character of `${text}`) {
    const code = character.codePointAt(0);
    if (code < 0x80) {
      bytes.push(code);
    } else if (code < 0x800) {
      bytes.push(0xc0 | (code >> 6), 0x80 | (code & 63));
    } else if (code >= 0xd800 && code <= 0xdfff) {
      bytes.push(63);
    } else if (code < 0x10000) {
      bytes.push(0xe0 | (code >> 12), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    } else {
      bytes.push(0xf0 | (code >> 18), 0x80 | ((code >> 12) & 63), 0x80 | ((code >> 6) & 63), 0x80 | (code & 63));
    }
  }
  return bytes;
};

const continuationCount = (byte) => {
  if (byte >= 0xc2 && byte < 0xe0) {
    return 1;
  }
  if (byte >= 0xe0 && byte < 0xf0) {
    return 2;
  }
  return byte >= 0xf0 && byte < 0xf5 ? 3 : 0;
};

/** Return the text of UTF-8 `bytes`; what is not UTF-8 becomes U+FFFD. */
const utf8Text = (bytes) => {
  let text = "";
  for (let index = 0; index < bytes.length; index++) {
    const count = continuationCount(bytes[index]);
    const rest = bytes.slice(index + 1, index + 1 + count);
    if (bytes[index] < 0x80) {
      text += fromCharCode(bytes[index]);
    } else if (count === 0 || rest.length < count || rest.some((byte) => (byte & 0xc0) !== 0x80)) {
      text += "\ufffd";
    } else {
      const code = rest.reduce((sum, byte) => (sum << 6) | (byte & 63), bytes[index] & (63 >> count));
      text += code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff) ? "\ufffd" : fromCodePoint(code);
      index += count;
    }
  }
  return text;
};

const base64Encode = (text) => {
  const bytes = utf8Bytes(text);
  let encoded = "";
  for (let index = 0; index < bytes.length; index += 3) {
    const [first, second, third] = [bytes[index], bytes[index + 1], bytes[index + 2]];
    encoded += base64Digits[first >> 2] + base64Digits[((first & 3) << 4) | ((second ?? 0) >> 4)];
    encoded += second === undefined ? "=" : base64Digits[((second & 15) << 2) | ((third ?? 0) >> 6)];
    encoded += third === undefined ? "=" : base64Digits[third & 63];
  }
  return encoded;
};

/** Decode base64 of either alphabet; whitespace and padding do not matter. */
const base64Decode = (text) => {
  const bytes = [];
  let buffer = 0;
  let bits = 0;
  for (const character of `${text}`) {
    const digit = base64Digits.indexOf(character === "-" ? "+" : character === "_" ? "/" : character);
    if (digit >= 0) {
      buffer = ((buffer << 6) | digit) & 0xffffff;
      bits += 6;
      if (bits >= 8) {
        bits -= 8;
        bytes.push((buffer >> bits) & 255);
      }
    } else if (character !== "=" && character.trim() !== "") {
      fail(`util.base64Decode: ${toJson(character)} is not base64.`);
    }
  }
  return utf8Text(bytes);
};

const urlEncode = (text) => {
  let encoded = "";
  for (const byte of utf8Bytes(text)) {
    const character = byte < 0x80 ? fromCharCode(byte) : "";
    if (character === " ") {
      encoded += "+";
    } else {
      encoded += character !== "" && urlUnreserved.includes(character) ? character : `%${upperHexDigits[byte >> 4]}${upperHexDigits[byte & 15]}`;
    }
  }
  return encoded;
};

const urlDecode = (text) => {
  const source = `${text}`;
  const bytes = [];
  for (let index = 0; index < source.length; index++) {
    const character = source[index];
    if (character === "%") {
      const high = hexDigits.indexOf((source[index + 1] ?? "-").toLowerCase());
      const low = hexDigits.indexOf((source[index + 2] ?? "-").toLowerCase());
      if (high < 0 || low < 0) {
        fail(`util.urlDecode: incomplete escape ${toJson(source.slice(index, index + 3))}.`);
      }
      bytes.push(high * 16 + low);
      index += 2;
    } else if (character === "+") {
      bytes.push(32);
    } else {
      const code = source.codePointAt(index);
      bytes.push(...utf8Bytes(fromCodePoint(code)));
      index += code > 0xffff ? 1 : 0;
    }
  }
  return utf8Text(bytes);
};

const javaScriptEscapes = freeze({
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\f": "\\f",
  "\r": "\\r",
  '"': '\\"',
  "'": "\\'",
  "/": "\\/",
  "\\": "\\\\",
});

/** Escape as Apache Commons' escapeEcmaScript, which AppSync's description follows: also quotes and slashes, and all but printable ASCII. */
const escapeJavaScript = (text) => {
  let escaped = "";
  const source = `${text}`;
  for (let index = 0; index < source.length; index++) {
    const character = source[index];
    const code = charCode(source, index);
    if (hasOwn(javaScriptEscapes, character)) {
      escaped += javaScriptEscapes[character];
    } else if (code < 32 || code > 126) {
      escaped += `\\u${[12, 8, 4, 0].map((shift) => upperHexDigits[(code >> shift) & 15]).join("")}`;
    } else {
      escaped += character;
    }
  }
  return escaped;
};
