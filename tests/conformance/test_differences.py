"""Listed differences are exact: they cover what they say, root field by root field, and nothing that is beside it."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi.schema import load_schema, require_schema
from amplify_pulumi.schema.model import Schema
from tests.conformance.asked import Answer, Step, roots, told
from tests.conformance.behaviour import equals, replay
from tests.conformance.comparison import Bindings
from tests.conformance.differences import DIFFERENCES, NOT_RECORDED, difference_of
from tests.conformance.narrower import Comparison

HERE = Path(__file__).parent
RECORDINGS = sorted(path.stem for path in (HERE / "recordings").glob("*.json"))
SEVERAL = [name for name in RECORDINGS if name.startswith("several-fields")]
"""Recordings of requests with several root fields."""
ODD = ("strangerAsMember", "strangerAsGuest", "devopsOidc", "textGroups", "textNotHR", "emptyName", "colons", "looksLikeAlice")
"""Callers whose role and pool contradict each other, whose groups are a text, or whose names are empty or look like others'."""
NOW = "2031-01-01T00:00:00.000Z"
OF_REQUESTS = ("Writing", "Reading", "Subscriptions")
"""The chapters of the page that are about what requests do."""


def recording(name: str) -> dict[str, Any]:
    return json.loads((HERE / "recordings" / f"{name}.json").read_text("utf-8"))


def schema(name: str) -> Schema:
    return require_schema(load_schema(HERE / "recordings" / f"{name}.graphql"))


def test_every_difference_of_requests_is_recognised_or_never_recorded(repository: Path) -> None:
    """Each section of the page has a predicate, or a reason why no recorded step shows it."""
    text = (repository / "docs" / "differences.md").read_text("utf-8")
    chapters = {part.partition("\n")[0]: part for part in text.split("\n## ")[1:]}
    sections = [each.partition("\n")[0] for name in OF_REQUESTS for each in chapters[name].split("\n### ")[1:]]
    recognised = {each.name for each in DIFFERENCES}
    assert sorted(sections) == sorted(recognised | set(NOT_RECORDED))
    assert not recognised & set(NOT_RECORDED)


def new_bindings() -> Bindings:
    """Return bindings for a server that answered all requests at one time."""
    return Bindings(requests=dict.fromkeys(range(1, 500), (NOW, NOW)))


def answered_as_recorded(step: Step) -> Answer:
    """Return an answer that is the recorded one, with values for its placeholders."""
    bindings = new_bindings()
    response = bindings.invent({"data": step["response"]["data"], "errors": list(step["response"].get("errors", ()))})
    return Answer(data=response["data"], errors=response["errors"], writes=bindings.invent(step.get("writes", [])))


def comparison(answer: Answer, bindings: Bindings) -> Comparison:
    return Comparison(answers=lambda other: equals(other, answer, bindings), equals=bindings.equals)


def with_stranger(data: Any) -> Any:
    """Return data with one more item in its first list of items, like the first there but for its texts; None if there is none."""
    if isinstance(data, list):
        return None
    for name, member in data.items() if isinstance(data, dict) else ():
        if name == "items" and member and isinstance(member[0], dict):
            stranger = {key: f"{value} of a stranger" if isinstance(value, str) else value for key, value in member[0].items()}
            return {**data, "items": [*member, stranger]} if stranger != member[0] else None
        changed = with_stranger(member)
        if changed is not None:
            return {**data, name: changed}
    return None


def recorded_steps() -> Iterator[Step]:
    for name in RECORDINGS:
        found = recording(name)
        tell = told(schema(name), found)
        for scenario in found["scenarios"]:
            yield from map(tell, scenario["steps"])


def test_no_listed_difference_shows_an_item_that_is_not_recorded() -> None:
    """Whatever is narrower for a reason: an item more than the real resolvers show is covered by nothing."""
    tried = 0
    for step in recorded_steps():
        for part, answer in roots(step, answered_as_recorded(step)):
            data = with_stranger(answer.data)
            if data is None:
                continue
            tried += 1
            more = Answer(data=data, errors=answer.errors, writes=answer.writes)
            assert difference_of(part, more, comparison(more, new_bindings())) is None, (step["n"], step["name"])
    assert tried > 60


