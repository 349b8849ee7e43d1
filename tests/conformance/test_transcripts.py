"""Our own transcripts: what the recordings of the real resolvers lack, with what must come of it by hand-written rules."""

from __future__ import annotations

import copy
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from tests.conformance.behaviour import Finding, read_case, replay
from tests.conformance.transcripts import generate
from tests.conformance.transcripts.oracle import RULES

HERE = Path(__file__).parent / "transcripts"
SCENARIOS = ("update", "delete", "listen to", "ask for")


@cache
def transcript() -> dict[str, Any]:
    return json.loads((HERE / "rules.json").read_text("utf-8"))


def replayed(scenarios: list[dict[str, Any]]) -> list[Finding]:
    return list(replay(read_case(HERE / "rules"), {**transcript(), "scenarios": scenarios}))


def scenarios_of(start: str) -> list[dict[str, Any]]:
    return [scenario for scenario in transcript()["scenarios"] if scenario["name"].startswith(start)]


@pytest.mark.parametrize("start", SCENARIOS)
def test_every_step_is_as_the_rules_say(start: str) -> None:
    """Client conditions by identity, rule and item, for update and delete; delivered events by identity, rule and filter."""
    scenarios = scenarios_of(start)
    findings = replayed(scenarios)
    assert len(findings) == sum(len(scenario["steps"]) for scenario in scenarios)
    assert [str(each) for each in findings if each.mismatch] == []


def test_the_file_is_what_the_generator_writes() -> None:
    assert (HERE / "rules.json").read_text("utf-8") == generate.text_of(generate.transcript())


def test_the_oracle_knows_every_rule_of_the_schema() -> None:
    """Every model has its rules in the oracle's words, as many as the schema says."""
    assert {model.name: len(model.authorization or ()) for model in read_case(HERE / "rules").models} == {
        model: len(rules) for model, rules in RULES.items()
    }


def test_the_transcript_has_all_outcomes() -> None:
    """Neither side is empty: writes and refusals by every kind of answer, events that come and events that do not."""
    outcomes: Counter[str] = Counter()
    for scenario in transcript()["scenarios"]:
        for step in scenario["steps"]:
            verb = step["name"].partition(" ")[0]
            answer = step["response"].get("errors", [{"errorType": "done" if step.get("writes") else "nothing"}])[0]["errorType"]
            outcomes[f"{verb} {answer}"] += 1
            outcomes["events"] += len(step.get("events", ()))
    expected = {
        *(f"{verb} {answer}" for verb in ("update", "delete") for answer in ("done", "Unauthorized", generate.FAILED)),
        *("delete nothing", "subscribe nothing", "subscribe Unauthorized", "create done", "events"),
    }
    assert {name for name, number in outcomes.items() if number >= 20} >= expected


@pytest.mark.parametrize("damage", ["one event less", "one event more", "another payload"])
def test_the_comparison_notices_other_events(damage: str) -> None:
    """The negative control."""
    scenario = copy.deepcopy(scenarios_of("listen to ByOwner")[0])
    step = next(step for step in scenario["steps"] if step.get("events"))
    if damage == "one event less":
        del step["events"][0]
    elif damage == "one event more":
        step["events"].append(step["events"][0])
    else:
        next(iter(step["events"][0]["data"].values()))["text"] = "damaged"
    assert [each.step["n"] for each in replayed([scenario]) if each.mismatch] == [step["n"]]
