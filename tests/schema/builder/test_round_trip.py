"""Whole schemas: what is told to the builder, what YAML says, and what the model holds are one."""

from __future__ import annotations

from hypothesis import given, settings
from strategies import schemas
from telling import told

from amplify_pulumi.schema import load_builder, load_text
from amplify_pulumi.schema.yaml_writer import write_yaml


@settings(max_examples=60)
@given(schemas())
def test_schema_to_builder_to_schema_to_yaml(schema):
    """Any schema can be told to the builder, which gives it back, without mistakes; as YAML it is still the same."""
    loaded = load_builder(told(schema))
    assert [each for each in loaded.problems if each.severity == "error"] == []
    assert loaded.schema == schema
    assert load_text(write_yaml(loaded.schema)).schema == schema
