"""A schema may be handed in as a file, a text, a `Schema` or a plan; its mistakes come all at once and before any resource."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from amplify_pulumi import ComponentError, DataApi, DataApiArgs
from amplify_pulumi.components.source import plan_of
from amplify_pulumi.schema import load_text

YAML = """\
models:
  Todo:
    fields:
      content: String
      isDone: Boolean
    authorization: { allow: publicApiKey }
"""
GRAPHQL = """
# in the other language
type Todo @model @auth(rules: [{ allow: public, provider: apiKey }]) {
  content: String
  isDone: Boolean
}
"""


def test_all_ways_to_hand_in_a_schema_give_one_plan(tmp_path: Path) -> None:
    (tmp_path / "schema.yaml").write_text(YAML)
    (tmp_path / "schema.graphql").write_text(GRAPHQL)
    expected = plan_of(YAML)
    assert [each.model for each in expected.tables] == ["Todo"]
    schema = load_text(YAML).schema
    assert schema is not None
    for source in (str(tmp_path / "schema.yaml"), tmp_path / "schema.yaml", tmp_path / "schema.graphql", GRAPHQL, schema, expected):
        assert plan_of(source).to_text() == expected.to_text()
    assert plan_of("{models: {Todo: {fields: {content: String, isDone: Boolean}, authorization: {allow: publicApiKey}}}}") == expected


def test_a_path_is_relative_to_the_working_folder_and_so_are_the_files_that_a_text_includes(tmp_path, monkeypatch) -> None:
    (tmp_path / "schema.yaml").write_text(YAML)
    monkeypatch.chdir(tmp_path)
    assert plan_of("schema.yaml") == plan_of("include: [schema.yaml]\n") == plan_of(YAML)


def test_mistakes_come_all_at_once_before_any_resource(deploy, tmp_path) -> None:
    file = tmp_path / "schema.yaml"
    file.write_text(YAML.replace("Boolean", "Bolean").replace("publicApiKey", "publicKey"))
    registered = []

    def program():
        DataApi("todo", DataApiArgs(schema=file, transform={"api": lambda name, _: registered.append(name)}))

    with pytest.raises(ComponentError) as raised:
        deploy(program)
    text = str(raised.value)
    assert f"{file}:5:15: error AP2001" in text
    assert f"{file}:6:29: error" in text
    assert "Did you mean" in text
    assert not registered


def test_a_schema_object_is_checked_too() -> None:
    schema = load_text(YAML).schema
    assert schema is not None
    with pytest.raises(ComponentError, match="AP2011"):
        plan_of(replace(schema, models=()))


@pytest.mark.parametrize(
    ("source", "words"), [("missing.yaml", "AP1001"), ("", "AP1001"), ("a: {", "AP1004"), (7, "AP7002: schema is a int")]
)
def test_what_is_no_schema_is_told_so(source, words, tmp_path, monkeypatch) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(ComponentError, match=words):
        plan_of(source)


def test_warnings_go_to_pulumi(deploy) -> None:
    """What the real Amplify lets through in GraphQL is deployed, and said."""
    text = GRAPHQL.replace("isDone: Boolean", "isDone: Boolean\n  createdAt: Int")
    loaded = load_text(text, language="graphql")
    assert loaded.schema is not None
    assert loaded.problems, "the case is chosen for its warning"
    deployment = deploy(lambda: DataApi("todo", DataApiArgs(schema=text)).api_id)
    assert len(deployment.messages) == len(loaded.problems)
    assert loaded.problems[0].code in deployment.messages[0]
