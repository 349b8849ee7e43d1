"""Models and their secondary indexes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Generic, Literal, Self, TypeVar, overload

from amplify_pulumi.schema.builder.base import Builder, Said, Unsaid, one_or_many, text, texts, things
from amplify_pulumi.schema.builder.fields import ModelField
from amplify_pulumi.schema.builder.rules import Rule
from amplify_pulumi.schema.model import Disabled

Key = TypeVar("Key")
Indexes = TypeVar("Indexes")
Operations = TypeVar("Operations")
Rules = TypeVar("Rules")
Projection = Literal["ALL", "KEYS_ONLY", "INCLUDE"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Index(Builder):
    """A secondary index of a model's table, and the query that reads it."""

    partition_key: str

    def sort_keys(self, *fields: str) -> Self:
        """Sort the items of each partition key by these fields."""
        return self._and("sort_keys", texts(fields, "the fields of .sort_keys()"))

    def query_field(self, name: str | None) -> Self:
        """Name the query that reads the index; None for no query. By default `list<Model>By<Key>And<SortKey>…`."""
        return self._and("query_field", None if name is None else text(name, "the name of .query_field()"))

    def name(self, name: str) -> Self:
        """Name the index in DynamoDB; by default `<models>By<Key>And<SortKey>…`."""
        return self._and("name", text(name, "the name of .name()"))

    @overload
    def projection(self, projection: Literal["ALL", "KEYS_ONLY"]) -> Self: ...
    @overload
    def projection(self, projection: Literal["INCLUDE"], non_key_attributes: Sequence[str]) -> Self: ...
    def projection(self, projection: str, non_key_attributes: Sequence[str] = ()) -> Self:
        """Keep a part of each item in the index: ALL (the default), KEYS_ONLY, or INCLUDE with the fields to keep beside the keys."""
        attributes = texts(non_key_attributes, "the fields of .projection()")
        return self._and("projection", (text(projection, "the projection"), attributes))


@dataclass(frozen=True, slots=True, kw_only=True)
class Model(Builder, Generic[Key, Indexes, Operations, Rules]):
    """A type with a table of its own, and operations to read and write its items."""

    fields: tuple[tuple[str, ModelField], ...]

    def identifier(self: Model[Unsaid, Indexes, Operations, Rules], fields: Sequence[str]) -> Model[Said, Indexes, Operations, Rules]:
        """Identify items by these fields, the partition key first; by default by an `id` that is added."""
        return self._and("identifier", one_or_many(fields, "the fields of .identifier()"))  # pyright: ignore[reportReturnType] (Self, told more)

    def secondary_indexes(self: Model[Key, Unsaid, Operations, Rules], *indexes: Index) -> Model[Key, Said, Operations, Rules]:
        """Add indexes to the table, each with a query that reads it."""
        return self._and("secondary_indexes", things(indexes, Index, "each index", "a.index(…)"))  # pyright: ignore[reportReturnType] (likewise)

    def disable_operations(self: Model[Key, Indexes, Unsaid, Rules], *operations: Disabled) -> Model[Key, Indexes, Said, Rules]:
        """Leave these operations out: queries, mutations, subscriptions, or single ones such as list or onCreate."""
        return self._and("disable_operations", texts(operations, "the operations of .disable_operations()"))  # pyright: ignore[reportReturnType] (likewise)

    def authorization(self: Model[Key, Indexes, Operations, Unsaid], *rules: Rule) -> Model[Key, Indexes, Operations, Said]:
        """Say who may do what; without it, the rules of the schema hold."""
        return self._and("authorization", things(rules, Rule, "each rule of .authorization()", "allow.…()"))  # pyright: ignore[reportReturnType] (likewise)


AnyModel = Model[Any, Any, Any, Any]
NewModel = Model[Unsaid, Unsaid, Unsaid, Unsaid]
