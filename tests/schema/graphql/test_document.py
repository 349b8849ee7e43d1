"""A GraphQL file as a whole: models and their fields, what is no part of the language, and files that cannot be read."""

from __future__ import annotations

import pytest
from schema_support import found, graphql_model, load

from amplify_pulumi.schema.model import Field, Model, Position, Rule, Schema
from amplify_pulumi.schema.vocabulary import SCALARS

TODO = """\
type Todo @model @auth(rules: [{allow: public, provider: apiKey}])
{
  content: String!
  isDone: Boolean
}
"""


def test_what_amplify_prints_for_the_todo_app():
    """The text is the output of Amplify's `schema.transform()` for the todo app."""
    loaded = load(TODO, "graphql")
    assert loaded.problems == ()
    assert loaded.schema == Schema(
        models=(
            Model(
                name="Todo",
                fields=(Field(name="content", type="String", required=True), Field(name="isDone", type="Boolean")),
                authorization=(Rule(allow="publicApiKey"),),
            ),
        ),
    )


def test_the_same_schema_in_both_languages_is_equal():
    text = """\
models:
  Todo:
    fields: { content: String!, isDone: Boolean }
    authorization: { allow: publicApiKey }
"""
    assert load(TODO, "graphql").schema == load(text).schema


def test_positions():
    model = load(TODO, "graphql").schema.models[0]
    place = lambda line, column: Position(file="schema.graphql", line=line, column=column, language="graphql")  # noqa: E731 - a name for a form
    assert model.position == place(1, 6)
    assert model.authorization[0].position == place(1, 32)
    assert (model.fields[0].position, model.fields[0].type_position) == (place(3, 3), place(3, 12))


@pytest.mark.parametrize("scalar", SCALARS)
@pytest.mark.parametrize(
    ("notation", "expected"),
    [
        ("{}", {}),
        ("{}!", {"required": True}),
        ("[{}]", {"array": True}),
        ("[{}!]", {"array": True, "required": True}),
        ("[{}]!", {"array": True, "array_required": True}),
        ("[{}!]!", {"array": True, "required": True, "array_required": True}),
    ],
)
def test_every_scalar_in_every_notation(scalar, notation, expected):
    loaded = load(graphql_model(f"value: {notation.format(scalar)}"), "graphql")
    assert loaded.problems == ()
    assert loaded.schema.models[0].fields == (Field(name="value", type=scalar, **expected),)


DESCRIBED = """\
\"""What is to be done\"""
type Todo @model @auth(rules: [{allow: public, provider: apiKey}]) {
  "implicit, and described"
  id: ID!
  "in words"
  a: Int # a comment
  "left out"
  notes: [Note] @hasMany(references: ["todoId"])
  "left out, too"
  tags: [Tag] @manyToMany(relationName: "TodoTags")
  "kept"
  one: One @hasOne(references: ["todoId"])
}
type Note @model @auth(rules: [{allow: public, provider: apiKey}]) {
  todoId: ID
  "leads back"
  todo: Todo @belongsTo(references: ["todoId"])
}
type One @model @auth(rules: [{allow: public, provider: apiKey}]) { todoId: ID  todo: Todo @belongsTo(references: ["todoId"]) }
type Tag @model @auth(rules: [{allow: public, provider: apiKey}]) { "left out" todos: [Todo] @manyToMany(relationName: "TodoTags") }
"an input"
input FilterInput { "in it" a: Int }
enum Level { "a value" LOW }
type Query { "asks" ask("for what" filter: FilterInput): Int @function(name: "f") @auth(rules: [{allow: public, provider: apiKey}]) }
"only extended"
type Mutation
extend type Mutation { "does" do("what" a: Int): Int @function(name: "f") @auth(rules: [{allow: public, provider: apiKey}]) }
"""


