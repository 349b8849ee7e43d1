"""What the user says: a data schema as plain, frozen data.

Every reader (YAML, GraphQL with directives) produces a `Schema`; the compiler reads nothing else. Names and meanings are
Amplify Data's. A `Position` never takes part in equality, so that one schema written in two languages is equal.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["yaml", "graphql"]
"""The language that a definition was written in: mistakes that the real Amplify lets through are warnings in GraphQL."""

RelationshipKind = Literal["hasMany", "belongsTo"]
Allow = Literal["publicApiKey", "authenticated", "owner"]
AuthorizationMode = Literal["apiKey", "userPool"]
Operation = Literal["create", "update", "delete", "read", "get", "list", "sync", "listen", "search"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Position:
    """A place in a source file. Lines and columns count from 1, columns in characters."""

    file: str
    line: int
    column: int
    language: Language


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """Lets callers in. Rules are alternatives: one that matches is enough, none means no access."""

    allow: Allow
    operations: tuple[Operation, ...] | None = None
    """The operations that the rule lets through; None for all of them."""
    transferable: bool = False
    """Whether an owner may write another name into the owner field. Always so in GraphQL input, as in Amplify."""
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Field:
    """A field that holds a value: `type` is the GraphQL name of a scalar (`String`, `AWSDateTime`, …)."""

    name: str
    type: str
    required: bool = False
    """Whether the value, or each element of the array, must be there (`String!`, `[String!]`)."""
    array: bool = False
    array_required: bool = False
    """Whether the array itself must be there (`[String]!`). Only with `array`."""
    position: Position | None = field(default=None, compare=False)
    type_position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Relationship:
    """A field that leads to items of another model through reference fields, which stand on the `belongsTo` side."""

    name: str
    kind: RelationshipKind
    model: str
    references: tuple[str, ...]
    position: Position | None = field(default=None, compare=False)
    model_position: Position | None = field(default=None, compare=False)
    references_position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Model:
    """A type with a table of its own. `fields` keeps the order in which the user wrote them."""

    name: str
    fields: tuple[Field | Relationship, ...]
    authorization: tuple[Rule, ...] | None = None
    """Rules of the model itself; None where it takes those of the schema."""
    position: Position | None = field(default=None, compare=False)

    @property
    def values(self) -> Iterator[Field]:
        """The fields that hold values, in order."""
        return (each for each in self.fields if isinstance(each, Field))

    @property
    def relationships(self) -> Iterator[Relationship]:
        """The fields that lead to other models, in order."""
        return (each for each in self.fields if isinstance(each, Relationship))


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiKeyMode:
    """`apiKeyAuthorizationMode` of Amplify's defineData."""

    expires_in_days: int = 7
    description: str | None = None
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Api:
    """The `api:` section: what defineData takes beside the schema."""

    name: str | None = None
    default_authorization_mode: AuthorizationMode | None = None
    api_key: ApiKeyMode | None = None
    position: Position | None = field(default=None, compare=False)


@dataclass(frozen=True, kw_only=True, slots=True)
class Schema:
    """Everything that a user has said, checked or not. `schema.rules.validate` tells whether it holds together."""

    api: Api = Api()
    authorization: tuple[Rule, ...] | None = None
    """Rules for every model that has none of its own."""
    models: tuple[Model, ...] = ()
