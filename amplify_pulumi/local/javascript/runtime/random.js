// Identifiers and random numbers. The 16 bytes that come with a call are the first that are handed out, so a test can pin an identifier.

const hexDigits = "0123456789abcdef";
const crockford = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const base62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
/** KSUID counts seconds from 2014-05-13T16:53:20Z (segmentio/ksuid). */
const ksuidEpoch = 1400000000;

const bytesOfHex = (text) => {
  const bytes = [];
  for (let index = 0; index < text.length; index += 2) {
    bytes.push(hexDigits.indexOf(text[index]) * 16 + hexDigits.indexOf(text[index + 1]));
  }
  return bytes;
};

/** Return a source of random bytes: the seed itself, then what sfc32 (Doty-Humphrey's small fast counter) makes of it. */
const randomSource = (seed) => {
  const pending = bytesOfHex(seed);
  const word = (index) =>
    pending[index] | (pending[index + 1] << 8) | (pending[index + 2] << 16) | (pending[index + 3] << 24);
  let a = word(0);
  let b = word(4);
  let c = word(8);
  let counter = word(12) | 1;
  const next = () => {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  return (count) => {
    while (pending.length < count) {
      const value = next();
      pending.push(value & 255, (value >>> 8) & 255, (value >>> 16) & 255, value >>> 24);
    }
    return pending.splice(0, count);
  };
};

const randomBytes = (count) => {
  state.random ??= randomSource(state.entropy);
  return state.random(count);
};

/** Return a double from 0 up to 1, with 53 random bits. */
const randomDouble = () => {
  const bytes = randomBytes(7);
  const high = (bytes[0] & 31) * 65536 + bytes[1] * 256 + bytes[2];
  const low = ((bytes[3] * 256 + bytes[4]) * 256 + bytes[5]) * 256 + bytes[6];
  return (high * 4294967296 + low) / 9007199254740992;
};

/** Return `bytes` as a number in another base, most significant digit first, in exactly `length` digits. */
const inBase = (bytes, alphabet, length) => {
  const base = alphabet.length;
  const digits = bytes.slice();
  let text = "";
  while (text.length < length) {
    let remainder = 0;
    for (let index = 0; index < digits.length; index++) {
      const value = remainder * 256 + digits[index];
      digits[index] = floor(value / base);
      remainder = value % base;
    }
    text = alphabet[remainder] + text;
  }
  return text;
};

const bigEndian = (value, count) => {
  const bytes = [];
  for (let rest = value; bytes.length < count; rest = floor(rest / 256)) {
    bytes.unshift(rest % 256);
  }
  return bytes;
};

const identifiers = {
  autoId() {
    const bytes = randomBytes(16);
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    let text = "";
    for (let index = 0; index < 16; index++) {
      if (index === 4 || index === 6 || index === 8 || index === 10) {
        text += "-";
      }
      text += hexDigits[bytes[index] >> 4] + hexDigits[bytes[index] & 15];
    }
    return text;
  },
  autoUlid() {
    return inBase(bigEndian(state.now, 6).concat(randomBytes(10)), crockford, 26);
  },
  autoKsuid() {
    const seconds = floor(state.now / 1000) - ksuidEpoch;
    return inBase(bigEndian(seconds, 4).concat(randomBytes(16)), base62, 27);
  },
};

const mathUtil = {
  roundNum: (input) => Math.round(input),
  minVal: (first, second) => Math.min(first, second),
  maxVal: (first, second) => Math.max(first, second),
  randomDouble: () => randomDouble(),
  randomWithinRange: (start, end) => floor(start + randomDouble() * (end - start)),
};
