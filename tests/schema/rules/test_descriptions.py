"""What is said to people: once of each part, and as text."""

from __future__ import annotations

from schema_support import found, load, yaml_model

from amplify_pulumi import a, allow
from amplify_pulumi.schema import load_schema
from amplify_pulumi.schema.loader import load_builder


def test_descriptions_of_a_file():
    loaded = load(yaml_model("a: Int") + "descriptions:\n  Todo.a: in words\n  Todo: ''\n")
    assert loaded.problems == ()
    assert [(each.place, each.text, each.position.line) for each in loaded.schema.descriptions] == [
        ("Todo", "", 8),
        ("Todo.a", "in words", 7),
    ]


def test_deprecated_in_a_file():
    loaded = load(yaml_model("a: Int", "b: Int") + "deprecated:\n  Todo.b:\n  Todo.a: Use b.\n")
    assert loaded.problems == ()
    assert [(each.place, each.reason) for each in loaded.schema.deprecations] == [("Todo.a", "Use b."), ("Todo.b", None)]


def test_deprecated_twice(tmp_path):
    (tmp_path / "schema.graphql").write_text(
        'type Todo @model @auth(rules: [{allow: public, provider: apiKey}]) {\n  a: Int @deprecated(reason: "other")\n}\n'
    )
    (tmp_path / "schema.yaml").write_text("include: schema.graphql\ndeprecated: { Todo.a: one }\n")
    problems = load_schema(tmp_path / "schema.yaml").problems
    assert [(each.code, each.message) for each in problems] == [
        ("AP1007", f'"Todo.a" is deprecated twice: first in {tmp_path}/schema.yaml:2')
    ]


def test_twice_in_several_files(tmp_path):
    """The file that is read first has said it; GraphQL counts like any other."""
    (tmp_path / "schema.graphql").write_text('"other"\ntype Todo @model @auth(rules: [{allow: public, provider: apiKey}]) {\n  a: Int\n}\n')
    (tmp_path / "schema.yaml").write_text("include: schema.graphql\ndescriptions:\n  Todo: one\n  Todo.a: another\n")
    problems = load_schema(tmp_path / "schema.yaml").problems
    assert [(each.code, each.message) for each in problems] == [("AP1007", f'"Todo" is described twice: first in {tmp_path}/schema.yaml:3')]
    assert problems[0].position.file.endswith("schema.graphql")


def test_described_around_graphql(tmp_path):
    (tmp_path / "schema.graphql").write_text('type Todo @model @auth(rules: [{allow: public, provider: apiKey}]) {\n  "b" a: Int\n}\n')
    (tmp_path / "schema.yaml").write_text("include: schema.graphql\ndescriptions: { Todo: a }\n")
    loaded = load_schema(tmp_path / "schema.yaml")
    assert loaded.problems == ()
    assert [(each.place, each.text) for each in loaded.schema.descriptions] == [("Todo", "a"), ("Todo.a", "b")]


def test_combined_in_python():
    """Each schema says something of its own, and what combines them of all."""
    one, two = (a.schema({name: a.model(a=a.integer()).authorization(allow.public_api_key())}) for name in ("One", "Two"))
    parts = [one.descriptions({"One.a": "first"}), two.deprecated({"Two.a": "too late"})]
    schema = a.combine(parts).descriptions({"Two": "second"}).build()
    assert [(each.place, each.text) for each in schema.descriptions] == [("One.a", "first"), ("Two", "second")]
    assert [(each.place, each.reason) for each in schema.deprecations] == [("Two.a", "too late")]
    twice = load_builder(a.combine(parts).descriptions({"One.a": "again"})).problems
    assert [(each.code, each.message.partition(":")[0]) for each in twice] == [("AP1007", '"One.a" is described twice')]


def test_half_a_character():
    """Python has texts that are none in any encoding; in YAML and GraphQL there is no way to write them."""
    builder = a.schema(Todo=a.model(a=a.integer()).authorization(allow.public_api_key())).descriptions({"Todo": "\ud83d"})
    (problem,) = load_builder(builder).problems
    assert problem.code == "AP1008"
    assert problem.message == 'The description of "Todo" holds half a character (a surrogate without its other half)'
    builder = a.schema(Todo=a.model(a=a.integer()).authorization(allow.public_api_key())).deprecated({"Todo.a": "\udfff"})
    (problem,) = load_builder(builder).problems
    assert problem.message == 'What is to be used in place of "Todo.a" holds half a character (a surrogate without its other half)'
    for text, language in (
        (yaml_model("a: Int") + 'descriptions: { Todo: "\\ud83d" }\n', "yaml"),
        ('"\\ud83d" type Todo @model @auth(rules: [{allow: public, provider: apiKey}]) { a: Int }', "graphql"),
    ):
        assert [each.severity for each in load(text, language).problems] == ["error"]
    assert found(load(yaml_model("a: Int") + 'descriptions: { Todo: "\\U0001f600" }\n')) == []
