"""Default values of fields."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from urllib.parse import urlsplit

from amplify_pulumi.schema.errors import Problem, error, quoted, warning
from amplify_pulumi.schema.lookup import Types, in_graphql, types_of
from amplify_pulumi.schema.model import Field, Position, Schema
from amplify_pulumi.schema.suggestions import did_you_mean

_OFFSET = r"(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d)?)"
_CLOCK = r"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?"
_DATE = re.compile(rf"(\d{{4}}-\d\d-\d\d){_OFFSET}?", re.ASCII)
_TIME = re.compile(rf"{_CLOCK}{_OFFSET}?", re.ASCII)
_DATE_TIME = re.compile(rf"(\d{{4}}-\d\d-\d\d)T{_CLOCK}{_OFFSET}", re.ASCII)
_EMAIL = re.compile(r"[^\s@]+@[^\s@.]+(?:\.[^\s@.]+)*")
_INT = re.compile(r"-?(?:0|[1-9]\d*)", re.ASCII)
_FLOAT = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?", re.ASCII)
_PHONE = re.compile(r"\+?[\d\s().-]+(?:\s*(?:ext|x)\.?\s*\d+)?", re.ASCII)
_PHONE_DIGITS = range(3, 18)
_MOST = 2**31


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse defaults that the field could not hold, and defaults where there is nothing to fill in."""
    types = types_of(schema)
    for model in schema.models:
        for field in model.values:
            if field.default is not None:
                yield from _default(f"The field {quoted(f'{model.name}.{field.name}')}", field, field.default, types)
    for each in schema.types:
        for field in each.fields:
            if field.default is not None:
                what = f"The field {quoted(f'{each.name}.{field.name}')}"
                yield _misplaced(field, f"{what} is of a custom type, whose fields take no default")
    for operation in schema.operations:
        for argument in operation.arguments:
            if argument.default is not None:
                what = f"The argument {quoted(f'{operation.name}.{argument.name}')}"
                yield _misplaced(argument, f"{what} cannot have a default: only fields of models can")


def _default(what: str, field: Field, value: str, types: Types) -> Iterator[Problem]:
    if field.array:
        yield _misplaced(field, f"{what} is an array, which takes no default")
    elif field.type in types.types:
        yield _misplaced(field, f"{what} is of the type {quoted(field.type)}, which takes no default")
    elif field.type in types.enums:
        values = types.enums[field.type].values
        if value not in values:
            message = f"{what} has the default {quoted(value)}, which is no value of {field.type}{did_you_mean(value, values)}"
            yield error("AP2015", _place(field), message, f"The values are: {', '.join(values)}.")
    elif field.type in VALUES:
        fits, example = VALUES[field.type]
        if not fits(value):
            message = f"{what} has the default {quoted(value)}, which is no {field.type}"
            yield error("AP2015", _place(field), message, f"Write {example}, for example.")
        elif value == "undefined" and in_graphql(field.position):
            # It is a text like any other, but nobody means it.
            message = f'{what} has the default "undefined", which Amplify\'s builder prints for `.default(null)`'
            yield warning("AP2015", _place(field), message, "Remove the default if null is meant.")


def _misplaced(field: Field, message: str) -> Problem:
    return error("AP2016", _place(field), message, "Remove the default.")


def _place(field: Field) -> Position | None:
    return field.default_position or field.position


def _is_date(text: str) -> bool:
    match = _DATE.fullmatch(text)
    return match is not None and _on_calendar(match[1])


def _is_date_time(text: str) -> bool:
    match = _DATE_TIME.fullmatch(text)
    return match is not None and _on_calendar(match[1])


def _on_calendar(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True


def _is_int(text: str) -> bool:
    return len(text) < 12 and bool(_INT.fullmatch(text)) and -_MOST <= int(text) < _MOST


def _is_float(text: str) -> bool:
    return bool(_FLOAT.fullmatch(text)) and abs(float(text)) != float("inf")


def _is_timestamp(text: str) -> bool:
    return len(text) < 20 and bool(_INT.fullmatch(text))


def _is_json(text: str) -> bool:
    try:
        json.loads(text, parse_constant=_refuse)
    except (ValueError, RecursionError):
        return False
    return True


def _refuse(_: str) -> None:
    raise ValueError("JSON has no such number")


def _is_phone(text: str) -> bool:
    return bool(_PHONE.fullmatch(text)) and sum(each.isdigit() for each in text) in _PHONE_DIGITS


def _is_url(text: str) -> bool:
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return bool(parts.scheme) and bool(parts.netloc or parts.path) and not any(each.isspace() for each in text)


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_interface(text)
    except ValueError:
        return False
    return True


VALUES: Mapping[str, tuple[Callable[[str], bool], str]] = {
    "ID": (lambda _: True, ""),
    "String": (lambda _: True, ""),
    "Int": (_is_int, "5"),
    "Float": (_is_float, "1.5"),
    "Boolean": (lambda text: text in ("true", "false"), "true"),
    "AWSDate": (_is_date, "2024-02-29"),
    "AWSTime": (lambda text: bool(_TIME.fullmatch(text)), '"10:30:00Z"'),
    "AWSDateTime": (_is_date_time, '"2024-02-29T10:30:00Z"'),
    "AWSTimestamp": (_is_timestamp, "1700000000"),
    "AWSEmail": (lambda text: bool(_EMAIL.fullmatch(text)), "someone@example.com"),
    "AWSJSON": (_is_json, """'{"key": 1}'"""),
    "AWSPhone": (_is_phone, '"+12025550123"'),
    "AWSURL": (_is_url, '"https://example.com/"'),
    "AWSIPAddress": (_is_address, "10.0.0.1"),
}
"""Whether a text is a value of a scalar, and one that is (AWS AppSync, Scalar types)."""
