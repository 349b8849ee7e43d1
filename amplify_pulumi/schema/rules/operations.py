"""Custom queries, mutations and subscriptions: handlers, rules and results."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated, warning
from amplify_pulumi.schema.lookup import in_graphql, rules_of
from amplify_pulumi.schema.model import CustomOperation, FunctionHandler, Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse operations that nobody answers or may call, and results that do not fit the handlers."""
    for operation in schema.operations:
        what = f"The {operation.kind} {quoted(operation.name)}"
        if not operation.handlers:
            advice = "Write `handler: { function: … }` or `handler: { entry: ./handler.js }`."
            if in_graphql(operation.position):
                advice = (
                    "Add @function(name: …), or say it in YAML, with a handler in JavaScript if need be. Until then nothing answers it."
                )
            yield tolerated("AP5001", operation.position, f"{what} has no handler", advice)
        if not rules_of(schema, operation):
            yield _no_rules(operation, what)
        yield from _returns(operation, what)


def _no_rules(operation: CustomOperation, what: str) -> Problem:
    if not in_graphql(operation.position):
        message = f"{what} has no rules: nobody could call it"
        return error(
            "AP5002", operation.position, message, "Say who may call it, with `authorization: { allow: authenticated }` for example."
        )
    if operation.authorization is None:
        message = f"{what} has no rules: only functions and administrators, who come with AWS credentials, could call it"
        return tolerated("AP5002", operation.position, message, "Say who may call it, with @auth(rules: [{allow: private}]) for example.")
    # An empty list is what @aws_iam alone leaves: it admits those whom every API admits, so that there is no rule to make of it.
    message = f"{what} has @aws_iam alone: only functions and administrators, who come with AWS credentials, could call it"
    return warning("AP5002", operation.position, message, "Add @auth(rules: [{allow: private}]), for example, if others are to call it.")


def _returns(operation: CustomOperation, what: str) -> Iterator[Problem]:
    last = operation.handlers[-1] if operation.handlers else None
    is_asynchronous = isinstance(last, FunctionHandler) and last.asynchronous
    if operation.kind == "subscription":
        if operation.returns is not None:
            place = operation.returns.position or operation.position
            yield error("AP5003", place, f"{what} returns what its mutations do, and takes no `returns`", "Remove `returns`.")
    elif operation.returns is None and not is_asynchronous:
        message = f"{what} does not say what it returns"
        yield error("AP5003", operation.position, message, "Write `returns: String`, for example.")
    elif operation.returns is not None and is_asynchronous:
        message = f"{what} has an asynchronous handler at the end and answers before it has run: it returns EventInvocationResponse"
        yield error("AP5003", operation.returns.position or operation.position, message, "Remove `returns`, or `async`.")
