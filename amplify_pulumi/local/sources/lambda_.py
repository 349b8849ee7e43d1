"""Lambda functions as data sources (js-resolver-reference-lambda), whose handlers are Python callables.

A handler gets what Lambda would hand it and nothing else: the event has been through JSON, and so has the answer. Limits are Lambda's
("Lambda quotas"): 6 MB for requests and answers, 1 MB for events that are queued.
"""

from __future__ import annotations

import json
import threading
import time
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from amplify_pulumi.local.role import Role, parse_role
from amplify_pulumi.local.sources.base import Answer, Call, DataSource, Invocation, SourceError
from amplify_pulumi.local.sources.elements import Elements, RequestError, as_text
from amplify_pulumi.local.sources.environment import Environment

SYNCHRONOUS_BYTES = 6 * 1024 * 1024
QUEUED_BYTES = 1024 * 1024

InvocationType = Literal["RequestResponse", "Event"]
Handler = Callable[[Any, Any], Any]
"""`def handler(event, context)`, as Lambda calls it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class LambdaContext:
    """What a handler gets as `context`: the members of Lambda's context object in Python that mean something here."""

    function_name: str
    invoked_function_arn: str
    aws_request_id: str
    function_version: str = "$LATEST"
    memory_limit_in_mb: str = "128"
    deadline: float = field(default_factory=lambda: time.monotonic() + 30)

    def get_remaining_time_in_millis(self) -> int:
        """Return how long the request may still take, in milliseconds."""
        return max(0, int((self.deadline - time.monotonic()) * 1000))


@dataclass(frozen=True, kw_only=True, slots=True)
class LambdaSource:
    """Invokes one function."""

    arn: str
    name: str
    """Of the function, in AWS."""
    handler: Handler | None
    role: Role | None
    """None where nothing is enforced."""
    account: str
    partition: str

    def invoke(self, request: Any, invocation: Invocation) -> Answer:
        """See `DataSource.invoke`."""
        try:
            invocation_type, payload = _read(request)
        except RequestError as error:
            return error.to_answer()
        text = json.dumps(payload, ensure_ascii=False, separators=(",", ":"))
        refusal = self._refusal(invocation_type, text)
        if refusal is not None:
            return Answer(error=refusal)
        invocation.trace.calls.append(
            Call(
                service="lambda", operation="Invoke", request={"function": self.name, "invocationType": invocation_type, "payload": payload}
            )
        )
        if invocation_type == "Event":
            # A thread of its own: the caller does not wait, and what the function then does is its own affair.
            threading.Thread(target=self._run, args=(text,), name=f"lambda-{self.name}", daemon=True).start()
            return Answer()
        return self._run(text)

    def _refusal(self, invocation_type: InvocationType, text: str) -> SourceError | None:
        """Return why Lambda does not take the invocation; None where it does."""
        denial = self.role and self.role.denial("lambda:InvokeFunction", self.arn)
        if self.role is not None and denial is not None:
            user = f"arn:{self.partition}:sts::{self.account}:assumed-role/{self.role.name}/APPSYNC_ASSUME_ROLE"
            message = f"User: {user} is not authorized to perform: lambda:InvokeFunction on resource: {self.arn} {denial}"
            return SourceError(message=message, type="Lambda:AccessDeniedException")
        if self.handler is None:
            message = f"Function not found: {self.arn}: no handler of '{self.name}' was handed in to run on this machine"
            return SourceError(message=message, type="Lambda:ResourceNotFoundException")
        limit = SYNCHRONOUS_BYTES if invocation_type == "RequestResponse" else QUEUED_BYTES
        if len(text.encode(errors="replace")) > limit:
            message = f"Request must be smaller than {limit} bytes for the InvokeFunction operation"
            return SourceError(message=message, type="Lambda:RequestTooLargeException")
        return None

    def _run(self, text: str) -> Answer:
        context = LambdaContext(function_name=self.name, invoked_function_arn=self.arn, aws_request_id=str(uuid.uuid4()))
        try:
            result = self.handler(json.loads(text), context) if self.handler is not None else None
        except Exception as error:  # noqa: BLE001 - whatever a function raises, Lambda reports
            return Answer(error=SourceError(message=str(error), type="Lambda:Unhandled"))
        try:
            answer = json.dumps(result, allow_nan=False)
        except (TypeError, ValueError) as error:
            return Answer(error=SourceError(message=f"Unable to marshal response: {error}", type="Lambda:Unhandled"))
        if len(answer.encode(errors="replace")) > SYNCHRONOUS_BYTES:
            message = f"Response payload size exceeded maximum allowed payload size ({SYNCHRONOUS_BYTES} bytes)."
            return Answer(error=SourceError(message=message, type="Lambda:Unhandled"))
        return Answer(result=json.loads(answer))


def _read(request: Any) -> tuple[InvocationType, Any]:
    """Return the invocation type and the payload of a request.

    Raises:
        RequestError: it is no request for Lambda, or one that does not run on this machine.
    """
    elements = Elements(request)
    operation = elements.require("operation", as_text)
    if operation == "BatchInvoke":
        raise RequestError("The operation BatchInvoke does not run on this machine: use Invoke.")
    if operation != "Invoke":
        raise RequestError(f"Unsupported operation '{operation}'. Expected Invoke or BatchInvoke.")
    invocation_type = elements.take("invocationType", as_text) or "RequestResponse"
    payload = elements.take("payload", lambda value, _path: value)
    elements.take("version", lambda value, _path: value)
    elements.finish()
    if invocation_type == "RequestResponse" or invocation_type == "Event":  # noqa: PLR1714 - narrows the type
        return invocation_type, payload
    raise RequestError(f"Unsupported invocationType '{invocation_type}'. Expected RequestResponse or Event.")


def lambda_source(data_source: Mapping[str, Any], environment: Environment) -> DataSource:
    """Return the data source of a Lambda function, whose handler is found by the function's name."""
    arn: str = data_source["lambdaConfig"]["lambdaFunctionArn"]
    name = function_name(arn)
    policy = environment.roles.get(data_source["name"])
    return LambdaSource(
        arn=arn,
        name=name,
        handler=environment.functions.get(name),
        role=None if policy is None else parse_role(data_source["name"], policy),
        account=environment.account,
        partition=environment.partition,
    )


def function_name(arn: str) -> str:
    """Return the function's name in an ARN, with or without a version; what is no ARN is a name."""
    parts = arn.split(":")
    return parts[6] if len(parts) > 6 else arn
