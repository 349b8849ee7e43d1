"""What is said to people stands in the API's schema, before the part that it is of, and nothing else depends on it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from graphql import (
    DEFAULT_DEPRECATION_REASON,
    GraphQLEnumType,
    GraphQLInputObjectType,
    GraphQLObjectType,
    build_schema,
    strip_ignored_characters,
)
from hypothesis import given
from hypothesis import strategies as st

from amplify_pulumi import a, allow
from amplify_pulumi.compiler import CompileError, compile_schema, limits
from amplify_pulumi.compiler.sdl import (
    Argument,
    Definition,
    EnumType,
    Field,
    InputType,
    ObjectType,
    Remarks,
    coordinates,
    deprecable,
    render,
)
from amplify_pulumi.schema import load_schema, load_text, require_schema
from amplify_pulumi.testing import local_api

CASE = Path(__file__).parent.parent / "conformance" / "cases" / "descriptions" / "schema.yaml"
DEFINITIONS: tuple[Definition, ...] = (
    ObjectType(
        name="Query",
        fields=(
            Field(name="find", type="Level", arguments=(Argument(name="first", type="Int"), Argument(name="wanted", type="Wanted"))),
            Field(name="plain", type="Int"),
        ),
    ),
    InputType(name="Wanted", fields=(Field(name="a", type="Int"),)),
    EnumType(name="Level", values=("LOW", "HIGH")),
)
PLACES = (
    *("Query", "Query.find", "Query.find(first:)", "Query.find(wanted:)", "Query.plain"),
    *("Wanted", "Wanted.a", "Level", "Level.LOW", "Level.HIGH"),
)
DEPRECABLE = ("Query.find", "Query.plain", "Level.LOW", "Level.HIGH")
PIECES = st.sampled_from(
    [" ", "  ", "\t", "\n", "\r", "\n\n", '"', '"""', "\\", '\\"""', "\\n", "#", "{", "}", "é", "😀", "\u2028", "\0", "\x7f"]
)
TEXTS = st.lists(PIECES | st.text(st.characters(exclude_categories=["Cs"]), max_size=3), max_size=8).map("".join)
TODO = """\
models:
  Todo:
    fields: { content: String!, status: { enum: [DRAFT] } }
    authorization: { allow: publicApiKey }
types: { Filter: { word: String } }
functions: { find: { } }
queries:
  find: { arguments: { filter: Filter }, returns: String, handler: { function: find }, authorization: { allow: publicApiKey } }
