from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model

SHARED = "and every object of JavaScript has something of that name"


def test_reasons():
    """An input seems to hold such a field even if it does not: nobody would be stamped as its owner, and no default would be filled in."""
    text = """
models:
  Race:
    identifier: [toString, id]
    fields:
      id: ID!
      toString: String!
      valueOf: { type: String, validate: [{ minLength: 2 }] }
      constructor: String
      isPrototypeOf: { type: String, default: none }
      toLocaleString: { type: String, authorization: [{ allow: owner }] }
      hasOwnProperty: String
    indexes: [{ partitionKey: hasOwnProperty }]
    authorization: [{ allow: ownerDefinedIn, field: constructor }]
"""
    assert {(problem[1], problem[2], problem[4]) for problem in found(load(text)) if problem[1] == "AP2022"} == {
        ("AP2022", 7, f'The field "Race.toString" is part of the identifier, {SHARED}'),
        ("AP2022", 8, f'The field "Race.valueOf" has a default or a validation, {SHARED}'),
        ("AP2022", 9, f'The field "Race.constructor" is what a rule looks at, {SHARED}'),
        ("AP2022", 10, f'The field "Race.isPrototypeOf" has a default or a validation, {SHARED}'),
        ("AP2022", 11, f'The field "Race.toLocaleString" has rules of its own, {SHARED}'),
        ("AP2022", 12, f'The field "Race.hasOwnProperty" is part of an index, {SHARED}'),
    }


@pytest.mark.parametrize("name", ["constructor", "toString"])
def test_only_stored(name):
    assert load(yaml_model(f"{name}: String")).problems == ()
