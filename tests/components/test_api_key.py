"""A key never changes twice on one day, is renewed in time, and AppSync takes every date."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amplify_pulumi.components.api_key import api_key_expiry

_TIMES = st.datetimes(min_value=datetime(2024, 1, 1), max_value=datetime(2100, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001  # hypothesis adds the zone
_LIFETIMES = st.integers(min_value=1, max_value=365)


def _expiry(days: int, now: datetime) -> datetime:
    return datetime.strptime(api_key_expiry(days, now), "%Y-%m-%dT%H:%M:%SZ").replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("days", "now", "expected"),
    [
        (7, datetime(2026, 3, 4, 15, 16, 17, tzinfo=UTC), "2026-03-11T00:00:00Z"),
        (4, datetime(2026, 3, 4, 23, 59, 59, tzinfo=UTC), "2026-03-08T00:00:00Z"),
        (2, datetime(2026, 3, 4, 15, 16, 17, tzinfo=UTC), "2026-03-06T12:00:00Z"),
        (1, datetime(2026, 3, 4, 15, 16, 17, tzinfo=UTC), "2026-03-05T19:00:00Z"),
        # The zone of the machine that deploys does not matter.
        (7, datetime(2026, 3, 5, 1, 0, 0, tzinfo=timezone(timedelta(hours=3))), "2026-03-11T00:00:00Z"),
    ],
)
def test_dates(days: int, now: datetime, expected: str) -> None:
    assert api_key_expiry(days, now) == expected


@given(_LIFETIMES, _TIMES)
def test_appsync_takes_the_date(days: int, now: datetime) -> None:
    """CreateApiKey and UpdateApiKey take 1 to 365 days from the call on, which may come an hour after the program asked for the time."""
    expiry = _expiry(days, now)
    assert timedelta(days=1) <= expiry - (now + timedelta(hours=1))
    assert expiry - now <= timedelta(days=365)
    assert (expiry.minute, expiry.second) == (0, 0), "AppSync rounds down to the hour: another date would differ on the next refresh"


@given(_LIFETIMES.filter(lambda days: days > 1), _TIMES)
def test_three_quarters_of_the_lifetime_remain(days: int, now: datetime) -> None:
    remaining = _expiry(days, now) - now
    assert timedelta(days=days) * 3 / 4 <= remaining <= timedelta(days=days)


@given(_LIFETIMES.filter(lambda days: days >= 4), _TIMES, st.timedeltas(timedelta(0), timedelta(days=1)))
def test_a_second_run_on_the_same_day_changes_nothing(days: int, now: datetime, later: timedelta) -> None:
    again = min(now + later, now.replace(hour=23, minute=59, second=59))
    assert _expiry(days, max(now, again)) == _expiry(days, now)


@given(_LIFETIMES, _TIMES, st.timedeltas(timedelta(0), timedelta(days=400)))
def test_a_later_run_never_shortens_the_life_of_a_key(days: int, now: datetime, later: timedelta) -> None:
    assert _expiry(days, now + later) >= _expiry(days, now)
