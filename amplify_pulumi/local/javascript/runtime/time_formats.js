// Patterns of java.time.format.DateTimeFormatter, in English: read once into parts, which format and parse.

const monthNames = [
  "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December",
];
const dayNames = ["Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday"];
const halfDays = ["AM", "PM"];
const eras = { 3: ["BC", "AD"], 4: ["Before Christ", "Anno Domini"], 5: ["B", "A"] };

const short = (names) => names.map((name) => name.slice(0, 3));
const narrow = (names) => names.map((name) => name[0]);
const named = (names, count) => (count === 4 ? names : count === 5 ? narrow(names) : short(names));

const patternProblem = (pattern, what) => fail(`The time format ${toJson(pattern)} is not valid: ${what}.`);

/** Split a pattern into parts: `{ text }`, `{ letter, count, pad }` and `{ optional: parts }`. */
const readTimePattern = (pattern) => {
  const stack = [[]];
  let pad = 0;
  for (let index = 0; index < pattern.length; ) {
    const character = pattern[index];
    const parts = stack[stack.length - 1];
    if (isLetter(character)) {
      let end = index;
      while (pattern[end] === character) {
        end += 1;
      }
      if (character === "p") {
        pad = end - index;
      } else {
        parts.push({ letter: character, count: end - index, pad });
        pad = 0;
      }
      index = end;
    } else if (character === "'") {
      const { text, end } = quotedText(pattern, index);
      parts.push({ text });
      index = end;
    } else {
      index += 1;
      bracketOrText(pattern, character, stack);
    }
  }
  if (stack.length > 2) {
    return stack[0].concat(stack.slice(1).map((optional) => ({ optional })));
  }
  return stack.length === 2 ? stack[0].concat({ optional: stack[1] }) : stack[0];
};

const bracketOrText = (pattern, character, stack) => {
  if (character === "[") {
    stack.push([]);
  } else if (character === "]") {
    if (stack.length === 1) {
      patternProblem(pattern, "] without [");
    }
    const optional = stack.pop();
    stack[stack.length - 1].push({ optional });
  } else if (character === "{" || character === "}" || character === "#") {
    patternProblem(pattern, `${character} is reserved`);
  } else {
    stack[stack.length - 1].push({ text: character });
  }
};

const quotedText = (pattern, start) => {
  if (pattern[start + 1] === "'") {
    return { text: "'", end: start + 2 };
  }
  let text = "";
  for (let index = start + 1; index < pattern.length; index++) {
    if (pattern[index] !== "'") {
      text += pattern[index];
    } else if (pattern[index + 1] === "'") {
      text += "'";
      index += 1;
    } else {
      return { text, end: index + 1 };
    }
  }
  return patternProblem(pattern, "a quotation is not closed");
};

const maximumTimePatterns = 256;
const timePatterns = new Map();

const timePattern = (pattern) => {
  const text = `${pattern}`;
  if (!timePatterns.has(text)) {
    if (timePatterns.size === maximumTimePatterns) {
      timePatterns.clear();
    }
    timePatterns.set(text, readTimePattern(text));
  }
  return timePatterns.get(text);
};

/** Letters that stand for one number: how to get it, and the most letters that they may be written with. */
const numberLetters = freeze({
  d: { value: (fields) => fields.day, most: 2 },
  D: { value: (fields) => fields.dayOfYear, most: 3 },
  H: { value: (fields) => fields.hour, most: 2 },
  k: { value: (fields) => (fields.hour === 0 ? 24 : fields.hour), most: 2 },
  K: { value: (fields) => fields.hour % 12, most: 2 },
  h: { value: (fields) => (fields.hour % 12 === 0 ? 12 : fields.hour % 12), most: 2 },
  m: { value: (fields) => fields.minute, most: 2 },
  s: { value: (fields) => fields.second, most: 2 },
  n: { value: (fields) => fields.millisecond * 1000000, most: 19 },
  A: { value: (fields) => fields.milliOfDay, most: 19 },
  N: { value: (fields) => fields.milliOfDay * 1000000, most: 19 },
  w: { value: (fields) => fields.week, most: 2 },
  W: { value: (fields) => fields.weekOfMonth, most: 1 },
  F: { value: (fields) => floor((fields.day - 1) / 7) + 1, most: 1 },
});

/** Milliseconds of the first day of `year`; Date.UTC takes years below 100 for those of the last century. */
const startOfYear = (year) => new DateTime(0).setUTCFullYear(year, 0, 1);

/** Weeks begin on Sunday, and the first one has January 1st, as in the United States (java.time.temporal.WeekFields). */
const weekFields = (year, day, dayOfYear, weekday) => {
  const daysLeft = (startOfYear(year + 1) - startOfYear(year)) / dayMilliseconds - dayOfYear;
  const weekIn = (dayInPeriod) => floor((dayInPeriod + 5 - weekday) / 7) + 1;
  const isNextYears = daysLeft < 6 - weekday;
  return { week: isNextYears ? 1 : weekIn(dayOfYear), weekYear: isNextYears ? year + 1 : year, weekOfMonth: weekIn(day) };
};

