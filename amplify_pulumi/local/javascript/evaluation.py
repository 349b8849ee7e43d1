"""What a handler's evaluation gives back, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal


@dataclass(frozen=True, kw_only=True, slots=True)
class Raised:
    """An error of `util.error`, `util.unauthorized` or `util.appendError`, or of the code itself."""

    message: str
    type: str | None = None
    data: Any = None
    """Goes through the field's selection set before the caller sees it."""
    error_info: Any = None
    unauthorized: bool = False
    """Whether `util.unauthorized` raised it: the execution writes the message, which names field and type."""
    detail: str | None = None
    """Where and why, in the words of EvaluateCode and of the log: `code.js:5:3: TypeError: …`. AppSync does not tell it to callers."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluation:
    """The outcome of one call to a handler's `request` or `response`."""

    result: Any = None
    stash: Mapping[str, Any] = field(default_factory=dict)
    error: Raised | None = None
    """What ended the evaluation."""
    appended_errors: tuple[Raised, ...] = ()
    early_return: Literal["NEXT", "END"] | None = None
    """Set where `runtime.earlyReturn` ended the evaluation; its value is `result`."""
    subscription_filter: Mapping[str, Any] | None = None
    """The argument of `extensions.setSubscriptionFilter`: `{"filterGroup": [{"filters": […]}]}`."""
    invalidation_filter: Mapping[str, Any] | None = None
    invalidations: tuple[Mapping[str, Any], ...] = ()
    response_headers: Mapping[str, str] = field(default_factory=dict)
    cache_evictions: tuple[Mapping[str, Any], ...] = ()
    """The arguments of `extensions.evictFromApiCache`: `{"typeName", "fieldName", "keyValuePair"}` each."""
    logs: tuple[str, ...] = ()
    """What `console.log` and `console.error` wrote, as CloudWatch shows it: `INFO - code.js:5:3: "…"`."""
