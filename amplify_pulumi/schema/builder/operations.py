"""Queries, mutations and subscriptions of the user's own, and what answers them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from amplify_pulumi.schema.builder.base import Builder, Said, Unsaid, named, text, things
from amplify_pulumi.schema.builder.fields import VALUE_FIELDS, MutationSource, Ref, ValueField
from amplify_pulumi.schema.builder.places import here
from amplify_pulumi.schema.builder.rules import StaticRule
from amplify_pulumi.schema.model import OperationKind

Arguments = TypeVar("Arguments")
Subject = TypeVar("Subject")
Handlers = TypeVar("Handlers")
Rules = TypeVar("Rules")


@dataclass(frozen=True, slots=True, kw_only=True)
class Handler(Builder):
    """What answers an operation, or one step of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AsynchronousFunctionHandler(Handler):
    """A Lambda function that is only told of the request: the answer does not wait for it."""

    function: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FunctionHandler(Handler):
    """A Lambda function."""

    function: str

    def asynchronous(self) -> AsynchronousFunctionHandler:
        """Do not wait for the function: the operation returns `EventInvocationResponse`, and has no `.returns()`."""
        return AsynchronousFunctionHandler(place=self.place, calls=self.calls, function=self.function)


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeHandler(Handler):
    """A file of JavaScript that runs inside AppSync."""

    entry: str
    data_source: str | Ref | None


class HandlerMaker:
    """Makes handlers. Use `a.handler`."""

    __slots__ = ()

    def function(self, function: str) -> FunctionHandler:
        """Answer by a Lambda function.

        Args:
            function: its name among the functions of the schema.
        """
        return FunctionHandler(place=here("function"), function=text(function, "the function of a.handler.function()"))

    def custom(self, *, entry: str, data_source: str | Ref | None = None) -> CodeHandler:
        """Answer by a file of JavaScript (APPSYNC_JS) that runs inside AppSync.

        Args:
            entry: its path, relative to the program that says so.
            data_source: what it talks to: `a.ref("Post")` or "Post" for the table of a model, or the name of a data source of the
                schema; nothing by default.
        """
        if data_source is not None and not isinstance(data_source, Ref):
            text(data_source, "the data source of a.handler.custom()")
        return CodeHandler(place=here("custom"), entry=text(entry, "the entry of a.handler.custom()"), data_source=data_source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation(Builder):
    """A query, mutation or subscription of the user's own."""

    kind: OperationKind


@dataclass(frozen=True, slots=True, kw_only=True)
class Request(Operation, Generic[Arguments, Subject, Handlers, Rules]):
    """A query or a mutation of the user's own."""

    def arguments(
        self: Request[Unsaid, Subject, Handlers, Rules], arguments: Mapping[str, ValueField] | None = None, /, **more: ValueField
    ) -> Request[Said, Subject, Handlers, Rules]:
        """Take these arguments, as keywords or as a dict."""
        return self._and("arguments", _arguments(arguments, more))  # pyright: ignore[reportReturnType] (Self, told more)

    def returns(self: Request[Arguments, Unsaid, Handlers, Rules], type: ValueField) -> Request[Arguments, Said, Handlers, Rules]:
        """Return this type: a scalar, `a.ref(…)` to a model, custom type or enum, a type in place, or an array."""
        (checked,) = things((type,), VALUE_FIELDS, "what .returns() takes", "a.string(), a.ref(…) or the like")
        return self._and("returns", checked)  # pyright: ignore[reportReturnType] (likewise)

    def handler(self: Request[Arguments, Subject, Unsaid, Rules], *handlers: Handler) -> Request[Arguments, Subject, Said, Rules]:
        """Answer by this; several are a pipeline, in which each is given what the one before it returned."""
        return self._and("handler", things(handlers, Handler, "each handler", "a.handler.…()"))  # pyright: ignore[reportReturnType] (likewise)

    def authorization(
        self: Request[Arguments, Subject, Handlers, Unsaid], *rules: StaticRule
    ) -> Request[Arguments, Subject, Handlers, Said]:
        """Say who may call it; without it, the rules of the schema hold."""
        return self._and("authorization", things(rules, StaticRule, "each rule of an operation", _STATIC_RULES))  # pyright: ignore[reportReturnType] (likewise)


@dataclass(frozen=True, slots=True, kw_only=True)
class Subscription(Operation, Generic[Arguments, Subject, Handlers, Rules]):
    """A subscription of the user's own."""

    def arguments(
        self: Subscription[Unsaid, Subject, Handlers, Rules], arguments: Mapping[str, ValueField] | None = None, /, **more: ValueField
    ) -> Subscription[Said, Subject, Handlers, Rules]:
        """Take these arguments, as keywords or as a dict."""
        return self._and("arguments", _arguments(arguments, more))  # pyright: ignore[reportReturnType] (likewise)

    def for_(
        self: Subscription[Arguments, Unsaid, Handlers, Rules], *sources: Ref | MutationSource
    ) -> Subscription[Arguments, Said, Handlers, Rules]:
        """Send an event for each of these mutations: `a.ref("publish")`, or `a.ref("Post").mutations("create")` of a model."""
        checked = things(sources, (Ref, MutationSource), "each source of .for_()", "a.ref(…)")
        return self._and("for_", checked)  # pyright: ignore[reportReturnType] (likewise)

    def handler(self: Subscription[Arguments, Subject, Unsaid, Rules], *handlers: Handler) -> Subscription[Arguments, Subject, Said, Rules]:
        """Filter events by this."""
        return self._and("handler", things(handlers, Handler, "each handler", "a.handler.…()"))  # pyright: ignore[reportReturnType] (likewise)

    def authorization(
        self: Subscription[Arguments, Subject, Handlers, Unsaid], *rules: StaticRule
    ) -> Subscription[Arguments, Subject, Handlers, Said]:
        """Say who may subscribe; without it, the rules of the schema hold."""
        return self._and("authorization", things(rules, StaticRule, "each rule of an operation", _STATIC_RULES))  # pyright: ignore[reportReturnType] (likewise)


NewRequest = Request[Unsaid, Unsaid, Unsaid, Unsaid]
NewSubscription = Subscription[Unsaid, Unsaid, Unsaid, Unsaid]
AnyRequest = Request[Any, Any, Any, Any]
AnySubscription = Subscription[Any, Any, Any, Any]

_STATIC_RULES = "allow.public_api_key(), .guest(), .authenticated(), .group(), .groups() or .custom(), without .to()"


def _arguments(mapping: Mapping[str, ValueField] | None, keywords: Mapping[str, ValueField]) -> tuple[tuple[str, Any], ...]:
    return named(mapping, keywords, VALUE_FIELDS, "the arguments of an operation", "a.string(), a.ref(…) or the like")
