"""Lambda functions as Python callables: what they are handed, what their answers become, and what Lambda refuses."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from typing import Any

import pytest

from amplify_pulumi.local.sources import Environment, make_source
from amplify_pulumi.local.sources.base import Answer, Invocation, Trace
from amplify_pulumi.local.store import open_store

ARN = "arn:aws:lambda:us-east-1:123456789012:function:echo"


def invoke(handler: Callable[[Any, Any], Any] | None, request: Mapping[str, Any], *, resource: str | None = None) -> tuple[Answer, Trace]:
    roles = {}
    if resource is not None:
        roles["Echo"] = {"Statement": [{"Effect": "Allow", "Action": "lambda:InvokeFunction", "Resource": resource}]}
    functions = {} if handler is None else {"echo": handler}
    environment = Environment(store=open_store(), functions=functions, roles=roles)
    source = make_source({"name": "Echo", "type": "AWS_LAMBDA", "lambdaConfig": {"lambdaFunctionArn": ARN}}, environment)
    trace = Trace()
    return source.invoke(request, Invocation(resolver="Query.echo", trace=trace)), trace


def call(payload: Any, **more: Any) -> dict[str, Any]:
    return {"operation": "Invoke", "payload": payload, **more}


def test_the_event_and_the_answer_go_through_json() -> None:
    """Whatever the handler does to its event or keeps of its answer stays its own."""
    payload = {"a": [1, "é", None, 1.5, True], "nested": {"b": {}}}
    kept: list[Any] = []

    def handler(event: Any, context: Any) -> Any:
        assert event == payload
        event["a"].clear()
        kept.append({"tuple": (1, 2), "event": event})
        return kept[0]

    answer, trace = invoke(handler, call(payload))
    assert answer == Answer(result={"tuple": [1, 2], "event": {"a": [], "nested": {"b": {}}}})
    assert payload["a"]
    assert answer.result is not kept[0]
    (made,) = trace.calls
    assert (made.service, made.operation, made.request["function"], made.request["invocationType"]) == (
        "lambda",
        "Invoke",
        "echo",
        "RequestResponse",
    )


def test_the_context_is_lambdas() -> None:
    def handler(_event: Any, context: Any) -> Any:
        assert 0 < context.get_remaining_time_in_millis() <= 30_000
        return [context.function_name, context.invoked_function_arn, len(context.aws_request_id), context.function_version]

    assert invoke(handler, call(None))[0].result == ["echo", ARN, 36, "$LATEST"]


@pytest.mark.parametrize("value", [None, 0, "", [], {}, "text", 1.5])
def test_any_json_is_an_answer(value: Any) -> None:
    assert invoke(lambda _event, _context: value, call(None))[0] == Answer(result=value)


def error_of(answer: Answer) -> tuple[str, str]:
    assert answer.error is not None
    return answer.error.type, answer.error.message


class TestErrors:
    def test_what_a_handler_raises(self) -> None:
        def handler(_event: Any, _context: Any) -> Any:
            raise ValueError("no such thing")

        assert error_of(invoke(handler, call(None))[0]) == ("Lambda:Unhandled", "no such thing")

    @pytest.mark.parametrize("value", [{1, 2}, object(), float("nan"), b"bytes"])
    def test_an_answer_that_is_no_json(self, value: Any) -> None:
        kind, message = error_of(invoke(lambda _event, _context: value, call(None))[0])
        assert kind == "Lambda:Unhandled"
        assert message.startswith("Unable to marshal response: ")

    def test_a_function_that_is_not_there(self) -> None:
        kind, message = error_of(invoke(None, call(None))[0])
        assert kind == "Lambda:ResourceNotFoundException"
        assert "no handler of 'echo' was handed in" in message

    @pytest.mark.parametrize(
        ("request_", "message"),
        [
            ({"payload": 1}, "Value for field '$[operation]' not found."),
            ({"operation": "Invoke", "function": "x"}, "Unsupported element '$[function]'."),
            ({"operation": "Query"}, "Unsupported operation 'Query'. Expected Invoke or BatchInvoke."),
            ({"operation": "BatchInvoke"}, "The operation BatchInvoke does not run on this machine: use Invoke."),
            (
                {"operation": "Invoke", "invocationType": "DryRun"},
                "Unsupported invocationType 'DryRun'. Expected RequestResponse or Event.",
            ),
        ],
    )
    def test_a_request_that_is_malformed(self, request_: Any, message: str) -> None:
        answer, trace = invoke(lambda _event, _context: 1, request_)
        assert error_of(answer) == ("MappingTemplate", message)
        assert trace.calls == []


class TestLimits:
    """Lambda quotas: 6 MB each way, 1 MB for events that wait."""

    @pytest.mark.parametrize(("kind", "limit"), [("RequestResponse", 6 * 1024 * 1024), ("Event", 1024 * 1024)])
    def test_requests(self, kind: str, limit: int) -> None:
        fits = "x" * (limit - 2)  # and two quotation marks
        assert invoke(lambda _event, _context: None, call(fits, invocationType=kind))[0].error is None
        answer, _ = invoke(lambda _event, _context: None, call(fits + "x", invocationType=kind))
        assert error_of(answer) == (
            "Lambda:RequestTooLargeException", f"Request must be smaller than {limit} bytes for the InvokeFunction operation",
        )  # fmt: skip

    def test_answers(self) -> None:
        answer, _ = invoke(lambda _event, _context: "x" * 6 * 1024 * 1024, call(None))
        assert error_of(answer)[1].startswith("Response payload size exceeded maximum allowed payload size")


class TestEvents:
    def test_nobody_waits(self) -> None:
        """The answer is there while the function still runs, in a thread of its own."""
        go, done = threading.Event(), threading.Event()

        def handler(event: Any, _context: Any) -> Any:
            assert go.wait(timeout=10)
            assert event == {"a": 1}
            done.set()
            return "never seen"

        answer, trace = invoke(handler, call({"a": 1}, invocationType="Event"))
        assert answer == Answer()
        assert trace.calls[0].request["invocationType"] == "Event"
        assert not done.is_set()
        go.set()
        assert done.wait(timeout=10)

    def test_what_it_raises_is_its_own(self) -> None:
        raised = threading.Event()

        def handler(_event: Any, _context: Any) -> Any:
            raised.set()
            raise ValueError("no")

        assert invoke(handler, call(None, invocationType="Event"))[0] == Answer()
        assert raised.wait(timeout=10)

    def test_a_function_that_is_not_there_cannot_be_queued(self) -> None:
        assert error_of(invoke(None, call(None, invocationType="Event"))[0])[0] == "Lambda:ResourceNotFoundException"


class TestRole:
    def test_a_role_for_this_function(self) -> None:
        assert invoke(lambda _event, _context: 1, call(None), resource=ARN)[0] == Answer(result=1)

    def test_a_role_for_another_one(self) -> None:
        called: list[Any] = []
        answer, _ = invoke(lambda event, _context: called.append(event), call(None), resource=f"{ARN}-other")
        user = "arn:aws:sts::123456789012:assumed-role/Echo/APPSYNC_ASSUME_ROLE"
        reason = "because no identity-based policy allows the lambda:InvokeFunction action"
        assert error_of(answer) == (
            "Lambda:AccessDeniedException",
            f"User: {user} is not authorized to perform: lambda:InvokeFunction on resource: {ARN} {reason}",
        )
        assert called == []
