"""Validations of the values of fields."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Field, Position, Schema, Validation, ValidationKind

LENGTHS: Sequence[ValidationKind] = ("minLength", "maxLength")
TEXTS: Sequence[ValidationKind] = (*LENGTHS, "startsWith", "endsWith", "matches")
NUMBERS: Sequence[ValidationKind] = ("gt", "lt", "gte", "lte")

_LENGTH = re.compile(r"0|[1-9]\d{0,8}", re.ASCII)
_NUMBER = re.compile(r"[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d+)?", re.ASCII)
# What Java's patterns know and Python's do not: possessive quantifiers, classes of POSIX and Unicode, quoted text, intersections.
_JAVA = (
    (re.compile(r"\\Q.*?(?:\\E|$)", re.DOTALL), "x"),
    (re.compile(r"\\[pP](?:\{[^{}]*\}|[A-Z])"), r"\\w"),
    (re.compile(r"\\[hHvVRXGzZ]"), r"\\s"),
    (re.compile(r"\\x\{[0-9A-Fa-f]+\}"), "x"),
    (re.compile(r"\\[eac0](?:.[0-7]{0,2})?"), "x"),
    (re.compile(r"\\k<"), "(?P="),
    (re.compile(r"\(\?<(?![=!])"), "(?P<"),
    (re.compile(r"([*+?}])\+"), r"\1"),
    (re.compile(r"&&\["), ""),
)


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse validations that a value of the field could not be asked, and those that no value passes."""
    for model in schema.models:
        for field in model.values:
            yield from _field(f"The field {quoted(f'{model.name}.{field.name}')}", field)
    for each in schema.types:
        for field in each.fields:
            what = f"The field {quoted(f'{each.name}.{field.name}')}"
            yield from _misplaced(field, f"{what} is of a custom type, whose fields cannot be validated")
    for operation in schema.operations:
        for argument in operation.arguments:
            what = f"The argument {quoted(f'{operation.name}.{argument.name}')}"
            yield from _misplaced(argument, f"{what} cannot be validated: only fields of models can")


def _misplaced(field: Field, message: str) -> Iterator[Problem]:
    if field.validations:
        yield error("AP2017", _place(field.validations[0], field), message, "Remove the validation.")


def _field(what: str, field: Field) -> Iterator[Problem]:
    seen: dict[ValidationKind, Validation] = {}
    for each in field.validations:
        place = _place(each, field)
        if field.array:
            yield error("AP2017", place, f"{what} is an array, which cannot be validated", "Remove the validation.")
        elif field.type != "String" and each.kind in TEXTS:
            yield error("AP2017", place, f"{what} is {field.type}, but {each.kind} is for String", _kinds(field))
        elif field.type not in ("Int", "Float") and each.kind in NUMBERS:
            yield error("AP2017", place, f"{what} is {field.type}, but {each.kind} is for Int and Float", _kinds(field))
        else:
            yield from _value(what, each, place)
        if seen.setdefault(each.kind, each) is not each:
            message = f"{what} is validated by {each.kind} twice"
            yield error("AP2018", place, message, "Remove one of the two; positive is gt 0, negative is lt 0.")
    yield from _range(what, field, seen)


def _kinds(field: Field) -> str:
    known = {"String": TEXTS, "Int": NUMBERS, "Float": NUMBERS}.get(field.type)
    return f"For {field.type} there are: {', '.join(known)}." if known else "Remove the validation."


def _value(what: str, validation: Validation, place: Position | None) -> Iterator[Problem]:
    kind, value = validation.kind, validation.value
    if kind in LENGTHS and not _LENGTH.fullmatch(value):
        yield error("AP2019", place, f"{what}: {kind} is {quoted(value)}, which is no length", "Write a whole number, from 0 on.")
    elif kind in NUMBERS and not _NUMBER.fullmatch(value):
        yield error("AP2019", place, f"{what}: {kind} is {quoted(value)}, which is no number", "Write a number.")
    elif kind == "matches" and (reason := _not_a_pattern(value)):
        yield error("AP2019", place, f"{what}: {quoted(value)} is no pattern: {reason}", "Write a regular expression, as Java knows them.")


def _not_a_pattern(pattern: str) -> str | None:
    for java, python in _JAVA:
        pattern = java.sub(python, pattern)
    # Java's flags in the middle, and its classes within classes, are right there: only what is wrong in both is told.
    pattern = re.sub(r"\(\?[a-zA-Z-]+\)", "", pattern)
    try:
        re.compile(pattern)
    except re.error as reason:
        return reason.msg
    except (RecursionError, OverflowError):
        return "it is nested too deep"
    return None


def _range(what: str, field: Field, seen: dict[ValidationKind, Validation]) -> Iterator[Problem]:
    numbers = {kind: float(each.value) for kind, each in seen.items() if kind in (*LENGTHS, *NUMBERS) and _NUMBER.fullmatch(each.value)}
    least: Sequence[ValidationKind] = ("minLength", "gt", "gte")
    most: Sequence[ValidationKind] = ("maxLength", "lt", "lte")
    for low in least:
        for high in most:
            if low not in numbers or high not in numbers or (low == "minLength") != (high == "maxLength"):
                continue
            strict = low == "gt" or high == "lt"
            if numbers[low] > numbers[high] or (strict and numbers[low] == numbers[high]):
                message = f"{what} must be {low} {seen[low].value} and {high} {seen[high].value}: no value is"
                yield error("AP2019", _place(seen[high], field), message, "Correct one of the two.")


def _place(validation: Validation, field: Field) -> Position | None:
    return validation.position or field.position
