"""Ours equals the real thing: every fact that Amplify generated for a schema, and nothing beside it.

`cases/<name>/` holds a schema in two spellings (`schema.yaml` by hand; `gen1.graphql` as Amplify's own builder prints it) and what Amplify
generated for it: `schema.graphql`, `model_introspection.json`, `tables.json` and `redacted.json` (the relationships that its resolvers hide
in the payloads of mutations). A case is added by adding a folder.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from graphql import language as ast
from graphql import parse, print_ast

from amplify_pulumi.compiler import ApiPlan, compile_schema
from amplify_pulumi.compiler.operations.redaction import is_redacted
from amplify_pulumi.compiler.shape import shapes
from amplify_pulumi.schema import load_schema, require_schema
from amplify_pulumi.schema.model import Schema

CASES_FOLDER = Path(__file__).parent / "cases"
CASES = sorted(path.name for path in CASES_FOLDER.iterdir())
SPELLINGS = [
    (path.parent.name, path.name) for case in CASES for path in (CASES_FOLDER / case / "schema.yaml", CASES_FOLDER / case / "gen1.graphql")
]


def folder(case: str) -> Path:
    return CASES_FOLDER / case


@cache
def plan(case: str, spelling: str) -> ApiPlan:
    schema = read_schema(case, "schema.yaml")
    return compile_schema(schema if spelling == "schema.yaml" else replace(read_schema(case, spelling), api=schema.api))


def read_schema(case: str, file: str) -> Schema:
    """Return the schema of a file; gen1.graphql says nothing about the API itself."""
    return require_schema(load_schema(folder(case) / file))


def read_json(case: str, file: str) -> Any:
    return json.loads((folder(case) / file).read_text())


def assert_same_facts(ours: Iterator[str], real: Iterator[str]) -> None:
    """Fail with every fact that is only on one side."""
    our_facts, real_facts = Counter(ours), Counter(real)
    missing = [f"- {fact}" for fact in sorted((real_facts - our_facts).elements())]
    surplus = [f"+ {fact}" for fact in sorted((our_facts - real_facts).elements())]
    assert not missing + surplus, "facts that differ (- the real thing, + ours):\n" + "\n".join([*missing, *surplus])


def sdl_facts(sdl: str) -> Iterator[str]:
    """Return what a schema says, one line each: types, fields, arguments, directives and values, whatever their order."""
    for definition in parse(sdl, no_location=True).definitions:
        assert isinstance(definition, ast.ObjectTypeDefinitionNode | ast.InputObjectTypeDefinitionNode | ast.EnumTypeDefinitionNode)
        kind = definition.kind.removesuffix("_type_definition")
        name = definition.name.value
        yield f"{kind} {name}"
        yield from directive_facts(name, definition)
        yield from description_facts(name, definition)
        if isinstance(definition, ast.EnumTypeDefinitionNode):
            for value in definition.values or ():
                yield f"{name} = {value.name.value}"
                yield from description_facts(f"{name}.{value.name.value}", value)
            continue
        for field in definition.fields or ():
            path = f"{name}.{field.name.value}"
            yield f"{path}: {print_ast(field.type)}"
            yield from directive_facts(path, field)
            yield from description_facts(path, field)
            for argument in getattr(field, "arguments", None) or ():
                yield f"{path}({argument.name.value}: {print_ast(argument.type)}{' default' if argument.default_value else ''})"
                yield from description_facts(f"{path}({argument.name.value}:)", argument)


def directive_facts(path: str, node: Any) -> Iterator[str]:
    yield from (f"{path} {print_ast(directive)}" for directive in node.directives or ())


def description_facts(path: str, node: Any) -> Iterator[str]:
    """Return what is said to people: the text, whichever of GraphQL's two notations it is in."""
    if node.description is not None:
        yield f"{path} is described: {json.dumps(node.description.value)}"


def json_facts(value: Any, path: str = "$") -> Iterator[str]:
    """Return what a JSON value says, one line each. The attributes of a model are a set, other lists have an order."""
    if isinstance(value, dict):
        yield f"{path} is an object"
        for key, member in value.items():
            yield from json_facts(member, f"{path}.{key}")
    elif isinstance(value, list) and path.endswith(".attributes"):
        yield from (f"{path} {json.dumps(each, sort_keys=True)}" for each in value)
    elif isinstance(value, list):
        yield f"{path} is a list"
        for index, each in enumerate(value):
            yield from json_facts(each, f"{path}[{index}]")
    else:
        yield f"{path} = {json.dumps(value)}"


