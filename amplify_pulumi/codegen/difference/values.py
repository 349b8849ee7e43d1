"""What new values must be, and what they are when nothing is given: validations and defaults."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from amplify_pulumi.codegen.difference.model import Comparison, Finding
from amplify_pulumi.schema.model import Field, Schema, Validation, ValidationKind

_AT_LEAST: frozenset[ValidationKind] = frozenset(("minLength", "gt", "gte"))
_AT_MOST: frozenset[ValidationKind] = frozenset(("maxLength", "lt", "lte"))


def check(comparison: Comparison) -> Iterator[Finding]:
    """Yield the fields of models and types that take other values than before, or are given others."""
    if comparison.old.schema is None or comparison.new.schema is None:
        return
    before, after = _fields(comparison.old.schema), _fields(comparison.new.schema)
    for subject, field in after.items():
        if subject in before:
            yield from _default(subject, before[subject], field)
            yield from _validations(subject, before[subject], field)


def _fields(schema: Schema) -> dict[str, Field]:
    models = {f"{model.name}.{field.name}": field for model in schema.models for field in model.values}
    return models | {f"{type_.name}.{field.name}": field for type_ in schema.types for field in type_.fields}


def _default(subject: str, old: Field, new: Field) -> Iterator[Finding]:
    if old.default == new.default:
        return
    what = {(True, False): "no value any more", (False, True): "a value"}.get((new.default is None, old.default is None), "another value")
    yield Finding(
        category="risky",
        kind="default-changed",
        subject=subject,
        message=f"New items for which clients give no {new.name} get {what}. Stored items stay as they are.",
        old=old.default,
        new=new.default,
        position=new.default_position or new.position,
    )


def _validations(subject: str, old: Field, new: Field) -> Iterator[Finding]:
    before, after = ({each.kind: each for each in field.validations} for field in (old, new))
    for kind in dict.fromkeys([*before, *after]):
        one, two = before.get(kind), after.get(kind)
        if one is not None and two is not None and one.value == two.value:
            if one.message != two.message:
                yield _finding(subject, "validation-message-changed", "Values are refused with another message.", one, two, new)
        elif _is_stricter(one, two):
            message = "Values that were taken are refused. Stored ones stay, and clients that send them again in an update fail."
            yield _finding(subject, "validation-stricter", message, one, two, new)
        else:
            yield _finding(subject, "validation-looser", "Values that were refused are taken.", one, two, new)


def _is_stricter(old: Validation | None, new: Validation | None) -> bool:
    """Whether a validation refuses something that was taken: where one cannot tell, it does."""
    if old is None or new is None:
        return new is not None
    try:
        before, after = Decimal(old.value), Decimal(new.value)
    except InvalidOperation:
        return not (new.kind == "startsWith" and old.value.startswith(new.value)) and not (
            new.kind == "endsWith" and old.value.endswith(new.value)
        )
    if new.kind in _AT_LEAST:
        return after > before
    if new.kind in _AT_MOST:
        return after < before
    return True


def _finding(subject: str, kind: str, message: str, old: Validation | None, new: Validation | None, field: Field) -> Finding:
    return Finding(
        category="breaking" if kind == "validation-stricter" else "risky",
        kind=kind,
        subject=subject,
        message=message,
        old=None if old is None else _text(old, with_message=kind == "validation-message-changed"),
        new=None if new is None else _text(new, with_message=kind == "validation-message-changed"),
        advice="Correct what is stored first, and clients that send it." if kind == "validation-stricter" else None,
        position=(None if new is None else new.position) or field.position,
    )


def _text(validation: Validation, *, with_message: bool) -> str:
    return f"{validation.kind}: {validation.value}" + (f", {validation.message or 'the usual message'}" if with_message else "")
