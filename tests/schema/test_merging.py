"""A YAML file around a GraphQL file: modes, functions and handlers, which GraphQL cannot say."""

from __future__ import annotations

import pytest

from amplify_pulumi.schema import load_schema
from amplify_pulumi.schema.model import CodeHandler, Rule

GRAPHQL = """\
type Post @model @auth(rules: [{allow: private}]) { likes: Int }
type Query { echo(text: String): String @function(name: "echo-${env}") @auth(rules: [{allow: private}]) }
type Mutation { likePost(id: ID!): Post @aws_cognito_user_pools }
type Subscription { changed: Post @aws_subscribe(mutations: ["updatePost"]) @aws_cognito_user_pools }
"""
YAML = """\
include: schema.graphql
functions:
  echo: { entry: ./echo.py }
mutations:
  likePost:
    handler: { dataSource: Post, entry: ./like.js }
subscriptions:
  changed:
    for: [{ model: Post, mutations: [update] }]
    handler: { entry: ./changed.js }
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "schema.graphql").write_text(GRAPHQL)
    (tmp_path / "schema.yaml").write_text(YAML)
    for each in ("echo.py", "like.js", "changed.js"):
        (tmp_path / each).write_text("")
    return tmp_path


def test_handlers_and_functions_are_stated_around(folder):
    """The operation stays what GraphQL says; the code and the file come from the file that includes it."""
    loaded = load_schema(folder / "schema.yaml")
    assert loaded.problems == ()
    operations = {each.name: each for each in loaded.schema.operations}
    assert list(operations) == ["echo", "likePost", "changed"]
    assert operations["likePost"].handlers == (CodeHandler(entry="./like.js", data_source="Post"),)
    assert operations["likePost"].returns.type == "Post"
    assert operations["likePost"].authorization == (Rule(allow="authenticated"),)
    assert operations["likePost"].handlers[0].position.file.endswith("schema.yaml")
    assert operations["changed"].handlers == (CodeHandler(entry="./changed.js"),)
    assert [(each.name, each.entry) for each in loaded.schema.functions] == [("echo", "./echo.py")]


def test_two_files_that_name_one_function(folder):
    (folder / "more.graphql").write_text('type Mutation { ping: Int @function(name: "echo") @auth(rules: [{allow: private}]) }\n')
    (folder / "schema.yaml").write_text(
        YAML.replace("include: schema.graphql", "include: [schema.graphql, more.graphql]").replace(
            "functions:\n  echo: { entry: ./echo.py }\n", ""
        )
    )
    loaded = load_schema(folder / "schema.yaml")
    assert loaded.problems == ()
    assert [each.name for each in loaded.schema.functions] == ["echo"]


def test_what_says_something_else_is_a_second_definition(folder):
    (folder / "schema.yaml").write_text(YAML.replace("  likePost:\n", "  likePost:\n    returns: String\n"))
    loaded = load_schema(folder / "schema.yaml")
    assert loaded.schema is None
    assert "AP2020" in {each.code for each in loaded.problems}
