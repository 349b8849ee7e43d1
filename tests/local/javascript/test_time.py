"""util.time against AppSync's documentation, java.time's documentation, and Python's own calendar and time zones."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from amplify_pulumi.local.javascript import JavaScript, load


class TestDocumentedExamples:
    """The examples of the developer guide, "Time helpers in util.time"."""

    @pytest.mark.parametrize(
        ("expression", "expected"),
        [
            ("nowISO8601()", "2018-02-06T19:01:35.750Z"),
            ("nowEpochSeconds()", 1517943695),
            ("nowEpochMilliSeconds()", 1517943695750),
            ("nowFormatted('yyyy-MM-dd HH:mm:ssZ')", "2018-02-06 19:01:35+0000"),
            ("nowFormatted('yyyy-MM-dd HH:mm:ssZ', 'Australia/Perth')", "2018-02-07 03:01:35+0800"),
            ("parseFormattedToEpochMilliSeconds('2018-02-01 17:21:05.180+0000', 'yyyy-MM-dd HH:mm:ss.SSSZ')", 1517505665180),
            ("parseFormattedToEpochMilliSeconds('2018-02-22 01:19:35', 'yyyy-MM-dd HH:mm:ss', 'Australia/Perth')", 1519233575000),
            ("parseISO8601ToEpochMilliSeconds('2018-02-01T17:21:05.180+08:00')", 1517476865180),
            ("epochMilliSecondsToSeconds(1517943695750)", 1517943695),
            ("epochMilliSecondsToISO8601(1517943695750)", "2018-02-06T19:01:35.750Z"),
            ("epochMilliSecondsToFormatted(1517943695750, 'yyyy-MM-dd HH:mm:ssZ')", "2018-02-06 19:01:35+0000"),
            ("epochMilliSecondsToFormatted(1517943695750, 'yyyy-MM-dd HH:mm:ssZ', 'Australia/Perth')", "2018-02-07 03:01:35+0800"),
        ],
    )
    def test_example(self, evaluate: Any, expression: str, expected: Any) -> None:
        assert evaluate(f"util.time.{expression}") == expected


class TestPatterns:
    """Letters as java.time.format.DateTimeFormatter describes them, for Tuesday, 2018-02-06T19:01:35.750Z."""

    @pytest.mark.parametrize(
        ("pattern", "expected"),
        [
            ("yy yyyy uuuu y", "18 2018 2018 2018"),
            ("M MM MMM MMMM MMMMM", "2 02 Feb February F"),
            ("d dd D DDD", "6 06 37 037"),
            ("E EEE EEEE EEEEE", "Tue Tue Tuesday T"),
            ("e ee c", "3 03 3"),
            ("H HH k h hh K a", "19 19 19 7 07 7 PM"),
            ("m mm s ss", "1 01 35 35"),
            ("S SS SSS SSSSSS SSSSSSSSS", "7 75 750 750000 750000000"),
            ("Q QQ QQQ QQQQ", "1 01 Q1 1st quarter"),
            ("G GGGG GGGGG", "AD Anno Domini A"),
            ("X XX XXX x xx xxx Z ZZZZ ZZZZZ O", "Z Z Z +00 +0000 +00:00 +0000 GMT Z GMT"),
            ("VV z", "UTC UTC"),
            ("yyyy-MM-dd'T'HH:mm:ss", "2018-02-06T19:01:35"),
            ("h 'o''clock' a''", "7 o'clock PM'"),
            ("ppH|pppd", "19|  6"),
            ("[HH:]mm", "19:01"),
            ("A N n", "68495750 68495750000000 750000000"),
        ],
    )
    def test_letters(self, evaluate: Any, pattern: str, expected: str) -> None:
        assert evaluate("util.time.nowFormatted(ctx.args.p)", {"arguments": {"p": pattern}}) == expected

    @pytest.mark.parametrize(
        ("zone", "expected"),
        [
            ("America/New_York", "-05 -0500 -05:00 GMT-5 GMT-05:00 EST"),
            ("Asia/Kolkata", "+0530 +0530 +05:30 GMT+5:30 GMT+05:30 IST"),
            ("+01:00", "+01 +0100 +01:00 GMT+1 GMT+01:00 +01:00"),
        ],
    )
    def test_offsets(self, evaluate: Any, zone: str, expected: str) -> None:
        assert evaluate("util.time.nowFormatted('X XX XXX O OOOO z', ctx.args.z)", {"arguments": {"z": zone}}) == expected

    @pytest.mark.parametrize(
        ("day", "week_year", "week"),
        [("2021-01-01", 2021, 1), ("2020-12-27", 2021, 1), ("2020-12-26", 2020, 52), ("2022-12-31", 2022, 53), ("2024-12-29", 2025, 1)],
    )
    def test_weeks_are_those_of_the_united_states(self, evaluate: Any, day: str, week_year: int, week: int) -> None:
        """Weeks begin on Sunday and the first has January 1st (java.time.temporal.WeekFields.of(Locale.US))."""
        expression = (
            "util.time.epochMilliSecondsToFormatted(util.time.parseISO8601ToEpochMilliSeconds(`${ctx.args.d}T00:00:00Z`), 'YYYY w')"
        )
        assert evaluate(expression, {"arguments": {"d": day}}) == f"{week_year} {week}"

    @pytest.mark.parametrize("pattern", ["yyyy j", "HHH", "yyyy '", "]", "{", "#", "XXXXXX"])
    def test_patterns_that_mean_nothing_are_errors(self, run: Any, pattern: str) -> None:
        error = run("return util.time.nowFormatted(ctx.args.p);", {"arguments": {"p": pattern}}).error
        assert error.detail.startswith("code.js:3:8: The time format")

    @pytest.mark.parametrize("zone", ["Mars/Base", "../../etc/passwd", "", "\x00"])
    def test_unknown_zones_are_errors(self, run: Any, zone: str) -> None:
        assert "is not a time zone" in run("return util.time.nowFormatted('HH', ctx.args.z);", {"arguments": {"z": zone}}).error.detail

    @pytest.mark.parametrize("value", ["'x'", "NaN", "1e20", "undefined", "null"])
    def test_what_is_no_time_is_an_error(self, run: Any, value: str) -> None:
        assert "is not a time in milliseconds" in run(f"return util.time.epochMilliSecondsToISO8601({value});").error.detail


class TestParsing:
    @pytest.mark.parametrize(
        ("text", "pattern", "expected"),
        [
            ("20180201172105180", "yyyyMMddHHmmssSSS", "2018-02-01T17:21:05.180Z"),
            ("1 Feb 2018 5:21 PM Europe/Berlin", "d MMM yyyy h:mm a VV", "2018-02-01T16:21:00.000Z"),
            ("Thursday, February 1, 2018 12:00 AM", "EEEE, MMMM d, yyyy hh:mm a", "2018-02-01T00:00:00.000Z"),
            ("01/02/18", "dd/MM/yy", "2018-02-01T00:00:00.000Z"),
            ("2018-032", "yyyy-DDD", "2018-02-01T00:00:00.000Z"),
            ("2018-02-01 10:00", "yyyy-MM-dd[ HH:mm]", "2018-02-01T10:00:00.000Z"),
            ("2018-02-01", "yyyy-MM-dd[ HH:mm]", "2018-02-01T00:00:00.000Z"),
            ("2018-02-01T10:00-03:30", "yyyy-MM-dd'T'HH:mmXXX", "2018-02-01T13:30:00.000Z"),
            ("2020-02-29", "yyyy-MM-dd", "2020-02-29T00:00:00.000Z"),
        ],
    )
    def test_text_by_pattern(self, evaluate: Any, text: str, pattern: str, expected: str) -> None:
        expression = "util.time.epochMilliSecondsToISO8601(util.time.parseFormattedToEpochMilliSeconds(ctx.args.t, ctx.args.p))"
        assert evaluate(expression, {"arguments": {"t": text, "p": pattern}}) == expected

    @pytest.mark.parametrize(
        ("text", "pattern"),
        [
            ("2018-02-30", "yyyy-MM-dd"),
            ("2019-02-29", "yyyy-MM-dd"),
            ("2018-13-01", "yyyy-MM-dd"),
            ("x", "yyyy"),
            ("2018-02-01x", "yyyy-MM-dd"),
            ("25", "HH"),
        ],
    )
    def test_what_is_no_such_time_is_an_error(self, run: Any, text: str, pattern: str) -> None:
        error = run(
            "return util.time.parseFormattedToEpochMilliSeconds(ctx.args.t, ctx.args.p);", {"arguments": {"t": text, "p": pattern}}
        ).error
        assert "cannot be read as a time" in error.detail

    @pytest.mark.parametrize("text", ["2018-02-01T17:21:05.180", "2018-02-01", "nothing", "2018-02-30T00:00:00Z", "2018-02-01T24:30:00Z"])
    def test_what_is_no_iso_8601_time_is_an_error(self, run: Any, text: str) -> None:
        error = run("return util.time.parseISO8601ToEpochMilliSeconds(ctx.args.t);", {"arguments": {"t": text}}).error
        assert "cannot be read as a time in ISO 8601" in error.detail

    @pytest.mark.parametrize(
        ("local", "expected"),
        [
            ("2024-03-31 02:30", "2024-03-31T01:30:00.000Z"),  # does not exist: an hour later, 03:30 summer time
            ("2024-10-27 02:30", "2024-10-27T00:30:00.000Z"),  # exists twice: the earlier, still summer time
        ],
    )
    def test_gaps_and_overlaps_are_resolved_as_java_does(self, evaluate: Any, local: str, expected: str) -> None:
        """java.time.ZonedDateTime.ofLocal."""
        parsed = "util.time.parseFormattedToEpochMilliSeconds(ctx.args.t, 'yyyy-MM-dd HH:mm', 'Europe/Berlin')"
        expression = f"util.time.epochMilliSecondsToISO8601({parsed})"
        assert evaluate(expression, {"arguments": {"t": local}}) == expected


ENGINE = JavaScript()
MODULE = load(
    "Query.test",
    """import { util } from '@aws-appsync/utils';
