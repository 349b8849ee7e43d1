"""Names that are defined twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Protocol

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import where
from amplify_pulumi.schema.model import Position, Schema


class _Named(Protocol):
    @property
    def name(self) -> str: ...
    @property
    def position(self) -> Position | None: ...


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse a second model, field, type, enum, operation, argument, function or data source of a name, and name the first."""
    yield from _twice("AP2006", "model", schema.models)
    yield from _twice("AP2020", "type", schema.types)
    yield from _twice("AP2020", "enum", schema.enums)
    yield from _twice("AP5013", "function", schema.functions)
    yield from _twice("AP5013", "data source", schema.data_sources)
    yield from _one_meaning(schema)
    for each in (*schema.models, *schema.types):
        yield from _twice("AP2007", "field", each.fields, f"{each.name}.")
    for kind in ("query", "mutation", "subscription"):
        yield from _twice("AP2020", kind, [each for each in schema.operations if each.kind == kind])
    for operation in schema.operations:
        yield from _twice("AP2007", "argument", operation.arguments, f"{operation.name}.")


def _twice(code: str, kind: str, things: Iterable[_Named], path: str = "") -> Iterator[Problem]:
    first: dict[str, _Named] = {}
    for each in things:
        before = first.setdefault(each.name, each)
        if before is not each:
            message = f"The {kind} {quoted(path + each.name)} is defined twice: first in {where(before.position)}"
            yield error(code, each.position, message, "Rename or remove one of the two.")


def _one_meaning(schema: Schema) -> Iterator[Problem]:
    meanings: dict[str, tuple[str, Position | None]] = {}
    kinds: tuple[tuple[str, Iterable[_Named]], ...] = (("model", schema.models), ("type", schema.types), ("enum", schema.enums))
    for kind, things in kinds:
        for each in things:
            other, position = meanings.setdefault(each.name, (kind, each.position))
            if other != kind:
                message = f"{quoted(each.name)} is both a {kind} and a {other} ({where(position)})".replace("a enum", "an enum")
                yield error("AP2020", each.position, message, "Rename one of the two.")
