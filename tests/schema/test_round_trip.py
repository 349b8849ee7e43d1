"""A schema that is written as YAML and read again is the same schema."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from schema_support import load

from amplify_pulumi.schema import load_schema
from amplify_pulumi.schema.model import Api, ApiKeyMode, Field, Model, Relationship, Rule, Schema
from amplify_pulumi.schema.rules import validate
from amplify_pulumi.schema.vocabulary import ALLOW, MODES, OPERATIONS, SCALARS
from amplify_pulumi.schema.yaml_writer import write_yaml

CASES = sorted((Path(__file__).parents[1] / "conformance" / "cases").glob("*/gen1.graphql"))
NAMES = st.from_regex(r"[A-Za-z_][A-Za-z0-9_]{0,8}", fullmatch=True) | st.sampled_from(["on", "no", "null", "true", "y", "Off", "_"])
FIELD_NAMES = NAMES.filter(
    lambda name: not name.startswith("__") and name not in ("id", "owner", "and", "or", "not", "createdAt", "updatedAt")
)
MODEL_NAMES = NAMES.filter(lambda name: not name.startswith(("__", "AWS")))
TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(lambda text: bool(text.strip()))


@st.composite
def fields(draw):
    array = draw(st.booleans())
    return Field(
        name=draw(FIELD_NAMES),
        type=draw(st.sampled_from(SCALARS)),
        required=draw(st.booleans()),
        array=array,
        array_required=array and draw(st.booleans()),
    )


@st.composite
def rules(draw):
    allowed = draw(st.lists(st.sampled_from(ALLOW), min_size=1, unique=True))
    return tuple(
        Rule(
            allow=allow,
            operations=draw(
                st.none() | st.lists(st.sampled_from([each for each in OPERATIONS if each != "read"]), min_size=1, unique=True).map(tuple)
            ),
            transferable=allow == "owner" and draw(st.booleans()),
        )
        for allow in allowed
    )


@st.composite
def schemas(draw):
    """Whole schemas of this version's language, without mistakes."""
    names = draw(st.lists(MODEL_NAMES, min_size=1, max_size=4, unique_by=str.lower))
    values = {name: draw(st.lists(fields(), min_size=1, max_size=5, unique_by=lambda field: field.name)) for name in names}
    sides = {name: list(values[name]) for name in names}
    for number in range(draw(st.integers(0, 3))):
        parent, child = draw(st.sampled_from(names)), draw(st.sampled_from(names))
        reference = f"reference{number}"
        sides[child].append(Field(name=reference, type=draw(st.sampled_from(["ID", "String"])), required=draw(st.booleans())))
        sides[child].append(Relationship(name=f"parent{number}", kind="belongsTo", model=parent, references=(reference,)))
        sides[parent].insert(0, Relationship(name=f"children{number}", kind="hasMany", model=child, references=(reference,)))
    schema_rules = draw(st.none() | rules())
    return Schema(
        api=draw(
            st.builds(
                Api,
                name=st.none() | TEXTS,
                default_authorization_mode=st.none() | st.sampled_from(MODES),
                api_key=st.none() | st.builds(ApiKeyMode, expires_in_days=st.integers(1, 365), description=st.none() | TEXTS),
            ),
        ),
        authorization=schema_rules,
        models=tuple(
            Model(name=name, fields=tuple(sides[name]), authorization=draw(rules() if schema_rules is None else st.none() | rules()))
            for name in names
        ),
    )


@given(schemas())
def test_written_and_read_again(schema):
    """Schema → YAML → Schema is the identity, and so is the text of it; what is without mistakes stays so."""
    text = write_yaml(schema)
    loaded = load(text)
    if loaded.schema is None:
        # Names may clash by chance (Box and Boxes): then the schema itself has mistakes, and the text has the same.
        assert {each.code for each in loaded.problems} == {each.code for each in validate(schema)}
        assert {each.code for each in loaded.problems} <= {"AP2004", "AP2005", "AP4006"}
        return
    assert loaded.schema == schema
    assert write_yaml(loaded.schema) == text


@pytest.mark.parametrize("case", CASES, ids=lambda path: path.parent.name)
def test_graphql_to_yaml(case):
    """What came from GraphQL says the same in YAML."""
    loaded = load_schema(case)
    if loaded.schema is None:
        pytest.skip("not in this version's language")
    assert load(write_yaml(loaded.schema)).schema == loaded.schema


def test_short_forms():
    text = """\
api:
  name: Blog
  defaultAuthorizationMode: userPool
  apiKeyAuthorizationMode: { description: "for guests", expiresInDays: 30 }
authorization:
  - allow: authenticated
models:
  Blog:
    fields:
      name: String!
      "on": AWSDate
      tags: "[String!]!"
      posts: { hasMany: Post, references: [blogId] }
    authorization:
      - { allow: owner, operations: [create, update], transferable: true }
  Post:
    fields:
      blogId: ID!
      blog: { belongsTo: Blog, references: [blogId] }
"""
    assert write_yaml(load(text).schema) == text


@pytest.mark.parametrize("name", ["\u2028", "\x85x", "\x7f\x00", "\ufeff", "😀", 'a "b" \\', "- x: y # z", "\ta\nb"])
def test_texts_of_any_characters(name):
    schema = Schema(
        api=Api(name=f"x{name}"),
        models=(Model(name="A", fields=(Field(name="a", type="Int"),), authorization=(Rule(allow="owner"),)),),
    )
    assert load(write_yaml(schema)).schema == schema
