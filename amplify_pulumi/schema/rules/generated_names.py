"""Names that would be generated twice."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import Types, enabled, rule_field, rules_of, types_of
from amplify_pulumi.schema.model import Index, Model, Position, Schema
from amplify_pulumi.schema.plural import pluralize
from amplify_pulumi.schema.rules.indexes import default_name

FILTER_OPERATORS = ("and", "or", "not")
"""Members of every filter, beside the fields of the model."""
LIST_ARGUMENTS = ("filter", "limit", "nextToken", "sortDirection")
"""Arguments of every query of lists, beside the keys."""

_Name = tuple[str, str]
"""What a name is of (`type`, `query`, `mutation` or `subscription`), and the name."""


@dataclass(frozen=True, slots=True)
class _Owner:
    """What brings a name: something that the user wrote."""

    name: str
    kind: str
    position: Position | None = field(compare=False)


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse what would have the names of something else, and fields that would be an operator or an argument twice."""
    types = types_of(schema)
    taken: dict[_Name, _Owner] = {}
    for kind, things in (("model", schema.models), ("type", schema.types), ("enum", schema.enums)):
        for each in things:
            taken.setdefault(("type", each.name), _Owner(each.name, kind, each.position))
    for operation in schema.operations:
        taken.setdefault((operation.kind, operation.name), _Owner(operation.name, operation.kind, operation.position))
    for owner, names in _generated(schema, types):
        for name in names:
            found = taken.setdefault(name, owner)
            if found != owner:
                yield _clash(owner, found, name[1])
                break
    for model in schema.models:
        yield from _members(schema, model, types)


def generated_names(model: str) -> tuple[str, ...]:
    """Return the names of a model's queries, mutations and types, as Amplify forms them."""
    return tuple(name for space, name in (*_operations(model).values(), *_types(model)) if space != "subscription")


def _operations(model: str) -> dict[str, _Name]:
    name = _upper_first(model)
    return {
        "get": ("query", f"get{name}"),
        "list": ("query", f"list{_upper_first(pluralize(model))}"),
        "create": ("mutation", f"create{name}"),
        "update": ("mutation", f"update{name}"),
        "delete": ("mutation", f"delete{name}"),
        "onCreate": ("subscription", f"onCreate{name}"),
        "onUpdate": ("subscription", f"onUpdate{name}"),
        "onDelete": ("subscription", f"onDelete{name}"),
    }


def _types(model: str) -> tuple[_Name, ...]:
    name = _upper_first(model)
    return (
        ("type", f"Model{name}Connection"),
        ("type", f"Create{name}Input"),
        ("type", f"Update{name}Input"),
        ("type", f"Delete{name}Input"),
        ("type", f"Model{name}FilterInput"),
        ("type", f"Model{name}ConditionInput"),
        ("type", f"ModelSubscription{name}FilterInput"),
    )


def _generated(schema: Schema, types: Types) -> Iterator[tuple[_Owner, Iterable[_Name]]]:
    """Yield everything that brings names, with the names."""
    for model in types.models.values():
        owner = _Owner(model.name, "model", model.position)
        there = enabled(model.disabled)
        operations = [
            (space, name)
            for kind, (space, default) in _operations(model.name).items()
            if kind in there
            for name in ([name for each, name in model.operation_names if each == kind] or [default])
        ]
        yield owner, (*operations, *_types(model.name))
        if len(model.identifier or ()) > 2:
            start = f"Model{_upper_first(model.name)}PrimaryComposite"
            yield owner, (("type", f"{start}KeyConditionInput"), ("type", f"{start}KeyInput"))
        yield from _of_indexes(model)
    for each in types.enums.values():
        yield _Owner(each.name, "enum", each.position), (("type", f"Model{each.name}Input"), ("type", f"Model{each.name}ListInput"))
    for name in sorted(_types_in_inputs(schema, types)):
        yield _Owner(name, "type", types.types[name].position), (("type", f"{name}Input"),)


