from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model

INDEX = "    indexes: [{ partitionKey: owner, queryField: mine }]\n"


def test_index_that_has_the_items_together():
    loaded = load(yaml_model("owner: String", rules="{ allow: owner }") + INDEX)
    message = 'The list of "Todo" reads the whole table and leaves out what the caller may not see; mine reads the caller\'s items alone'
    assert found(loaded) == [("warning", "AP4015", 6, 15, message)]


@pytest.mark.parametrize(
    ("rules", "more"),
    [
        ("{ allow: owner }", ""),
        ("{ allow: owner }", INDEX + "    disableOperations: [list]\n"),
        ("{ allow: owner }", "    indexes: [{ partitionKey: owner, queryField: null }]\n"),
        ("[{ allow: owner }, { allow: authenticated, operations: [list] }]", INDEX),
        ("{ allow: owner, operations: [create, get] }", INDEX),
        ("{ allow: publicApiKey }", INDEX),
    ],
)
def test_nothing_to_do_better(rules, more):
    """Without an index every list with a rule on items reads the table; the first schema of everybody gets no warning for that."""
    assert load(yaml_model("owner: String", rules=rules) + more).problems == ()
