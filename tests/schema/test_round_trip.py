"""A schema that is written as YAML and read again is the same schema."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from schema_support import load, read
from strategies import schemas
from yaml_examples import SHORT

from amplify_pulumi.schema import load_schema
from amplify_pulumi.schema.model import Api, CustomOperation, CustomType, Field, Model, Relationship, Returns, Rule, Schema
from amplify_pulumi.schema.yaml_writer import NotInYamlError, write_yaml

CASES = sorted((Path(__file__).parents[1] / "conformance" / "cases").glob("*/gen1.graphql"))


@given(schemas())
def test_written_and_read_again(schema):
    """Schema → YAML → Schema is the identity, and so is the text of it; what is without mistakes stays so."""
    text = write_yaml(schema)
    loaded = load(text)
    assert [each for each in loaded.problems if each.severity == "error"] == []
    assert loaded.schema == schema
    assert write_yaml(loaded.schema) == text


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.parent.name)
def test_graphql_to_yaml(case):
    """What came from GraphQL says the same in YAML; other names of operations and timestamps are GraphQL's alone."""
    schema = load_schema(case).schema
    renames = any(each.operation_names or (each.created_at, each.updated_at) != ("createdAt", "updatedAt") for each in schema.models)
    relationships = [field for each in schema.models for field in each.relationships]
    leads = any(each.index is not None or (each.kind == "belongsTo" and each.required) for each in relationships)
    if renames or leads or any(each.only_input or each.callers is not None for each in schema.types):
        with pytest.raises(NotInYamlError):
            write_yaml(schema)
    else:
        assert read(write_yaml(schema)) == schema


def test_short_forms():
    """What people write is what is written: no key says what holds anyway."""
    assert write_yaml(read(SHORT)) == SHORT


def test_names_that_amplify_gives_are_written_in_place_only_where_nothing_changes():
    """A type that is used twice keeps its name, and so does one whose place among the types would change."""
    text = """\
models:
  Blog:
    fields:
      place: BlogPlace
      home: { fields: { city: String } }
types:
  BlogPlace: { lat: Float! }
  Echo: { place: BlogPlace }
"""
    schema = read(text)
    assert [each.name for each in schema.types] == ["BlogPlace", "Echo", "BlogHome"]
    assert write_yaml(schema) == text
    moved = replace(schema, types=schema.types[::-1])
    assert "  BlogHome: { city: String }\n" in write_yaml(moved)
    assert read(write_yaml(moved)) == moved


def test_deep_json_is_written_as_text():
    field = Field(name="a", type="AWSJSON", default="[" * 500 + "]" * 500)
    schema = Schema(models=(Model(name="A", fields=(field,)),))
    assert read(write_yaml(schema)) == schema


@pytest.mark.parametrize(
    "model",
    [
        Model(name="A", fields=(), operation_names=(("get", "fetch"),)),
        Model(name="A", fields=(), created_at="made"),
        Model(name="A", fields=(), updated_at=None),
    ],
)
def test_what_only_graphql_can_say(model):
    with pytest.raises(NotInYamlError, match="the model A renames its operations or timestamps"):
        write_yaml(Schema(models=(model,)))


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"kind": "hasMany", "index": "byA"}, "the relationship r is read by the index byA, which only GraphQL can say"),
        ({"kind": "belongsTo", "required": True}, "the relationship r must lead to an item, which only GraphQL can say"),
    ],
)
def test_relationships_of_graphql(said, message):
    relationship = Relationship(name="r", model="A", references=("aId",), **said)
    with pytest.raises(NotInYamlError, match=message):
        write_yaml(Schema(models=(Model(name="A", fields=(relationship,)),)))


@pytest.mark.parametrize(("required", "message"), [(False, "may be null"), (True, "may not be null")])
def test_results_of_subscriptions_that_are_other_than_their_mutations(required, message):
    operation = CustomOperation(kind="subscription", name="s", required=required)
    with pytest.raises(NotInYamlError, match=message):
        write_yaml(Schema(operations=(operation,)))


def test_operations_for_administrators_alone():
    operation = CustomOperation(kind="query", name="q", returns=Returns(type="String"), authorization=())
    with pytest.raises(NotInYamlError, match="the query q is for callers with AWS credentials alone"):
        write_yaml(Schema(operations=(operation,)))


@pytest.mark.parametrize(
    ("said", "message"),
    [({"only_input": True}, "the input A has no type of the same fields"), ({"callers": ()}, "the type A names its own callers")],
)
def test_types_of_graphql(said, message):
    type_ = CustomType(name="A", fields=(Field(name="a", type="Int"),), **said)
    with pytest.raises(NotInYamlError, match=message):
        write_yaml(Schema(types=(type_,)))


def test_an_id_that_is_declared_and_not_the_identifier():
    """In GraphQL `id: ID! @index(…)` is the implicit key; in YAML a declared `id` is the identifier, which lists take as an argument."""
    model = Model(name="A", fields=(Field(name="id", type="ID", required=True),))
    with pytest.raises(NotInYamlError, match="the model A declares an id that is not its identifier"):
        write_yaml(Schema(models=(model,)))


@pytest.mark.parametrize("name", ["\u2028", "\x85x", "\x7f\x00", "\ufeff", "😀", 'a "b" \\', "- x: y # z", "\ta\nb"])
def test_texts_of_any_characters(name):
    schema = Schema(
        api=Api(name=f"x{name}"),
        models=(Model(name="A", fields=(Field(name="a", type="Int"),), authorization=(Rule(allow="owner"),)),),
    )
    assert load(write_yaml(schema)).schema == schema
