"""What holds for every schema of the language: drawn at random, and for all cases of the conformance tests."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLList,
    GraphQLNonNull,
    GraphQLObjectType,
    GraphQLSchema,
    build_schema,
    get_named_type,
    validate_schema,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from amplify_pulumi.compiler import ApiPlan, compile_schema
from amplify_pulumi.schema import load_schema, require_schema
from amplify_pulumi.schema.model import Api, ApiKeyMode, CustomType, Disabled, Enum, Field, Index, Model, Relationship, Rule, Schema

CASES = Path(__file__).parent.parent / "conformance" / "cases"
SCALARS = (
    *("ID", "String", "Int", "Float", "Boolean", "AWSDate", "AWSTime", "AWSDateTime", "AWSTimestamp"),
    *("AWSEmail", "AWSJSON", "AWSPhone", "AWSURL", "AWSIPAddress"),
)
MODELS = ("Todo", "Person", "Branch", "Category", "News", "userProfile", "Post_Tag", "T2", "X")
RULES = (
    Rule(allow="publicApiKey"),
    Rule(allow="guest"),
    Rule(allow="authenticated"),
    Rule(allow="authenticated", provider="oidc"),
    Rule(allow="authenticated", provider="identityPool"),
    Rule(allow="owner"),
    Rule(allow="owner", provider="oidc", claim="email"),
    Rule(allow="ownerDefinedIn", defined_in="author"),
    Rule(allow="groups", groups=("Admin", "Staff")),
    Rule(allow="groupDefinedIn", defined_in="team"),
    Rule(allow="custom"),
)
KEYS = ("ID", "String", "Int", "Float", "AWSDate", "AWSTime", "AWSDateTime", "AWSTimestamp", "AWSEmail", "Color")
DISABLED: tuple[Disabled, ...] = ("subscriptions", "list", "get", "update", "delete", "onCreate")

# What AppSync itself declares: its scalars and directives (AppSync developer guide, "Scalar types", "GraphQL directives").
APPSYNC = "\n".join(
    [
        *(f"scalar {name}" for name in SCALARS if name.startswith("AWS")),
        "directive @aws_api_key on OBJECT | FIELD_DEFINITION",
        "directive @aws_iam on OBJECT | FIELD_DEFINITION",
        "directive @aws_oidc on OBJECT | FIELD_DEFINITION",
        "directive @aws_lambda on OBJECT | FIELD_DEFINITION",
        "directive @aws_cognito_user_pools(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION",
        "directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION",
    ]
)


@st.composite
def value_fields(draw: st.DrawFn) -> tuple[Field, ...]:
    names = draw(st.lists(st.sampled_from(["a", "b", "c2", "and_", "_d", "createdAt", "updatedAt"]), unique=True, max_size=5))
    fields = []
    for name in names:
        timestamp = name in ("createdAt", "updatedAt")
        array = draw(st.booleans()) and not timestamp
        type_ = draw(st.sampled_from(["AWSDateTime", "String"] if timestamp else [*SCALARS, "Color", "Place", "Trip"]))
        fields.append(
            Field(name=name, type=type_, required=draw(st.booleans()), array=array, array_required=array and draw(st.booleans())),
        )
    if draw(st.booleans()):
        fields.insert(0, Field(name="id", type=draw(st.sampled_from(["ID", "String"])), required=True))
    if draw(st.booleans()):
        fields.append(Field(name="owner", type="String"))
    return tuple(fields)


@st.composite
def rules(draw: st.DrawFn) -> tuple[Rule, ...]:
    kinds = draw(st.lists(st.sampled_from(RULES), unique=True, min_size=1, max_size=4))
    operations = st.lists(st.sampled_from(["create", "update", "delete", "get", "list", "listen"]), unique=True, min_size=1).map(tuple)
    return tuple(replace(kind, operations=draw(st.none() | operations)) for kind in kinds)


@st.composite
def keyed(draw: st.DrawFn, fields: tuple[Field, ...], number: int) -> Model:
    """Return a model of these fields with a key, indexes and disabled operations. `number` keeps the names of queries apart."""
    plain = [each.name for each in fields if not each.array and each.type in KEYS]
    required = [each.name for each in fields if each.name in plain and each.required and each.type != "Color"]
    key = draw(st.lists(st.sampled_from(required), unique=True, max_size=4)) if required and draw(st.booleans()) else []
    indexes: list[Index] = []
    for partition_key in draw(st.lists(st.sampled_from(plain), unique=True, max_size=2)) if plain else []:
        others = [name for name in plain if name != partition_key]
        sort_keys = draw(st.lists(st.sampled_from(others), unique=True, max_size=3)) if others else []
        query = draw(st.sampled_from([None, f"query{number}{len(indexes)}"]))
        indexes.append(Index(partition_key=partition_key, sort_keys=tuple(sort_keys), query_field=query, name=f"by{number}{len(indexes)}"))
    if any([index.partition_key] == key for index in indexes):
        key = []
    identifier = tuple(key) or (("id",) if any(each.name == "id" for each in fields) else None)
    disabled = draw(st.lists(st.sampled_from(DISABLED), unique=True, max_size=2))
    own = {each.name: draw(rules()) for each in fields if each.name in ("a", "b") and draw(st.integers(0, 3)) == 0}
    return Model(
        name="",
        fields=tuple(replace(each, authorization=own.get(each.name)) for each in fields) or (Field(name="only", type="String"),),
        identifier=identifier,
        indexes=tuple(indexes),
        disabled=tuple(disabled),
        authorization=draw(st.none() | rules()),
    )


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    names = draw(st.lists(st.sampled_from(MODELS), unique=True, min_size=1, max_size=5))
    models = {name: replace(draw(keyed(draw(value_fields()), number)), name=name) for number, name in enumerate(names)}
    fields: dict[str, list[Field | Relationship]] = {name: list(model.fields) for name, model in models.items()}
    for number in range(draw(st.integers(0, 4))):
        parent, child = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        types = {each.name: each.type for each in models[parent].values}
        key = [types.get(name, "ID") for name in models[parent].identifier or ("id",)]
        required = draw(st.booleans())
        references = tuple(f"ref{number}{part}" for part in range(len(key)))
        fields[child].extend(Field(name=name, type=type_, required=required) for name, type_ in zip(references, key, strict=True))
        way_back = Relationship(name=f"one{number}", kind="belongsTo", model=parent, references=references)
        fields[child].insert(draw(st.integers(0, len(fields[child]))), way_back)
        there = Relationship(name=f"many{number}", kind=draw(st.sampled_from(["hasMany", "hasOne"])), model=child, references=references)
        fields[parent].insert(draw(st.integers(0, len(fields[parent]))), there)
    api = Api(
        default_authorization_mode=draw(st.sampled_from([None, "apiKey", "userPool", "oidc", "lambda", "iam"])),
        api_key=draw(st.sampled_from([None, ApiKeyMode(expires_in_days=30)])),
    )
    return Schema(
        api=api,
        authorization=draw(rules()),
        models=tuple(replace(model, fields=tuple(fields[name])) for name, model in models.items()),
        types=(
            CustomType(name="Place", fields=(Field(name="at", type="String"), Field(name="colors", type="Color", array=True))),
            CustomType(name="Trip", fields=(Field(name="from", type="Place", required=True), Field(name="next", type="Trip", array=True))),
        ),
        enums=(Enum(name="Color", values=("RED", "GREEN")),),
    )


def executable(plan: ApiPlan) -> GraphQLSchema:
    schema = build_schema(APPSYNC + "\n" + plan.schema)
    assert validate_schema(schema) == []
    return schema


def without_modifiers(type_: Any) -> tuple[str, bool, bool, bool]:
    """Return a type as the introspection describes it: name, element required, is array, array required."""
    outer = isinstance(type_, GraphQLNonNull)
    inner = type_.of_type if outer else type_
    if not isinstance(inner, GraphQLList):
        return str(inner), outer, False, False
    element = inner.of_type
    return str(get_named_type(element)), isinstance(element, GraphQLNonNull), True, outer


def assert_introspection_agrees(plan: ApiPlan, schema: GraphQLSchema) -> None:
    """Every field that the introspection names is in the SDL with the same type, and the other way around but for implicit owners.

    Owners of the rules of fields are in no rule of the introspection: these are `owner` and `author`.
    """
    for model in plan.model_introspection["models"].values():
        type_ = schema.type_map[model["name"]]
        assert isinstance(type_, GraphQLObjectType)
        owners = {
            rule["ownerField"] for each in model["attributes"] for rule in each["properties"].get("rules", ()) if "ownerField" in rule
        }
        assert set(type_.fields) - set(model["fields"]) <= {*owners, "owner", "author"}
        for name, field in model["fields"].items():
            described = without_modifiers(type_.fields[name].type)
            if "association" in field:
                assert_relationship_agrees(field, described, schema)
                continue
            required = field["isRequired"] or field.get("isReadOnly", False)
            described_type = field["type"] if isinstance(field["type"], str) else next(iter(field["type"].values()))
            assert described == (described_type, required, field["isArray"], field["isArray"] and not field["isArrayNullable"])


def assert_relationship_agrees(field: Mapping[str, Any], described: tuple[str, bool, bool, bool], schema: GraphQLSchema) -> None:
    page, required, _, _ = described
    if field["association"]["connectionType"] != "HAS_MANY":
        assert (page, required) == (field["type"]["model"], field["isRequired"])
        return
    # The introspection says of a list what is written in Gen 1, `[Comment!]!`; in the SDL it is a page, which is alike whatever is written.
    assert not required
    connection = schema.type_map[page]
    assert isinstance(connection, GraphQLObjectType)
    assert str(connection.fields["items"].type) == f"[{field['type']['model']}]!"


def code_of(plan: ApiPlan) -> dict[tuple[str, str], tuple[str, str]]:
    return {(each.type_name, each.field_name): (each.data_source_name, each.code) for each in plan.resolvers}


@given(schemas())
@settings(max_examples=40)
def test_every_schema_compiles_to_valid_sdl_that_the_introspection_agrees_with(schema: Schema) -> None:
    plan = compile_schema(schema)
    built = executable(plan)
    assert_introspection_agrees(plan, built)
    for name, type_ in built.type_map.items():
        if isinstance(type_, GraphQLObjectType | GraphQLInputObjectType):
            assert type_.fields, name
        elif isinstance(type_, GraphQLEnumType):
            assert type_.values, name


@given(schemas())
@settings(max_examples=20)
def test_the_same_schema_gives_the_same_bytes(schema: Schema) -> None:
    text = compile_schema(schema).to_text()
    assert compile_schema(schema).to_text() == text
    json.loads(text)


@given(st.data())
@settings(max_examples=20)
def test_the_order_of_models_changes_no_resolver_table_or_role(data: st.DataObject) -> None:
    """Adding a model at the top of a file must not touch what is deployed for the others."""
    schema = data.draw(schemas())
    moved = compile_schema(replace(schema, models=tuple(data.draw(st.permutations(schema.models)))))
    plan = compile_schema(schema)
    assert code_of(moved) == code_of(plan)
    assert set(moved.tables) == set(plan.tables)
    assert set(moved.roles) == set(plan.roles)
    assert moved.graphql_api == plan.graphql_api


@given(schemas())
@settings(max_examples=25)
def test_every_field_of_an_operation_and_relationship_has_one_resolver(schema: Schema) -> None:
    plan = compile_schema(schema)
    built = executable(plan)
    resolved = code_of(plan)
    assert len(resolved) == len(plan.resolvers)
    for root in ("Query", "Mutation", "Subscription"):
        type_ = built.type_map.get(root)
        declared = set(type_.fields) if isinstance(type_, GraphQLObjectType) else set()
        assert {name for type_name, name in resolved if type_name == root} == declared
    for model in schema.models:
        assert {name for type_name, name in resolved if type_name == model.name} >= {each.name for each in model.relationships}


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_the_schemas_of_the_cases_are_valid(case: str) -> None:
    """graphql-core accepts what we emit, with AppSync's scalars and directives declared."""
    plan = compile_schema(require_schema(load_schema(CASES / case / "schema.yaml")))
    assert_introspection_agrees(plan, executable(plan))
