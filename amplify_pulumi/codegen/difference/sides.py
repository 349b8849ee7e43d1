"""Makes the two sides of a comparison: from a schema and its plan, or from a plan.json alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from graphql import GraphQLError, GraphQLObjectType, GraphQLSchema, build_ast_schema, get_named_type, parse

from amplify_pulumi.codegen.difference.model import Comparison, Handling, Side
from amplify_pulumi.compiler.custom.types import ROOTS
from amplify_pulumi.compiler.handlers import read_handler
from amplify_pulumi.compiler.plan import FORMAT_VERSION, ApiPlan
from amplify_pulumi.compiler.shape import shapes
from amplify_pulumi.schema.model import CodeHandler, FunctionHandler, Position, Schema
from amplify_pulumi.schema.vocabulary import SCALARS

_BUILT_IN = frozenset({"ID", "String", "Int", "Float", "Boolean"})
_SIMILAR = 0.75
"""The share of fields, of those of both, that two models have in common when one is taken for the other under a new name."""


_EVERY = "*"
_KEY = [{"attributeName": str, "keyType": str}]
_MODE = {"authenticationType": str, "openIDConnectConfig?": dict, "lambdaAuthorizerConfig?": dict}
_DESCRIBED = {"fields": {_EVERY: {"type?": object, "association?": {"targetNames?": [str], "associatedWith?": [str]}}}}
_MODEL = {
    **_DESCRIBED,
    "primaryKeyInfo?": {"primaryKeyFieldName?": str, "sortKeyFieldNames?": [str]},
    "attributes?": [{"type": str, "properties?": {"queryField?": str, "fields?": [str]}}],
}
_PLAN: Mapping[str, Any] = {
    "formatVersion": int,
    "api": {
        "schema": str,
        "graphqlApi": {**_MODE, "additionalAuthenticationProviders?": [_MODE], "logConfig?": {"fieldLogLevel": str}},
        "apiKeys?": [{"expiresInDays": int}],
        "dataSources": [{"name": str}],
        "functions?": [{"name": str}],
        "resolvers": [{"typeName": str, "fieldName": str}],
    },
    "tables": [
        {
            "model": str,
            "keySchema": _KEY,
            "attributeDefinitions": [{"attributeName": str, "attributeType": str}],
            "globalSecondaryIndexes?": [
                {"indexName": str, "keySchema": _KEY, "projection?": {"projectionType?": str, "nonKeyAttributes?": [str]}},
            ],
        }
    ],
    "roles": [{"dataSource": str, "policyDocument": object}],
    "invocations?": [{"principal": str, "function?": str, "policyDocuments": list, "widened?": [str]}],
    "logGroup?": {"policyDocument": object},
    "modelIntrospection": {
        "models": {_EVERY: _MODEL},
        "nonModels?": dict,
        "enums?": dict,
        "queries?": dict,
        "mutations?": dict,
        "subscriptions?": dict,
    },
}
"""What of a plan.json is read here."""


class NotAPlanError(ValueError):
    """A JSON value is not that of a plan.json. The text says why."""


def side_of_schema(name: str, schema: Schema, plan: ApiPlan) -> Side:
    """Return the side of a schema. The files of its handlers are read.

    Args:
        name: what the user calls it.
        schema: without mistakes.
        plan: what the compiler made of it.
    """
    value = plan.to_json()
    return Side(
        name=name,
        plan=value,
        graphql=_graphql(plan.schema),
        tables=_tables(value),
        schema=schema,
        shapes=shapes(schema),
        handling=_handling(schema),
    )


def side_of_plan(name: str, value: Any) -> Side:
    """Return the side of a plan.json, of which rules, defaults, validations and handlers are not known.

    Args:
        name: what the user calls it.
        value: what stands in the file.

    Raises:
        NotAPlanError: this is no plan, or one of another version.
    """
    version = value.get("formatVersion") if isinstance(value, dict) else None
    if isinstance(version, int) and version != FORMAT_VERSION:
        raise NotAPlanError(f"is a plan of format version {version}; this program reads {FORMAT_VERSION}")
    if not _fits(value, _PLAN):
        raise NotAPlanError("is not a plan.json of `amplify-pulumi compile`")
    try:
        return Side(name=name, plan=value, graphql=_graphql(value["api"]["schema"]), tables=_tables(value))
    except (GraphQLError, TypeError) as error:
        raise NotAPlanError(f"holds a schema that is not valid: {error}") from error


def _fits(value: Any, shape: Any) -> bool:
    """Whether a JSON value has what a shape asks for; more than that may be there."""
    if isinstance(shape, type):
        return isinstance(value, shape)
    if isinstance(shape, list):
        return isinstance(value, list) and all(_fits(each, shape[0]) for each in value)
    if not isinstance(value, dict):
        return False
    if _EVERY in shape:
        return all(_fits(each, shape[_EVERY]) for each in value.values())
    return all(
        _fits(value[name.removesuffix("?")], each) if name.removesuffix("?") in value else name.endswith("?")
        for name, each in shape.items()
    )


def _tables(plan: Mapping[str, Any]) -> dict[str, Mapping[str, Any]]:
    return {each["model"]: each for each in plan["tables"]}


def _handling(schema: Schema) -> dict[str, tuple[Handling, ...]]:
    return {f"{ROOTS[each.kind]}.{each.name}": tuple(map(_handled, each.handlers)) for each in schema.operations}


def _handled(handler: FunctionHandler | CodeHandler) -> Handling:
    if isinstance(handler, FunctionHandler):
        return Handling(by=f"function {handler.function}{', asynchronously' if handler.asynchronous else ''}")
    read, _ = read_handler(handler, unit=True)
    return Handling(by=f"code on {handler.data_source}" if handler.data_source else "code", code="" if read is None else read.code)


def compare(old: Side, new: Side) -> Comparison:
    """Return the two sides with the models that seem to have been renamed."""
    plain = Comparison(old=old, new=new, renamed={})
    renamed: dict[str, str] = {}
    for name in plain.removed_models:
        alike = [each for each in plain.added_models if _is_alike(old, name, new, each)]
        sources = [each for each in plain.removed_models if len(alike) == 1 and _is_alike(old, each, new, alike[0])]
        # Where several could be meant, a guess would mislead.
        if len(alike) == len(sources) == 1:
            renamed[name] = alike[0]
    return Comparison(old=old, new=new, renamed=renamed)


def _is_alike(old: Side, name: str, new: Side, other: str) -> bool:
    one, two = old.tables[name], new.tables[other]
    if one["keySchema"] != two["keySchema"]:
        return False
    fields, others = set(value_fields(old, name).items()), set(value_fields(new, other).items())
    return len(fields & others) >= _SIMILAR * len(fields | others)


def value_fields(side: Side, model: str) -> dict[str, str]:
    """Return the fields of a model that hold values, the implicit ones too, with their types in GraphQL's notation."""
    object_type = side.graphql.type_map.get(model)
    if not isinstance(object_type, GraphQLObjectType):
        return {}
    described = side.introspection["models"].get(model, {}).get("fields", {})
    links = {name for name, each in described.items() if isinstance(each.get("type"), Mapping) and "model" in each["type"]}
    return {name: str(each.type) for name, each in object_type.fields.items() if name not in links}


