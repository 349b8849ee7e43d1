"""The part of the quickjs-ng binding that is used here, with types: the distribution has none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Protocol, cast

import quickjs  # pyright: ignore[reportMissingTypeStubs] - the distribution has none; `Context` below states what is used


class Context(Protocol):
    """A QuickJS runtime with one global object. Only the thread that makes it may use it."""

    def eval(self, code: str) -> Any:
        """Return the value of the script `code`: a plain value, or a callable for a function."""
        ...

    def module(self, code: str) -> Any:
        """Carry out the ES module `code`."""
        ...

    def set_time_limit(self, limit: float) -> None:
        """Interrupt each call after `limit` seconds of CPU."""
        ...

    def set_memory_limit(self, limit: int) -> None:
        """Let the context allocate at most `limit` bytes."""
        ...

    def set_max_stack_size(self, limit: int) -> None:
        """Let the stack grow to `limit` bytes."""
        ...


Function = Callable[..., Any]
"""A JavaScript function: callable with None, bool, float, str and other functions of its context."""

# The binding's own names; its types are unknown to the checker.
JSException = cast("type[Exception]", quickjs.JSException)
_Context = cast("Callable[[], Context]", quickjs.Context)


def new_context() -> Context:
    """Return a fresh context without limits."""
    return _Context()
