"""The registry of directives: where each may stand, and what reads it. A new directive is one line here and one function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from graphql.language import ast

from amplify_pulumi.schema.graphql import auth, keys, many_to_many, models, native, operations, relationships, values
from amplify_pulumi.schema.graphql.descriptions import DEPRECATED
from amplify_pulumi.schema.graphql.drafts import FieldDraft, ModelDraft, OperationDraft, TypeDraft
from amplify_pulumi.schema.graphql.reader import Reader
from amplify_pulumi.schema.suggestions import did_you_mean

Draft = TypeVar("Draft")


@dataclass(frozen=True, slots=True)
class Directive(Generic[Draft]):
    """A directive at one kind of place."""

    read: Callable[[Reader, Draft, ast.ConstDirectiveNode], None]
    repeatable: bool = False


ON_MODELS: Mapping[str, Directive[ModelDraft]] = {
    "model": Directive(models.on_model),
    "auth": Directive(auth.on_model),
    "mapsTo": Directive(models.maps_to),
}
ON_FIELDS: Mapping[str, Directive[FieldDraft]] = {
    "hasMany": Directive(relationships.has_many),
    "hasOne": Directive(relationships.has_one),
    "belongsTo": Directive(relationships.belongs_to),
    "manyToMany": Directive(many_to_many.many_to_many),
    "primaryKey": Directive(keys.primary_key),
    "index": Directive(keys.index, repeatable=True),
    "default": Directive(values.default),
    "validate": Directive(values.validate, repeatable=True),
    "auth": Directive(auth.on_field),
}
ON_OPERATIONS: Mapping[str, Directive[OperationDraft]] = {
    "function": Directive(operations.function, repeatable=True),
    "aws_subscribe": Directive(operations.subscribe),
    "auth": Directive(auth.on_operation),
    "aws_api_key": Directive(native.mode),
    "aws_oidc": Directive(native.mode),
    "aws_lambda": Directive(native.mode),
    "aws_cognito_user_pools": Directive(native.user_pools, repeatable=True),
    "aws_auth": Directive(native.user_pools),
    "aws_iam": Directive(native.iam),
}
ON_TYPES: Mapping[str, Directive[TypeDraft]] = {
    name: Directive(native.on_type) for name in ("aws_api_key", "aws_iam", "aws_cognito_user_pools", "aws_oidc", "aws_lambda", "aws_auth")
}
NOWHERE: Mapping[str, Directive[Any]] = {}

REFUSED: Mapping[str, str] = {
    "searchable": "Remove it, and answer searches with a query of your own: a handler on a data source of kind openSearch.",
    "predictions": "Remove it, and answer the query with a function that calls the service.",
    "http": "Remove it, and answer the operation with a handler of your own on a data source of kind http.",
    "sql": "Remove it, and answer the operation with a handler of your own on a data source of kind rds.",
    "refersTo": "It is for SQL databases. Remove it, and name the type or field as the client calls it.",
    "generation": "Remove it, and answer the query with a function that calls the model.",
    "conversation": "Remove it, and answer the mutation with a function that calls the model.",
    "versioned": "Conflicts are not detected. Remove it, and give `condition` to the mutations.",
    "key": "It is of Amplify's first transformer. Write @primaryKey on the key field and @index on the fields of further keys.",
    "connection": "It is of Amplify's first transformer. Write @hasMany, @hasOne and @belongsTo with `references`.",
    "aws_publish": "Remove it: a subscription names its mutations with @aws_subscribe.",
}
"""Directives that Amplify knows or knew and that cannot be carried over, each with what to do instead."""


_DEPRECATED = (ast.FieldDefinitionNode, ast.EnumValueDefinitionNode)
"""What can be deprecated, which `descriptions` reads."""


def read_directives(reader: Reader, draft: Draft, node: Any, what: str, table: Mapping[str, Directive[Draft]]) -> None:
    """Read the directives of a definition into its draft.

    Args:
        reader: The file.
        draft: What is known of the definition.
        node: The definition.
        what: How messages call it.
        table: What may stand there.
    """
    seen: set[str] = set()
    for each in node.directives or ():
        name = each.name.value
        directive = table.get(name)
        if directive is None and not (name == DEPRECATED and isinstance(node, _DEPRECATED)):
            _refuse(reader, each, what, tuple(table))
        elif name in seen and not (directive and directive.repeatable):
            reader.error("AP1007", each, f"@{name} stands twice on {what}", "Put all of it into one directive.")
        elif directive is not None:
            directive.read(reader, draft, each)
        seen.add(name)


def _refuse(reader: Reader, node: ast.ConstDirectiveNode, what: str, known: tuple[str, ...]) -> None:
    name = node.name.value
    places = [place for place, table in _PLACES.items() if name in table]
    advice = f"Supported: {', '.join('@' + one for one in known)}." if known else "Remove it."
    if name in REFUSED:
        reader.unsupported(node, f"@{name} on {what}", REFUSED[name])
    elif places:
        reader.unsupported(node, f"@{name} on {what}", f"It can stand on {' and on '.join(places)}. Remove it, or move it there.")
    else:
        reader.error("AP1006", node, f"There is no directive @{name} for {what}{did_you_mean(name, _candidates(known))}", advice)


def _candidates(known: tuple[str, ...]) -> tuple[str, ...]:
    """Return what a misspelt directive may have meant: what stands here; where @model is missing, that too."""
    return (*known, *("model",) * (known == tuple(ON_TYPES)), *REFUSED)


_PLACES: Mapping[str, Mapping[str, Directive[Any]]] = {
    "types with a table": ON_MODELS,
    "fields of models": ON_FIELDS,
    "fields of Query, Mutation and Subscription": ON_OPERATIONS,
    "types without @model": ON_TYPES,
}
