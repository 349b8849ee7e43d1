from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model

from amplify_pulumi.schema import validate
from amplify_pulumi.schema.model import Schema


@pytest.mark.parametrize("text", ["models:\n", "models: {}\n", "api: { name: x }\n"])
def test_no_models(text):
    assert found(load(text)) == [("error", "AP2011", 1, 1, "There are no models and no operations")]


@pytest.mark.parametrize("fields", ["", " {}", " ~"])
def test_no_fields(fields):
    """Probe: empty model."""
    text = f"models:\n  Todo:\n    fields:{fields}\n    authorization: {{ allow: owner }}\n"
    assert found(load(text)) == [("error", "AP2008", 2, 3, 'The model "Todo" has no fields')]


def test_one_field_is_enough():
    assert load(yaml_model("id: ID!")).problems == ()


def test_schema_that_no_file_holds():
    [problem] = validate(Schema())
    assert (problem.code, problem.position) == ("AP2011", None)
