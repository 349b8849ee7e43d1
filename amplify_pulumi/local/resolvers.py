"""Resolvers, run as AppSync runs them: `request`, the data source, `response`; in a pipeline, the functions in between.

Source: AppSync developer guide, "JavaScript resolvers overview" (what each handler sees, and the order) and "runtime utilities"
(`runtime.earlyReturn`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from amplify_pulumi.local.identity import AuthenticationType
from amplify_pulumi.local.javascript import Evaluation, JavaScript, Module, Raised
from amplify_pulumi.local.sources.base import DataSource, Invocation, Trace

MAXIMUM_FUNCTIONS = 10
"""Of a pipeline (AppSync's quotas)."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Outcome:
    """What a resolver made of a field."""

    value: Any = None
    error: Raised | None = None
    appended_errors: tuple[Raised, ...] = ()
    last: Evaluation | None = None
    """The last evaluation, where a subscription's filter and headers of the answer are."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """What of a request every resolver needs to be run."""

    engine: JavaScript
    authentication_type: AuthenticationType
    trace: Trace


@dataclass(frozen=True, kw_only=True, slots=True)
class UnitResolver:
    """A resolver with one handler and one data source; also a function of a pipeline, which differs in nothing but who calls it."""

    name: str
    """`Query.getTodo`, or the name of the function."""
    module: Module
    source: DataSource

    def resolve(self, context: dict[str, Any], caller: Caller) -> Outcome:
        """Run the resolver.

        Args:
            context: `ctx` as `request` sees it; `stash`, `result` and `error` are set for `response` in place.
            caller: who asks, and the engine of this thread.
        """
        request = _evaluate(self, "request", context, caller)
        if request.error is not None or request.early_return is not None:
            return Outcome(value=request.result, error=request.error, appended_errors=request.appended_errors, last=request)
        answer = self.source.invoke(request.result, Invocation(resolver=self.name, trace=caller.trace))
        context["result"] = answer.result
        if answer.error is not None:
            context["error"] = {"message": answer.error.message, "type": answer.error.type}
        response = _evaluate(self, "response", context, caller)
        return Outcome(
            value=response.result,
            error=response.error,
            appended_errors=request.appended_errors + response.appended_errors,
            last=response,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class PipelineResolver:
    """A resolver that runs functions one after the other, between its own `request` and `response`."""

    name: str
    module: Module
    functions: tuple[UnitResolver, ...]

    def resolve(self, context: dict[str, Any], caller: Caller) -> Outcome:
        """Run the resolver; see `UnitResolver.resolve`.

        What a step returns is the next one's `ctx.prev.result`. An error of a step that its `response` lets stand ends the field.
        """
        before = _evaluate(self, "request", context, caller)
        outcome = Outcome(value=before.result, error=before.error, appended_errors=before.appended_errors, last=before)
        if before.error is not None or before.early_return is not None:
            return outcome
        for function in self.functions:
            outcome = _joined(outcome, function.resolve(_between(context, outcome.value), caller))
            if outcome.error is not None:
                return outcome
            if outcome.last is not None and outcome.last.early_return == "END":
                break
        context["prev"] = {"result": outcome.value}
        context["result"], context["error"] = outcome.value, None
        after = _evaluate(self, "response", context, caller)
        return _joined(outcome, Outcome(value=after.result, error=after.error, appended_errors=after.appended_errors, last=after))


Resolver = UnitResolver | PipelineResolver
Resolvers = Mapping[tuple[str, str], Resolver]
EngineOfThread = Callable[[], JavaScript]


def _between(context: dict[str, Any], result: Any) -> dict[str, Any]:
    """Make `context` that of the next function: what the one before it returned is `prev`, and only the stash is handed on."""
    context["prev"] = {"result": result}
    context["result"], context["error"] = None, None
    return context


def _joined(before: Outcome, after: Outcome) -> Outcome:
    """Return the outcome of two steps: the later one's value, the errors of both, and the last filter that was set."""
    last = after.last
    if last is not None and before.last is not None and last.subscription_filter is None:
        last = replace(last, subscription_filter=before.last.subscription_filter)
    return replace(after, appended_errors=before.appended_errors + after.appended_errors, last=last)


def _evaluate(resolver: Resolver, function: Literal["request", "response"], context: dict[str, Any], caller: Caller) -> Evaluation:
    """Run one handler. What it puts into the stash is there for all that come after it."""
    caller.trace.evaluations.append(f"{resolver.name}.{function}")
    evaluation = caller.engine.call(resolver.module, function, context, authentication_type=caller.authentication_type)
    context["stash"] = evaluation.stash
    return evaluation
