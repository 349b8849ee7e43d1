"""Where our answers are different on purpose: predicates over steps, each with its reason. `docs/differences.md` tells users.

None may let anybody see or change what the real resolvers deny.
"""

from __future__ import annotations

import json
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


def _is_empty_key(step: Step, answer: Answer) -> bool:
    """The recorder's DynamoDB takes an empty text for the value of a key; DynamoDB itself refuses it."""
    takes_it = any(gap.startswith("dynalite accepts an empty") for gap in step.get("gaps", ()))
    refused = [error.get("errorType") for error in answer.errors] == ["DynamoDB:ValidationException"]
    return takes_it and refused and not answer.writes


def _is_documented_scalar(step: Step, answer: Answer) -> bool:
    """What a scalar takes is the recorder's reading of AppSync's documentation; ours follows what that documentation names."""
    is_reading = any(gap.startswith("scalar-validation") for gap in step.get("gaps", ()))
    written = step["variables"].get("input", {})
    takes_range = "/" in (written.get("fIp") or "") and not answer.errors
    refuses_space = " " in (written.get("fUrl") or "") and bool(answer.errors) and not answer.writes
    return is_reading and (takes_range or refuses_space)


def _is_question_about_hidden_field(step: Step, answer: Answer) -> bool:
    """Ours refuses to filter by what the caller may not read; the real one answers."""
    texts = [str(error.get("message")) for error in answer.errors]
    asked = json.dumps([step["variables"].get("filter"), step["variables"].get("condition"), step["query"]])
    named = [text.removeprefix("Unauthorized on [").removesuffix("]") for text in texts if text.startswith("Unauthorized on [")]
    return not _refused(step) and bool(named) and len(named) == len(texts) and all(name in asked for name in named) and not answer.writes


def _is_update_by_whom_may_only_delete(step: Step, answer: Answer) -> bool:
    """The real one lets an update through that names the key alone, and names the fields of others."""
    names_fields = [error["message"].startswith("Unauthorized on [") for error in step["response"].get("errors", ())]
    only_key = list(step["variables"].get("input", {})) == ["id"] and "errors" not in step["response"]
    return "update" in step["query"] and (all(names_fields) or only_key) and _is_plain_refusal(answer)


def _is_refusal_without_fields(step: Step, answer: Answer) -> bool:
    """The rules of the fields are in the condition of one call, which does not say which of them failed."""
    recorded = [error["message"] for error in step["response"].get("errors", ())]
    return len(recorded) == 1 and recorded[0].startswith("Unauthorized on [") and "update" in step["query"] and _is_plain_refusal(answer)


def _is_plain_refusal(answer: Answer) -> bool:
    return (
        len(answer.errors) == 1
        and answer.errors[0].get("errorType") == "Unauthorized"
        and str(answer.errors[0].get("message")).startswith("Not Authorized to access update")
        and not answer.writes
        and all(each is None for each in answer.data.values())
    )


CONSEQUENCE = Difference(name="delete-is-not-update", direction="stricter", covers=lambda *_: False)
"""What follows from an update that was refused."""

DIFFERENCES: tuple[Difference, ...] = (
    Difference(name="deleting-nothing", direction="documented by AppSync", covers=_is_silent_deletion_of_nothing),
    Difference(name="one-condition", direction="wording", covers=_is_refusal_as_failed_condition),
    Difference(name="one-call-names-no-fields", direction="wording", covers=_is_refusal_without_fields),
    Difference(name="delete-is-not-update", direction="stricter", covers=_is_update_by_whom_may_only_delete),
    Difference(name="questions-about-hidden-fields", direction="stricter", covers=_is_question_about_hidden_field),
    Difference(name="false-is-a-boolean", direction="documented by DynamoDB", covers=_is_false_of_type_boolean),
    Difference(name="empty-keys", direction="documented by DynamoDB", covers=_is_empty_key),
    Difference(name="scalars-as-documented", direction="documented by AppSync", covers=_is_documented_scalar),
)


def difference_of(step: Step, answer: Answer, refused: Sequence[int] = ()) -> Difference | None:
    """Return the listed difference that covers a step which differs; None where none does.

    Args:
        step: as recorded.
        answer: what our API did with it.
        refused: the numbers of those steps before it which wrote, and whose refusal is a listed difference. Whoever then reads finds the
            time of a write that did not take place (`<now:n>`).
    """
    if not _refused(step) and any(f"<now:{number}>" in json.dumps([step["response"], step.get("writes")]) for number in refused):
        return CONSEQUENCE
    return next((each for each in DIFFERENCES if each.covers(step, answer)), None)