export function request(ctx) {
  const { t, z } = ctx.args;
  const text = util.time.epochMilliSecondsToFormatted(t, 'uuuu-MM-dd HH:mm:ss.SSS xxxxx E D', z);
  const iso = util.time.epochMilliSecondsToFormatted(t, 'yyyy-MM-dd HH:mm:ss.SSSxxxxx', z);
  return [text, util.time.parseFormattedToEpochMilliSeconds(iso, 'yyyy-MM-dd HH:mm:ss.SSSxxxxx')];
}
export function response(ctx) {}
""",
)


@settings(deadline=None)
@given(
    moment=st.datetimes(datetime(1900, 1, 1), datetime(2099, 12, 31), timezones=st.just(UTC)),  # noqa: DTZ001 - `timezones` adds it
    zone=st.sampled_from(
        ["Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "Asia/Kathmandu", "America/Sao_Paulo", "Pacific/Apia"]
    ),
)
def test_zones_and_calendar_agree_with_pythons(moment: datetime, zone: str) -> None:
    milliseconds = (moment - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(milliseconds=1)
    exact = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=milliseconds)
    local = exact.astimezone(ZoneInfo(zone))
    offset = local.utcoffset()
    assert offset is not None
    sign, seconds = ("-", -offset) if offset < timedelta() else ("+", offset)
    hours, rest = divmod(int(seconds.total_seconds()), 3600)
    written = f"{sign}{hours:02}:{rest // 60:02}" + (f":{rest % 60:02}" if rest % 60 else "")
    expected = f"{local:%Y-%m-%d %H:%M:%S}.{local.microsecond // 1000:03} {written} {local:%a} {local.timetuple().tm_yday}"
    assert ENGINE.call(MODULE, "request", {"arguments": {"t": milliseconds, "z": zone}}).result == [expected, milliseconds]
