from __future__ import annotations

import pytest
from schema_support import found, graphql_model, load, yaml_model

from amplify_pulumi.schema.rules.defaults import VALUES
from amplify_pulumi.schema.vocabulary import SCALARS

RIGHT = {
    "ID": ["a", ""],
    "String": ["", 'say "hi"', "a$b", "{}"],
    "Int": ["0", "-5", "2147483647", "-2147483648"],
    "Float": ["1.5", "-0.25", "3", "1e3"],
    "Boolean": ["true", "false"],
    "AWSDate": ["2024-02-29", "2020-01-01Z", "2020-01-01+05:30"],
    "AWSTime": ["10:00:00Z", "10:00:00", "10:00", "23:59:59.123-07:00"],
    "AWSDateTime": ["2020-01-01T00:00:00Z", "2020-01-01T00:00:00.000+01:00", "2020-01-01T00:00Z"],
    "AWSTimestamp": ["1577836800", "-1"],
    "AWSEmail": ["a@b.co", "first.last+tag@example.com"],
    "AWSJSON": ['{"a":1}', "[1,2]", "null", '"x"'],
    "AWSPhone": ["+12025550123", "555-0123", "+44 20 7946 0958"],
    "AWSURL": ["https://a.b", "mailto:a@b.co"],
    "AWSIPAddress": ["1.2.3.4", "10.0.0.0/8", "::1"],
}
WRONG = {
    "Int": ["abc", "1.5", "2147483648", "", "5abc", "٣", "9" * 5000],
    "Float": ["abc", "NaN", "1e999", ""],
    "Boolean": ["True", "1", "yes"],
    "AWSDate": ["2023-02-29", "01.02.2020", "2020-1-1"],
    "AWSTime": ["25:00:00Z", "10", "10:00:00|01:00"],
    "AWSDateTime": ["2020-01-01", "2020-01-01T00:00:00", "2020-13-01T00:00:00Z"],
    "AWSTimestamp": ["now", "1.5"],
    "AWSEmail": ["a", "a@", "@b.co", "a b@c.de"],
    "AWSJSON": ["{a:1}", "NaN", "", "[" * 100_000],
    "AWSPhone": ["call me", "1"],
    "AWSURL": ["a.b", "", "https://a b", "http://[x"],
    "AWSIPAddress": ["1.2.3", "1.2.3.400", "a"],
}


def test_every_scalar_is_checked():
    assert set(VALUES) == set(RIGHT) == set(SCALARS)


@pytest.mark.parametrize(("type_", "value"), [(type_, value) for type_, values in RIGHT.items() for value in values])
def test_values_of_the_type(type_, value):
    """AWS AppSync, Scalar types. Probes: JSON and text with quotes, AWSTime without offset, empty text."""
    assert VALUES[type_][0](value)


@pytest.mark.parametrize(("type_", "value"), [(type_, value) for type_, values in WRONG.items() for value in values])
def test_values_of_another_type(type_, value):
    """Probe: int default "abc"."""
    assert not VALUES[type_][0](value)


def test_wrong_default():
    loaded = load(yaml_model("n: { type: Int, default: abc }"))
    assert found(loaded) == [("error", "AP2015", 4, 32, 'The field "Todo.n" has the default "abc", which is no Int')]
    loaded = load(graphql_model('n: Int @default(value: "abc")'), "graphql")
    assert [each[:3] for each in found(loaded)] == [("error", "AP2015", 2)]


def test_value_of_an_enum():
    text = yaml_model("e: { type: E, default: %s }") + "enums: { E: [OPEN, DONE] }\n"
    assert load(text % "DONE").problems == ()
    [problem] = load(text % "DOEN").problems
    assert problem.message == 'The field "Todo.e" has the default "DOEN", which is no value of E. Did you mean "DONE"?'
    assert problem.advice == "The values are: OPEN, DONE."


def test_places_without_defaults():
    text = yaml_model('a: { type: "[String]", default: x }', "c: { type: C, default: x }")
    text += "types:\n  C:\n    d: { type: String, default: x }\n"
    assert [each[1:3] + each[4:] for each in found(load(text))] == [
        ("AP2016", 4, 'The field "Todo.a" is an array, which takes no default'),
        ("AP2016", 5, 'The field "Todo.c" is of the type "C", which takes no default'),
        ("AP2016", 9, 'The field "C.d" is of a custom type, whose fields take no default'),
    ]


def test_what_the_builder_prints_for_null():
    """Probe: default null. It is a text in GraphQL, and accepted as one."""
    assert [each[:2] for each in found(load(graphql_model('s: String @default(value: "undefined")'), "graphql"))] == [("warning", "AP2015")]
    assert load(yaml_model("s: { type: String, default: undefined }")).problems == ()
