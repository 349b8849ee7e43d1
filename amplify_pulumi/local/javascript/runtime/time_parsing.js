// Reads text by a pattern of java.time.format.DateTimeFormatter, and ISO 8601.

const isoPattern = new RegularExpression(
  "^([+-]?\\d{4,9})-(\\d{2})-(\\d{2})T(\\d{2}):(\\d{2})(?::(\\d{2})(?:[.,](\\d{1,9}))?)?(Z|[+-]\\d{2}(?::?\\d{2}(?::?\\d{2})?)?)(?:\\[[^\\]]+\\])?$",
);
const offsetStart = new RegularExpression("^(?:Z|(?:UTC|GMT|UT)?[+-]\\d{1,2}(?::?\\d{2}(?::?\\d{2})?)?|UTC|GMT|UT)");
const zoneStart = new RegularExpression("^[A-Za-z][A-Za-z0-9_+\\-]*(?:/[A-Za-z0-9_+\\-]+)*");
const monthLengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

const isLeapYear = (year) => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;

class TimeReader {
  constructor(text, pattern) {
    this.text = text;
    this.pattern = pattern;
    this.at = 0;
    this.fields = {};
  }

  refuse() {
    throw new Ending("unreadable", null);
  }

  read(parts) {
    parts.forEach((part, index) => {
      if (part.text !== undefined) {
        this.literal(part.text);
      } else if (part.optional !== undefined) {
        this.optional(part.optional);
      } else {
        this.part(part, parts.slice(index + 1));
      }
    });
  }

  optional(parts) {
    const [at, fields] = [this.at, { ...this.fields }];
    try {
      this.read(parts);
    } catch (exception) {
      if (!(exception instanceof Ending) || exception.kind !== "unreadable") {
        throw exception;
      }
      [this.at, this.fields] = [at, fields];
    }
  }

  literal(text) {
    if (!this.text.startsWith(text, this.at)) {
      this.refuse();
    }
    this.at += text.length;
  }

  /** Read a number of `least` to `most` digits; letters that follow directly keep the digits that they need. */
  number(least, most, reserved = 0) {
    let end = this.at;
    while (isDigit(this.text[end] ?? "")) {
      end += 1;
    }
    const length = Math.min(most, end - this.at - reserved);
    if (length < least) {
      this.refuse();
    }
    const value = +this.text.slice(this.at, this.at + length);
    this.at += length;
    return value;
  }

  signedNumber(least, most, reserved) {
    const sign = this.text[this.at];
    if (sign !== "-" && sign !== "+") {
      return this.number(least, most, reserved);
    }
    this.at += 1;
    const value = this.number(least, 10, reserved);
    return sign === "-" ? -value : value;
  }

  name(names) {
    const found = names.filter((name) => this.text.startsWith(name, this.at)).sort((first, second) => second.length - first.length)[0];
    if (found === undefined) {
      this.refuse();
    }
    this.at += found.length;
    return names.indexOf(found);
  }

  match(expression) {
    const match = expression.exec(this.text.slice(this.at));
    if (match === null) {
      this.refuse();
    }
    this.at += match[0].length;
    return match[0];
  }

  part({ letter, count, pad }, following) {
    while (pad > 0 && this.text[this.at] === " ") {
      this.at += 1;
    }
    const reserved = reservedDigits(following);
    if (hasOwn(numberLetters, letter)) {
      const { most } = numberLetters[letter];
      this.fields[letter] = count === 1 ? this.number(1, most === 2 ? 2 : most, reserved) : this.number(count, Math.max(count, most === 2 ? 2 : most), reserved);
      return;
    }
    this.textPart(letter, count, reserved);
  }

