"""What all builders are: a thing that was made at one place, and the calls that said more about it.

A builder only writes down what it is told. What that means, and whether it is right, is decided when the schema is read
(`amplify_pulumi.schema.builder.reading`), so that all mistakes are found at once. Only what a type checker refuses, a value of another
Python type, is refused at once, as Python does: with a `TypeError`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Self, TypeVar

from amplify_pulumi.schema.builder.places import Place, here

Thing = TypeVar("Thing")


class Unsaid:
    """Marks, in the type of a builder, what it can still be told."""


class Said:
    """Marks, in the type of a builder, what it has been told: to tell it again is a mistake that type checkers find."""


@dataclass(frozen=True, slots=True)
class Call:
    """A call that said more about a thing."""

    name: str
    value: Any
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Builder:
    """A thing of a schema, as it was said. It never changes: each call returns a new one."""

    place: Place = field(repr=False, compare=False)
    """Where it was made."""
    calls: tuple[Call, ...] = field(default=(), repr=False)
    """What more was said about it, in order."""

    def _and(self, name: str, value: Any = None) -> Self:
        return replace(self, calls=(*self.calls, Call(name, value, here(name))))


def text(value: object, what: str) -> str:
    """Return a text.

    Raises:
        TypeError: it is none.
    """
    if not isinstance(value, str):
        raise TypeError(f"{what} must be a str, not {_kind(value)}")
    return value


def texts(values: Sequence[object], what: str) -> tuple[str, ...]:
    """Return texts that were given one by one, or as a list.

    Raises:
        TypeError: one of them is no text.
    """
    if not isinstance(values, list | tuple):
        raise TypeError(f"{what} must be a list of str, not {_kind(values)}")
    return tuple(text(each, f"each item of {what}") for each in values)


def one_or_many(values: object, what: str) -> tuple[str, ...]:
    """Return texts that were given as a list, or the one that stands alone.

    Raises:
        TypeError: it is neither.
    """
    return (values,) if isinstance(values, str) else texts(values, what)  # pyright: ignore[reportArgumentType] (`texts` refuses all else)


def things(values: Sequence[object], kind: type[Thing] | tuple[type[Thing], ...], what: str, example: str) -> tuple[Thing, ...]:
    """Return builders of one kind.

    Raises:
        TypeError: one of them is of another kind.
    """
    for each in values:
        if not isinstance(each, kind):
            raise TypeError(f"{what} must be made by {example}, not {_kind(each)}")
    return tuple(values)  # pyright: ignore[reportReturnType] (checked one by one above)


def named(
    mapping: Mapping[str, Any] | None, keywords: Mapping[str, Any], kind: tuple[type[Thing], ...], what: str, example: str
) -> tuple[tuple[str, Thing], ...]:
    """Return things with their names, those of a dict first.

    Raises:
        TypeError: a name is no text or is given twice, or a thing is of another kind.
    """
    if mapping is not None and not isinstance(mapping, Mapping):  # pyright: ignore[reportUnnecessaryIsInstance] (not everybody checks types)
        raise TypeError(f"{what} must be given as keywords or as a dict, not as {_kind(mapping)}")
    for name in mapping or ():
        text(name, f"each name of {what}")
        if name in keywords:
            raise TypeError(f"{what} has {name!r} twice: in the dict and as a keyword")
    result = {**(mapping or {}), **keywords}
    for name, each in result.items():
        if not isinstance(each, kind):
            raise TypeError(f"{name} must be made by {example}, not {_kind(each)}")
    return tuple(result.items())


def _kind(value: object) -> str:
    return "None" if value is None else f"a class ({value.__name__})" if isinstance(value, type) else type(value).__name__
