from __future__ import annotations

from schema_support import found, load


def test_model_without_rules():
    """Probe: model without any authorization."""
    loaded = load("models:\n  A: { fields: { a: Int } }\n  B: { fields: { a: Int }, authorization: { allow: owner } }\n")
    assert found(loaded) == [("error", "AP4001", 2, 3, 'The model "A" has no rules: nobody could do anything')]


def test_rules_of_the_schema_are_for_models_without():
    assert load("authorization: { allow: owner }\nmodels:\n  A: { fields: { a: Int } }\n").problems == ()
