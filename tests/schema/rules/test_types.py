from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model

from amplify_pulumi.schema.vocabulary import SCALAR_SYNONYMS, SCALARS


@pytest.mark.parametrize(
    ("written", "meant"),
    [("string", "String"), ("Integer", "Int"), ("DateTime", "AWSDateTime"), ("Email", "AWSEmail"), ("Bolean", "Boolean")],
)
def test_unknown_types(written, meant):
    loaded = load(yaml_model(f"a: {written}!"))
    assert found(loaded) == [("error", "AP2001", 4, 10, f'The field "Todo.a" has the unknown type "{written}". Did you mean "{meant}"?')]
    assert loaded.problems[0].advice == f"The types are: {', '.join(SCALARS)}."


def test_type_that_is_nothing_like_a_scalar():
    assert found(load(yaml_model('a: "[Zzzzzzzz]"'))) == [("error", "AP2001", 4, 12, 'The field "Todo.a" has the unknown type "Zzzzzzzz"')]


def test_synonyms_lead_to_scalars():
    assert set(SCALAR_SYNONYMS.values()) <= set(SCALARS)
    assert all(each == each.lower() for each in SCALAR_SYNONYMS)


@pytest.mark.parametrize(
    ("notation", "column", "kind"),
    [("User", 10, "belongsTo"), ('"[User]"', 12, "hasMany")],
)
def test_models_need_a_relationship(notation, column, kind):
    """Probe: ref to a model from a model field."""
    text = yaml_model(f"a: {notation}") + "  User:\n    fields: { b: Int }\n    authorization: { allow: owner }\n"
    loaded = load(text)
    assert found(loaded) == [("error", "AP3007", 4, column, 'The field "Todo.a" has the model "User" as its type')]
    assert loaded.problems[0].advice == f"Make it a relationship: {{ {kind}: User, references: [userId] }}."


def test_unknown_result():
    """What a query returns may be a model, which is proposed, too."""
    text = "models:\n  Post: { fields: { a: Int }, authorization: { allow: owner } }\n"
    text += "queries:\n  q: { returns: Psot, handler: { entry: ./x.js }, authorization: { allow: custom } }\n"
    assert found(load(text)) == [("error", "AP2001", 4, 17, 'The query "q" has the unknown type "Psot". Did you mean "Post"?')]
