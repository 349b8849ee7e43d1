from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model


@pytest.mark.parametrize("name", ["createdAt", "updatedAt"])
@pytest.mark.parametrize("written", ["AWSDateTime", "AWSDateTime!", "String", "String!"])
def test_types_that_are_filled_in(name, written):
    assert load(yaml_model(f"{name}: {written}", "a: Int")).problems == ()


@pytest.mark.parametrize("written", ["Int", "AWSTimestamp", "AWSDate"])
def test_types_that_are_not(written):
    loaded = load(yaml_model(f"updatedAt: {written}"))
    message = f'"Todo.updatedAt" is of type {written} and is not filled in automatically: only AWSDateTime and String are'
    assert found(loaded) == [("warning", "AP2010", 4, 7, message)]
    assert loaded.schema is not None


def test_array():
    """The real implementation fails on it without a message."""
    assert found(load(yaml_model('createdAt: "[String]"'))) == [
        ("error", "AP2010", 4, 7, '"Todo.createdAt" holds the time of a write and cannot be an array'),
    ]
