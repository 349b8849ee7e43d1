"""Our API answers and stores what the real resolvers did, step by step; differences are listed, each with its reason."""

from __future__ import annotations

import copy
import json
from collections import Counter
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.schema import load_schema, require_schema
from amplify_pulumi.schema.model import Schema
from tests.conformance.behaviour import Finding, is_configured, main, replay
from tests.conformance.differences import DIFFERENCES

HERE = Path(__file__).parent
CASES = ("todo", "todo-owner", "customer", "relations", "scalars", "disable", "auth")
OPEN = {"todo", "customer", "relations", "scalars", "disable"}
"""Where everybody may do everything."""
LISTED = {
    "todo": Counter({"false-is-a-boolean": 1}),
    "todo-owner": Counter({"deleting-nothing": 2, "one-condition": 1}),
    "customer": Counter({"empty-keys": 1}),
    "relations": Counter({"empty-keys": 1}),
    "scalars": Counter({"scalars-as-documented": 2}),
    "disable": Counter(),
    "auth": Counter(
        {
            "deleting-nothing": 9,
            "one-call-names-no-fields": 5,
            "delete-is-not-update": 1,
            "questions-about-hidden-fields": 3,
            "filters-within-limits": 3,
        }
    ),
}
"""How many steps each listed difference covers."""
PLAYED = [(case, spelling) for case in CASES for spelling in ("schema.yaml", "gen1.graphql")]


@cache
def transcript(case: str) -> dict[str, Any]:
    return json.loads((HERE / "behaviour" / f"{case}.json").read_text("utf-8"))


def schema(case: str, spelling: str) -> Schema:
    return require_schema(load_schema(HERE / "cases" / case / spelling))


@cache
def findings(case: str, spelling: str) -> list[Finding]:
    return list(replay(schema(case, spelling), transcript(case)))


@pytest.mark.parametrize(("case", "spelling"), PLAYED)
class TestReplay:
    def test_every_step_is_as_recorded_or_listed(self, case: str, spelling: str) -> None:
        replayed = findings(case, spelling)
        assert len(replayed) == sum(len(scenario["steps"]) for scenario in transcript(case)["scenarios"])
        assert [
            str(each) for each in replayed if each.mismatch and not each.difference and is_configured(transcript(case), each.step)
        ] == []

    def test_listed_differences_cover_what_they_say(self, case: str, spelling: str) -> None:
        assert Counter(each.difference.name for each in findings(case, spelling) if each.difference) == LISTED[case]

    def test_nobody_changes_what_the_real_resolvers_deny(self, case: str, spelling: str) -> None:
        """Listed or not: where they refuse, ours writes nothing and shows nothing."""
        refused = [each for each in findings(case, spelling) if each.is_denied]
        denied = [each for each in refused if all(value is None for value in (each.step["response"]["data"] or {}).values())]
        assert bool(denied) == (case not in OPEN)
        for finding in denied:
            assert not finding.answer.writes, str(finding)
            assert all(value is None for value in (finding.answer.data or {}).values()), str(finding)

    def test_the_budget_holds_for_every_request(self, case: str, spelling: str) -> None:
        """Per field with a resolver at most two evaluations and one call to DynamoDB; an alias and a field of each item count anew."""
        resolvers = compile_schema(schema(case, spelling)).resolvers
        resolved = {each.field_name for each in resolvers if each.type_name not in ("Query", "Mutation", "Subscription")}
        for finding in findings(case, spelling):
            data = finding.answer.data or {}
            asked = max(1, len(data) + sum(resolved_below(each, resolved) for each in data.values()))
            assert finding.answer.evaluations <= 2 * asked, str(finding)
            assert finding.answer.calls <= asked, str(finding)


def resolved_below(value: Any, resolved: set[str]) -> int:
    """Return how many fields below a value have resolvers: members that are objects, or have the name of one."""
    if isinstance(value, list):
        return sum(resolved_below(each, resolved) for each in value)
    if not isinstance(value, dict):
        return 0
    own = [name for name, member in value.items() if isinstance(member, dict) or name in resolved]
    return len(own) + sum(resolved_below(each, resolved) for each in value.values())


def test_every_listed_difference_is_explained_to_users(repository: Path) -> None:
    text = (repository / "docs" / "differences.md").read_text("utf-8")
    for difference in DIFFERENCES:
        assert f"### {difference.name}\n" in text, difference.name
        section = text.partition(f"### {difference.name}\n")[2].partition("\n### ")[0]
        assert f"Direction: {difference.direction}." in section, difference.name


def damaged(value: Any) -> Any:
    """Return a recorded value with its first text, number or truth changed; the value itself where it has none."""
    if isinstance(value, bool):
        return not value
    if isinstance(value, str):
        return f"{value} damaged"
    if isinstance(value, dict):
        for name, member in value.items():
            changed = damaged(member)
            if changed != member:
                return {**value, name: changed}
    if isinstance(value, list) and value:
        changed = damaged(value[0])
        if changed != value[0]:
            return [changed, *value[1:]]
    return value


@pytest.mark.parametrize("case", CASES)
def test_the_comparison_notices_a_damaged_recording(case: str) -> None:
    """The negative control: one recorded value of each comparable step is changed, and each is found."""
    recording = copy.deepcopy(transcript(case))
    expected: list[tuple[str, int]] = []
    for scenario in recording["scenarios"]:
        for step in scenario["steps"]:
            compared = step.get("compare", {})
            if compared.get("items") == "page" or compared.get("errors") in ("presence", "path") or "alternative" in step:
                continue
            response, errors = step["response"], step["response"].get("errors")
            before = json.dumps(step)
            if step.get("writes"):
                step["writes"] = damaged(step["writes"])
            elif errors:
                errors[0]["errorType"] = damaged(errors[0]["errorType"])
            else:
                response["data"] = damaged(response["data"])
            if json.dumps(step) != before:
                expected.append((scenario["name"], step["n"]))
    replayed = replay(schema(case, "schema.yaml"), recording)
    found = {(each.scenario, each.step["n"]) for each in replayed if each.mismatch}
    assert [place for place in expected if place not in found] == []
    assert len(expected) > 20


def test_the_command_prints_what_differs_and_counts_it(tmp_path: Path) -> None:
    recording = copy.deepcopy(transcript("todo-owner"))
    recording["scenarios"] = recording["scenarios"][:1]
    del recording["scenarios"][0]["steps"][3:]
    recording["scenarios"][0]["steps"][1]["response"]["data"]["createTodo"]["owner"] = "mallory"
    (tmp_path / "todo-owner.json").write_text(json.dumps(recording))
    lines: list[str] = []
    assert main(HERE / "cases", tmp_path, lines.append) == 1
    place = "todo-owner, owner crud, step 2 (bob: create with id token (cognito:username))"
    assert lines == [
        f"{place}: data.createTodo.owner is 'bob' instead of 'mallory'\n",
        "allowed: 1 of 3 steps differ\n",
        "denied: 0 of 0 steps differ\n",
        "0 steps differ as listed\n",
        "1 of 3 steps differ\n",
    ]
