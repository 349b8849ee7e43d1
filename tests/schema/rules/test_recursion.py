from __future__ import annotations

import pytest
from schema_support import found, load

from amplify_pulumi.schema.model import CustomType, Field, Schema
from amplify_pulumi.schema.rules import recursion

HEAD = "authorization: { allow: publicApiKey }\nmodels:\n  T: { fields: { a: A } }\ntypes:\n"


@pytest.mark.parametrize(
    "types", ["  A: { a: A }", '  A: { a: "[A!]!" }', "  A: { b: B! }\n  B: { a: A }", "  A: { b: B!, c: B! }\n  B: { x: Int! }"]
)
def test_types_that_end_somewhere(types):
    """Probe: recursive custom type."""
    assert load(f"{HEAD}{types}\n").problems == ()


def test_type_that_requires_itself():
    assert found(load(f"{HEAD}  A: {{ a: A! }}\n")) == [("error", "AP2021", 5, 3, 'The type "A" requires itself: A.a → A')]


def test_through_others():
    [problem] = found(load(f"{HEAD}  A: {{ x: Int, b: B! }}\n  B: {{ c: C! }}\n  C: {{ b: B! }}\n"))
    assert problem == ("error", "AP2021", 5, 3, 'The type "B" requires itself: B.c → C.b → B')


def test_types_nested_deep():
    count = 5000
    types = [CustomType(name=f"T{each}", fields=(Field(name="t", type=f"T{each + 1}", required=True),)) for each in range(count)]
    last = CustomType(name=f"T{count}", fields=(Field(name="x", type="Int"),))
    assert list(recursion.check(Schema(types=(*types, last)))) == []
