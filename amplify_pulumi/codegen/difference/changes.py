"""The changes between two GraphQL schemas, as graphql-core finds them, each with the field of the user's schema that it comes from.

One field of a model stands in eight types of the API (the model's own, its inputs, its filters): what happens to it there is one
difference. What is generated and named after nothing of the user's changes only together with something that is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from graphql import GraphQLObjectType, GraphQLSchema
from graphql.utilities.find_schema_changes import BreakingChange, DangerousChange, SchemaChange, find_schema_changes

from amplify_pulumi.codegen.difference.model import Comparison
from amplify_pulumi.compiler import naming
from amplify_pulumi.schema.vocabulary import RESERVED_TYPES

Role = Literal["root", "object", "create", "update", "delete", "question", "page", "enum"]
"""What a type is to what the user wrote: `question` is a filter, a condition or a key to search for, `page` a page of items."""

ROOTS = ("Query", "Mutation", "Subscription")

_UNTOLD = frozenset({"TYPE_ADDED", "TYPE_REMOVED", "DESCRIPTION_CHANGED"})
"""Types only come and go with what mentions them; descriptions are for readers."""
_COORDINATE = re.compile(r"\b([A-Za-z_]\w*)\.(\w+)(?:\((\w+):\))?")
_TYPES = re.compile(r" changed type from (\S+) to (\S+)\.$")
_QUESTIONS = (
    *(naming.filter_input, naming.condition_input, naming.subscription_filter_input, naming.children_filter_input),
    lambda model: naming.composite_key_condition_input(model, None),
    lambda model: naming.composite_key_input(model, None),
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """One change of a field, an argument, a value of an enum or a whole type."""

    type: str
    """graphql-core's word: FIELD_REMOVED, …"""
    severity: Literal["breaking", "dangerous", "safe"]
    role: Role
    owner: str
    """The model, custom type, enum or root it belongs to."""
    field: str | None
    """The field or the enum's value; None where the whole type is meant."""
    argument: str | None
    old: str | None
    """The types in GraphQL's notation, where these changed."""
    new: str | None
    description: str
    """graphql-core's sentence."""

    @property
    def subject(self) -> str:
        """What findings call it."""
        return self.owner if self.field is None else f"{self.owner}.{self.field}"


def changes(comparison: Comparison) -> Iterator[Change]:
    """Yield what changed between the two APIs. What clients cannot notice is left out."""
    families = {**families_of(comparison, "old"), **families_of(comparison, "new")}
    yield from _of_roots(comparison)
    for change in find_schema_changes(comparison.old.graphql, comparison.new.graphql):
        if change.type.name not in _UNTOLD and "DIRECTIVE" not in change.type.name:
            yield _read(change, families)


def _of_roots(comparison: Comparison) -> Iterator[Change]:
    """Yield the operations of a root that only one side has: nothing mentions a root."""
    old, new = comparison.old.graphql.type_map, comparison.new.graphql.type_map
    for types, others, type_ in ((old, new, "FIELD_REMOVED"), (new, old, "FIELD_ADDED")):
        for root in (each for each in ROOTS if each in types and each not in others):
            found = types[root]
            for field in found.fields if isinstance(found, GraphQLObjectType) else ():
                yield Change(
                    type=type_,
                    severity="breaking" if type_ == "FIELD_REMOVED" else "safe",
                    role="root",
                    owner=root,
                    field=field,
                    argument=None,
                    old=None,
                    new=None,
                    description=f"{root}.{field}",
                )


def families_of(comparison: Comparison, which: Literal["old", "new"]) -> dict[str, tuple[str, Role]]:
    """Return what each type of the API belongs to, and what it is to it."""
    side = comparison.old if which == "old" else comparison.new
    found: dict[str, tuple[str, Role]] = {root: (root, "root") for root in ROOTS}
    for model in side.tables:
        found |= dict.fromkeys((make(model) for make in _QUESTIONS), (model, "question"))
        found |= {
            naming.create_input(model): (model, "create"),
            naming.update_input(model): (model, "update"),
            naming.delete_input(model): (model, "delete"),
            naming.connection_type(model): (model, "page"),
            naming.children_type(model): (model, "page"),
            model: (model, "object"),
        }
        found |= dict.fromkeys(_composite_inputs(side.graphql, model), (model, "question"))
    for name in side.introspection.get("nonModels", {}):
        found[name], found[naming.custom_type_input(name)] = (name, "object"), (name, "create")
    for name in side.introspection.get("enums", {}):
        found[name] = (name, "enum")
    return found


def _composite_inputs(graphql: GraphQLSchema, model: str) -> Iterator[str]:
    """Yield the inputs by which the sort keys of a model's indexes are searched, where these are made of several fields."""
    pattern = re.compile(rf"Model{re.escape(model)}[A-Z]\w*CompositeKey(Condition)?Input")
    return (name for name in graphql.type_map if pattern.fullmatch(name) and name not in RESERVED_TYPES)


def _read(change: SchemaChange, families: Mapping[str, tuple[str, Role]]) -> Change:
    severity = "breaking" if isinstance(change, BreakingChange) else "dangerous" if isinstance(change, DangerousChange) else "safe"
    place, types = _COORDINATE.search(change.description), _TYPES.search(change.description)
    type_name = place[1] if place else change.description.partition(" ")[0]
    owner, role = families.get(type_name, (type_name, "object"))
    return Change(
        type=change.type.name,
        severity=severity,
        role=role,
        owner=owner,
        field=place[2] if place else None,
        argument=place[3] if place else None,
        old=types[1] if types else None,
        new=types[2] if types else None,
        description=change.description,
    )
