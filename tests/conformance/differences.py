"""Where our answers are different on purpose: predicates over steps, each with its reason. `docs/differences.md` tells users.

None may let anybody see or change what the real resolvers deny.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from amplify_pulumi.schema.model import Field, Schema
from tests.conformance.asked import Answer, Step
from tests.conformance.comparison import ANYTHING
from tests.conformance.narrower import (
    REFUSED,
    REFUSED_FIELDS,
    Comparison,
    any_field,
    asks_for_hidden,
    has_empty_name,
    has_group_inside,
    has_odd_name,
    is_deletion,
    is_denied_by_condition,
    is_open_to_lists,
    is_update,
    is_update_of_nothing,
    leads_open_to_lists,
    names_others,
    narrowed,
    reads_otherwise,
    without_numbers_as_texts,
    without_unheard_fields,
)

CONDITION_FAILED = "DynamoDB:ConditionalCheckFailedException"
STAMPS = ("createdAt", "updatedAt")
ARGUMENTS = ("When providing argument", "When creating any part", "When updating any part", "Argument ", "sortDirection is not supported")
"""How Amplify's complaints about arguments for keys begin."""


@dataclass(frozen=True, kw_only=True)
class Difference:
    """One deliberate difference: a predicate, or what the step would be if it were recorded with it, to which our answer is compared."""

    name: str
    """As it stands in docs/differences.md."""
    direction: Literal["stricter", "wording", "more", "documented by AppSync", "documented by DynamoDB"]
    covers: Callable[[Step, Answer], bool] = lambda *_: False
    restated: Callable[[Step, Answer, Comparison], Step | None] = lambda *_: None


def _refused(step: Step) -> bool:
    return any(error["errorType"] == "Unauthorized" for error in step["response"].get("errors", ()))


def _refused_as_a_whole(step: Step) -> bool:
    return _refused(step) and all(each is None for each in (step["response"]["data"] or {}).values())


def _is_silent_deletion_of_nothing(step: Step, answer: Answer) -> bool:
    """The real one reads first and finds nobody's item; ours deletes under a condition, and AppSync reports no failure of that."""
    deletes = is_deletion(step)
    recorded = [error["errorType"] for error in step["response"].get("errors", ())]
    failed = recorded == [CONDITION_FAILED] and not step["variables"].get("condition")
    is_silent = not answer.errors and not answer.writes and all(each is None for each in answer.data.values())
    return deletes and (_refused(step) or failed) and is_silent


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
    refuses_value = bool(answer.errors) and not answer.writes and not any(each.get("errorType") == "Unauthorized" for each in answer.errors)
    refuses_space = " " in (written.get("fUrl") or "") and refuses_value
    return is_reading and (takes_range or refuses_space)


def _is_question_about_hidden_field(step: Step, answer: Answer) -> bool:
    """Ours refuses to filter by what the caller may not read; the real one answers."""
    texts = [str(error.get("message")) for error in answer.errors]
    asked = json.dumps([step["variables"].get("filter"), step["variables"].get("condition"), step["query"]])
    told = all(text.startswith("Unauthorized on [") for text in texts)
    named = [name for text in texts for name in text.removeprefix("Unauthorized on [").removesuffix("]").split(", ")]
    is_named = bool(named) and told and all(f'"{name}"' in asked or f"{name}:" in asked for name in named)
    return not _refused_as_a_whole(step) and is_named and not answer.writes


def _is_question_about_own_items(step: Step, answer: Answer) -> bool:
    """Where the rules of the field asked about look at the item, ours answers with the items whose field the caller may read."""
    hidden = {
        error["path"][-1]
        for error in step["response"].get("errors", ())
        if error["errorType"] == "Unauthorized" and "items" in error["path"]
    }
    if not hidden & set(_names(step["variables"].get("filter"))) or not answer.data:
        return False
    (recorded,), (ours,) = step["response"]["data"].values(), answer.data.values()
    if not recorded or not ours:
        return False
    shown = [{name for name, value in each.items() if value is None} for each in ours["items"] if each]
    return len(ours["items"]) < len(recorded["items"]) and not any(hidden & names for names in shown) and not answer.writes


def _names(filter_: Any) -> Iterator[str]:
    if isinstance(filter_, list):
        for each in filter_:
            yield from _names(each)
    elif isinstance(filter_, dict):
        for name, member in filter_.items():
            yield from _names(member) if name in ("and", "or", "not") else (name,)


def _is_update_by_whom_may_only_delete(step: Step, answer: Answer) -> bool:
    """The real one lets an update through that names the key alone, and names the fields of others."""
    errors = step["response"].get("errors", ())
    names_fields = bool(errors) and all(error["message"].startswith("Unauthorized on [") for error in errors)
    passes = all(error["errorType"] == CONDITION_FAILED for error in errors) and is_update_of_nothing(step)
    failed = [each.get("errorType") for each in answer.errors] == [CONDITION_FAILED] and not answer.writes
    if passes and not errors and step["variables"].get("condition") and failed:
        return True
    return is_update(step) and (names_fields or passes) and _is_plain_refusal(answer)


