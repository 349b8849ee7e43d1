"""Resolvers, run as AppSync runs them: `request`, the data source, `response`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from amplify_pulumi.local.identity import AuthenticationType
from amplify_pulumi.local.javascript import Evaluation, JavaScript, Module, Raised
from amplify_pulumi.local.sources.base import DataSource, Invocation, Trace


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a resolver made of a field."""

    value: Any = None
    error: Raised | None = None
    appended_errors: tuple[Raised, ...] = ()
    last: Evaluation | None = None
    """The evaluation of `response`, where a subscription's filter and headers of the answer are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """What of a request every resolver needs to be run."""

    engine: JavaScript
    authentication_type: AuthenticationType
    trace: Trace


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitResolver:
    """A resolver with one handler and one data source."""

    name: str
    """`Query.getTodo`."""
    module: Module
    source: DataSource

    def resolve(self, context: dict[str, Any], caller: Caller) -> Outcome:
        """Run the resolver.

        Args:
            context: `ctx` as `request` sees it; `stash`, `result` and `error` are set for `response` in place.
            caller: who asks, and the engine of this thread.
        """
        request = self._evaluate("request", context, caller)
        if request.error is not None or request.early_return is not None:
            return Outcome(value=request.result, error=request.error, appended_errors=request.appended_errors, last=request)
        answer = self.source.invoke(request.result, Invocation(resolver=self.name, trace=caller.trace))
        context["stash"] = request.stash
        context["result"] = answer.result
        if answer.error is not None:
            context["error"] = {"message": answer.error.message, "type": answer.error.type}
        response = self._evaluate("response", context, caller)
        return Outcome(
            value=response.result,
            error=response.error,
            appended_errors=request.appended_errors + response.appended_errors,
            last=response,
        )

    def _evaluate(self, function: Literal["request", "response"], context: Mapping[str, Any], caller: Caller) -> Evaluation:
        caller.trace.evaluations.append(f"{self.name}.{function}")
        return caller.engine.call(self.module, function, context, authentication_type=caller.authentication_type)


Resolver = UnitResolver
Resolvers = Mapping[tuple[str, str], Resolver]
EngineOfThread = Callable[[], JavaScript]
