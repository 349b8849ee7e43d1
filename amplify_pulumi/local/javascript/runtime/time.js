// util.time. The time of an evaluation comes with its call and stands still while it runs.

const isoOf = (milliseconds) => {
  const date = new DateTime(milliseconds);
  if (typeof milliseconds !== "number" || !Number.isFinite(date.getTime())) {
    fail(`${toJson(milliseconds ?? null)} is not a time in milliseconds.`);
  }
  return date.toISOString();
};

const timeUtil = {
  nowISO8601: () => isoOf(state.now),
  nowEpochSeconds: () => floor(state.now / 1000),
  nowEpochMilliSeconds: () => state.now,
  nowFormatted: (pattern, zone) => formatTime(state.now, pattern, zone),
  parseFormattedToEpochMilliSeconds: (text, pattern, zone) => parseTime(text, pattern, zone),
  parseISO8601ToEpochMilliSeconds: (text) => parseIsoTime(text),
  epochMilliSecondsToSeconds: (milliseconds) => floor(milliseconds / 1000),
  epochMilliSecondsToISO8601: (milliseconds) => isoOf(milliseconds),
  epochMilliSecondsToFormatted: (milliseconds, pattern, zone) => formatTime(milliseconds, pattern, zone),
};