def table_facts(compiled: ApiPlan) -> list[dict[str, Any]]:
    """Return our tables in the form of tables.json, where some names of models have lost their underscores."""
    return [
        {
            "model": table.model.replace("_", ""),
            "key": [key.attribute_name for key in table.key_schema],
            "attributes": {each.attribute_name: each.attribute_type for each in table.attribute_definitions},
            "indexes": [
                {
                    "name": index.index_name,
                    "key": [key.attribute_name for key in index.key_schema],
                    "projection": {
                        "projectionType": index.projection.projection_type,
                        **({"nonKeyAttributes": list(index.projection.non_key_attributes)} if index.projection.non_key_attributes else {}),
                    },
                }
                for index in table.global_secondary_indexes
            ],
        }
        for table in compiled.tables
    ]


@pytest.mark.parametrize(("case", "spelling"), SPELLINGS)
def test_sdl_equals_amplifys(case: str, spelling: str) -> None:
    assert_same_facts(sdl_facts(plan(case, spelling).schema), sdl_facts((folder(case) / "schema.graphql").read_text()))


@pytest.mark.parametrize(("case", "spelling"), SPELLINGS)
def test_introspection_equals_amplifys(case: str, spelling: str) -> None:
    introspection = plan(case, spelling).to_json()["modelIntrospection"]
    assert_same_facts(json_facts(introspection), json_facts(read_json(case, "model_introspection.json")))


@pytest.mark.parametrize(("case", "spelling"), SPELLINGS)
def test_tables_equal_amplifys(case: str, spelling: str) -> None:
    models = {model.name.replace("_", "") for model in read_schema(case, "schema.yaml").models}
    recorded = ({**table, "model": table["model"].replace("_", "")} for table in read_json(case, "tables.json"))
    # Case customops brings an external table of its own, which no model has.
    real = [{**table, "indexes": _by_name(table["indexes"])} for table in recorded if table["model"] in models]
    ours = table_facts(plan(case, spelling))
    assert_same_facts(
        json_facts(sorted(ours, key=lambda table: table["model"])), json_facts(sorted(real, key=lambda table: table["model"]))
    )


def _by_name(indexes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return sorted(indexes, key=lambda index: index["name"])


@pytest.mark.parametrize("case", CASES)
def test_relationships_hide_where_amplifys_do(case: str) -> None:
    """S002-66: the real resolvers that put `deniedField` on the stash in a mutation. Case redaction pairs nine sets of rules."""
    models = shapes(read_schema(case, "schema.yaml"))
    ours = (
        f"{shape.name}.{link.name}" for shape in models.values() for link in shape.links if is_redacted(shape, link, models[link.related])
    )
    assert_same_facts(ours, iter(read_json(case, "redacted.json")))


def test_the_comparison_sees_every_kind_of_difference() -> None:
    """A comparison that sees nothing proves nothing: each damage to the todo case is found."""
    sdl = (folder("todo") / "schema.graphql").read_text()
    damages = [
        ("content: String!", "content: String"),
        ("type Todo @aws_iam @aws_api_key", "type Todo @aws_iam"),
        ("getTodo(id: ID!): Todo @aws_api_key @aws_iam", "getTodo(id: ID!): Todo @aws_api_key"),
        ("getTodo(id: ID!)", "getTodo(id: String!)"),
        ("limit: Int, ", ""),
        ("  DESC\n", ""),
        ('mutations: ["createTodo"]', 'mutations: ["deleteTodo"]'),
        ("input DeleteTodoInput {\n  id: ID!\n}", ""),
    ]
    for before, after in damages:
        assert before in sdl
        with pytest.raises(AssertionError, match="facts that differ"):
            assert_same_facts(sdl_facts(sdl.replace(before, after, 1)), sdl_facts(sdl))
    described = (folder("descriptions") / "schema.graphql").read_text()
    for before in ('"Said of a song"', '"Hardly to be heard"', '"which song"', '"at least so many"', '  ""\n', '"   "'):
        assert before in described
        with pytest.raises(AssertionError, match="facts that differ"):
            assert_same_facts(sdl_facts(described.replace(before, '"else"\n', 1)), sdl_facts(described))
    introspection = read_json("todo", "model_introspection.json")
    damaged = json.loads(json.dumps(introspection).replace('"create", ', "", 1))
    with pytest.raises(AssertionError, match="facts that differ"):
        assert_same_facts(json_facts(damaged), json_facts(introspection))