def is_model_field(side: Side, type_name: str, field: str) -> bool:
    """Whether a field leads to another model."""
    object_type = side.graphql.type_map.get(type_name)
    if not isinstance(object_type, GraphQLObjectType) or field not in object_type.fields:
        return False
    return field not in value_fields(side, type_name) and isinstance(get_named_type(object_type.fields[field].type), GraphQLObjectType)


def place(side: Side, subject: str) -> Position | None:
    """Return where something stands in the schema of a side: the field, the type, the operation; what contains it where it is not there.

    Args:
        side: most often the new one.
        subject: as findings name it.
    """
    if side.schema is None:
        return None
    schema = side.schema
    head, _, tail = subject.partition(".")
    if head in ("Query", "Mutation", "Subscription"):
        named = {each.name: each.position for each in schema.operations}
        queried = {index.query_field: index.position for model in schema.models for index in model.indexes}
        generated = {name: shape.position for shape in side.shapes.values() for names in shape.names.values() for name in names}
        return named.get(tail) or queried.get(tail) or generated.get(tail)
    owner = next((each for each in (*schema.models, *schema.types) if each.name == head), None)
    if owner is not None:
        return next((each.position for each in owner.fields if each.name == tail), None) or owner.position
    return next((each.position for each in schema.enums if each.name == head), None)


def _graphql(text: str) -> GraphQLSchema:
    """Read the SDL as AppSync does: with its scalars, and with its directives, of which nothing needs to be known here."""
    scalars = "".join(f"scalar {name} " for name in SCALARS if name not in _BUILT_IN)
    return build_ast_schema(parse(scalars + text, no_location=True), assume_valid_sdl=True)
