"""@primaryKey and @index. The facts are those of graphql-index-transformer and of what Gen 2 prints."""

from __future__ import annotations

import pytest
from graphql_support import model_of, model_text, only_problem

from amplify_pulumi.schema.model import Index

IDENTIFIERS = {
    "a: ID! @primaryKey": ("a",),
    'a: ID! @primaryKey(sortKeyFields: ["b"])': ("a", "b"),
    'a: ID! @primaryKey(sortKeyFields: ["b", "c"])': ("a", "b", "c"),
    'a: ID! @primaryKey(sortKeyFields: "b")': ("a", "b"),
    "a: ID! @primaryKey(sortKeyFields: [])": ("a",),
    "id: ID! @primaryKey": ("id",),
    "id: ID!": None,
    "a: ID!": None,
}


@pytest.mark.parametrize(("field", "identifier"), IDENTIFIERS.items(), ids=IDENTIFIERS)
def test_identifiers(field, identifier):
    assert model_of(field, "b: String!", "c: Int!").identifier == identifier


INDEXES = {
    'a: ID @index(queryField: "byA")': Index(partition_key="a", query_field="byA"),
    "a: ID @index(queryField: null)": Index(partition_key="a", query_field=None),
    # Without a name, both the index and its query are called this way by graphql-index-transformer.
    "a: ID @index": Index(partition_key="a", query_field="todosByA"),
    'a: ID @index(queryField: "")': Index(partition_key="a", query_field="todosByA"),
    'a: ID @index(name: "one")': Index(partition_key="a", query_field="todosByA", name="one"),
    'a: ID @index(sortKeyFields: ["b", "c"])': Index(partition_key="a", sort_keys=("b", "c"), query_field="todosByAAndBAndC"),
    'a: ID @index(sortKeyFields: "b", queryField: "q")': Index(partition_key="a", sort_keys=("b",), query_field="q"),
    'a: ID @index(queryField: "q", projection: {type: KEYS_ONLY})': Index(partition_key="a", query_field="q", projection="KEYS_ONLY"),
    'a: ID @index(queryField: "q", projection: {type: ALL})': Index(partition_key="a", query_field="q"),
    'a: ID @index(queryField: "q", projection: { type: INCLUDE, nonKeyAttributes: ["b", "c"] })': Index(
        partition_key="a", query_field="q", projection="INCLUDE", non_key_attributes=("b", "c")
    ),
}


@pytest.mark.parametrize(("field", "index"), INDEXES.items(), ids=INDEXES)
def test_indexes(field, index):
    assert model_of(field, "b: String", "c: Int").indexes == (index,)


def test_several_indexes_of_one_field():
    model = model_of('a: ID @index(queryField: "one") @index(name: "two", sortKeyFields: ["b"], queryField: "two")', "b: String")
    assert [(each.name, each.query_field, each.position.column) for each in model.indexes] == [(None, "one", 9), ("two", "two", 35)]


def test_plural_of_the_default_name():
    """As npm's `pluralize` has it, with a small first letter."""
    assert model_of("a: ID @index", name="Person").indexes[0].query_field == "peopleByA"


MISTAKES = {
    'a: ID @index(nam: "x")': ("AP1006", '@index has no argument "nam". Did you mean "name"?'),
    "a: ID @index(name: null)": ("AP1008", "`name` of @index must be a text"),
    "a: ID @index(sortKeyFields: [1])": ("AP1008", "`sortKeyFields` of @index must hold texts"),
    "a: ID @index(queryField: x)": ("AP1008", "`queryField` of @index must be a text"),
    "a: ID @index(projection: KEYS_ONLY)": ("AP1008", "`projection` of @index must be an object"),
    "a: ID @index(projection: {type: SOME})": ("AP1014", '`type` of `projection` cannot be "SOME"'),
    "a: ID! @primaryKey @primaryKey": ("AP1007", '@primaryKey stands twice on the field "Todo.a"'),
    "a: ID! @primaryKey\n  b: ID! @primaryKey": ("AP1007", "`type Todo` has a second @primaryKey"),
}


@pytest.mark.parametrize(("field", "expected"), MISTAKES.items(), ids=MISTAKES)
def test_mistakes(field, expected):
    severity, code, _, _, message = only_problem(model_text(field))
    assert (severity, code, message) == ("error", *expected)
