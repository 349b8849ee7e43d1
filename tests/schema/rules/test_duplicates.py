from __future__ import annotations

from schema_support import found, load

TYPE = "type A @model @auth(rules: [{allow: owner}]) { a: Int }\n"


def test_models():
    message = 'The model "A" is defined twice: first in schema.graphql:1'
    assert found(load(TYPE * 3, "graphql")) == [("error", "AP2006", 2, 6, message), ("error", "AP2006", 3, 6, message)]


def test_fields():
    loaded = load(TYPE.replace("a: Int", "a: Int\n a: Int\n a: ID"), "graphql")
    message = 'The field "A.a" is defined twice: first in schema.graphql:1'
    assert found(loaded) == [("error", "AP2007", 2, 2, message), ("error", "AP2007", 3, 2, message)]
