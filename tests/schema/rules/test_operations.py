from __future__ import annotations

import pytest
from schema_support import found, load

HEAD = "authorization: { allow: authenticated }\nfunctions: { f: {}, g: {} }\nmodels:\n  T: { fields: { a: Int } }\n"


def one(kind: str, *lines: str, head: str = HEAD) -> list[tuple[str, str, int, int, str]]:
    """Return the problems of an operation `o`; its name is in line 6, its first key in line 7."""
    return found(load(head + f"{kind}:\n  o:\n" + "".join(f"    {each}\n" for each in lines)))


FUNCTION = "handler: { function: f }"


@pytest.mark.parametrize("kind", ["queries", "mutations"])
@pytest.mark.parametrize(
    "lines",
    [
        ["returns: String", FUNCTION],
        ['returns: "[T!]!"', "handler: [{ function: f }, { function: g }]"],
        ["handler: { function: f, async: true }"],
        ["handler: [{ function: f }, { function: g, async: true }]"],
        ["returns: T", "handler: { dataSource: T, entry: ./x.js }"],
        ["returns: T", "handler: [{ entry: ./x.js }, { dataSource: T, entry: ./y.js }]"],
    ],
)
def test_right_ones(kind, lines):
    assert one(kind, *lines) == []


def test_no_handler():
    """Probe: custom query without handler."""
    assert one("queries", "returns: String") == [("error", "AP5001", 6, 3, 'The query "o" has no handler')]


def test_no_handler_in_graphql():
    """Handlers in JavaScript cannot be said there."""
    text = "type Query { o: String @auth(rules: [{allow: private}]) }\n"
    assert found(load(text, "graphql")) == [("warning", "AP5001", 1, 14, 'The query "o" has no handler')]


def test_no_rules():
    """Probe: custom query without auth."""
    head = "functions: { f: {} }\nmodels:\n  T:\n    fields: { a: Int }\n    authorization: { allow: owner }\n"
    [problem] = one("queries", "returns: String", FUNCTION, head=head)
    assert problem == ("error", "AP5002", 7, 3, 'The query "o" has no rules: nobody could call it')


def test_no_result():
    """Probe: custom query without returns."""
    assert one("mutations", FUNCTION) == [("error", "AP5003", 6, 3, 'The mutation "o" does not say what it returns')]


def test_result_of_an_asynchronous_handler():
    [problem] = one("mutations", "returns: String", "handler: [{ function: f }, { function: g, async: true }]")
    assert problem[:4] == ("error", "AP5003", 7, 14)
    assert "it returns EventInvocationResponse" in problem[4]


def test_kinds_of_handlers():
    """Probe: custom query mixed handlers."""
    [problem] = one("queries", "returns: String", "handler: [{ function: f }, { entry: ./x.js }]")
    assert problem[:4] == ("error", "AP5004", 8, 32)