def _of_indexes(model: Model) -> Iterator[tuple[_Owner, Iterable[_Name]]]:
    seen: set[str] = set()
    for index in model.indexes:
        name = index.name or default_name(model.name, index)
        # The same index twice has been reported as that.
        if name in seen:
            continue
        seen.add(name)
        owner = _Owner(index.query_field or name, f"index {name} of {model.name}", index.position)
        start = f"Model{_upper_first(model.name)}{_upper_first(name)}Composite"
        keys = (("type", f"{start}KeyConditionInput"), ("type", f"{start}KeyInput")) if len(index.sort_keys) > 1 else ()
        yield owner, (*((("query", index.query_field),) if index.query_field else ()), *keys)


def _types_in_inputs(schema: Schema, types: Types) -> set[str]:
    """Return the custom types that have a twin among the inputs: those in fields and arguments, and within these."""
    waiting = [each.type for model in schema.models for each in model.values]
    waiting.extend(each.type for operation in schema.operations for each in operation.arguments)
    found: set[str] = set()
    while waiting:
        name = waiting.pop()
        if name in types.types and name not in found and not types.types[name].only_input:
            found.add(name)
            waiting.extend(each.type for each in types.types[name].fields)
    return found


def _clash(owner: _Owner, other: _Owner, name: str) -> Problem:
    first, second = sorted((owner, other), key=_order)
    if name == first.name:
        first, second = second, first
    where = f" (line {first.position.line})" if first.position else ""
    if first.name == second.name:
        first, second = sorted((owner, other), key=_order)
        where = f": first in line {first.position.line}" if first.position else ""
        return error("AP2005", second.position, f"{quoted(name)} would be there twice{where}", "Name one of the two otherwise.")
    message = f"{quoted(second.name)} and {quoted(first.name)}{where} both bring {quoted(name)}"
    return error("AP2005", second.position, message, "Name one of the two otherwise.")


def _order(owner: _Owner) -> tuple[str, int, int]:
    return (owner.position.file, owner.position.line, owner.position.column) if owner.position else ("", 0, 0)


def _members(schema: Schema, model: Model, types: Types) -> Iterator[Problem]:
    for each in model.values:
        # Fields of custom types are not in filters.
        if each.name in FILTER_OPERATORS and each.type not in types.types:
            message = f"The field {quoted(f'{model.name}.{each.name}')} would be the filter's operator {each.name}"
            yield error("AP2005", each.position, message, "Name it otherwise.")
    keys = _arguments(model.identifier or ()) if "list" in enabled(model.disabled) else set[str]()
    for name in sorted(keys.intersection(LIST_ARGUMENTS)):
        yield _argument(model, name, "list", model.identifier_position or model.position)
    for index in model.indexes:
        for name in sorted(_arguments(_keys(index)).intersection(LIST_ARGUMENTS) if index.query_field else ()):
            yield _argument(model, name, index.query_field or "", index.position)
    if any(rule_field(rule) == "filter" for rule in rules_of(schema, model)) and enabled(model.disabled) & {
        "onCreate",
        "onUpdate",
        "onDelete",
    }:
        yield _argument(model, "filter", "subscriptions", model.position)


def _keys(index: Index) -> tuple[str, ...]:
    return (index.partition_key, *index.sort_keys)


def _arguments(keys: tuple[str, ...]) -> set[str]:
    # Two sort keys and more are one argument, whose name is made of theirs.
    return set(keys) if len(keys) < 3 else {keys[0]}


def _argument(model: Model, name: str, operation: str, position: Position | None) -> Problem:
    message = f"The field {quoted(f'{model.name}.{name}')} would be an argument of {operation}, which has one of this name"
    return error("AP2005", position, message, "Name the field otherwise.")


def _upper_first(name: str) -> str:
    return name[:1].upper() + name[1:]
