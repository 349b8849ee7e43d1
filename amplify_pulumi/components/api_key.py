"""When an API key expires.

AppSync wants a date; a date reckoned from now would be a change on every run, and a date kept for good ends with a dead key. So the date
moves on a grid of a quarter of the lifetime: runs within one cell of it agree, and the first run in the next cell renews the key in place.
A stack that is deployed at least every three quarters of the lifetime never loses its key.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

_HOUR = timedelta(hours=1)
_DAY = timedelta(days=1)
_LEAST = 25 * _HOUR
"""AppSync refuses keys that expire within a day (CreateApiKey: 1 to 365 days, rounded down to the hour); one hour more for the run."""


def api_key_expiry(lifetime_in_days: int, now: datetime) -> str:
    """Return the date, in RFC 3339, at which a key deployed now shall expire.

    Between three quarters and the whole of the lifetime remain. From lifetimes of four days on the date changes at midnight UTC only;
    below that every quarter of the lifetime, at a full hour. A lifetime of one day is stretched to 31 hours, since AppSync refuses less
    than a day.

    Args:
        lifetime_in_days: 1 to 365.
        now: The time of the deployment, with a time zone.
    """
    quarter = timedelta(days=lifetime_in_days) / 4
    cell = _DAY * (quarter // _DAY) if quarter >= _DAY else _HOUR * (quarter // _HOUR)
    epoch = datetime(1970, 1, 1, tzinfo=UTC)
    start = epoch + cell * ((now - epoch) // cell)
    expiry = start + max(timedelta(days=lifetime_in_days), _LEAST + cell)
    return expiry.strftime("%Y-%m-%dT%H:%M:%SZ")
