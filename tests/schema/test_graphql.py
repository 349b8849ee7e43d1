"""What GraphQL with directives says, and what is refused of it: each with its code, its place and its words."""

from __future__ import annotations

import pytest
from schema_support import found, graphql_model, load

from amplify_pulumi.schema.model import Field, Model, Position, Relationship, Rule, Schema
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


RULES = {
    "{allow: public}": Rule(allow="publicApiKey"),
    "{allow: public, provider: apiKey}": Rule(allow="publicApiKey"),
    "{allow: private}": Rule(allow="authenticated"),
    "{allow: private, provider: userPools}": Rule(allow="authenticated"),
    "{allow: owner}": Rule(allow="owner", transferable=True),
    '{allow: owner, ownerField: "owner"}': Rule(allow="owner", transferable=True),
    "{allow: owner, provider: userPools, operations: [create, read]}": Rule(
        allow="owner", operations=("create", "read"), transferable=True
    ),
    "{allow: public, operations: [get, list, sync, listen, search]}": Rule(
        allow="publicApiKey",
        operations=("get", "list", "sync", "listen", "search"),
    ),
}


@pytest.mark.parametrize(("written", "rule"), RULES.items(), ids=RULES)
def test_rules(written, rule):
    """Owners may always give an item away in Gen 1's language; `public` comes by API key, the others by user pool."""
    loaded = load(graphql_model("a: Int", rules=written), "graphql")
    assert loaded.problems == ()
    assert loaded.schema.models[0].authorization == (rule,)


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


@pytest.mark.parametrize("references", ['"teamId"', '["teamId"]'])
def test_relationships(references):
    text = f"""\
type Team @model @auth(rules: [{{allow: public}}]) {{
  members: [Member] @hasMany(references: {references})
}}
type Member @model @auth(rules: [{{allow: public}}]) {{
  teamId: ID
  team: Team @belongsTo(references: {references})
}}
"""
    loaded = load(text, "graphql")
    assert loaded.problems == ()
    team, member = loaded.schema.models
    assert team.fields == (Relationship(name="members", kind="hasMany", model="Member", references=("teamId",)),)
    assert member.fields[1] == Relationship(name="team", kind="belongsTo", model="Team", references=("teamId",))
    assert (team.fields[0].model_position.column, team.fields[0].references_position.column) == (13, 42)


def test_descriptions_are_comments():
    text = '"""What is to be done"""\ntype Todo @model @auth(rules: [{allow: public}]) {\n  "in words"\n  a: Int # a comment\n}\n'
    loaded = load(text, "graphql")
    assert loaded.problems == ()
    assert loaded.schema.models[0].position.line == 2