def test_descriptions():
    """Those that Amplify repeats: all of them but those of fields that it makes anew (what is kept is compared in case descriptions)."""
    loaded = load(DESCRIBED, "graphql")
    assert loaded.problems == ()
    assert {each.place: each.text for each in loaded.schema.descriptions} == {
        "FilterInput": "an input",
        "FilterInput.a": "in it",
        "Level.LOW": "a value",
        "Mutation": "only extended",
        "Mutation.do": "does",
        "Mutation.do(a:)": "what",
        "Note.todo": "leads back",
        "Query.ask": "asks",
        "Query.ask(filter:)": "for what",
        "Todo": "What is to be done",
        "Todo.a": "in words",
        "Todo.id": "implicit, and described",
        "Todo.one": "kept",
    }
    assert [each.place for each in loaded.schema.descriptions] == sorted(each.place for each in loaded.schema.descriptions)
    said = next(each for each in loaded.schema.descriptions if each.place == "Todo.a")
    assert (said.position.line, said.position.column) == (5, 3)


def test_what_is_described_twice_is_a_mistake_of_its_own():
    """What stands twice is told where it stands, and not for its description again."""
    text = '"a" enum Level { LOW }\n"b" enum Level { LOW }\n' + graphql_model("a: Level")
    assert [each.code for each in load(text, "graphql").problems] == ["AP2020"]


def test_declared_id_is_the_implicit_one():
    """Without @primaryKey the real implementation gives the same API with and without it."""
    assert load(graphql_model("id: ID!", "a: Int"), "graphql").schema == load(graphql_model("a: Int"), "graphql").schema
    only = load(graphql_model("id: ID!"), "graphql")
    assert only.problems == ()
    assert [each.name for each in only.schema.models[0].fields] == ["id"]


@pytest.mark.parametrize("written", ["id: ID", "id: String!"])
def test_an_id_that_says_something_else_is_kept(written):
    """The type says it as it is written; arguments and inputs have an ID all the same (case gen1-details)."""
    model = load(graphql_model(written, "a: Int"), "graphql").schema.models[0]
    assert ([each.name for each in model.fields], model.identifier) == (["id", "a"], None)


@pytest.mark.parametrize("written", ["ID!", "String!", "Int!"])
def test_primary_key_on_id(written):
    """What Gen 2 prints for a declared `id`: the same as declaring it in YAML."""
    loaded = load(graphql_model(f"id: {written} @primaryKey", "a: Int"), "graphql")
    assert loaded.problems == ()
    assert (
        loaded.schema
        == load(f"models: {{ Todo: {{ fields: {{ id: {written}, a: Int }}, authorization: {{ allow: publicApiKey }} }} }}").schema
    )


def model(field: str = "a: Int", head: str = "@model @auth(rules: [{allow: public}])") -> str:
    return f"type Todo {head} {{\n  {field}\n}}\n"


def unsupported(what: str) -> str:
    return f"{what} is not supported in this version"


