"""Custom operations answer as the real ones did, and hand functions the event that Amplify's do: every step of the recording.

The functions play back what they answered when the recording was made.
"""

from __future__ import annotations

import copy
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.behaviour import Finding, main, read_case, replay

HERE = Path(__file__).parent


@cache
def transcript() -> dict[str, Any]:
    return json.loads((HERE / "behaviour" / "customops.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def findings() -> list[Finding]:
    return list(replay(read_case(HERE / "cases" / "customops"), transcript()))


def test_every_step_is_as_recorded(findings: list[Finding]) -> None:
    assert len(findings) == sum(len(scenario["steps"]) for scenario in transcript()["scenarios"])
    assert [str(each) for each in findings if each.mismatch and not each.difference] == []


def test_functions_are_called_as_often_as_they_were(findings: list[Finding]) -> None:
    """The replay compares each call; here it is seen that there were some to compare."""
    assert sum(len(each.step.get("lambda", ())) for each in findings) > 40


def _drop_a_call(step: dict[str, Any]) -> None:
    del step["lambda"][0]


def _change_an_argument(step: dict[str, Any]) -> None:
    step["lambda"][0]["payload"]["arguments"]["content"] = "another"


def _change_the_caller(step: dict[str, Any]) -> None:
    step["lambda"][0]["payload"]["identity"] = {"sub": "another"}


def _rename_the_function(step: dict[str, Any]) -> None:
    step["lambda"][0]["dataSource"] = "AnotherLambdaDataSource"


@pytest.mark.parametrize("damage", [_drop_a_call, _change_an_argument, _change_the_caller, _rename_the_function])
def test_the_command_notices_another_call_of_a_function(tmp_path: Path, damage: Any) -> None:
    """The command takes schemas that state handlers, too; each damaged call of `echo` is a step that differs."""
    recording = copy.deepcopy(transcript())
    steps = [step for scenario in recording["scenarios"] for step in scenario["steps"]]
    calls = [step for step in steps if "echo(content" in step["query"] and step.get("lambda")]
    recording["scenarios"] = [{"name": "calls", "steps": calls[:2]}]
    (tmp_path / "customops.json").write_text(json.dumps(recording))
    lines: list[str] = []
    assert main(HERE / "cases", tmp_path, lines.append) == 0
    damage(calls[0])
    (tmp_path / "customops.json").write_text(json.dumps(recording))
    assert main(HERE / "cases", tmp_path, lines.append) == 1
    assert lines[-1] == "1 of 2 steps differ\n"


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
