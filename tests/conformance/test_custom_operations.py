"""Custom operations answer as the real ones did, and hand functions the event that Amplify's do: every step of the recording.

The functions play back what they answered when the recording was made.
"""

from __future__ import annotations

import json
import re
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.local.loader import load
from amplify_pulumi.local.store import open_store
from amplify_pulumi.schema import load_schema, require_schema
from amplify_pulumi.testing import LocalApi
from tests.conformance import behaviour
from tests.conformance.behaviour import Answer, Finding, RecordingStore

HERE = Path(__file__).parent
EXTERNAL_TABLE = {
    "TableName": "ExternalPostTable",
    "KeySchema": [{"AttributeName": "id", "KeyType": "HASH"}],
    "AttributeDefinitions": [{"AttributeName": "id", "AttributeType": "S"}],
    "BillingMode": "PAY_PER_REQUEST",
}


@dataclass(kw_only=True)
class Player:
    """Functions that answer what was recorded, and note how they were called."""

    expected: list[Mapping[str, Any]] = field(default_factory=list)
    events: list[tuple[str, Any]] = field(default_factory=list)
    called: threading.Condition = field(default_factory=threading.Condition)

    def handler(self, name: str) -> Callable[[Any, Any], Any]:
        source = f"{name[:1].upper()}{name[1:]}LambdaDataSource"

        def handle(event: Any, context: Any) -> Any:
            assert context.function_name == name
            with self.called:
                self.events.append((source, event))
                self.called.notify_all()
            recorded = next(each for each in self.expected if each["dataSource"] == source and stable(each["payload"]) == stable(event))
            if "error" in recorded:
                raise RuntimeError(recorded["error"])
            return recorded["result"]

        return handle

    def begin(self, step: Mapping[str, Any]) -> None:
        self.expected, self.events = list(step.get("lambda", ())), []

    def check(self) -> None:
        """Wait for events that nobody else waits for, and compare what came with what was recorded."""
        with self.called:
            self.called.wait_for(lambda: len(self.events) >= len(self.expected), timeout=10)
        recorded = [(each["dataSource"], stable(each["payload"])) for each in self.expected]
        assert [(source, stable(event)) for source, event in self.events] == recorded


def stable(event: Mapping[str, Any]) -> dict[str, Any]:
    """Return of an event what does not depend on where it was recorded."""
    identity = event["identity"] or {}
    assert set(event) == {"typeName", "fieldName", "arguments", "identity", "source", "request", "prev"}
    assert set(event["request"]) == {"headers", "domainName"}
    return {
        **{name: event[name] for name in ("typeName", "fieldName", "arguments", "source", "prev")},
        "identity": {name: identity.get(name) for name in ("sub", "username", "cognitoIdentityId", "resolverContext")},
    }


@dataclass(kw_only=True)
class Playing(behaviour._Scenario):
    player: Player

    def _send(self, step: Mapping[str, Any], variables: Mapping[str, Any]) -> Answer:
        self.player.begin(step)
        answer = super()._send(step, variables)
        self.player.check()
        return answer


@cache
def transcript() -> dict[str, Any]:
    return json.loads((HERE / "behaviour" / "customops.json").read_text("utf-8"))


def replayed() -> Iterator[Finding]:
    schema = require_schema(load_schema(HERE / "cases" / "customops" / "schema.yaml"))
    plan = behaviour._with_identity_pool(compile_schema(schema).to_json(), transcript()["setup"].get("fixed", {}))
    identities = {name: behaviour._identity(recorded) for name, recorded in transcript()["identities"].items()}
    keys = {table["model"]: table["keys"] for table in transcript()["setup"]["tables"]}
    for scenario in transcript()["scenarios"]:
        player = Player()
        store = RecordingStore(open_store(), keys)
        store.call("CreateTable", EXTERNAL_TABLE)
        functions = {each.name: player.handler(each.name) for each in schema.functions}
        with LocalApi(api=load(plan, store=store, functions=functions), store=store) as api:
            playing = Playing(api=api, store=store, identities=identities, steps=scenario["steps"], player=player)
            yield from playing.findings("customops", scenario["name"])


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return list(replayed())


def test_every_step_is_as_recorded(findings: list[Finding]) -> None:
    assert len(findings) == sum(len(scenario["steps"]) for scenario in transcript()["scenarios"])
    assert [str(each) for each in findings if each.mismatch and not each.difference] == []


def test_functions_are_called_as_often_as_they_were(findings: list[Finding]) -> None:
    """The player has compared each event; here it is seen that there were some to compare."""
    assert sum(len(each.step.get("lambda", ())) for each in findings) > 40


def test_nobody_changes_what_the_real_resolvers_deny(findings: list[Finding]) -> None:
    denied = [each for each in findings if each.is_denied]
    assert len(denied) > 50
    for finding in denied:
        assert not finding.answer.writes, str(finding)
        assert all(value is None for value in (finding.answer.data or {}).values()), str(finding)


def test_an_operation_with_one_handler_is_a_unit_resolver(findings: list[Finding]) -> None:
    """Two evaluations and one call for one field that one handler answers; Amplify's run six.

    Where models come past our resolvers, `owner` has one of its own: that is not counted here.
    """
    counted = 0
    for finding in findings:
        words = set(re.findall(r"\w+", finding.step["query"]))
        if len(finding.step.get("lambda", ())) == 1 and not {"echoPipe", "echoPipeAsync", "owner"} & words:
            counted += 1
            assert (finding.answer.evaluations, finding.answer.calls) == (2, 1), str(finding)
    assert counted > 10
