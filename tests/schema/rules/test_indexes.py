from __future__ import annotations

import pytest
from schema_support import found, graphql_model, load

from amplify_pulumi.schema.model import Index
from amplify_pulumi.schema.rules.indexes import default_name

FIELDS = (
    ("a", "String"),
    ("n", "Int"),
    ("e", "E"),
    ("c", "C"),
    ("l", '"[String]"'),
    ("b", "Boolean"),
    ("j", "AWSJSON"),
    ("u", "{ belongsTo: U, references: [a] }"),
)


def with_indexes(*indexes: str, identifier: str = "") -> list[tuple[str, str, int, int, str]]:
    """Return the problems of a model with these indexes, the first of which is in line 15."""
    lines = ["authorization: { allow: publicApiKey }", "models:", "  U: { fields: { ts: { hasMany: T, references: [a] } } }", "  T:"]
    lines += [
        "    fields:",
        *(f"      {name}: {type_}" for name, type_ in FIELDS),
        "    indexes:",
        *(f"      - {each}" for each in indexes),
    ]
    if identifier:
        lines.append(f"    identifier: {identifier}")
    return found(load("\n".join([*lines, "types: { C: { x: Int } }", "enums: { E: [X] }"]) + "\n"))


@pytest.mark.parametrize(
    "index",
    [
        "{ partitionKey: a }",
        "{ partitionKey: e, sortKeys: [n, a] }",
        "{ partitionKey: n, queryField: null }",
        "{ partitionKey: a, name: a.b_c-9, projection: KEYS_ONLY }",
        "{ partitionKey: a, projection: { include: [n, l] } }",
        "{ partitionKey: e, sortKeys: [createdAt] }",
    ],
)
def test_right_ones(index):
    assert with_indexes(index) == []


@pytest.mark.parametrize(
    ("field", "reason"),
    [
        ("b", '"b" is Boolean, which DynamoDB takes for no key'),
        ("j", '"j" is AWSJSON, which DynamoDB takes for no key'),
        ("l", '"l" is an array'),
        ("c", '"c" is of the type "C", which has fields of its own'),
        ("u", '"u" is a relationship'),
    ],
)
def test_fields_that_are_no_keys(field, reason):
    """Probes: index on boolean, on array, on custom type ref, sort key json."""
    assert with_indexes(f"{{ partitionKey: {field} }}") == [("error", "AP3011", 15, 25, f'The index of "T" on {field}: {reason}')]
    assert with_indexes(f"{{ partitionKey: a, sortKeys: [{field}] }}") == [("error", "AP3011", 15, 39, f'The index of "T" on a: {reason}')]


def test_unknown_fields():
    """Probe: index on unknown field."""
    assert with_indexes("{ partitionKey: nope, sortKeys: [aa] }") == [
        ("error", "AP3009", 15, 25, 'An index of "T" names the unknown field "nope"'),
        ("error", "AP3009", 15, 42, 'An index of "T" names the unknown field "aa". Did you mean "a"?'),
    ]


def test_field_twice():
    assert with_indexes("{ partitionKey: a, sortKeys: [a] }")[0][4] == 'The index of "T" on a names "a" twice'


def test_names():
    """Probes: duplicate index name, index named primaryKey, twice the same index."""
    assert with_indexes("{ partitionKey: a, name: same }", "{ partitionKey: n, name: same }") == [
        ("error", "AP3012", 16, 34, 'Two indexes of "T" have the name "same"'),
    ]
    assert with_indexes("{ partitionKey: a, name: tSByN }", "{ partitionKey: n }")[0][:2] == ("error", "AP3012")
    assert with_indexes("{ partitionKey: a, name: primaryKey }")[0][1] == "AP3012"
    assert with_indexes("{ partitionKey: a }", "{ partitionKey: a }") == [
        ("error", "AP3012", 16, 9, 'Two indexes of "T" have the name "tSByA"'),
    ]
    for name in ("ab", "a b", "ä" * 3, "a" * 256):
        assert with_indexes(f"{{ partitionKey: a, name: '{name}' }}")[0][1] == "AP3012"


def test_default_names_are_amplifys():
    """The names stand in the tables of the case customer."""
    index = Index(partition_key="status", sort_keys=("lastOrderAt", "score"), query_field=None)
    assert default_name("Customer", index) == "customersByStatusAndLastOrderAtAndScore"
    assert default_name("Measurement", Index(partition_key="day", sort_keys=("value",), query_field=None)) == "measurementsByDayAndValue"


@pytest.mark.parametrize(
    ("projection", "column", "message"),
    [
        ("{ include: [a] }", 52, 'The index of "T" on a projects its own key "a"'),
        ("{ include: [n, n] }", 55, 'The index of "T" on a projects "n" twice'),
        ("{ include: [m] }", 52, 'The index of "T" on a projects "m", which is no field of "T" that holds a value'),
        ("{ include: [u] }", 52, 'The index of "T" on a projects "u", which is no field of "T" that holds a value'),
    ],
)
def test_projections(projection, column, message):
    problems = with_indexes(f"{{ partitionKey: a, projection: {projection} }}")
    assert [(*each[:4], each[4].partition(". Did")[0]) for each in problems] == [("error", "AP3013", 15, column, message)]


def test_key_of_the_table():
    """In an index with the table's own partition key every partition holds one item."""
    assert with_indexes("{ partitionKey: a, sortKeys: [n] }", identifier="[a]")[0][1] in ("AP3010", "AP3011")
    text = graphql_model("id: ID! @primaryKey @index", rules="{allow: public}")
    assert {each[0] for each in found(load(text, "graphql"))} <= {"warning"}


def test_tolerated_in_graphql():
    loaded = load(graphql_model('x: String @index(sortKeyFields: ["j"], queryField: "q")', "j: AWSJSON"), "graphql")
    assert [each[:2] for each in found(loaded)] == [("warning", "AP3011")]
