"""What a comparison of two schemas is made of, as plain data: two sides, and what was found between them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any, Literal

from graphql import GraphQLSchema

from amplify_pulumi.compiler.shape import Shape
from amplify_pulumi.schema.model import Position, Schema

FORMAT_VERSION = 1
"""The version of the JSON form; another number means that a program which reads it has to be changed."""

Category = Literal["data-loss", "opened", "breaking", "closed", "replaced", "risky", "added"]

CATEGORIES: Mapping[Category, str] = MappingProxyType(
    {
        "data-loss": "what is stored is lost, or can no longer be read, found or owned",
        "opened": "somebody may do what he could not",
        "breaking": "requests of clients that are out fail, or are answered otherwise than they expect",
        "closed": "somebody may no longer do what he could",
        "replaced": "an index is removed or built anew; what is stored stays",
        "risky": "requests go on working, and may do something else",
        "added": "new, and in nobody's way",
    }
)
"""Every category with what it means, the gravest first."""

Part = Literal["access", "rules", "values", "handlers"]

PARTS: Mapping[Part, str] = MappingProxyType(
    {
        "access": "who may do what",
        "rules": "the fields in which rules look",
        "values": "defaults and validations",
        "handlers": "the handlers of custom operations",
    }
)
"""What only a schema tells: with a plan.json on one side it is not compared."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Finding:
    """One difference, as somebody would notice it."""

    category: Category
    kind: str
    """One of `kinds.KINDS`."""
    subject: str
    """What it is about: `Todo`, `Todo.content`, `Query.listTodos`, `API`."""
    message: str
    """What happens, as one or two sentences."""
    old: str | None = None
    """What stood there, in words; None where there was nothing."""
    new: str | None = None
    advice: str | None = None
    """What to do; None where there is nothing to do."""
    position: Position | None = None
    """The place in the new schema."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Resource:
    """An AWS resource of a plan: pulumi-aws's type, and the part of its logical name that comes from the plan (`Todo`, `Query.getTodo`)."""

    type: str
    name: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Resources:
    """What happens to AWS resources, each list sorted by type and name."""

    added: tuple[Resource, ...] = ()
    removed: tuple[Resource, ...] = ()
    replaced: tuple[Resource, ...] = ()
    updated: tuple[Resource, ...] = ()
    """Changed in place. The order of declarations shows here, and nowhere else."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Handling:
    """One step of what answers a custom operation."""

    by: str
    """In words: `function echo`, `code on Legacy`."""
    code: str = ""
    """The user's code, with all that it imports, in one file; empty for a function, whose code is not part of the plan."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Side:
    """One of the two that are compared."""

    name: str
    """As the user named it."""
    plan: Mapping[str, Any]
    """The value of plan.json."""
    graphql: GraphQLSchema
    """The API's schema."""
    tables: Mapping[str, Mapping[str, Any]]
    """The tables of the plan by the names of their models."""
    schema: Schema | None = None
    """None where only the plan is known."""
    shapes: Mapping[str, Shape] = field(default_factory=dict[str, Shape])
    """The models as the compiler sees them, by name; empty without the schema."""
    handling: Mapping[str, tuple[Handling, ...]] = field(default_factory=dict[str, tuple[Handling, ...]])
    """What answers each custom operation, by `Query.name`; empty without the schema."""

    @property
    def introspection(self) -> Mapping[str, Any]:
        """What Amplify's clients know of the models."""
        return self.plan["modelIntrospection"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Comparison:
    """Two sides, and what they call the same thing."""

    old: Side
    new: Side
    renamed: Mapping[str, str]
    """Models that seem to have got another name: the old one, and the new."""

    @property
    def models(self) -> tuple[str, ...]:
        """The models that both sides have."""
        return tuple(name for name in self.old.tables if name in self.new.tables)

    @property
    def removed_models(self) -> tuple[str, ...]:
        """The models that only the old side has."""
        return tuple(name for name in self.old.tables if name not in self.new.tables)

    @property
    def added_models(self) -> tuple[str, ...]:
        """The models that only the new side has."""
        return tuple(name for name in self.new.tables if name not in self.old.tables)


@dataclass(frozen=True, kw_only=True, slots=True)
class Difference:
    """All that was found."""

    old: str
    """The names of the two sides."""
    new: str
    findings: tuple[Finding, ...]
    """The gravest first."""
    resources: Resources
    not_compared: tuple[Part, ...] = ()
    """What could not be compared, since one side is a plan.json."""