def _is_refusal_with_other_fields(step: Step, answer: Answer) -> bool:
    """The rules on the item are in the condition of one call, which says neither which of them failed nor that all did."""
    if not is_update(step) or not _refused_as_a_whole(step) or answer.writes or any((answer.data or {}).values()):
        return False
    recorded = [error["message"] for error in step["response"]["errors"]]
    ours = [str(error.get("message")) for error in answer.errors if error.get("errorType") == "Unauthorized"]
    one_each = len(recorded) == len(answer.errors) == len(ours) == 1
    return one_each and any(text.startswith("Unauthorized on [") for text in (*recorded, *ours))


def _is_plain_refusal(answer: Answer) -> bool:
    """Whether ours says no more than Unauthorized, and shows and changes nothing."""
    return (
        len(answer.errors) == 1
        and answer.errors[0].get("errorType") == "Unauthorized"
        and str(answer.errors[0].get("message")).startswith("Not Authorized to access ")
        and not answer.writes
        and all(each is None for each in (answer.data or {}).values())
    )


def _is_refusal_before_the_arguments(step: Step, answer: Answer) -> bool:
    """Both refuse: the real one for the arguments, ours the caller."""
    recorded = [error["message"] for error in step["response"].get("errors", ())]
    return len(recorded) == 1 and recorded[0].startswith(ARGUMENTS) and _is_plain_refusal(answer)


def _exceeds_filter_limits(step: Step, answer: Answer) -> bool:
    """The recorder hands over any filter; AppSync counts its branches."""
    texts = [str(error.get("message")) for error in answer.errors]
    return (
        step.get("kind") == "subscribe"
        and len(texts) == 1
        and texts[0].startswith(("Filters exceed maximum", "subscription exceeds maximum"))
    )


def _is_identity_of_another_pool(step: Step, answer: Answer) -> bool:
    """The role and the pool of an identity contradict each other, or a guest's role is not that for guests."""
    identity, fixed = step["caller"].get("iam", {}), step["fixed"]
    if "cognitoIdentityId" not in identity or not _is_plain_refusal(answer):
        return False
    role = re.sub(r".*:assumed-role/([^/]*)/.*", r"\1", identity.get("userArn", ""))
    may_be = "authenticated" if role != fixed["unauthRole"] else "unauthenticated"
    return (identity.get("cognitoIdentityPoolId"), identity.get("cognitoIdentityAuthType")) != (fixed["identityPoolId"], may_be)


def _is_group_inside_a_name(step: Step, answer: Answer) -> bool:
    """The real one lets a caller in because of a group whose name is a part of his."""
    return has_group_inside(step) and not _refused(step) and _is_plain_refusal(answer)


def _without_hollow_parents(step: Step, *_: Any) -> Step | None:
    """The real one hands out the text `null` for a hidden parent: an object without values, or errors for those that it needs."""
    data, errors = step["response"]["data"], step["response"].get("errors", ())
    if not step["query"].startswith("mutation") or not data:
        return None
    parents = [
        [field, name] for field, item in data.items() if isinstance(item, dict) for name, member in item.items() if _is_hidden(member)
    ]
    missing = [error["path"][:2] for error in errors if error.get("origin") == "execution"]
    hollow = [path for path in parents if _at(data, path) is not None or path in missing]
    kept = [error for error in errors if len(error["path"]) < 3 or error["path"][:2] not in hollow]
    restated = {field: _without_hollow_members(item) for field, item in data.items()}
    if kept == list(errors) and restated == data:
        return None
    compare = {name: value for name, value in step.get("compare", {}).items() if kept or name != "errors"}
    return {**step, "response": {"data": restated, "errors": kept}, "compare": compare}


def _without_text_in_numbers(step: Step, *_: Any) -> Step | None:
    """The real one stores a text where the schema declares a number, and fails whenever the field is asked for."""
    schema: Schema = step["schema"]
    fields = ((model.name, each) for model in schema.models for each in model.fields if isinstance(each, Field) and each.name in STAMPS)
    numbers = {(model, each.name) for model, each in fields if each.type == "AWSTimestamp"}
    names = {name for model, name in numbers if model in step["query"]}
    if not names:
        return None
    errors = [each for each in step["response"].get("errors", ()) if each.get("origin") != "execution" or each["path"][-1] not in names]
    writes = [
        {
            **write,
            "item": write["item"]
            and {name: ANYTHING if (write["table"], name) in numbers else value for name, value in write["item"].items()},
        }
        for write in step.get("writes", ())
    ]
    compare = {name: value for name, value in step.get("compare", {}).items() if errors or name != "errors"}
    return {**step, "response": {"data": _freed(step["response"]["data"], names), "errors": errors}, "writes": writes, "compare": compare}


