"""@default and @validate."""

from __future__ import annotations

import pytest
from graphql_support import model_of, model_text, only_problem

from amplify_pulumi.schema.model import Field, Validation

DEFAULTS = {
    's: String @default(value: "My new Todo")': "My new Todo",
    'i: Int @default(value: "5")': "5",
    'b: Boolean @default(value: "true")': "true",
    'j: AWSJSON @default(value: "[1,2]")': "[1,2]",
    'q: String @default(value: "say \\"x\\"")': 'say "x"',
    'e: String @default(value: "")': "",
    's: String @default(value: """a\n  b""")': "a\nb",
}


@pytest.mark.parametrize(("field", "value"), DEFAULTS.items(), ids=DEFAULTS)
def test_defaults(field, value):
    assert model_of(field).fields[0].default == value


@pytest.mark.parametrize("kind", ["minLength", "maxLength", "startsWith", "endsWith", "matches", "gt", "lt", "gte", "lte"])
def test_validations(kind):
    assert model_of(f'a: String @validate(type: {kind}, value: "3")').fields[0].validations == (Validation(kind=kind, value="3"),)


def test_validations_in_order_with_messages():
    field = model_of(
        'a: String! @default(value: "x") @validate(type: minLength, value: "3", errorMessage: "m") @validate(type: lt, value: "-1")'
    )
    assert field.fields == (
        Field(
            name="a",
            type="String",
            required=True,
            default="x",
            validations=(Validation(kind="minLength", value="3", message="m"), Validation(kind="lt", value="-1")),
        ),
    )
    assert field.fields[0].default_position.column == 30
    assert [each.position.column for each in field.fields[0].validations] == [35, 93]


MISTAKES = {
    "a: Int @default": ("AP1012", '@default on the field "Todo.a" needs `value`'),
    "a: Int @default(value: 5)": ("AP1008", "`value` of @default must be a text"),
    "a: Int @default(value: null)": ("AP1008", "`value` of @default must be a text"),
    'a: Int @default(value: "1") @default(value: "2")': ("AP1007", '@default stands twice on the field "Todo.a"'),
    'a: Int @validate(value: "5")': ("AP1012", '@validate on the field "Todo.a" needs `type`'),
    "a: Int @validate(type: gt)": ("AP1012", '@validate on the field "Todo.a" needs `value`'),
    'a: Int @validate(type: min, value: "5")': ("AP1014", '`type` of @validate cannot be "min". Did you mean "gte"?'),
    'a: Int @validate(type: "gt", value: "5")': ("AP1008", "`type` of @validate must be a word without quotes"),
    "a: Int @validate(type: gt, value: 5)": ("AP1008", "`value` of @validate must be a text"),
    'a: Int @validate(type: gt, value: "5", message: "m")': ("AP1006", '@validate has no argument "message"'),
    'a: [Todo] @hasMany(references: ["b"]) @default(value: "x")': (
        "AP2016",
        'The field "Todo.a" is a relationship and cannot have a default',
    ),
    'a: [Todo] @hasMany(references: ["b"]) @validate(type: gt, value: "1")': (
        "AP2017",
        'The field "Todo.a" is a relationship and cannot be validated',
    ),
}


@pytest.mark.parametrize(("field", "expected"), MISTAKES.items(), ids=MISTAKES)
def test_mistakes(field, expected):
    severity, code, line, _, message = only_problem(model_text(field))
    assert (severity, code, line, message) == ("error", expected[0], 2, expected[1])
