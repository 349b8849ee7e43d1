// util.time. Formats are java.time.format.DateTimeFormatter's; time zones come from the Python side.

const isoOf = (milliseconds) => {
  const date = new DateTime(milliseconds);
  if (!(date.getTime() === date.getTime())) {
    fail(`${toJson(milliseconds)} is not a time in milliseconds.`);
  }
  return date.toISOString();
};

const timeUtil = {
  nowISO8601: () => isoOf(state.now),
  nowEpochSeconds: () => floor(state.now / 1000),
  nowEpochMilliSeconds: () => state.now,
  epochMilliSecondsToSeconds: (milliseconds) => floor(milliseconds / 1000),
  epochMilliSecondsToISO8601: (milliseconds) => isoOf(milliseconds),
};
