"""Plays back what the Lambda functions of a recording answered, and compares how they are called."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.conformance.comparison import Bindings, Mismatch

EVENT = {"typeName", "fieldName", "arguments", "identity", "source", "request", "prev"}
COMPARED = ("typeName", "fieldName", "arguments", "source", "prev")
WHO = ("sub", "username", "cognitoIdentityId", "resolverContext")
PATIENCE = 10
"""Seconds until a call that nobody waits for counts as missing."""


@dataclass(kw_only=True)
class Player:
    """Functions that answer what was recorded, and note how they were called."""

    expected: list[Mapping[str, Any]] = field(default_factory=list)
    events: list[tuple[str, Any]] = field(default_factory=list)
    called: threading.Condition = field(default_factory=threading.Condition)
    bindings: Bindings = field(default_factory=Bindings)

    def handler(self, name: str) -> Callable[[Any, Any], Any]:
        """Return the handler of the function of a name. A call that was not recorded fails, as a function does."""
        source = f"{name[:1].upper()}{name[1:]}LambdaDataSource"

        def handle(event: Any, context: Any) -> Any:
            del context
            with self.called:
                self.events.append((source, event))
                self.called.notify_all()
            recorded = next(
                (each for each in self.expected if each["dataSource"] == source and self._matches(each["payload"], event)), None
            )
            if recorded is None:
                raise RuntimeError(f"the recording has no such call of {name}")
            if "error" in recorded:
                raise RuntimeError(recorded["error"])
            return self.bindings.fill(recorded["result"])

        return handle

    def begin(self, step: Mapping[str, Any], bindings: Bindings) -> None:
        """Prepare for the calls of a step."""
        self.expected, self.events, self.bindings = list(step.get("lambda", ())), [], bindings

    def compare(self) -> None:
        """Wait for events that nobody else waits for, and compare all with what was recorded, whatever their order.

        Raises:
            Mismatch: a call is missing, was not recorded, or hands over something else.
        """
        if not self.expected and not self.events:
            return
        with self.called:
            self.called.wait_for(lambda: len(self.events) >= len(self.expected), timeout=PATIENCE)
        recorded = [{"function": each["dataSource"], **stable(each["payload"])} for each in self.expected]
        self.bindings.match_set(
            recorded, [{"function": source, **stable(event)} for source, event in self.events], "the calls of functions"
        )
        for _, event in self.events:
            if set(event) != EVENT or set(event["request"]) != {"headers", "domainName"}:
                raise Mismatch(f"a function is called with {sorted(event)}")

    def _matches(self, recorded: Mapping[str, Any], event: Mapping[str, Any]) -> bool:
        try:
            self.bindings.match(stable(recorded), stable(event), "event", unordered=True)
        except Mismatch:
            return False
        return True


def stable(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return of an event what does not depend on where it was recorded."""
    identity = event.get("identity") or {}
    return {**{name: event.get(name) for name in COMPARED}, "identity": {name: identity.get(name) for name in WHO}}