  textPart(letter, count, reserved) {
    switch (letter) {
      case "y":
      case "u":
        this.fields.year = count === 2 ? 2000 + this.number(2, 2) : this.signedNumber(count, count === 4 && reserved === 0 ? 4 : 9, reserved);
        return;
      case "M":
      case "L":
        this.fields.month = count > 2 ? this.name(named(monthNames, count)) + 1 : this.number(count, 2, count === 1 ? reserved : 0);
        return;
      case "E":
        this.name(named(dayNames, count));
        return;
      case "a":
        this.fields.half = this.name(halfDays);
        return;
      case "G":
        this.fields.era = this.name(eras[count < 3 ? 3 : count]);
        return;
      case "S": {
        const start = this.at;
        this.number(count, count);
        this.fields.millisecond = +`${this.text.slice(start, this.at)}000`.slice(0, 3);
        return;
      }
      case "X":
      case "x":
      case "Z":
      case "O":
        this.fields.zone = this.match(offsetStart);
        return;
      case "V":
      case "z":
      case "v":
        this.fields.zone = this.zone();
        return;
      default:
        patternProblem(this.pattern, `the letter ${letter} cannot be read`);
    }
  }

  zone() {
    const rest = this.text.slice(this.at);
    return this.match(offsetStart.test(rest) && !zoneStart.exec(rest)?.[0].includes("/") ? offsetStart : zoneStart);
  }
}

/** Count the digits that the numbers directly after a variable number take: `yyyyMMdd` reads four digits for the year. */
const reservedDigits = (following) => {
  let digits = 0;
  for (const { letter, count } of following) {
    const fixed = letter === "S" || (count === 2 && (hasOwn(numberLetters, letter) || letter === "M" || letter === "L"));
    if (!fixed) {
      break;
    }
    digits += count;
  }
  return digits;
};

const hourOf = (fields) => {
  if (fields.H !== undefined) {
    return fields.H;
  }
  if (fields.k !== undefined) {
    return fields.k % 24;
  }
  const half = fields.h === undefined ? fields.K : fields.h % 12;
  return half === undefined ? 0 : half + 12 * (fields.half ?? 0);
};

/** Return milliseconds of what clocks show, or null for a date or time that does not exist. */
const localTime = ({ year, month, day, dayOfYear, hour, minute, second, millisecond }) => {
  const date = dayOfYear === undefined ? { month: month ?? 1, day: day ?? 1 } : { month: 1, day: 1 };
  const length = date.month === 2 && isLeapYear(year) ? 29 : monthLengths[date.month - 1];
  const valid = length !== undefined && date.day >= 1 && date.day <= length && hour < 24 && minute < 60 && second < 60;
  if (year === undefined || !valid) {
    return null;
  }
  const days = new DateTime(0).setUTCFullYear(year, date.month - 1, date.day) + ((dayOfYear ?? 1) - 1) * dayMilliseconds;
  return days + ((hour * 60 + minute) * 60 + second) * 1000 + millisecond;
};

const unreadableTime = (text, how) => fail(`${toJson(text)} cannot be read as ${how}.`);

const parseTime = (text, pattern, zoneName) => {
  const reader = new TimeReader(`${text}`, `${pattern}`);
  try {
    reader.read(timePattern(pattern));
    if (reader.at < reader.text.length) {
      reader.refuse();
    }
  } catch (exception) {
    if (exception instanceof Ending && exception.kind === "unreadable") {
      unreadableTime(text, `a time of the format ${toJson(pattern)}`);
    }
    throw exception;
  }
  const { fields } = reader;
  const local = localTime({
    year: fields.era === 0 ? 1 - fields.year : fields.year,
    month: fields.month,
    day: fields.d,
    dayOfYear: fields.D,
    hour: hourOf(fields),
    minute: fields.m ?? 0,
    second: fields.s ?? 0,
    millisecond: fields.millisecond ?? floor((fields.n ?? 0) / 1000000),
  });
  return local === null ? unreadableTime(text, `a time of the format ${toJson(pattern)}`) : utcOf(zoneOf(fields.zone ?? zoneName ?? "UTC"), local);
};

const parseIsoTime = (text) => {
  const match = isoPattern.exec(`${text}`);
  const local =
    match === null
      ? null
      : localTime({
          year: +match[1],
          month: +match[2],
          day: +match[3],
          hour: +match[4],
          minute: +match[5],
          second: +(match[6] ?? 0),
          millisecond: +`${match[7] ?? ""}000`.slice(0, 3),
        });
  return local === null ? unreadableTime(text, "a time in ISO 8601") : utcOf(zoneOf(match[8]), local);
};
