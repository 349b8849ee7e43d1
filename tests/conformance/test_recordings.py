"""Random requests of random callers, recorded from Amplify's resolvers for schemas of our own, are answered as they were.

`recordings/<name>.json` reads like the files of `behaviour/`; beside it is the schema, as Amplify's builder prints it. Requests, callers
and values were drawn at random from what the schema allows, over a handful of items, so that they meet. Families of schemas:

- protected-fields: fields with rules of their own, over models with others;
- operations-and-keys: rules by operation, and for owners and groups in keys of tables and indexes;
- implicit-fields: owners, groups, identifiers and times that the schema does not declare, or declares in another type;
- hidden-relationships, shown-relationships: pairs of models with different or equal rules, between which mutations hide or show;
- nested-values: custom types in custom types, lists of them, enums and JSON;
- relationships-by-other-rules: three levels of relationships between models whose rules have the ways of reading apart;
- several-fields-protected, several-fields-related: two to four root fields in one request, with aliases and fragments, allowed and refused;
- functions: custom queries and mutations for every kind of caller, with answers of functions of any shape.

And some by hand:

- loose-identities: roles and pools that do not belong together, and groups that are a text;
- asked-by-hidden-fields: filters, conditions, keys, orders and relationships that ask by what the caller may not read;
- fields-in-lists: fields with rules of their own, of models whose rules let some callers list and not get;
- owners-who-listen: subscriptions by one or two owners or by groups; user names that are empty or look like others.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi.schema import load_schema, require_schema
from tests.conformance.asked import Answer, told
from tests.conformance.behaviour import Finding, is_configured, replay
from tests.conformance.differences import DIFFERENCES, difference_of
from tests.conformance.narrower import Comparison

HERE = Path(__file__).parent
RECORDINGS = sorted(path.stem for path in (HERE / "recordings").glob("*.json"))
WORDING = {"one-condition", "one-call-names-no-fields", "rules-before-arguments", "redacted-parents", "deleting-nothing"}
"""Listed differences after which whoever was refused is refused, and whoever was not is not."""
LOOSE = ("strangerAsMember", "strangerAsGuest", "devopsOidc", "textGroups", "textNotHR")
KEY_ALONE = "delete-is-not-update"
NOTHING = Comparison(answers=lambda _: False, equals=lambda *_: False)
"""An answer that equals nothing that is recorded."""
REFUSAL = {"errorType": "Unauthorized", "message": "Not Authorized to access it on type It", "path": ["it"]}


@cache
def recording(name: str) -> dict[str, Any]:
    return json.loads((HERE / "recordings" / f"{name}.json").read_text("utf-8"))


@cache
def findings(name: str) -> list[Finding]:
    replayed = replay(require_schema(load_schema(HERE / "recordings" / f"{name}.graphql")), recording(name))
    return [each for each in replayed if is_configured(recording(name), each.step)]


@pytest.mark.parametrize("name", RECORDINGS)
class TestReplay:
    def test_every_step_is_as_recorded_or_listed(self, name: str) -> None:
        assert [str(each) for each in findings(name) if each.mismatch and not each.difference] == []
        assert len(findings(name)) > 20

    def test_there_is_something_to_compare(self, name: str) -> None:
        """Callers are let in and refused, and items are written."""
        counted = Counter((each.is_denied, bool(each.step.get("writes"))) for each in findings(name))
        assert counted[True, False] > 5
        assert counted[False, True] > 4
        assert counted[False, False] > 3

    def test_whoever_is_refused_changes_and_sees_nothing(self, name: str) -> None:
        for finding in findings(name):
            if is_refused_as_a_whole(finding.step):
                assert not finding.answer.writes, str(finding)
                assert all(value is None for value in (finding.answer.data or {}).values()), str(finding)


def steps() -> Iterator[Mapping[str, Any]]:
    """Yield every recorded step, as predicates get it."""
    for path in (*(HERE / "behaviour").glob("*.json"), *(HERE / "recordings").glob("*.json")):
        found = json.loads(path.read_text("utf-8"))
        schemas = HERE / "recordings" / f"{path.stem}.graphql", HERE / "cases" / path.stem / "gen1.graphql"
        schema = require_schema(load_schema(next(each for each in schemas if each.exists())))
        tell = told(schema, found)
        for scenario in found["scenarios"]:
            yield from map(tell, scenario["steps"])


@pytest.fixture(scope="module")
def every_step() -> list[Mapping[str, Any]]:
    return list(steps())


def is_refused_as_a_whole(step: Mapping[str, Any]) -> bool:
    response = step["response"]
    refused = any(error["errorType"] == "Unauthorized" for error in response.get("errors", ()))
    return refused and all(value is None for value in (response["data"] or {}).values())


def test_no_listed_difference_lets_anybody_in(every_step: list[Mapping[str, Any]]) -> None:
    """Where the real resolvers refuse, an answer with data or with a write is covered by no predicate."""
    refused = [step for step in every_step if is_refused_as_a_whole(step)]
    assert len(refused) > 2000
    shown = Answer(data={"it": {"id": "1"}}, errors=())
    written = Answer(data={"it": None}, errors=(REFUSAL,), writes=({"op": "put"},))
    for step in refused:
        for answer in (shown, written):
            assert difference_of(step, answer, NOTHING) is None, (step["n"], step["name"])


def test_no_listed_difference_shuts_anybody_out(every_step: list[Mapping[str, Any]]) -> None:
    """Where the real resolvers write, a plain refusal is covered by few predicates.

    By one for an update of nothing by whom may only delete, and by those for identities that contradict themselves.
    """
    written = [step for step in every_step if step.get("writes") and not step["response"].get("errors")]
    assert len(written) > 500
    for step in written:
        covering = difference_of(step, Answer(data={"it": None}, errors=(REFUSAL,)), NOTHING)
        if covering is not None and step["identity"] not in LOOSE:
            assert (covering.name, list(step["variables"]["input"])) == (KEY_ALONE, ["id"]), (step["n"], step["name"])


def test_what_is_stricter_about_identities_is_noticed() -> None:
    """The real resolvers let these in; the same with the right pool, or with the group's whole name, ours do, too."""
    covered = Counter((each.step["identity"], each.difference.name) for each in findings("loose-identities") if each.difference)
    assert covered == {
        ("strangerAsMember", "another-pool"): 2,
        ("strangerAsGuest", "another-pool"): 1,
        ("devopsOidc", "groups-are-names"): 1,
    }


def test_differences_in_wording_are_just_that() -> None:
    """Refused stays refused, and written stays written, item by item, under every difference that is said to be of wording."""
    every = [(each, {difference.name for difference in each.differences}) for name in RECORDINGS for each in findings(name)]
    covered = [each for each, names in every if names and names <= WORDING]
    assert {difference.name for each in covered for difference in each.differences} == WORDING
    assert {each.name for each in DIFFERENCES} >= WORDING
    for finding in covered:
        assert len(finding.answer.writes) == len(finding.step.get("writes", ())), str(finding)
