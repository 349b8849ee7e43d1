"""AppSync's scalars: which values they accept and how they are written out.

Acceptance follows AppSync's scalars page and, for the errors, the texts that AppSync is known to answer
("Variable 'when' has an invalid value. Unable to parse `x` as a valid date."). AppSync does not document every edge; where it is silent
the stricter reading is taken, so that what works here works there.
"""

from __future__ import annotations

import ipaddress
import json
import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlsplit

_OFFSET = r"(Z|[+-](?:0\d|1[0-4]):[0-5]\d(?::[0-5]\d)?)"
_DATE = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d){_OFFSET}?")
_CLOCK = r"([01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?"
_TIME = re.compile(rf"{_CLOCK}{_OFFSET}?")
_DATE_TIME = re.compile(rf"(\d{{4}})-(\d\d)-(\d\d)T{_CLOCK}{_OFFSET}")
_EMAIL = re.compile(r"[^\s@<>()\[\],;:\\\"]+@[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*")
_PHONE = re.compile(r"\+?[\d\s\-().]+")


class InvalidValueError(ValueError):
    """A value that the scalar does not take. The text is the second sentence of AppSync's message."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Scalar:
    """How one scalar reads input and writes output."""

    parse: Callable[[Any], Any]
    """Takes a JSON value, returns what resolvers see; raises InvalidValueError."""
    serialize: Callable[[Any], Any]
    """Takes what a resolver returned, returns the JSON value for the client; raises InvalidValueError."""


def _kind(value: Any) -> str:
    if value is None:
        return "Null"
    if isinstance(value, bool):
        return "Boolean"
    return {int: "Integer", float: "Double", str: "String", list: "List"}.get(type(value), "Map")


def _refuse(expected: str, value: Any) -> InvalidValueError:
    return InvalidValueError(f"Expected type '{expected}' but was '{_kind(value)}'.")


def _string(value: Any) -> str:
    if not isinstance(value, str):
        raise _refuse("String", value)
    return value


def _serialize_string(value: Any) -> str:
    """Write a value of String or ID: numbers and booleans become text, as in AppSync."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (int, float)):
        return str(int(value)) if isinstance(value, float) and value.is_integer() else str(value)
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _id(value: Any) -> str:
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise _refuse("ID", value)
    return value


def _is_whole(value: Any) -> bool:
    return not isinstance(value, bool) and (isinstance(value, int) or (isinstance(value, float) and value.is_integer()))


def _int(value: Any) -> int:
    if not _is_whole(value):
        raise _refuse("Int", value)
    if not -(2**31) <= value < 2**31:
        raise InvalidValueError(f"Expected value to be in the Integer range but it was a '{int(value)}'.")
    return int(value)


def _float(value: Any) -> float | int:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not math.isfinite(value):
        raise _refuse("Float", value)
    return value


def _boolean(value: Any) -> bool:
    if not isinstance(value, bool):
        raise _refuse("Boolean", value)
    return value


def _timestamp(value: Any) -> int:
    if not _is_whole(value) or not -(2**63) <= value < 2**63:
        raise InvalidValueError(f"Unable to parse `{value}` as a valid timestamp.")
    return int(value)


def _is_calendar_day(year: str, month: str, day: str) -> bool:
    try:
        date(max(int(year), 1), int(month), int(day))
    except ValueError:
        return False
    return True


def _text(name: str, accepts: Callable[[str], bool]) -> Scalar:
    """Return a scalar of texts that pass through unchanged; `name` is AppSync's word for it in messages."""

    def parse(value: Any) -> str:
        if not isinstance(value, str) or not accepts(value):
            raise InvalidValueError(f"Unable to parse `{_shown(value)}` as a valid {name}.")
        return value

    def serialize(value: Any) -> str:
        if not isinstance(value, str) or not accepts(value):
            raise InvalidValueError(f"Unable to serialize `{_shown(value)}` as a valid {name}.")
        return value

    return Scalar(parse=parse, serialize=serialize)


def _shown(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    return match is not None and _is_calendar_day(match[1], match[2], match[3])


def _is_time(text: str) -> bool:
    return _TIME.fullmatch(text) is not None


def _is_date_time(text: str) -> bool:
    match = _DATE_TIME.fullmatch(text)
    return match is not None and _is_calendar_day(match[1], match[2], match[3])


def _is_email(text: str) -> bool:
    return _EMAIL.fullmatch(text) is not None


def _is_phone(text: str) -> bool:
    digits = sum(character.isdigit() for character in text)
    return _PHONE.fullmatch(text) is not None and 7 <= digits <= 15


def _is_url(text: str) -> bool:
    if any(character.isspace() for character in text):
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme) and bool(parts.netloc or parts.path) and ":" in text and "//" not in parts.path


def _is_ip_address(text: str) -> bool:
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


def _parse_json(value: Any) -> Any:
    if not isinstance(value, str):
        raise InvalidValueError(f"Unable to parse `{_shown(value)}` as a valid JSON.")
    try:
        return json.loads(value)
    except (ValueError, RecursionError):
        raise InvalidValueError(f"Unable to parse `{value}` as a valid JSON.") from None


def _serialize_json(value: Any) -> str:
    return json.dumps(value, separators=(",", ":"), ensure_ascii=False)


def _same(convert: Callable[[Any], Any]) -> Scalar:
    return Scalar(parse=convert, serialize=convert)


SCALARS: Mapping[str, Scalar] = {
    "ID": Scalar(parse=_id, serialize=_serialize_string),
    "String": Scalar(parse=_string, serialize=_serialize_string),
    "Int": _same(_int),
    "Float": _same(_float),
    "Boolean": _same(_boolean),
    "AWSDate": _text("date", _is_date),
    "AWSTime": _text("time", _is_time),
    "AWSDateTime": _text("DateTime Object", _is_date_time),
    "AWSTimestamp": _same(_timestamp),
    "AWSEmail": _text("email address", _is_email),
    "AWSJSON": Scalar(parse=_parse_json, serialize=_serialize_json),
    "AWSPhone": _text("phone number", _is_phone),
    "AWSURL": _text("URL", _is_url),
    "AWSIPAddress": _text("IP address", _is_ip_address),
}
"""Every scalar that AppSync knows; it has no custom ones."""
