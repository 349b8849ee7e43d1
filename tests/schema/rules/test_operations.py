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


@pytest.mark.parametrize(
    "handlers", ["{ function: f }, { entry: ./x.js }", "{ dataSource: T, entry: ./x.js }, { function: f }, { function: g }"]
)
def test_functions_and_code_in_one_pipeline(handlers):
    """Probe: custom query mixed handlers. Amplify refuses it without reason."""
    assert one("queries", "returns: String", f"handler: [{handlers}]") == []


def test_rules_of_a_mixed_pipeline_are_those_of_code():
    """The function could check a guest, the directives for the code could not: the stricter of the two holds."""
    rule = "authorization: [{ allow: authenticated }, { allow: guest }]"
    [problem] = one("queries", "returns: String", "handler: [{ function: f }, { entry: ./x.js }]", rule)
    message = 'The query "o" has a rule for the identity pool, which handlers in JavaScript do not have'
    assert problem == ("error", "AP4010", 9, 47, message)


@pytest.mark.parametrize("function", ["", ' @function(name: "f")'])
def test_aws_iam_alone_in_graphql(function):
    """Amplify takes it: administrators and functions may call."""
    text = f"type Query {{ o: String{function} @aws_iam }}\n"
    problems = [each for each in load(text, "graphql").problems if each.code != "AP5001"]
    message = 'The query "o" has @aws_iam alone: only functions and administrators, who come with AWS credentials, could call it'
    assert [(each.severity, each.code, each.position.column, each.message) for each in problems] == [("warning", "AP5002", 14, message)]


def test_aws_iam_alone_is_right_strictly():
    text = 'type Query { o: String @function(name: "f") @aws_iam }\n'
    assert [each.severity for each in load(text, "graphql", strict=True).problems] == ["warning"]


def test_no_directives_in_graphql():
    """Amplify's transformer puts @aws_iam on such a field, and nothing else: its builder alone refuses it."""
    text = 'type Query { o: String @function(name: "f") }\n'
    message = 'The query "o" has no rules: only functions and administrators, who come with AWS credentials, could call it'
    assert found(load(text, "graphql")) == [("warning", "AP5002", 1, 14, message)]
    assert [each.severity for each in load(text, "graphql", strict=True).problems] == ["error"]
