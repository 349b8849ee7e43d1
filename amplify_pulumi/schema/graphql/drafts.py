"""What is known of a definition while it is read: the functions of directives fill these in, `document` makes the model of them."""

from __future__ import annotations

from dataclasses import dataclass, field

from graphql.language import ast

from amplify_pulumi.schema.model import (
    CodeHandler,
    Disabled,
    Field,
    FunctionHandler,
    Index,
    OperationKind,
    Relationship,
    Rule,
    SubscriptionSource,
    Validation,
)


@dataclass(slots=True, kw_only=True)
class Link:
    """A relationship as it is written, before Gen 1's forms are turned into references."""

    directive: str
    """`hasMany`, `hasOne`, `belongsTo` or `manyToMany`."""
    node: ast.ConstDirectiveNode
    type_node: ast.TypeNode
    model: str
    references: tuple[str, ...] | None = None
    references_node: ast.Node | None = None
    adds_references: bool = False
    """Whether Gen 1 adds the reference fields to the other model by itself."""
    fields: tuple[str, ...] | None = None
    """Gen 1's argument."""
    sources: tuple[str, ...] | None = None
    """Once Gen 1's form is settled: the fields of this side, also where they are not written."""
    is_sorted: bool = False
    """Whether the key that is read has more fields than are compared."""
    by_key: bool = False
    """Whether the other model is read by its own key."""
    alone: bool = False
    """Whether no field of the other side leads back by the same references."""
    index_name: str | None = None
    relation_name: str | None = None
    required: bool = False
    value_required: bool = False
    array_required: bool = False
    limit: int | None = None


@dataclass(slots=True, kw_only=True)
class FieldDraft:
    """A field of a model."""

    model: ModelDraft
    node: ast.FieldDefinitionNode
    what: str
    """How messages call it: `the field "Todo.content"`."""
    value: Field
    """The field as its name and type say it."""
    default: str | None = None
    default_node: ast.Node | None = None
    validations: list[Validation] = field(default_factory=list[Validation])
    authorization: tuple[Rule, ...] | None = None
    link: Link | None = None

    @property
    def name(self) -> str:
        """The name of the field."""
        return self.value.name


@dataclass(slots=True, kw_only=True)
class ModelDraft:
    """A type with @model."""

    node: ast.ObjectTypeDefinitionNode
    what: str
    """How messages call it: ``` `type Todo` ```."""
    list_fields: frozenset[str]
    """The fields that are lists: an owner field that is one holds several owners."""
    fields: list[FieldDraft | Field | Relationship] = field(default_factory=list[FieldDraft | Field | Relationship])
    identifier: tuple[str, ...] | None = None
    identifier_node: ast.Node | None = None
    indexes: list[Index] = field(default_factory=list[Index])
    disabled: set[Disabled] = field(default_factory=set[Disabled])
    disabled_node: ast.Node | None = None
    operation_names: list[tuple[Disabled, str]] = field(default_factory=list[tuple[Disabled, str]])
    """Other names of operations; a subscription may have several."""
    created_at: str | None = "createdAt"
    updated_at: str | None = "updatedAt"
    authorization: tuple[Rule, ...] | None = None
    mapped: ast.ConstDirectiveNode | None = None
    """@mapsTo, if there is one."""

    @property
    def name(self) -> str:
        """The name of the model."""
        return self.node.name.value

    @property
    def drafts(self) -> list[FieldDraft]:
        """The fields as they are written."""
        return [each for each in self.fields if isinstance(each, FieldDraft)]


@dataclass(slots=True, kw_only=True)
class OperationDraft:
    """A field of Query, Mutation or Subscription."""

    kind: OperationKind
    node: ast.FieldDefinitionNode
    what: str
    handlers: list[FunctionHandler | CodeHandler] = field(default_factory=list[FunctionHandler | CodeHandler])
    rules: list[Rule] = field(default_factory=list[Rule])
    has_rules: bool = False
    """Whether any directive says who may call it."""
    sources: list[SubscriptionSource] = field(default_factory=list[SubscriptionSource])
    """Of a subscription: every mutation by its own name."""

    @property
    def name(self) -> str:
        """The name of the operation."""
        return self.node.name.value


@dataclass(slots=True, kw_only=True)
class TypeDraft:
    """A type without a table."""

    node: ast.ObjectTypeDefinitionNode
    what: str
    native: ast.ConstDirectiveNode | None = None
    """The first of AppSync's own authorization directives."""
    callers: dict[str, frozenset[str] | None] = field(default_factory=dict[str, frozenset[str] | None])
    """Whom they let in: see `native.Callers`."""
