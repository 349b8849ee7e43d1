"""What a generated field is: the contract between the operations and the rest of the compiler.

An operation is a function from a model to the fields that it generates. A field says everything that follows from it: what it adds to the
SDL, the resolver module that answers it with its config, the data source and what its role must allow. `registry.OPERATIONS` is the
ordered list of all operations; nothing else knows which there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from amplify_pulumi.compiler.plan import AuthenticationType
from amplify_pulumi.compiler.sdl import Definition, Field
from amplify_pulumi.compiler.shape import Shape

Action = Literal[
    "dynamodb:DeleteItem",
    "dynamodb:GetItem",
    "dynamodb:PutItem",
    "dynamodb:Query",
    "dynamodb:Scan",
    "dynamodb:UpdateItem",
]


@dataclass(frozen=True, kw_only=True, slots=True)
class Permission:
    """What the role of a data source must allow: actions on the model's table, or on one of its indexes."""

    actions: tuple[Action, ...]
    model: str
    index: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class GeneratedField:
    """A field with a resolver."""

    type_name: str
    """`Query`, `Mutation`, `Subscription` or the name of a model."""
    field: Field
    data_source: str
    module: str
    """The module in `amplify_pulumi/resolvers` that answers the field, without `.js`."""
    config: Mapping[str, Any]
    """What the module's `Config` typedef asks for."""
    definitions: tuple[Definition, ...] = ()
    """Types and inputs that the field needs beside its own type."""
    permissions: tuple[Permission, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class Context:
    """What an operation may know beside its model."""

    shapes: Mapping[str, Shape]
    default_authentication_type: AuthenticationType
    marked: frozenset[str]
    """The models whose mutations mark their payloads, since a relationship below them hides there (see `redaction`)."""
    heard: frozenset[str]
    """The models whose items can stand in an event (see `redaction`)."""


Operation = Callable[[Shape, Context], Iterable[GeneratedField]]
"""Returns the fields that one kind of operation gives a model; none where the model has no such operation."""