@pytest.mark.parametrize("written", ["id: ID!", "id: ID"])
def test_declared_id_is_the_implicit_one(written):
    """Without @primaryKey the real implementation gives the same API with and without it."""
    assert load(graphql_model(written, "a: Int"), "graphql").schema == load(graphql_model("a: Int"), "graphql").schema
    only = load(graphql_model(written), "graphql")
    assert only.problems == ()
    assert [each.name for each in only.schema.models[0].fields] == ["id"]


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
    "enum": ("enum Status { A }", "AP1009", 1, 6, unsupported("`enum Status`")),
    "input": ("input I { a: Int }", "AP1009", 1, 7, unsupported("`input I`")),
    "interface": ("interface I { a: Int }", "AP1009", 1, 11, unsupported("`interface I`")),
    "union": ("union U = A | B", "AP1009", 1, 7, unsupported("`union U`")),
    "scalar": ("scalar S", "AP1009", 1, 8, unsupported("`scalar S`")),
    "schema": ("schema { query: Q }", "AP1009", 1, 1, unsupported("`schema`")),
    "directive": ("directive @d on OBJECT", "AP1009", 1, 12, unsupported("`directive d`")),
    "extension": ("extend type T { a: Int }", "AP1009", 1, 13, unsupported("`extend type T`")),
    "query": ("query Q { a }", "AP1009", 1, 7, unsupported("`operation Q`")),
    "short query": ("{ a }", "AP1009", 1, 1, unsupported("`operation`")),
    "fragment": ("fragment F on T { a }", "AP1009", 1, 10, unsupported("`fragment F`")),
    "custom type": ("type T { a: Int }", "AP1009", 1, 6, unsupported("`type T` without @model")),
    "custom query": ("type Query { a: Int }", "AP1009", 1, 6, unsupported("`type Query` without @model")),
    "implements": (model(head="implements Node @model @auth(rules: [{allow: public}])"), "AP1009", 1, 22, unsupported("`implements Node`")),
    "queries of @model": (
        model(head="@model(queries: null) @auth(rules: [{allow: public}])"),
        "AP1009",
        1,
        18,
        unsupported("`queries` of @model"),
    ),
    "searchable": (
        model(head="@model @searchable @auth(rules: [{allow: public}])"),
        "AP1009",
        1,
        18,
        unsupported("@searchable on `type Todo`"),
    ),
    "unknown directive": (
        model(head="@model @auht(rules: []) @auth(rules: [{allow: public}])"),
        "AP1006",
        1,
        18,
        'There is no directive @auht for `type Todo`. Did you mean "auth"?',
    ),
    "@model twice": (model(head="@model @model @auth(rules: [{allow: public}])"), "AP1007", 1, 18, "@model stands twice on `type Todo`"),
    "unknown argument of @model": (
        model(head="@model(subscription: null) @auth(rules: [{allow: public}])"),
        "AP1006",
        1,
        18,
        '@model has no argument "subscription". Did you mean "subscriptions"?',
    ),
    "no rules": (model(head="@model @auth(rules: [])"), "AP4001", 1, 18, "@auth has no rules: nobody could do anything"),
    "no argument": (model(head="@model @auth"), "AP4001", 1, 18, "@auth has no rules: nobody could do anything"),
    "rule is a word": (model(head="@model @auth(rules: [owner])"), "AP1008", 1, 32, "A rule must be an object"),
    "rule without allow": (model(head="@model @auth(rules: [{operations: [read]}])"), "AP1012", 1, 32, "A rule needs `allow`"),
    "rule's allow twice": (
        model(head="@model @auth(rules: [{allow: owner, allow: public}])"),
        "AP1007",
        1,
        47,
        "`allow` stands twice in a rule",
    ),
    "unknown member": (
        model(head="@model @auth(rules: [{allow: owner, operation: [read]}])"),
        "AP1006",
        1,
        47,
        'a rule has no argument "operation". Did you mean "operations"?',
    ),
    "groups": (model(head="@model @auth(rules: [{allow: groups}])"), "AP1009", 1, 40, unsupported('`allow` "groups"')),
    "Gen 2's word": (
        model(head="@model @auth(rules: [{allow: authenticated}])"),
        "AP1014",
        1,
        40,
        '`allow` cannot be "authenticated". Did you mean "private"?',
    ),
    "allow in quotes": (model(head='@model @auth(rules: [{allow: "owner"}])'), "AP1008", 1, 40, "`allow` must be a word without quotes"),
    "identity claim": (
        model(head='@model @auth(rules: [{allow: owner, identityClaim: "email"}])'),
        "AP1009",
        1,
        47,
        unsupported("`identityClaim` of a rule"),
    ),
    "iam": (model(head="@model @auth(rules: [{allow: private, provider: iam}])"), "AP1009", 1, 59, unsupported("`provider: iam`")),
    "provider that does not fit": (
        model(head="@model @auth(rules: [{allow: owner, provider: apiKey}])"),
        "AP4007",
        1,
        57,
        'The provider of `allow: owner` cannot be "apiKey"',
    ),
    "provider in quotes": (
        model(head='@model @auth(rules: [{allow: public, provider: "apiKey"}])'),
        "AP4007",
        1,
        58,
        "The provider of `allow: public` must be a word without quotes",
    ),
    "other owner field": (
        model(head='@model @auth(rules: [{allow: owner, ownerField: "author"}])'),
        "AP1009",
        1,
        59,
        unsupported('`ownerField: "author"`'),
    ),
    "owner field of others": (
        model(head='@model @auth(rules: [{allow: public, ownerField: "owner"}])'),
        "AP1006",
        1,
        60,
        "A rule with `allow: public` has no `ownerField`",
    ),
    "owner field without quotes": (
        model(head="@model @auth(rules: [{allow: owner, ownerField: owner}])"),
        "AP1008",
        1,
        59,
        "`ownerField` must be a text",
    ),
    "unknown operation": (
        model(head="@model @auth(rules: [{allow: owner, operations: [write]}])"),
        "AP4003",
        1,
        60,
        'An operation cannot be "write". Did you mean "update"?',
    ),
    "no operations": (
        model(head="@model @auth(rules: [{allow: owner, operations: []}])"),
        "AP1008",
        1,
        59,
        "`operations` is an empty list: the rule lets nothing through",
    ),
    "rule on a field": (model("a: Int @auth(rules: [{allow: owner}])"), "AP1009", 2, 10, unsupported('@auth on the field "Todo.a"')),
    "index": (model("a: Int @index"), "AP1009", 2, 10, unsupported('@index on the field "Todo.a"')),
    "two underscores": (
        model("__a: Int"),
        "AP2004",
        2,
        3,
        'There cannot be a field "Todo.__a": GraphQL keeps names with two underscores',
    ),
    "primary key": (model("a: ID! @primaryKey"), "AP1009", 2, 10, unsupported('@primaryKey on the field "Todo.a"')),
    "sort keys": (
        model('id: ID! @primaryKey(sortKeyFields: ["a"])\n  a: Int!'),
        "AP1009",
        2,
        23,
        unsupported("`sortKeyFields` of @primaryKey"),
    ),
    "argument of a field": (model("a(b: Int): Int"), "AP1009", 2, 5, unsupported('The argument `b` of the field "Todo.a"')),
    "list of lists": (model("a: [[Int]]"), "AP2002", 2, 7, 'The field "Todo.a" is a list of lists'),
    "unknown type": (model("a: Strng"), "AP2001", 2, 6, 'The field "Todo.a" has the unknown type "Strng". Did you mean "String"?'),
    "type twice": (model() + model(), "AP2006", 4, 6, 'The model "Todo" is defined twice: first in schema.graphql:1'),
    "field twice": (model("a: Int\n  a: Int"), "AP2007", 3, 3, 'The field "Todo.a" is defined twice: first in schema.graphql:2'),
    "model without fields": ("type Todo @model @auth(rules: [{allow: public}])", "AP2008", 1, 6, 'The model "Todo" has no fields'),
    "model without rules": (model(head="@model"), "AP4001", 1, 6, 'The model "Todo" has no rules: nobody could do anything'),
    "no list": (
        model('a: Todo @hasMany(references: "b")\n  b: ID\n  c: Todo @belongsTo(references: "b")'),
        "AP3008",
        2,
        6,
        '@hasMany stands on the field "Todo.a", whose type is not a list',
    ),
    "list": (
        model('a: [Todo] @hasMany(references: "b")\n  b: ID\n  c: [Todo] @belongsTo(references: "b")'),
        "AP3008",
        4,
        6,
        '@belongsTo stands on the field "Todo.c", whose type is not a single model',
    ),
    "required relationship": (
        model('a: [Todo!] @hasMany(references: "b")\n  b: ID\n  c: Todo @belongsTo(references: "b")'),
        "AP1009",
        2,
        6,
        unsupported('`!` on the relationship of the field "Todo.a"'),
    ),
    "no references": (
        model('a: [Todo] @hasMany\n  b: ID\n  c: Todo @belongsTo(references: "b")'),
        "AP1012",
        2,
        13,
        '@hasMany on the field "Todo.a" needs `references`',
    ),
    "Gen 1's fields": (model('a: [Todo] @hasMany(fields: ["id"])'), "AP1009", 2, 22, unsupported("`fields` of @hasMany")),
    "both kinds": (
        model('a: [Todo] @hasMany(references: "b") @belongsTo(references: "b")\n  b: ID\n  c: Todo @belongsTo(references: "b")'),
        "AP1008",
        2,
        39,
        'The field "Todo.a" has both @hasMany and @belongsTo',
    ),
    "references are numbers": (
        model('a: [Todo] @hasMany(references: [1])\n  b: ID\n  c: Todo @belongsTo(references: "b")'),
        "AP1008",
        2,
        35,
        "`references` of @hasMany must hold texts",
    ),
    "references are empty": (
        model('a: [Todo] @hasMany(references: [])\n  b: ID\n  c: Todo @belongsTo(references: "b")'),
        "AP1008",
        2,
        34,
        "`references` of @hasMany is an empty list",
    ),
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
