"""Which types and enums can be written where they are used: a name that Amplify would give them, and no other use."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from amplify_pulumi.schema.model import CustomOperation, CustomType, Enum, Field, Returns, Schema
from amplify_pulumi.schema.naming import inline_name, return_type_name


@dataclass(frozen=True, kw_only=True, slots=True)
class Inline:
    """What is written in place, by its name."""

    types: dict[str, CustomType]
    enums: dict[str, Enum]


@dataclass(frozen=True, slots=True)
class _Use:
    """A place that names a type."""

    name: str
    """The type that it names."""
    inline: str
    """The name that a type would have that is written there."""
    field: Field | None


def inline_definitions(schema: Schema) -> Inline:
    """Return what can be written in place, such that reading it again gives types and enums in the order that they have.

    A reader puts what is written in place behind what has a name of its own, in the order in which it comes by.
    """
    types = {each.name: each for each in schema.types}
    enums = {each.name: each for each in schema.enums}
    named = Counter(each.name for each in (*schema.models, *schema.types, *schema.enums))
    used = Counter(use.name for use in _all_uses(schema))
    chosen = frozenset(
        use.name
        for use in _all_uses(schema)
        if use.name == use.inline and used[use.name] == named[use.name] == 1 and _fits(use, types, enums)
    )
    while True:
        order = [use.name for use in _walk(schema, types, chosen) if use.name in chosen and use.name == use.inline]
        kept = frozenset(
            (
                *_common_end([each for each in order if each in types], [each.name for each in schema.types]),
                *_common_end([each for each in order if each in enums], [each.name for each in schema.enums]),
            )
        )
        if kept == chosen:
            break
        chosen = kept
    return Inline(
        types={name: each for name, each in types.items() if name in chosen},
        enums={name: each for name, each in enums.items() if name in chosen},
    )


def _fits(use: _Use, types: Collection[str], enums: Collection[str]) -> bool:
    """Whether the field says no more than what can stand beside a definition in place."""
    if use.name in enums:
        return use.field is None or not use.field.validations
    return use.name in types and (use.field is None or (use.field.default is None and not use.field.validations))


def _common_end(first: Sequence[str], second: Sequence[str]) -> Sequence[str]:
    length = 0
    while length < min(len(first), len(second)) and first[-1 - length] == second[-1 - length]:
        length += 1
    return second[len(second) - length :]


def _all_uses(schema: Schema) -> Iterator[_Use]:
    for model in schema.models:
        yield from _uses(model.name, model.values)
    for each in schema.types:
        yield from _uses(each.name, each.fields)
    for operation in schema.operations:
        yield from _operation_uses(operation)


def _uses(owner: str, fields: Iterator[Field] | Sequence[Field]) -> Iterator[_Use]:
    return (_Use(each.type, inline_name(owner, each.name), each) for each in fields)


def _operation_uses(operation: CustomOperation) -> Iterator[_Use]:
    yield from _uses(operation.name, operation.arguments)
    if isinstance(operation.returns, Returns):
        yield _Use(operation.returns.type, return_type_name(operation.name), None)


def _walk(schema: Schema, types: dict[str, CustomType], chosen: Collection[str]) -> Iterator[_Use]:
    """Yield the uses in the order of a file in which the chosen types are written in place."""
    for model in schema.models:
        yield from _into(_uses(model.name, model.values), types, chosen)
    for each in schema.types:
        if each.name not in chosen:
            yield from _into(_uses(each.name, each.fields), types, chosen)
    for operation in schema.operations:
        yield from _into(_operation_uses(operation), types, chosen)


def _into(uses: Iterator[_Use], types: dict[str, CustomType], chosen: Collection[str]) -> Iterator[_Use]:
    for use in uses:
        yield use
        if use.name == use.inline and use.name in chosen and use.name in types:
            yield from _into(_uses(use.name, types[use.name].fields), types, chosen)
