"""A GraphQL API as AppSync runs it, in process: documents in, answers and events out.

`execute` and `subscribe` are the one way in. HTTP and WebSocket, tests and `amplify_pulumi.testing` all call them.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from graphql import OperationType

from amplify_pulumi.local.coercion import CoercionError, coerce_arguments, coerce_variables
from amplify_pulumi.local.document import Document, MalformedDocumentError, read_document
from amplify_pulumi.local.execution import Execution
from amplify_pulumi.local.graphql_schema import ApiSchema
from amplify_pulumi.local.identity import Identity
from amplify_pulumi.local.javascript import JavaScript
from amplify_pulumi.local.resolvers import Caller, Resolvers
from amplify_pulumi.local.sources.base import Trace
from amplify_pulumi.local.subscription_filter import problem_of
from amplify_pulumi.local.subscriptions import OnEvent, Subscriber, Subscription, SubscriptionRefusedError, Subscriptions

DOCUMENT_CACHE = 1_000
"""Documents that are kept parsed and validated."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Result:
    """The answer to a request."""

    data: dict[str, Any] | None
    errors: tuple[dict[str, Any], ...] = ()
    trace: Trace = field(default_factory=Trace)
    malformed: bool = False
    """Whether AppSync answers with the status 400: the text could not be read at all."""

    def to_json(self) -> dict[str, Any]:
        """Return the body of the answer: `errors` only where there are some."""
        return {"data": self.data, "errors": list(self.errors)} if self.errors else {"data": self.data}


class Api:
    """One API, ready for requests from any number of threads."""

    def __init__(self, *, schema: ApiSchema, resolvers: Resolvers, authentication_types: tuple[str, ...]) -> None:
        """Take what `loader.load` made of a plan. `authentication_types` has the default one first."""
        self.schema = schema
        self.authentication_types = authentication_types
        self._resolvers = resolvers
        self._subscriptions = Subscriptions()
        self._of_thread = threading.local()
        self._read = lru_cache(maxsize=DOCUMENT_CACHE)(lambda text: read_document(schema.graphql, text))

    def execute(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        *,
        identity: Identity,
        operation_name: str | None = None,
        headers: Mapping[str, Any] | None = None,
    ) -> Result:
        """Run a query or a mutation and return its answer; events go out before it returns.

        Args:
            document: the GraphQL text.
            variables: by name; those that the document does not declare are ignored.
            identity: who calls.
            operation_name: which operation, where the document has several.
            headers: of the request, names in lower case, for `ctx.request.headers`.
        """
        try:
            read, operation = self._operation(document, operation_name)
        except MalformedDocumentError as error:
            return Result(data=None, errors=({"message": str(error), "errorType": "MalformedHttpRequestException"},), malformed=True)
        if read.errors:
            return Result(data=None, errors=read.errors)
        if operation.operation is OperationType.SUBSCRIPTION:
            return Result(data=None, errors=({"message": "Subscriptions are only supported over the real-time endpoint."},))
        try:
            execution = self._execution(read, operation, variables, identity, headers)
        except CoercionError as error:
            return Result(data=None, errors=(_request_error(str(error)),))
        data = execution.run(operation)
        for event in execution.published:
            self._subscriptions.publish(event)
        return Result(data=data, errors=tuple(execution.errors), trace=execution.caller.trace)

    def subscribe(
        self,
        document: str,
        variables: Mapping[str, Any] | None = None,
        *,
        identity: Identity,
        on_event: OnEvent,
        operation_name: str | None = None,
        headers: Mapping[str, Any] | None = None,
    ) -> Subscription:
        """Start a subscription.

        Args:
            document: the GraphQL text, with one field of Subscription.
            variables: by name.
            identity: who calls.
            on_event: gets `{"data": …}`, with `errors` where there are some. Called by the thread of the mutation: it must be quick.
            operation_name: which operation, where the document has several.
            headers: of the request, for `ctx.request.headers`.

        Raises:
            SubscriptionRefusedError: the document, the rules or the limits of filters do not allow it.
        """
        try:
            read, operation = self._operation(document, operation_name)
            if operation.operation is not OperationType.SUBSCRIPTION:
                raise SubscriptionRefusedError([{"errorType": "UnsupportedOperation", "message": _UNSUPPORTED}])
            if read.errors:
                raise SubscriptionRefusedError([{"message": str(each["message"])} for each in read.errors])
            execution = self._execution(read, operation, variables, identity, headers)
        except (MalformedDocumentError, CoercionError) as error:
            raise SubscriptionRefusedError([{"message": str(error)}]) from None
        subscriber = self._subscriber(execution, read.root(operation, execution.variables), on_event)
        self._subscriptions.add(subscriber)
        return Subscription(subscriber=subscriber, subscriptions=self._subscriptions)

    def _operation(self, document: str, name: str | None) -> tuple[Document, Any]:
        read = self._read(document)
        return read, read.operation(name)

    def _execution(
        self, read: Document, operation: Any, variables: Mapping[str, Any] | None, identity: Identity, headers: Mapping[str, Any] | None
    ) -> Execution:
        return Execution(
            schema=self.schema,
            resolvers=self._resolvers,
            document=read,
            identity=identity,
            caller=Caller(engine=self._engine(), authentication_type=identity.authentication_type, trace=Trace()),
            variables=coerce_variables(self.schema.graphql, tuple(operation.variable_definitions or ()), variables or {}),
            headers=headers or {},
        )

    def _subscriber(self, execution: Execution, selection: Any, on_event: OnEvent) -> Subscriber:
        root = self.schema.graphql.subscription_type
        if root is None:
            raise SubscriptionRefusedError([{"message": "Schema is not configured for subscriptions."}])
        selected = selection.fields(root)[0]
        outcome = execution.resolve_root(root, selected)
        if execution.errors:
            raise SubscriptionRefusedError([_frame_error(each) for each in execution.errors])
        subscription_filter = outcome.last.subscription_filter if outcome and outcome.last else None
        problem = problem_of(subscription_filter) if subscription_filter else None
        if problem:
            raise SubscriptionRefusedError([{"message": problem, "errorCode": 400}])
        return Subscriber(
            root=root,
            selection=selection,
            selected=selected,
            mutations=frozenset(self.schema.subscribed_mutations.get(selected.name, ())),
            arguments=coerce_arguments(selected.definition, selected.nodes[0], execution.variables),
            filter=subscription_filter,
            on_event=on_event,
        )

    def _engine(self) -> JavaScript:
        """Return the engine of this thread: a QuickJS context must stay in the thread that made it."""
        engine = getattr(self._of_thread, "engine", None)
        if engine is None:
            engine = self._of_thread.engine = JavaScript()
        return engine


_UNSUPPORTED = "unknown not supported through the realtime channel"


def _request_error(message: str) -> dict[str, Any]:
    return {"path": None, "locations": None, "message": message}


def _frame_error(error: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: error[name] for name in ("errorType", "message") if error.get(name) is not None}
    return kept or {"message": "Unknown error"}