def _freed(data: Any, names: Iterable[str]) -> Any:
    """Return recorded data with anything in the fields of these names."""
    if isinstance(data, list):
        return [_freed(each, names) for each in data]
    if isinstance(data, dict):
        return {name: ANYTHING if name in names else _freed(member, names) for name, member in data.items()}
    return data


def _at(data: Any, path: Sequence[Any]) -> Any:
    for each in path:
        data = data[each] if isinstance(data, dict) else None
    return data


def _without_hollow_members(item: Any) -> Any:
    if not isinstance(item, dict):
        return item
    return {name: None if _is_hidden(member) else member for name, member in item.items()}


def _is_hidden(member: Any) -> bool:
    """Whether it is null, or an object without values."""
    return member is None or (isinstance(member, dict) and all(value is None or name == "__typename" for name, value in member.items()))


DIFFERENCES: tuple[Difference, ...] = (
    Difference(name="deleting-nothing", direction="documented by AppSync", covers=_is_silent_deletion_of_nothing),
    Difference(name="one-condition", direction="wording", covers=_is_refusal_as_failed_condition),
    Difference(name="one-call-names-no-fields", direction="wording", covers=_is_refusal_with_other_fields),
    Difference(name="delete-is-not-update", direction="stricter", covers=_is_update_by_whom_may_only_delete),
    Difference(name="questions-about-hidden-fields", direction="stricter", covers=_is_question_about_hidden_field),
    Difference(name="questions-about-hidden-fields", direction="stricter", covers=_is_question_about_own_items),
    Difference(name="questions-about-hidden-fields", direction="stricter", covers=is_denied_by_condition),
    Difference(name="questions-about-hidden-fields", direction="stricter", restated=narrowed(asks_for_hidden, refuses=(REFUSED_FIELDS,))),
    Difference(name="relationships-get-and-list", direction="stricter", restated=narrowed(reads_otherwise, refuses=(REFUSED,))),
    Difference(
        name="fields-in-lists", direction="stricter", restated=narrowed(leads_open_to_lists, fields=is_open_to_lists, refuses=(REFUSED,))
    ),
    Difference(name="several-owners-asked-for", direction="stricter", restated=narrowed(names_others, refuses=(REFUSED,))),
    Difference(name="names-that-look-like-others", direction="stricter", restated=narrowed(has_odd_name, fields=any_field)),
    Difference(name="empty-names", direction="stricter", restated=narrowed(has_empty_name, fields=any_field)),
    Difference(name="heard-through-another-model", direction="stricter", restated=without_unheard_fields),
    Difference(name="references-with-numbers", direction="more", restated=without_numbers_as_texts),
    Difference(name="rules-before-arguments", direction="wording", covers=_is_refusal_before_the_arguments),
    Difference(name="redacted-parents", direction="wording", restated=_without_hollow_parents),
    Difference(name="timestamps-that-are-numbers", direction="documented by AppSync", restated=_without_text_in_numbers),
    Difference(name="filters-within-limits", direction="documented by AppSync", covers=_exceeds_filter_limits),
    Difference(name="another-pool", direction="stricter", covers=_is_identity_of_another_pool),
    Difference(name="groups-are-names", direction="stricter", covers=_is_group_inside_a_name),
    Difference(name="groups-are-names", direction="stricter", restated=narrowed(has_group_inside, fields=any_field)),
    Difference(name="false-is-a-boolean", direction="documented by DynamoDB", covers=_is_false_of_type_boolean),
    Difference(name="empty-keys", direction="documented by DynamoDB", covers=_is_empty_key),
    Difference(name="scalars-as-documented", direction="documented by AppSync", covers=_is_documented_scalar),
)


NOT_RECORDED: Mapping[str, str] = {
    "owners-keep-their-items": "recordings are of owners who may give items away, and are replayed with rules that say so",
    "pages-of-a-thousand": "no recording has more than a thousand items",
    "subscriptions-by-sub": "recordings say who may subscribe, not which events come",
}
"""Differences in what requests do that no recorded step can show, each with the reason."""


def difference_of(step: Step, answer: Answer, compare: Comparison) -> Difference | None:
    """Return the listed difference that covers a step of one root field which differs; None where none does.

    Several that restate the step may do so together; the first of them is returned then.

    Args:
        step: as recorded.
        answer: what our API did with it.
        compare: how the answer compares with another form of the step.
    """
    together, found = step, list[Difference]()
    for each in DIFFERENCES:
        restated = each.restated(step, answer, compare)
        if each.covers(step, answer) or (restated is not None and compare.answers(restated)):
            return each
        again = restated if together is step else each.restated(together, answer, compare)
        if again is not None:
            together = again
            found.append(each)
    return found[0] if len(found) > 1 and compare.answers(together) else None