def test_no_listed_difference_leaves_out_a_refusal_of_one_field_alone() -> None:
    """Where the real resolvers refuse a field of an item, showing it is covered by nothing."""
    tried = 0
    for step in recorded_steps():
        for part, answer in roots(step, answered_as_recorded(step)):
            refused = [each for each in answer.errors if each["errorType"] == "Unauthorized" and len(each["path"]) > 1]
            if not refused or part["query"].startswith("subscription"):
                continue
            tried += 1
            path = refused[0]["path"]
            data = copy.deepcopy(answer.data)
            place: Any = data
            for each in path[:-1]:
                place = None if place is None else place[each]
            if place is None:
                continue
            place[path[-1]] = {"id": "hidden"} if "items" in json.dumps(place[path[-1]]) else "hidden"
            shown = Answer(data=data, errors=[each for each in answer.errors if each is not refused[0]], writes=answer.writes)
            assert difference_of(part, shown, comparison(shown, new_bindings())) is None, (step["n"], step["name"])
    assert tried > 30


def test_few_listed_differences_refuse_what_is_answered() -> None:
    """Where the real resolvers answer, a plain refusal is covered for callers who are not who they seem, and hardly else."""
    covering: Counter[str] = Counter()
    tried = 0
    for step in recorded_steps():
        for part, answer in roots(step, answered_as_recorded(step)):
            ((key, value),) = answer.data.items() if len(answer.data or ()) == 1 else (("", None),)
            if answer.errors or (value is None and not part["query"].startswith("subscription")):
                continue
            tried += 1
            refusal = {"errorType": "Unauthorized", "message": "Not Authorized to access it on type It", "path": [key]}
            refused = Answer(data={key: None}, errors=[refusal])
            found = difference_of(part, refused, comparison(refused, new_bindings()))
            if found is not None and step["identity"] not in ODD:
                covering[found.name] += 1
    assert tried > 300
    assert set(covering) <= {"several-owners-asked-for", "delete-is-not-update"}, covering
    assert sum(covering.values()) < tried / 50


@pytest.mark.parametrize("name", SEVERAL)
class TestSeveralRootFields:
    def test_each_root_field_is_a_step_of_its_own(self, name: str) -> None:
        """Together they hold all data, errors and writes of the request, each once."""
        found = recording(name)
        tell, several = told(schema(name), found), 0
        for step in (tell(each) for scenario in found["scenarios"] for each in scenario["steps"]):
            parts = [part for part, _ in roots(step, answered_as_recorded(step))]
            several += len(parts) > 1
            assert {key: value for part in parts for key, value in part["response"]["data"].items()} == step["response"]["data"]
            for whole, split in (
                (step["response"].get("errors", []), [each for part in parts for each in part["response"].get("errors", [])]),
                (step.get("writes", []), [each for part in parts for each in part.get("writes", [])]),
            ):
                assert sorted(map(json.dumps, split)) == sorted(map(json.dumps, whole)), step["n"]
        assert several > 30

    def test_a_damaged_root_field_is_noticed_beside_a_listed_difference(self, name: str) -> None:
        """A step that has both is not covered."""
        found = recording(name)
        covered = {(each.scenario, each.step["n"]): each for each in replay(schema(name), found) if each.differences}
        damaged = copy.deepcopy(found)
        expected: set[tuple[str, int]] = set()
        for scenario in damaged["scenarios"]:
            for step in scenario["steps"]:
                finding = covered.get((scenario["name"], step["n"]))
                parts = roots(finding.step, finding.answer) if finding else []
                for part, _ in parts if len(parts) > len(finding.differences if finding else ()) else ():
                    key = next(iter(part["response"]["data"]))
                    if damage(step, key, finding.answer if finding else None):
                        expected.add((scenario["name"], step["n"]))
                        break
        assert len(expected) > 2
        noticed = {(each.scenario, each.step["n"]) for each in replay(schema(name), damaged) if each.mismatch and not each.differences}
        assert expected <= noticed


def damage(step: dict[str, Any], key: str, answer: Answer | None) -> bool:
    """Change what is recorded of a root field which our answer equals: an error, or a value. Whether there was anything to change."""
    errors = [each for each in step["response"].get("errors", ()) if each["path"][0] == key]
    ours = [] if answer is None else [each for each in answer.errors if each["path"][0] == key]
    if [each["message"] for each in errors] != [each.get("message") for each in ours] or step.get("compare", {}).get("errors"):
        return False
    if errors:
        errors[0]["errorType"] = "Damaged"
    elif isinstance(step["response"]["data"][key], Mapping):
        step["response"]["data"][key]["damaged"] = True
    else:
        return False
    return True
