from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


def problems(type_: str, *validations: str) -> list[tuple[str, str]]:
    loaded = load(yaml_model(f'f: {{ type: "{type_}", validate: [{", ".join(validations)}] }}'))
    assert all(each.position.line == 4 for each in loaded.problems)
    return [(each.code, each.message) for each in loaded.problems]


@pytest.mark.parametrize(
    ("type_", "validations"),
    [
        ("String!", ["{ minLength: 0 }", "{ maxLength: 20, message: too long }", "{ matches: '^[a-z]+$' }"]),
        ("String", ["{ startsWith: SKU- }", "{ endsWith: -X }"]),
        ("Int", ["{ gte: 0 }", "{ lt: 150 }"]),
        ("Float", ["{ gt: -1000 }", "{ lte: -0.5 }"]),
        ("Float", ["{ positive: true }"]),
        ("Int", ["{ gte: 5 }", "{ lte: 5 }"]),
    ],
)
def test_right_ones(type_, validations):
    assert problems(type_, *validations) == []


@pytest.mark.parametrize(
    "pattern",
    [r"\p{L}+", r"\Q(\E", "(?<year>[0-9]+)", "a*+b", r"\h*", "[a-z&&[^bc]]", r"(?i)abc", r"\x{1F600}", "^(?=.*[A-Z]).+$"],
)
def test_patterns_of_java(pattern):
    """Java's patterns know more than Python's: what is right there is accepted."""
    assert problems("String", f"{{ matches: '{pattern}' }}") == []


@pytest.mark.parametrize("pattern", ["(", "[a", "a**", "a{2,1}", ")", "\\\\" + "("])
def test_patterns_that_are_none(pattern):
    [(code, message)] = problems("String", f"{{ matches: '{pattern}' }}")
    assert code == "AP2019"
    assert "is no pattern" in message


@pytest.mark.parametrize(
    ("type_", "validation", "message"),
    [
        ("Int", "{ minLength: 3 }", 'The field "Todo.f" is Int, but minLength is for String'),
        ("String", "{ gt: 3 }", 'The field "Todo.f" is String, but gt is for Int and Float'),
        ("AWSEmail", "{ matches: x }", 'The field "Todo.f" is AWSEmail, but matches is for String'),
        ("[String]", "{ minLength: 1 }", 'The field "Todo.f" is an array, which cannot be validated'),
    ],
)
def test_validations_of_another_type(type_, validation, message):
    """Probe: validate on array. graphql-validate-transformer asks for the same."""
    assert problems(type_, validation) == [("AP2017", message)]


def test_twice():
    """Probe: validate duplicate type."""
    assert problems("Int", "{ gt: 1 }", "{ gt: 2 }") == [("AP2018", 'The field "Todo.f" is validated by gt twice')]
    assert problems("Int", "{ positive: true }", "{ gt: 2 }") == [("AP2018", 'The field "Todo.f" is validated by gt twice')]


@pytest.mark.parametrize("value", ["-1", "1.5", "long"])
def test_lengths(value):
    """Probe: validate negative minLength."""
    assert [each[0] for each in problems("String", f"{{ minLength: {value} }}")] == ["AP2019"]


@pytest.mark.parametrize(
    ("type_", "validations"),
    [
        ("String", ["{ minLength: 5 }", "{ maxLength: 4 }"]),
        ("Int", ["{ gt: 5 }", "{ lte: 5 }"]),
        ("Float", ["{ gte: 1 }", "{ lt: 1 }"]),
        ("Int", ["{ positive: true }", "{ negative: true }"]),
    ],
)
def test_bounds_that_exclude_each_other(type_, validations):
    [(code, message)] = problems(type_, *validations)
    assert code == "AP2019"
    assert message.endswith("no value is")


def test_only_fields_of_models():
    """Probe: validate on customType field."""
    text = yaml_model("c: C") + "types:\n  C:\n    s: { type: String, validate: [{ minLength: 1 }] }\n"
    assert found(load(text)) == [("error", "AP2017", 8, 37, 'The field "C.s" is of a custom type, whose fields cannot be validated')]
