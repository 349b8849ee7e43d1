// Time zones: fixed offsets, and tables of transitions that the Python side hands in when a handler first names a zone.

/** By name: `{ starts, offsets, abbreviations }`, or null for a name that no zone has. Kept for the life of the context. */
const zoneTables = new Map();
const utcNames = ["UTC", "GMT", "UT", "Z", "Etc/UTC", "Etc/GMT"];
const offsetPattern = new RegularExpression("^(?:UTC|GMT|UT)?([+-])(\\d{1,2})(?::?(\\d{2})(?::?(\\d{2}))?)?$");
const dayMilliseconds = 86400000;

const addZone = (name, table) => zoneTables.set(name, table);

const fixedZone = (offset, abbreviation) => ({ starts: [], offsets: [offset], abbreviations: [abbreviation], fixed: true });

/** Return the zone called `name`; the evaluation ends and is repeated with the table where it is not known yet. */
const zoneOf = (name) => {
  if (utcNames.includes(name)) {
    return { ...fixedZone(0, name === "Z" ? "Z" : name === "GMT" ? "GMT" : "UTC"), name };
  }
  const match = offsetPattern.exec(name);
  if (match !== null) {
    const seconds = +match[2] * 3600 + +(match[3] ?? 0) * 60 + +(match[4] ?? 0);
    return { ...fixedZone((match[1] === "-" ? -seconds : seconds) * 1000, name), name };
  }
  if (!zoneTables.has(name)) {
    throw new Ending("zone", name);
  }
  const table = zoneTables.get(name);
  return table === null ? fail(`${toJson(name)} is not a time zone.`) : { ...table, name };
};

const periodAt = (zone, utc) => {
  let low = 0;
  let high = zone.starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (zone.starts[middle] <= utc) {
      low = middle + 1;
    } else {
      high = middle;
    }
  }
  return low;
};

/** Milliseconds to add to UTC at `utc`. */
const offsetAt = (zone, utc) => zone.offsets[periodAt(zone, utc)];

const abbreviationAt = (zone, utc) => zone.abbreviations[periodAt(zone, utc)];

/** Return the time at which clocks show `local`: the earlier of two, and in a gap as much later as the gap is long (java.time.ZonedDateTime). */
const utcOf = (zone, local) => {
  const before = offsetAt(zone, local - dayMilliseconds);
  const after = offsetAt(zone, local + dayMilliseconds);
  const valid = [before, after].find((offset) => offsetAt(zone, local - offset) === offset);
  return local - (valid ?? before);
};
