from __future__ import annotations

import pytest
from schema_support import found, load

HEAD = "authorization: { allow: publicApiKey }\nmodels:\n  T: { fields: { e: E } }\nenums:\n  E: "


@pytest.mark.parametrize("values", ["[A]", "[draft, Published, _x, A1]", "[on, off, yes]", "[Query, T]"])
def test_values_that_graphql_takes(values):
    """`on` and `off` are texts here, whatever other readers of YAML make of them."""
    assert load(f"{HEAD}{values}\n").problems == ()


def test_no_values():
    """Probe: empty enum."""
    assert found(load(f"{HEAD}[]\n")) == [("error", "AP2013", 5, 3, 'The enum "E" has no values')]


@pytest.mark.parametrize(("value", "closest"), [("a b", "a_b"), ("a-b", "a_b"), ("2nd", None), ("é", None), (" a", "a"), ("$", None)])
def test_values_that_are_no_names(value, closest):
    """Probes: enum value with space, with dash."""
    loaded = load(f'{HEAD}["{value}"]\n')
    assert found(loaded) == [("error", "AP2014", 5, 7, f'The value "{value}" of the enum "E" is not a name in GraphQL')]
    assert loaded.problems[0].advice == (f"Write {closest}, for example." if closest else _NAMES)


_NAMES = "Use letters of the English alphabet, digits and underscores, and no digit at the start."


@pytest.mark.parametrize("value", ["true", "false", "null"])
def test_words_of_graphql(value):
    """Probe: enum value true."""
    loaded = load(f'{HEAD}["{value}"]\n')
    assert found(loaded) == [("error", "AP2014", 5, 7, f'The value "{value}" of the enum "E" is a word of GraphQL')]
    assert loaded.problems[0].advice == f"Name it otherwise, {value.upper()} for example."


def test_reserved_and_repeated():
    loaded = load(f"{HEAD}[__a, b, b]\n")
    assert [each[2:] for each in found(loaded)] == [
        (5, 7, 'The value "__a" of the enum "E" begins with two underscores, which GraphQL keeps for itself'),
        (5, 15, 'The value "b" of the enum "E" stands twice'),
    ]


def test_enum_in_place():
    text = "models:\n  T:\n    fields:\n      e: { enum: [a-b] }\n    authorization: { allow: owner }\n"
    [problem] = found(load(text))
    assert problem[:4] == ("error", "AP2014", 4, 19)
    assert problem[4] == 'The value "a-b" of the enum "TE" is not a name in GraphQL'
