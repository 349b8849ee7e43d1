"""Random documents for an API, made from its schema: every argument, filter and relationship, aliases, fragments, variables, nulls."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    is_leaf_type,
)

from tests.security.worlds import random_value

MODELS = ("Album", "Track", "Cover")
_OPERATORS = frozenset({"eq", "ne", "le", "lt", "ge", "gt", "contains", "notContains", "between", "beginsWith", "in", "notIn", "input"})


class _Name(str):
    """A value of an enum, which has no quotes."""

    __slots__ = ()


@dataclass
class Writer:
    """Writes one document."""

    random: Random
    schema: GraphQLSchema
    paged: bool = False
    """Whether pages may be cut by `limit`."""
    tokens: tuple[str, ...] = ()
    """Tokens of next pages that somebody was given, by whatever query."""
    favoured: frozenset[str] = frozenset()
    """Fields to ask for more often than for others: those with rules of their own."""
    definitions: list[str] = field(default_factory=list)
    variables: dict[str, Any] = field(default_factory=dict)
    fragments: list[str] = field(default_factory=list)
    names: int = 0

    def query(self, roots: int) -> str:
        return self._document("query", self.schema.query_type, roots)

    def mutation(self, prefixes: tuple[str, ...] = ("create", "update", "delete"), roots: int = 1) -> str:
        return self._document("mutation", self.schema.mutation_type, roots, prefixes)

    def subscription(self) -> str:
        return self._document("subscription", self.schema.subscription_type, 1)

    def _document(self, kind: str, type_: Any, roots: int, prefixes: tuple[str, ...] = ("",)) -> str:
        fields = [name for name in type_.fields if name.startswith(prefixes) and not _of_everybody(name)]
        lines = [self.root(type_.fields[name], name) for name in self.random.choices(fields, k=roots)]
        head = f"{kind}({', '.join(self.definitions)})" if self.definitions else kind
        return "\n".join([f"{head} {{", *lines, "}", *self.fragments])

    def root(self, definition: GraphQLField, name: str) -> str:
        return f"  {self._fresh('r')}__{name}: {self._field(definition, name, 3)}"

    def _fresh(self, start: str) -> str:
        self.names += 1
        return f"{start}{self.names}"

    # What is selected

    def _field(self, definition: GraphQLField, name: str, depth: int) -> str:
        arguments = self._arguments(definition)
        written = f"({', '.join(arguments)})" if arguments else ""
        return f"{name}{written}{self._below(_named(definition.type), depth)}"

    def _below(self, type_: Any, depth: int) -> str:
        if not isinstance(type_, GraphQLObjectType):
            return ""
        selected = ["__typename"]
        for name, definition in type_.fields.items():
            below = _named(definition.type)
            if is_leaf_type(below):
                if name in ("id", "tenant", "code", "part", "holder") and type_.name in MODELS:
                    selected.append(f"k__{name}: {name}")
                if self.random.random() < 0.6:
                    selected.append(name if self.random.random() < 0.8 else f"{self._fresh('a')}__{name}: {name}")
            elif type_.name not in MODELS or name == "place" or (depth > 0 and self.random.random() < 0.5):
                selected.append(f"{self._fresh('a')}__{name}: {self._field(definition, name, depth - (type_.name in MODELS))}")
        text = " ".join(selected)
        chance = self.random.random()
        if chance < 0.1:
            text = f"... on {type_.name} {{ {text} }}"
        elif chance < 0.2:
            fragment = self._fresh("Fragment")
            self.fragments.append(f"fragment {fragment} on {type_.name} {{ {text} }}")
            text = f"...{fragment} __typename"
        elif chance < 0.25:
            text = f"__typename ... @include(if: true) {{ {text} }} ... @skip(if: true) {{ __typename }}"
        return f" {{ {text} }}"

    # What is asked

    def _arguments(self, definition: GraphQLField) -> list[str]:
        given: list[str] = []
        for name, argument in definition.args.items():
            required = isinstance(argument.type, GraphQLNonNull)
            if name == "limit" and not self.paged:
                continue
            chance = {"filter": 0.5, "condition": 0.4, "limit": 0.5, "nextToken": 0.2 if self.tokens else 0.02}.get(name, 0.4)
            if not required and self.random.random() > chance:
                continue
            if name == "nextToken":
                value: Any = self.random.choice((*self.tokens, "", "x", None, "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"))
            elif name == "limit":
                value = self.random.choice((1, 2, 3, 1, 2, 1000, 0, -1, None))
            else:
                value = self.value(argument.type, name, 3)
            given.append(f"{name}: {self._written(argument.type, value)}")
        return given

    def _written(self, type_: Any, value: Any) -> str:
        if self.random.random() > 0.25:
            return _literal(value)
        name = self._fresh("v")
        self.definitions.append(f"${name}: {type_}")
        if value is not None or self.random.random() < 0.5 or isinstance(type_, GraphQLNonNull):
            self.variables[name] = value
        return f"${name}"

    def value(self, type_: Any, about: str, depth: int) -> Any:
        """Return a value for an input; `about` is the field that it is about."""
        if isinstance(type_, GraphQLNonNull):
            found = self.value(type_.of_type, about, depth)
            return found if found is not None else self.value(type_, about, depth)
        if self.random.random() < 0.03:
            return None
        if isinstance(type_, GraphQLList):
            number = 2 if about.endswith(".between") and self.random.random() < 0.9 else self.random.randint(0, 3)
            return [self.value(type_.of_type, about, depth) for _ in range(number)]
        if isinstance(type_, GraphQLInputObjectType):
            return self._object(type_, about, depth)
        if isinstance(type_, GraphQLEnumType):
            return _Name(self.random.choice(list(type_.values)))
        return self._scalar(type_, about.partition(".")[0])

    def _object(self, type_: GraphQLInputObjectType, about: str, depth: int) -> dict[str, Any]:
        asks = type_.name.startswith("Model")
        chosen: dict[str, Any] = {}
        names = list(type_.fields)
        if asks:
            names = self.random.sample(names, min(len(names), self.random.choice((0, 1, 1, 1, 2))))
            likely = [name for name in type_.fields if name in self.favoured]
            if likely and self.random.random() < 0.4:
                names = [self.random.choice(likely)]
        for name in names:
            definition = type_.fields[name]
            if name in ("and", "or", "not"):
                if depth > 0:
                    chosen[name] = self.value(definition.type, about, depth - 1)
                continue
            if asks or isinstance(definition.type, GraphQLNonNull) or self.random.random() < 0.35:
                within = f"{about.partition('.')[0]}.{name}" if name in _OPERATORS else name
                chosen[name] = self.value(definition.type, within, depth)
        return chosen

    def _scalar(self, type_: GraphQLScalarType, about: str) -> Any:
        if type_.name == "Boolean":
            return self.random.random() < 0.5
        if type_.name == "Int":
            return self.random.randint(-1, 5)
        if type_.name == "AWSDateTime":
            return "2026-01-01T00:00:00.000Z"
        if type_.name == "ID" and about in ("id", "input", "albumId"):
            return f"{self.random.choice('atc')}{self.random.randint(0, 6)}"
        found = random_value(self.random, about, required=True)
        if isinstance(found, list):
            found = self.random.choice(found) if found else "alice"
        return str(found)


def read(data: Any) -> dict[str, Any]:
    """Return what an object of an answer says, by the names of fields; aliases of one field say the same or are nested objects."""
    found: dict[str, Any] = {}
    for key, value in data.items():
        name = key if key == "__typename" else key.rpartition("__")[2]
        found.setdefault(name, value)
    return found


def _of_everybody(name: str) -> bool:
    return "Every" in name


def _named(type_: Any) -> Any:
    while hasattr(type_, "of_type"):
        type_ = type_.of_type
    return type_


def _literal(value: Any) -> str:
    if isinstance(value, _Name):
        return str(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{name}: {_literal(each)}" for name, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(_literal(each) for each in value) + "]"
    return json.dumps(value)
