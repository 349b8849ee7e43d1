"""Tables of a time zone's offsets, for the runtime's JavaScript: QuickJS has no time zone data of its own."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

FIRST = datetime(1850, 1, 1, tzinfo=UTC)
"""Before the first standard time of any country; earlier times have the zone's first offset."""
LAST = datetime(2100, 1, 1, tzinfo=UTC)
"""Later times have the offset of this moment."""
STEP = timedelta(days=20)
"""Shorter than the periods between two changes of an offset; a change inside a step is then found by bisection."""


@dataclass(frozen=True, kw_only=True, slots=True)
class ZoneTable:
    """Offsets by period: `offsets[0]` holds before `starts[0]`, `offsets[n]` from `starts[n - 1]` on."""

    starts: tuple[int, ...]
    """Milliseconds since 1970, UTC."""
    offsets: tuple[int, ...]
    """Milliseconds east of UTC."""
    abbreviations: tuple[str, ...]

    def to_json(self) -> dict[str, Any]:
        """Return the table as a JSON object."""
        return asdict(self)


@lru_cache(maxsize=64)
def zone_table(name: str) -> ZoneTable | None:
    """Return the table of the zone `name` (`Australia/Perth`), or None if the time zone database has no such zone."""
    try:
        zone = ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
    state = _state(FIRST, zone)
    starts: list[int] = []
    states = [state]
    moment = FIRST
    while moment < LAST:
        following = min(moment + STEP, LAST)
        if _state(following, zone) != state:
            start = _change(moment, following, zone)
            state = _state(following, zone)
            starts.append(int(start.timestamp()) * 1000)
            states.append(state)
        moment = following
    return ZoneTable(
        starts=tuple(starts), offsets=tuple(offset for offset, _ in states), abbreviations=tuple(abbreviation for _, abbreviation in states)
    )


def _state(moment: datetime, zone: ZoneInfo) -> tuple[int, str]:
    local = moment.astimezone(zone)
    offset = local.utcoffset() or timedelta()
    return int(offset.total_seconds()) * 1000, local.tzname() or zone.key


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Return the first second after `before` whose state is not that of `before`."""
    old = _state(before, zone)
    low, high = int(before.timestamp()), int(after.timestamp())
    while high - low > 1:
        middle = (low + high) // 2
        if _state(datetime.fromtimestamp(middle, UTC), zone) == old:
            low = middle
        else:
            high = middle
    return datetime.fromtimestamp(high, UTC)