descriptions:
"""


def said(text: str) -> dict[str, str]:
    """Return the descriptions that graphql-core reads in a schema, by their places."""
    found: dict[str, str | None] = {}
    for name, each in build_schema(text).type_map.items():
        found[name] = each.description
        if isinstance(each, GraphQLEnumType):
            found.update({f"{name}.{value}": one.description for value, one in each.values.items()})
        elif isinstance(each, GraphQLObjectType):
            for field, one in each.fields.items():
                found[f"{name}.{field}"] = one.description
                found.update({f"{name}.{field}({argument}:)": it.description for argument, it in one.args.items()})
        elif isinstance(each, GraphQLInputObjectType):
            found.update({f"{name}.{field}": one.description for field, one in each.fields.items()})
    return {place: text for place, text in found.items() if text is not None and place in PLACES}


def deprecated(text: str) -> dict[str, str]:
    """Return the reasons that graphql-core reads in a schema, by the places of what is deprecated."""
    found: dict[str, str | None] = {}
    for name, each in build_schema(text).type_map.items():
        parts = each.values if isinstance(each, GraphQLEnumType) else each.fields if isinstance(each, GraphQLObjectType) else {}
        found.update({f"{name}.{part}": one.deprecation_reason for part, one in parts.items()})
    return {place: reason for place, reason in found.items() if reason is not None and place in PLACES}


def test_every_place() -> None:
    assert tuple(coordinates(DEFINITIONS)) == PLACES
    assert tuple(deprecable(DEFINITIONS)) == DEPRECABLE


@given(st.dictionaries(st.sampled_from(PLACES), TEXTS), st.dictionaries(st.sampled_from(DEPRECABLE), TEXTS | st.none()))
def test_what_is_said_is_read_again(descriptions: dict[str, str], deprecations: dict[str, str | None]) -> None:
    """Any text at any place, also in the compact form in which schemas are pushed."""
    text = render(DEFINITIONS, Remarks(descriptions=descriptions, deprecations=deprecations))
    for each in (text, strip_ignored_characters(text)):
        assert said(each) == descriptions
        assert deprecated(each) == {
            place: DEFAULT_DEPRECATION_REASON if reason is None else reason for place, reason in deprecations.items()
        }
    assert render(DEFINITIONS) == render(DEFINITIONS, Remarks(descriptions={}, deprecations={}))


def test_how_it_is_written() -> None:
    """One line in quotes, several as they are, each argument on a line of its own where one of them is described."""
    descriptions = {"Query": 'the "root"', "Query.find": "finds\n\n  something", "Query.find(wanted:)": "what", "Level.LOW": ""}
    deprecations = {"Query.find": 'use "plain"', "Level.HIGH": None}
    assert render(DEFINITIONS, Remarks(descriptions=descriptions, deprecations=deprecations)) == (
        '"the \\"root\\""\n'
        "type Query {\n"
        '  """\n'
        "  finds\n"
        "\n"
        "    something\n"
        '  """\n'
        "  find(\n"
        "    first: Int\n"
        '    "what"\n'
        "    wanted: Wanted\n"
        '  ): Level @deprecated(reason: "use \\"plain\\"")\n'
        "  plain: Int\n"
        "}\n"
        "\n"
        "input Wanted {\n"
        "  a: Int\n"
        "}\n"
        "\n"
        "enum Level {\n"
        '  ""\n'
        "  LOW\n"
        "  HIGH @deprecated\n"
        "}\n"
    )


def test_nothing_else_depends_on_it() -> None:
    schema = require_schema(load_schema(CASE))
    with_them, without = (compile_schema(each).to_json() for each in (schema, replace(schema, descriptions=(), deprecations=())))
    assert with_them["api"].pop("schema") != without["api"].pop("schema")
    assert with_them == without


def test_what_is_generated_can_be_described() -> None:
    places = ("CreateTodoInput.content", "FilterInput.word", "ModelTodoConnection", "Query.getTodo(id:)", "Todo.id", "TodoStatus.DRAFT")
    lines = "".join(f"  {place}: said\n" for place in places)
    text = compile_schema(require_schema(load_text(TODO + lines))).schema
    assert text.count('"said"') == len(places)


@pytest.mark.parametrize(
    ("place", "meant"),
    [
        ("Todo.contents", "Todo.content"),
        ("Tood", "Todo"),
        ("Query.find.filter", "Query.find(filter:)"),
        ("TodoStatus.DRFT", "TodoStatus.DRAFT"),
        ("Query.find(filter)", "Query.find(filter:)"),
        ("Elsewhere.completely", None),
        ("", None),
    ],
)
def test_what_is_not_there(place: str, meant: str | None) -> None:
    """Every such place is a mistake, all at once and each where it is written, with what may have been meant."""
    with pytest.raises(CompileError) as raised:
        compile_schema(require_schema(load_text(f'{TODO}  Todo: a thing\n  "{place}": said\n  Nowhere: said\n')))
    first, second = raised.value.problems
    assert [(each.code, each.position and (each.position.line, each.position.column)) for each in (first, second)] == [
        ("AP2023", (11, 3)),
        ("AP2023", (12, 3)),
    ]
    suggestion = f'. Did you mean "{meant}"?' if meant else ""
    assert first.message == f'There is no "{place}" in the API that could be described{suggestion}'
    assert second.message.startswith('There is no "Nowhere"')


