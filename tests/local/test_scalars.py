"""AppSync's scalars: what they take, and in which words they refuse (AppSync's scalars page; texts as AppSync answers them)."""

from __future__ import annotations

import pytest

from amplify_pulumi.local.scalars import SCALARS, InvalidValueError

TAKEN = {
    "ID": ["a", "", 7],
    "String": ["", "ü 😀"],
    "Int": [0, -(2**31), 2**31 - 1, 3.0],
    "Float": [0, 1.5, -1e300],
    "Boolean": [True, False],
    "AWSDate": ["2024-02-29", "1970-01-01Z", "1970-01-01-07:00", "1970-01-01+05:30"],
    "AWSTime": ["12:30", "12:30:24.500Z", "23:59:59+07:30", "12:00-07:00:30"],
    "AWSDateTime": ["2024-02-29T12:30:24.500Z", "2024-02-29T12:30Z", "1970-01-01T12:30:00-07:00"],
    "AWSTimestamp": [0, -1, 4102444800000],
    "AWSEmail": ["a.b+c@example.com", "a@localhost"],
    "AWSPhone": ["+1 206-555-0100", "2065550100", "(206) 555.0100"],
    "AWSURL": ["https://example.com/a?b=c", "mailto:a@example.com", "ftp://host"],
    "AWSIPAddress": ["127.0.0.1", "127.0.0.1/8", "::1", "2001:db8::/32"],
}
REFUSED = {
    "ID": [True, 1.5, {}, []],
    "String": [5, True, [], {}],
    "Int": [1.5, "1", True, 2**31, -(2**31) - 1],
    "Float": ["1.5", True, float("nan"), float("inf")],
    "Boolean": ["true", 1, 0],
    "AWSDate": ["2024-02-30", "2024-1-1", "20240101", "", 5, "2024-01-01T00:00:00Z"],
    "AWSTime": ["25:00:00Z", "1:2:3", "", 5],
    "AWSDateTime": ["2024-01-01T00:00:00", "2024-01-01 00:00:00Z", "2024-01-01", "2024-13-01T00:00:00Z", ""],
    "AWSTimestamp": [1.5, "5", True],
    "AWSEmail": ["nope", "@b.co", "a@", "a b@c.co", ""],
    "AWSPhone": ["123", "+1", "abc", ""],
    "AWSURL": ["example.com", "", "https://a b", "https://a//b", "http://[::1"],
    "AWSIPAddress": ["256.1.1.1", "1.2.3", "", "::g"],
}


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in TAKEN.items() for value in values])
def test_takes_and_writes_the_value_unchanged(name: str, value: object) -> None:
    scalar = SCALARS[name]
    expected = str(value) if name == "ID" else value
    assert scalar.parse(value) == expected
    assert scalar.serialize(scalar.parse(value)) == expected


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in REFUSED.items() for value in values])
def test_refuses(name: str, value: object) -> None:
    with pytest.raises(InvalidValueError):
        SCALARS[name].parse(value)


@pytest.mark.parametrize(
    ("text", "value", "written"),
    [
        ("1", 1, "1"),
        ('"s"', "s", '"s"'),
        ("null", None, "null"),
        ('{"a":1,"a":2}', {"a": 2}, '{"a":2}'),
        ('[ 1, {"ü": "x"} ]', [1, {"ü": "x"}], '[1,{"ü":"x"}]'),
    ],
)
def test_json_is_parsed_for_resolvers_and_written_back(text: str, value: object, written: str) -> None:
    """The recorded behaviour of case scalars: an AWSJSON is stored as the value it spells, and answered as compact text."""
    assert SCALARS["AWSJSON"].parse(text) == value
    assert SCALARS["AWSJSON"].serialize(value) == written


@pytest.mark.parametrize("text", ["{a:1}", "", "{", "[" * 100_000])
def test_json_that_is_none_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match="as a valid JSON"):
        SCALARS["AWSJSON"].parse(text)


def test_texts_are_those_of_appsync() -> None:
    """The sentences are known from AppSync's answers ("Unable to parse `111` as a valid phone number.")."""
    with pytest.raises(InvalidValueError, match=r"^Unable to parse `111` as a valid phone number\.$"):
        SCALARS["AWSPhone"].parse("111")
    with pytest.raises(InvalidValueError, match=r"^Unable to serialize `x` as a valid DateTime Object\.$"):
        SCALARS["AWSDateTime"].serialize("x")


def test_strings_are_written_from_other_values() -> None:
    """A resolver may answer a number or a boolean for a String, as AppSync allows."""
    assert [SCALARS["String"].serialize(value) for value in (1, 2.0, 2.5, True, {"a": 1})] == ["1", "2", "2.5", "true", '{"a":1}']
