"""Custom queries, mutations and subscriptions: handlers, rules and results."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted, tolerated
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
            rule = "@auth(rules: [{allow: private}])" if in_graphql(operation.position) else "`authorization: { allow: authenticated }`"
            message = f"{what} has no rules: nobody could call it"
            yield error("AP5002", operation.position, message, f"Say who may call it, with {rule} for example.")
        yield from _returns(operation, what)
        kinds = {type(each) for each in operation.handlers}
        if len(kinds) > 1:
            second = next(each for each in operation.handlers if type(each) is not type(operation.handlers[0]))
            message = f"{what} has functions and files of JavaScript for its handlers, which do not go together"
            advice = "Use one kind: a function can be called from JavaScript, too, with a data source of the kind lambda."
            yield error("AP5004", second.position or operation.position, message, advice)


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
