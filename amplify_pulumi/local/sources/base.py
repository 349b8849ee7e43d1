"""What every data source is to the execution: something that takes a handler's request and answers.

A new kind of data source is one module beside this one and one line in the registry of `sources/__init__.py`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol


@dataclass(frozen=True, kw_only=True, slots=True)
class SourceError:
    """What a handler sees as `ctx.error`."""

    message: str
    type: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Answer:
    """What a handler sees: `ctx.result`, and `ctx.error` where the data source failed."""

    result: Any = None
    error: SourceError | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Call:
    """One call to a service, in its own vocabulary, for traces and for tests that count."""

    service: str
    """`dynamodb`, …"""
    operation: str
    """`PutItem`, …"""
    request: Mapping[str, Any]
    automatic: bool = False
    """Whether AppSync makes it on its own, such as the read after a failed condition."""


@dataclass(kw_only=True, slots=True)
class Trace:
    """What one request did, counted: the calls to services and the handlers that ran."""

    calls: list[Call] = field(default_factory=list)
    evaluations: list[str] = field(default_factory=list)
    """`Query.getTodo.request`, …"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Invocation:
    """Where a request comes from."""

    resolver: str
    """`Query.listTodos`: tokens for a next page are bound to it."""
    trace: Trace


class DataSource(Protocol):
    """A data source as the execution calls it. Implementations are safe to call from several threads."""

    def invoke(self, request: Any, invocation: Invocation) -> Answer:
        """Carry out `request`, the value that the handler's `request` function returned.

        A malformed request is an answer with the error type `MappingTemplate`, as in AppSync; nothing is raised for it.
        """
        ...