@pytest.mark.parametrize(
    ("place", "meant"),
    [("Todo.contents", "Todo.content"), ("Todo", None), ("FilterInput.word", None), ("Query.find(filter:)", None)],
)
def test_what_cannot_be_deprecated(place: str, meant: str | None) -> None:
    """Only fields of types and values of enums can be deprecated."""
    with pytest.raises(CompileError) as raised:
        compile_schema(require_schema(load_text(f'{TODO}  Todo: a thing\ndeprecated: {{ Todo.content: , "{place}": not this }}\n')))
    (problem,) = raised.value.problems
    suggestion = f'. Did you mean "{meant}"?' if meant else ""
    assert (problem.code, problem.message) == ("AP2023", f'There is no "{place}" in the API that could be deprecated{suggestion}')
    assert problem.advice == "Write a place in the API's GraphQL: `Todo.content`, `Status.DRAFT`, `Query.echo`."


def test_what_is_not_there_in_python() -> None:
    schema = a.schema(Todo=a.model(content=a.string()).authorization(allow.public_api_key())).descriptions(
        {
            "Todo": "a thing",
            "Todo.contents": "in words",
        }
    )
    with pytest.raises(CompileError) as raised:
        compile_schema(schema.build())
    (problem,) = raised.value.problems
    assert problem.code == "AP2023"
    assert problem.position is not None
    assert Path(__file__).read_text("utf-8").splitlines()[problem.position.line - 1].strip() == '"Todo.contents": "in words",'


def test_a_root_of_graphql_without_fields() -> None:
    """It is no part of the API, as in Amplify, and what is said of it is not either."""
    written = (
        '"asked"\ntype Subscription\ntype Todo @model(subscriptions: null) @auth(rules: [{allow: public}]) {\n  "words"\n  a: Int\n}\n'
    )
    text = compile_schema(require_schema(load_text(written, language="graphql"))).schema
    assert "type Subscription" not in text
    assert '"asked"' not in text
    assert '  "words"\n  a: Int\n' in text


def test_too_much_of_it_is_a_mistake_at_the_first() -> None:
    """AppSync counts the whole text of a schema."""
    most = limits.SCHEMA_BYTES - len(compile_schema(require_schema(load_text(f"{TODO}  Todo: ''\n"))).schema.encode())
    assert compile_schema(require_schema(load_text(f"{TODO}  Todo: {'x' * most}\n")))
    with pytest.raises(CompileError) as raised:
        compile_schema(require_schema(load_text(f"{TODO}  Todo: {'x' * (most + 1)}\n")))
    (problem,) = raised.value.problems
    assert (problem.code, problem.advice) == ("AP6005", "Shorten the descriptions.")
    assert problem.message == (
        f"The GraphQL schema has 1,000,001 bytes, {most + 1:,} of them descriptions: AppSync takes at most 1,000,000"
    )
    assert problem.position is not None
    assert problem.position.line == 10


def test_tools_are_told() -> None:
    """Who asks the API what it is gets the texts."""
    remarks = "  Todo: A thing\n  Todo.content: |-\n    in\n      words\ndeprecated: { Todo.status: Never used. }\n"
    api = local_api(require_schema(load_text(TODO + remarks)))
    fields = "name description isDeprecated deprecationReason"
    answer = api.as_api_key().execute(f'{{ __type(name: "Todo") {{ description fields(includeDeprecated: true) {{ {fields} }} }} }}')
    assert answer.data is not None
    assert answer.data["__type"]["description"] == "A thing"
    assert answer.data["__type"]["fields"][:2] == [
        {"name": "content", "description": "in\n  words", "isDeprecated": False, "deprecationReason": None},
        {"name": "status", "description": None, "isDeprecated": True, "deprecationReason": "Never used."},
    ]
