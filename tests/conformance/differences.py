"""Where our answers are different on purpose: predicates over steps, each with its reason. `docs/differences.md` tells users.

None may let anybody see or change what the real resolvers deny.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

CONDITION_FAILED = "DynamoDB:ConditionalCheckFailedException"
Step = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What our API did with a step."""

    data: Any
    errors: Sequence[Mapping[str, Any]]
    writes: Sequence[Mapping[str, Any]] = ()
    evaluations: int = 0
    calls: int = 0
    """To DynamoDB, without those that AppSync makes on its own."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One deliberate difference."""

    name: str
    """As it stands in docs/differences.md."""
    direction: Literal["stricter", "wording", "documented by AppSync", "documented by DynamoDB"]
    covers: Callable[[Step, Answer], bool]


def _refused(step: Step) -> bool:
    return any(error["errorType"] == "Unauthorized" for error in step["response"].get("errors", ()))


def _is_silent_deletion_of_nothing(step: Step, answer: Answer) -> bool:
    """The real one reads first and finds nobody's item; ours deletes under a condition, and AppSync reports no failure of that."""
    deletes = "delete" in step["query"] and step["query"].startswith("mutation")
    return deletes and _refused(step) and not answer.errors and not answer.writes and all(each is None for each in answer.data.values())


def _is_refusal_as_failed_condition(step: Step, answer: Answer) -> bool:
    """With a condition of the client's in the same expression, which of the two failed cannot be told."""
    failed = [error.get("errorType") for error in answer.errors] == [CONDITION_FAILED]
    return _refused(step) and bool(step["variables"].get("condition")) and failed and not answer.writes


def _is_false_of_type_boolean(step: Step, answer: Answer) -> bool:
    """The recorder's DynamoDB takes false for no value where a filter asks for its type; DynamoDB itself does not."""
    if "filter-attributeType" not in step.get("gaps", ()) or answer.errors or not answer.data:
        return False
    recorded = next(iter(step["response"]["data"].values()))["items"]
    ours = next(iter(answer.data.values()))["items"]
    ids = {each["id"] for each in recorded}
    surplus = [each for each in ours if each["id"] not in ids]
    return ids <= {each["id"] for each in ours} and all(False in each.values() for each in surplus)


DIFFERENCES: tuple[Difference, ...] = (
    Difference(name="deleting-nothing", direction="documented by AppSync", covers=_is_silent_deletion_of_nothing),
    Difference(name="one-condition", direction="wording", covers=_is_refusal_as_failed_condition),
    Difference(name="false-is-a-boolean", direction="documented by DynamoDB", covers=_is_false_of_type_boolean),
)


def difference_of(step: Step, answer: Answer) -> Difference | None:
    """Return the listed difference that covers a step which differs; None where none does."""
    return next((each for each in DIFFERENCES if each.covers(step, answer)), None)
