"""GraphQL's notation of types in YAML: `String`, `String!`, `[String]`, `[String!]!`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from amplify_pulumi.schema.vocabulary import SCALAR_SYNONYMS, SCALARS

_BUILDER = re.compile(r"a\.(?P<name>\w+)(?:\(\))?(?P<calls>(?:\.(?:required|array)\(\))*)", re.ASCII)
_SAME_NAME = {each.lower(): each for each in SCALARS}
_TYPE = re.compile(
    r"(?P<name>\w+)(?:\s*(?P<bang>!))?|\[\s*(?P<element>\w+)\s*(?:(?P<element_bang>!)\s*)?\](?:\s*(?P<array_bang>!))?",
    re.ASCII,
)


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeReference:
    """A type as it is used: what `Field` holds of it."""

    name: str
    required: bool
    array: bool
    array_required: bool
    offset: int
    """Characters before the name."""


def parse_type(text: str) -> TypeReference | None:
    """Return the type that a text stands for, None if it is none."""
    start = len(text) - len(text.lstrip())
    match = _TYPE.fullmatch(text.strip())
    if not match:
        return None
    array = match["element"] is not None
    return TypeReference(
        name=match["element"] or match["name"],
        required=bool(match["element_bang"] or match["bang"]),
        array=array,
        array_required=bool(match["array_bang"]),
        offset=start + match.start("element" if array else "name"),
    )


def from_builder(text: str) -> str | None:
    """Return the notation of a scalar that is written as in Amplify's builder, None for anything else.

    `a.string().array().required()` is `"[String]!"`. What may be null there may be null here.
    """
    match = _BUILDER.fullmatch(text.strip())
    scalar = SCALAR_SYNONYMS.get(match["name"].lower(), _SAME_NAME.get(match["name"].lower())) if match else None
    if not match or not scalar:
        return None
    before, array, after = match["calls"].partition(".array()")
    required = ".required()" in before
    written = print_type(scalar, required=required, array=bool(array), array_required=".required()" in after)
    return f'"{written}"' if array else written


def print_type(name: str, *, required: bool, array: bool, array_required: bool) -> str:
    """Return the notation of a type."""
    element = f"{name}!" if required else name
    if not array:
        return element
    return f"[{element}]!" if array_required else f"[{element}]"
