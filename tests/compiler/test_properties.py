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
from amplify_pulumi.schema.model import Api, ApiKeyMode, Field, Model, Relationship, Rule, Schema

CASES = Path(__file__).parent.parent / "conformance" / "cases"
SCALARS = (
    *("ID", "String", "Int", "Float", "Boolean", "AWSDate", "AWSTime", "AWSDateTime", "AWSTimestamp"),
    *("AWSEmail", "AWSJSON", "AWSPhone", "AWSURL", "AWSIPAddress"),
)
MODELS = ("Todo", "Person", "Branch", "Category", "News", "userProfile", "Post_Tag", "T2", "X")

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
        type_ = draw(st.sampled_from(["AWSDateTime", "String"] if timestamp else SCALARS))
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
    kinds = draw(st.lists(st.sampled_from(["publicApiKey", "authenticated", "owner"]), unique=True, min_size=1))
    operations = st.lists(st.sampled_from(["create", "update", "delete", "get", "list", "listen"]), unique=True, min_size=1).map(tuple)
    return tuple(Rule(allow=kind, operations=draw(st.none() | operations)) for kind in kinds)


@st.composite
def schemas(draw: st.DrawFn) -> Schema:
    names = draw(st.lists(st.sampled_from(MODELS), unique=True, min_size=1, max_size=5))
    fields: dict[str, list[Field | Relationship]] = {name: list(draw(value_fields())) for name in names}
    for number in range(draw(st.integers(0, 4))):
        parent, child = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        id_type = next((each.type for each in fields[parent] if each.name == "id"), "ID")
        reference = f"ref{number}"
        added: list[Field | Relationship] = [
            Field(name=reference, type=id_type, required=draw(st.booleans())),
            Relationship(name=f"one{number}", kind="belongsTo", model=parent, references=(reference,)),
        ]
        fields[child].extend(draw(st.permutations(added)))
        many = Relationship(name=f"many{number}", kind="hasMany", model=child, references=(reference,))
        fields[parent].insert(draw(st.integers(0, len(fields[parent]))), many)
    models = tuple(
        Model(name=name, fields=tuple(fields[name]) or (Field(name="only", type="String"),), authorization=draw(st.none() | rules()))
        for name in names
    )
    api = Api(
        default_authorization_mode=draw(st.sampled_from([None, "apiKey", "userPool"])),
        api_key=draw(st.sampled_from([None, ApiKeyMode(expires_in_days=30)])),
    )
    return Schema(api=api, authorization=draw(rules()), models=models)


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
    """Every field that the introspection names is in the SDL with the same type, and the other way around but for implicit owners."""
    for model in plan.model_introspection["models"].values():
        type_ = schema.type_map[model["name"]]
        assert isinstance(type_, GraphQLObjectType)
        owners = {
            rule["ownerField"] for each in model["attributes"] for rule in each["properties"].get("rules", ()) if "ownerField" in rule
        }
        assert set(type_.fields) - set(model["fields"]) <= owners
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
    assert not required
    if field["association"]["connectionType"] != "HAS_MANY":
        assert page == field["type"]["model"]
        return
    connection = schema.type_map[page]
    assert isinstance(connection, GraphQLObjectType)
    assert str(connection.fields["items"].type) == f"[{field['type']['model']}]!"


def code_of(plan: ApiPlan) -> dict[tuple[str, str], tuple[str, str]]:
    return {(each.type_name, each.field_name): (each.data_source_name, each.code) for each in plan.resolvers}


@given(schemas())
@settings(max_examples=100)
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
@settings(max_examples=40)
def test_the_same_schema_gives_the_same_bytes(schema: Schema) -> None:
    text = compile_schema(schema).to_text()
    assert compile_schema(schema).to_text() == text
    json.loads(text)


@given(st.data())
@settings(max_examples=50)
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
@settings(max_examples=50)
def test_every_field_of_an_operation_and_relationship_has_one_resolver(schema: Schema) -> None:
    plan = compile_schema(schema)
    built = executable(plan)
    resolved = code_of(plan)
    assert len(resolved) == len(plan.resolvers)
    for root in ("Query", "Mutation", "Subscription"):
        type_ = built.type_map[root]
        assert isinstance(type_, GraphQLObjectType)
        assert {name for type_name, name in resolved if type_name == root} == set(type_.fields)
    for model in schema.models:
        assert {name for type_name, name in resolved if type_name == model.name} >= {each.name for each in model.relationships}


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir()))
def test_the_schemas_of_the_cases_are_valid(case: str) -> None:
    """graphql-core accepts what we emit, with AppSync's scalars and directives declared."""
    plan = compile_schema(require_schema(load_schema(CASES / case / "schema.yaml")))
    assert_introspection_agrees(plan, executable(plan))