REFUSED = {
    "interface": ("interface I { a: Int }", "AP1009", 1, 11, unsupported("`interface I`")),
    "union": ("union U = A | B", "AP1009", 1, 7, unsupported("`union U`")),
    "scalar": ("scalar S", "AP1009", 1, 8, unsupported("`scalar S`")),
    "schema": ("schema { query: Q }", "AP1009", 1, 1, unsupported("`schema`")),
    "directive": ("directive @d on OBJECT", "AP1009", 1, 12, unsupported("`directive d`")),
    "extension": ("extend type T { a: Int }", "AP1009", 1, 13, unsupported("`extend type T`")),
    "query": ("query Q { a }", "AP1009", 1, 7, unsupported("`operation Q`")),
    "short query": ("{ a }", "AP1009", 1, 1, unsupported("`operation`")),
    "fragment": ("fragment F on T { a }", "AP1009", 1, 10, unsupported("`fragment F`")),
    "implements": (model(head="implements Node @model @auth(rules: [{allow: public}])"), "AP1009", 1, 22, unsupported("`implements Node`")),
    "unknown directive": (
        model(head="@model @auht(rules: []) @auth(rules: [{allow: public}])"),
        "AP1006",
        1,
        18,
        'There is no directive @auht for `type Todo`. Did you mean "auth"?',
    ),
    "two underscores": (
        model("__a: Int"),
        "AP2004",
        2,
        3,
        'There cannot be a field "Todo.__a": GraphQL keeps names with two underscores',
    ),
    "argument of a field": (model("a(b: Int): Int"), "AP1009", 2, 5, unsupported('The argument `b` of the field "Todo.a"')),
    "list of lists": (model("a: [[Int]]"), "AP2002", 2, 7, 'The field "Todo.a" is a list of lists'),
    "unknown type": (model("a: Strng"), "AP2001", 2, 6, 'The field "Todo.a" has the unknown type "Strng". Did you mean "String"?'),
    "type twice": (model() + model(), "AP2006", 4, 6, 'The model "Todo" is defined twice: first in schema.graphql:1'),
    "field twice": (model("a: Int\n  a: Int"), "AP2007", 3, 3, 'The field "Todo.a" is defined twice: first in schema.graphql:2'),
    "model without fields": ("type Todo @model @auth(rules: [{allow: public}])", "AP2008", 1, 6, 'The model "Todo" has no fields'),
    "model without rules": (model(head="@model"), "AP4001", 1, 6, 'The model "Todo" has no rules: nobody could do anything'),
    "syntax": ("type Todo @model {\n  a String\n}", "AP1005", 2, 5, "This is not valid GraphQL: Expected ':', found Name 'String'"),
    "cut off": ("type Todo @model {\n  a: String\n", "AP1005", 3, 1, "This is not valid GraphQL: Expected Name, found <EOF>"),
    "empty": ("", "AP1003", 1, 1, "This file is empty"),
    "comment": (" # nothing, \n,\n", "AP1003", 1, 1, "This file is empty"),
    "deep": ("type T @a(b: " + "[" * 100_000, "AP1011", 1, None, "Document is nested too deeply"),
    "long": ("type T { " + "a: Int " * 50_000 + "}", "AP1011", 1, None, "Document contains more than 100000 tokens"),
}


@pytest.mark.parametrize(("text", "code", "line", "column", "message"), REFUSED.values(), ids=REFUSED)
def test_refused(text, code, line, column, message):
    """One mistake gives one problem, at its place, and no schema."""
    loaded = load(text, "graphql")
    [problem] = found(loaded)
    assert problem[:3] == ("error", code, line)
    assert column is None or problem[3] == column
    assert problem[4] == message
    assert loaded.schema is None
    assert loaded.problems[0].advice


TOLERATED = {
    "nullable id": (model("id: String"), "AP2009", 2, 3),
    "owner that holds no name": (model("owner: AWSDate", head="@model @auth(rules: [{allow: owner}])"), "AP4005", 2, 3),
    "operation twice": (model(head="@model @auth(rules: [{allow: owner, operations: [get, get]}])"), "AP4009", 1, 32),
}


@pytest.mark.parametrize(("text", "code", "line", "column"), TOLERATED.values(), ids=TOLERATED)
def test_what_amplify_lets_through_is_a_warning_unless_strict(text, code, line, column):
    """Existing backends can move in; `strict` holds GraphQL to what YAML is held to."""
    loaded = load(text, "graphql")
    assert [each[:4] for each in found(loaded)] == [("warning", code, line, column)]
    assert loaded.schema is not None
    strict = load(text, "graphql", strict=True)
    assert [each[:4] for each in found(strict)] == [("error", code, line, column)]
    assert strict.schema is None


def test_warnings_that_are_no_mistakes_stay_warnings():
    loaded = load(model("createdAt: Int"), "graphql", strict=True)
    assert [each[:4] for each in found(loaded)] == [("warning", "AP2010", 2, 3)]
    assert loaded.schema is not None