const fieldsAt = (milliseconds, zone) => {
  const offset = offsetAt(zone, milliseconds);
  const date = new DateTime(milliseconds + offset);
  const year = date.getUTCFullYear();
  const day = date.getUTCDate();
  const weekday = date.getUTCDay();
  const dayOfYear = floor((date.getTime() - startOfYear(year)) / dayMilliseconds) + 1;
  const hour = date.getUTCHours();
  const minute = date.getUTCMinutes();
  const second = date.getUTCSeconds();
  const millisecond = date.getUTCMilliseconds();
  return {
    year,
    month: date.getUTCMonth() + 1,
    day,
    weekday,
    dayOfYear,
    hour,
    minute,
    second,
    millisecond,
    milliOfDay: ((hour * 60 + minute) * 60 + second) * 1000 + millisecond,
    ...weekFields(year, day, dayOfYear, weekday),
    offset: offset / 1000,
    zone,
    utc: milliseconds,
  };
};

const yearText = (year, count) => {
  if (count === 2) {
    return padded(((year % 100) + 100) % 100, 2);
  }
  const digits = padded(year < 0 ? -year : year, count);
  const sign = year < 0 ? "-" : count >= 4 && digits.length > count ? "+" : "";
  return sign + digits;
};

/** Write an offset: `style` says which of minutes and seconds appear, and whether colons do. */
const offsetText = (seconds, { colon, minutes, withSeconds, zero }) => {
  if (seconds === 0 && zero !== undefined) {
    return zero;
  }
  const total = seconds < 0 ? -seconds : seconds;
  const [hour, minute, second] = [floor(total / 3600), floor(total / 60) % 60, total % 60];
  const separator = colon ? ":" : "";
  let text = (seconds < 0 ? "-" : "+") + padded(hour, 2);
  if (minutes === "always" || minute !== 0) {
    text += separator + padded(minute, 2);
  }
  return withSeconds && second !== 0 ? text + separator + padded(second, 2) : text;
};

const offsetStyles = [
  { minutes: "needed" },
  { minutes: "always" },
  { minutes: "always", colon: true },
  { minutes: "always", withSeconds: true },
  { minutes: "always", withSeconds: true, colon: true },
];

const localizedOffset = (seconds, full) => {
  if (seconds === 0) {
    return "GMT";
  }
  const text = offsetText(seconds, { minutes: full ? "always" : "needed", colon: true, withSeconds: true });
  return `GMT${full || text[1] !== "0" ? text : text[0] + text.slice(2)}`;
};

const offsetPart = (letter, count, seconds) => {
  switch (letter) {
    case "X":
      return offsetText(seconds, { ...offsetStyles[count - 1], zero: "Z" });
    case "x":
      return offsetText(seconds, { ...offsetStyles[count - 1] });
    case "O":
      return localizedOffset(seconds, count === 4);
    default:
      if (count === 4) {
        return localizedOffset(seconds, true);
      }
      return offsetText(seconds, count === 5 ? { ...offsetStyles[4], zero: "Z" } : offsetStyles[1]);
  }
};

const monthOrDayText = (names, index, number, count) => (count > 2 ? named(names, count)[index] : padded(number, count));

const formatPart = ({ letter, count }, fields, pattern) => {
  if (hasOwn(numberLetters, letter)) {
    const { value, most } = numberLetters[letter];
    return count > most ? patternProblem(pattern, `too many letters ${letter}`) : padded(value(fields), count);
  }
  switch (letter) {
    case "y":
      return yearText(fields.year > 0 ? fields.year : 1 - fields.year, count);
    case "u":
      return yearText(fields.year, count);
    case "Y":
      return yearText(fields.weekYear, count);
    case "G":
      return eras[count < 3 ? 3 : count]?.[fields.year > 0 ? 1 : 0] ?? patternProblem(pattern, "too many letters G");
    case "M":
    case "L":
      return monthOrDayText(monthNames, fields.month - 1, fields.month, count);
    case "E":
      return named(dayNames, count)[fields.weekday];
    case "e":
    case "c":
      return monthOrDayText(dayNames, fields.weekday, fields.weekday + 1, count);
    case "Q":
    case "q":
      return quarterText(floor((fields.month - 1) / 3) + 1, count);
    case "a":
      return halfDays[fields.hour < 12 ? 0 : 1];
    case "S":
      return `${padded(fields.millisecond, 3)}000000`.slice(0, count);
    case "V":
      return fields.zone.name;
    case "z":
    case "v":
      return abbreviationAt(fields.zone, fields.utc);
    case "X":
    case "x":
    case "Z":
    case "O":
      return count > 5 ? patternProblem(pattern, `too many letters ${letter}`) : offsetPart(letter, count, fields.offset);
    default:
      return patternProblem(pattern, `the letter ${letter} has no meaning`);
  }
};

const quarterText = (quarter, count) => {
  if (count < 3) {
    return padded(quarter, count);
  }
  return count === 3 ? `Q${quarter}` : count === 4 ? `${["1st", "2nd", "3rd", "4th"][quarter - 1]} quarter` : `${quarter}`;
};

const formatParts = (parts, fields, pattern) => {
  let text = "";
  for (const part of parts) {
    if (part.text !== undefined) {
      text += part.text;
    } else if (part.optional !== undefined) {
      text += formatParts(part.optional, fields, pattern);
    } else {
      const formatted = formatPart(part, fields, pattern);
      text += formatted.length < part.pad ? repeatText(" ", part.pad - formatted.length) + formatted : formatted;
    }
  }
  return text;
};

const formatTime = (milliseconds, pattern, zoneName) => {
  isoOf(milliseconds);
  return formatParts(timePattern(pattern), fieldsAt(milliseconds, zoneOf(zoneName ?? "UTC")), pattern);
};
