"""Custom types that hold themselves."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import types_of
from amplify_pulumi.schema.model import CustomType, Field, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse a type that requires itself, be it through others: none of its values would ever be complete.

    A recursive type is right as long as some field on the way may be null, or is an array. GraphQL, "Circular References": an input object
    that must hold itself is invalid.
    """
    types = types_of(schema).types
    done: set[str] = set()
    for each in schema.types:
        circle = _circle(each.name, types, done)
        if circle:
            first = types[circle[0].name]
            through = " → ".join([*(f"{owner.name}.{field.name}" for owner, field in _steps(circle, types)), first.name])
            advice = "Make one of the fields optional, or an array."
            yield error("AP2021", each.position, f"The type {quoted(first.name)} requires itself: {through}", advice)


def _needed(each: CustomType, types: Mapping[str, CustomType]) -> Iterator[Field]:
    return (field for field in each.fields if field.required and not field.array and field.type in types)


def _circle(start: str, types: Mapping[str, CustomType], done: set[str]) -> list[CustomType]:
    """Return the types of a circle that is reached from a type, without recursion: types may be nested however deep."""
    path: list[CustomType] = []
    on_path: set[str] = set()
    waiting: list[tuple[str, bool]] = [(start, True)]
    while waiting:
        name, enters = waiting.pop()
        if not enters:
            on_path.discard(path.pop().name)
            continue
        if name in on_path:
            names = [each.name for each in path]
            done.update(names)
            return path[names.index(name) :]
        if name in done:
            continue
        done.add(name)
        path.append(types[name])
        on_path.add(name)
        waiting.append((name, False))
        waiting.extend((field.type, True) for field in _needed(types[name], types))
    return []


def _steps(circle: list[CustomType], types: Mapping[str, CustomType]) -> Iterator[tuple[CustomType, Field]]:
    for each, following in zip(circle, [*circle[1:], circle[0]], strict=True):
        yield each, next(field for field in _needed(each, types) if field.type == following.name)
