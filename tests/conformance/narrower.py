"""Where our rules let a caller see less than the real ones: predicates over places of a request at which items are asked for.

A place may be narrower only for a reason that the schema, the request and the caller give. What is there is then a refusal, or items that
the real resolvers show, too. Everything beside it must be as recorded.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from amplify_pulumi.compiler.callers import READ, allows, authentication_type
from amplify_pulumi.compiler.operations.readers import allowed_readers, field_readers
from amplify_pulumi.schema.lookup import ITEM_RULES
from amplify_pulumi.schema.model import Operation, Rule
from tests.conformance.asked import Answer, Path, Query, Step, queries
from tests.conformance.comparison import ANYTHING

KINDS = {
    "apiKey": "API_KEY",
    "userPool": "AMAZON_COGNITO_USER_POOLS",
    "iam": "AWS_IAM",
    "oidc": "OPENID_CONNECT",
    "lambda": "AWS_LAMBDA",
}
REFUSED = "Not Authorized to access "
REFUSED_FIELDS = "Unauthorized on ["
Reason = Callable[[Step, Query], bool]


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """How our answer to a step compares."""

    answers: Callable[[Step], bool]
    """Whether our answer equals that of the step in another form."""
    equals: Callable[[Any, Any], bool]
    """Whether one of our values equals a recorded one."""


def asks_for_hidden(step: Step, query: Query) -> bool:
    """Whether it asks by a field which the caller may not read in every item."""
    return any(_reads(step, query, name) != "every item" for name in _asked_by(query))


def reads_otherwise(step: Step, query: Query) -> bool:
    """Whether it is a relationship, and a rule of its model lets callers like this one read, but not in that way."""
    if query.link is None:
        return False
    way: Operation = "list" if query.link.kind == "hasMany" else "get"
    return any(
        any(allows(rule, each) for each in READ) and not allows(rule, way) and authentication_type(rule) == KINDS[step["caller"]["kind"]]
        for rule in query.shape.all_rules
    )


def names_others(step: Step, query: Query) -> bool:
    """Whether a subscription asks for several owners, of whom the caller can be one at most."""
    return query.action.startswith("on") and len([name for name in query.shape.owner_fields if query.arguments.get(name)]) > 1


def has_odd_name(step: Step, _: Query | None = None) -> bool:
    """Whether the caller's user name looks like that of somebody else with his `sub`."""
    claims = step["caller"].get("claims", {})
    return any("::" in str(claims.get(name) or "") for name in ("username", "cognito:username"))


def has_empty_name(step: Step, _: Query | None = None) -> bool:
    """Whether a claim by which rules name owners is an empty text."""
    claims = step["caller"].get("claims", {})
    named = {part for rule in _rules(step) for part in (rule.claim or "").split("::")} | {"username", "cognito:username", "sub"}
    return any(claims.get(name) == "" for name in named)


def _rules(step: Step) -> Iterator[Rule]:
    for shape in step["models"].values():
        yield from shape.all_rules


def has_group_inside(step: Step, _: Query | None = None) -> bool:
    """Whether the caller's group claim is a plain text, in which the real one finds groups whose names are parts of it."""
    claims = step["caller"].get("claims", {})
    for rule in (*_rules(step), *(rule for each in step["schema"].operations for rule in each.authorization or ())):
        claim = claims.get(rule.claim or "cognito:groups")
        is_text = isinstance(claim, str) and not claim.lstrip().startswith("[")
        if is_text and any(group in claim and group != claim for group in rule.groups):
            return True
    return False


def any_field(step: Step, query: Query, field: str) -> bool:
    """Whatever field it is."""
    del step, query, field
    return True


def is_open_to_lists(step: Step, query: Query, field: str) -> bool:
    """Whether everybody who may get items may read a field, but not who may list them or hear of them: the real one then never asks.

    It does not hide the fields that name owners in mutations either, whoever may read them.
    """
    shape = query.shape
    own = shape.rights.get(field, shape.rules)
    others = [rule for rule in shape.all_rules if rule not in own and any(allows(rule, each) for each in READ)]
    is_written = step["query"].startswith("mutation")
    return bool(others) and (
        (is_written and field in shape.owner_fields) or len(allowed_readers(shape, field)) == len(field_readers(shape, field))
    )


def leads_open_to_lists(step: Step, query: Query) -> bool:
    """Whether it is a relationship with rules of its own of which the same is so."""
    holder, link = query.holder, query.link
    return (
        holder is not None
        and link is not None
        and link.name in holder.field_rules
        and is_open_to_lists(step, replace(query, shape=holder), link.name)
    )


def narrowed(
    reason: Reason = lambda *_: False,
    *,
    fields: Callable[[Step, Query, str], bool] | None = None,
    refuses: tuple[str, ...] = (REFUSED, REFUSED_FIELDS),
) -> Callable[[Step, Answer, Comparison], Step | None]:
    """Return what restates a step: with anything at each place that may be narrower for a reason, if ours is narrower there.

    Args:
        reason: why it may.
        fields: why single fields may, too, of models of which some have rules of their own; for the same reason, if there is one.
        refuses: how our refusals at such a place begin.
    """

    def restated(step: Step, answer: Answer, compare: Comparison) -> Step | None:
        places: dict[Path, Query] = {}
        for query in queries(step):
            is_found = reason(step, query)
            if is_found:
                places[query.path] = query
            for key, name in query.names.items():
                is_ruled = fields is not None and bool(query.shape.field_rules) and (is_found or fields is not any_field)
                if is_ruled and fields is not None and fields(step, query, name):
                    places[(*query.items, key)] = query
        paths = [path for path in places if not _same_there(step, answer, path, compare)]
        if not paths:
            return None
        ours = [each for each in answer.errors if _below(each, paths)]
        recorded = step["response"].get("errors", ())
        kept = [each for each in recorded if not _below(each, paths)]
        free = [path for path in paths if not any(path != other and path[: len(other)] == other for other in paths)]
        if not _are_narrower(step, answer, paths, compare) or not _are_refusals(ours, recorded, places, refuses):
            return None
        data = step["response"]["data"]
        for path in free:
            data = _replaced(data, path, lambda _: ANYTHING)
        refused = any(len(path_of(each)) == 1 for each in ours) and not answer.writes
        writes = [] if refused else step.get("writes", [])
        response = {**step["response"], "data": data, "errors": [*kept, *ours]}
        return {**step, "response": response, "writes": writes, "compare": _exact(step, ours)}

    return restated


def _exact(step: Step, ours: Sequence[Any]) -> Mapping[str, Any]:
    """Return how to compare: where only presence of errors counted, and ours are among the expected, it would always be there."""
    compare = dict(step.get("compare", {}))
    return compare if not ours or compare.get("errors") != "presence" else {**compare, "errors": "type"}


def _are_narrower(step: Step, answer: Answer, paths: Sequence[Path], compare: Comparison) -> bool:
    """Whether all that ours shows at each of the places is something that is recorded there."""
    for path in paths:
        inner = [each[len(path) :] for each in paths if each != path and each[: len(path)] == path]
        recorded = [_freed(each, inner) for each in _values(step["response"]["data"], path)]
        items = [item for each in recorded if each is not None for item in (each["items"] if _is_connection(each) else [each])]
        for value in _values(answer.data, path):
            shown = [] if value is None else value["items"] if _is_connection(value) else [value]
            if not all(any(compare.equals(item, each) for item in items) for each in shown):
                return False
    return True


def _freed(value: Any, paths: Iterable[Path]) -> Any:
    for path in paths:
        value = _replaced(value, path, lambda _: ANYTHING)
    return value


def _is_connection(value: Any) -> bool:
    return isinstance(value, dict) and isinstance(value.get("items"), list)


def _are_refusals(
    ours: Sequence[Mapping[str, Any]], recorded: Sequence[Mapping[str, Any]], places: Mapping[Path, Query], refuses: tuple[str, ...]
) -> bool:
    """Whether our errors at the places refuse what is there, or are the recorded ones of what ours shows of it."""
    told = [json.dumps([path_of(each), each.get("errorType"), each.get("message")]) for each in recorded]
    return all(
        (path_of(each) in places and each.get("errorType") == "Unauthorized" and _refuses(each, places[path_of(each)], refuses))
        or json.dumps([path_of(each), each.get("errorType"), each.get("message")]) in told
        for each in ours
    )


def _refuses(error: Mapping[str, Any], query: Query, refuses: tuple[str, ...]) -> bool:
    text = str(error.get("message"))
    named = text.removeprefix(REFUSED_FIELDS).removesuffix("]").split(", ") if text.startswith(REFUSED_FIELDS) else []
    return text.startswith(refuses) and set(named) <= {*_asked_by(query), *(query.arguments.get("input") or ())}


def _same_there(step: Step, answer: Answer, path: Path, compare: Comparison) -> bool:
    """Whether nothing is different at a place: neither the data nor the errors."""
    recorded, ours = list(_values(step["response"]["data"], path)), list(_values(answer.data, path))
    texts = [
        sorted(json.dumps([path_of(each), each.get("message")]) for each in errors if _below(each, [path]))
        for errors in (step["response"].get("errors", ()), answer.errors)
    ]
    return texts[0] == texts[1] and compare.equals({"items": recorded}, {"items": ours})


def _asked_by(query: Query) -> list[str]:
    """Return the fields by which items are asked for: in a filter or a condition, as keys, or as that by which they are sorted."""
    keys = {name for name in query.arguments if name in (*query.shape.key, *(query.index.fields if query.index else ()))}
    sorts = query.index.fields[1:] if query.index else query.shape.key[1:] if query.action == "list" else ()
    asked = [*_names(query.arguments.get("filter")), *_names(query.arguments.get("condition")), *keys, *sorts]
    if query.action in ("create", "update", "delete"):
        asked = list(_names(query.arguments.get("condition")))
    return list(dict.fromkeys(asked))


def _names(filter_: Any) -> Iterator[str]:
    if isinstance(filter_, list):
        for each in filter_:
            yield from _names(each)
    elif isinstance(filter_, dict):
        for name, member in filter_.items():
            yield from _names(member) if name in ("and", "or", "not") else (name,)


def is_update(step: Step) -> bool:
    """Whether it is the generated update of a model."""
    return next((each.action == "update" for each in queries(step)), False)


def is_deletion(step: Step) -> bool:
    """Whether it is the generated deletion of a model."""
    return next((each.action == "delete" for each in queries(step)), False)


def is_update_of_nothing(step: Step) -> bool:
    """Whether it is an update which names the key alone, by a caller for whom a rule opens deletion, and none updates of every item."""
    query = next(iter(queries(step)), None)
    if query is None or query.action != "update" or not set(query.arguments.get("input") or ()) <= set(query.shape.key):
        return False
    updates = {reach_of(each, step) for each in query.shape.all_rules if allows(each, "update")}
    deletes = {reach_of(each, step) for each in query.shape.all_rules if allows(each, "delete") and not allows(each, "update")}
    return bool(deletes - {"nothing"}) and "every item" not in updates


Reach = Literal["every item", "some items", "nothing"]


def _reads(step: Step, query: Query, field: str) -> Reach:
    """Return in which of the items that he can get at the rules let the caller read a field, as far as his token says."""
    if field in query.shape.key or _is_administrator(step):
        return "every item"
    own = query.shape.rights.get(field, query.shape.rules)
    readers = [rule for rule in query.shape.all_rules if any(allows(rule, each) for each in READ) and reach_of(rule, step) != "nothing"]
    found = {reach_of(rule, step) for rule in readers if rule in own}
    if "every item" in found or all(rule in own for rule in readers):
        return "every item"
    return "some items" if found else "nothing"


def _is_administrator(step: Step) -> bool:
    caller = step["caller"]
    return caller["kind"] == "iam" and not caller["iam"].get("cognitoIdentityId")


def reach_of(rule: Rule, step: Step) -> Reach:
    """Return which items a rule opens to the caller of a step."""
    caller = step["caller"]
    if authentication_type(rule) != KINDS[caller["kind"]]:
        return "nothing"
    if rule.allow in ITEM_RULES:
        return "some items"
    if rule.groups:
        claim = caller["claims"].get(rule.claim or "cognito:groups") or []
        groups = json.loads(claim) if isinstance(claim, str) and claim.startswith("[") else [claim] if isinstance(claim, str) else claim
        return "every item" if set(groups) & set(rule.groups) else "nothing"
    if caller["kind"] == "iam":
        is_guest = caller["iam"].get("cognitoIdentityAuthType") != "authenticated"
        return "every item" if is_guest == (rule.allow == "guest") else "nothing"
    return "every item"


def is_denied_by_condition(step: Step, answer: Answer) -> bool:
    """Ours joins the rules of a field to the question that a condition asks about it, and the item is not one whose field he may read."""
    failed = [error.get("errorType") for error in answer.errors] == ["DynamoDB:ConditionalCheckFailedException"]
    mutations = [each for each in queries(step) if each.action in ("update", "delete") and len(each.path) == 1]
    asks = any(_reads(step, each, name) == "some items" for each in mutations for name in _asked_by(each))
    return failed and asks and not answer.writes and not any((answer.data or {}).values())


def without_unheard_fields(step: Step, answer: Answer, compare: Comparison) -> Step | None:
    """Ours hides fields with rules of their own in a mutation also where their model has no subscriptions, but another leads to it."""
    del compare
    if not step["query"].startswith("mutation") or not step["response"]["data"]:
        return None
    heard = {link.related for shape in step["models"].values() for link in shape.links if shape.subscribes}
    data, errors = step["response"]["data"], list(step["response"].get("errors", ()))
    for query in queries(step):
        if query.shape.subscribes or query.shape.name not in heard:
            continue
        for key, name in query.names.items():
            path = (*query.items, key)
            if name in query.shape.field_rules and all(value is None for value in _values(answer.data, path)):
                data = _replaced(data, path, lambda _: None)
                errors = [each for each in errors if not _below(each, [path])]
    if data == step["response"]["data"] and len(errors) == len(step["response"].get("errors", ())):
        return None
    return {**step, "response": {**step["response"], "data": data, "errors": errors}}


def without_numbers_as_texts(step: Step, answer: Answer, compare: Comparison) -> Step | None:
    """The real one asks for the sort key of a reference as a text, also where it is a number: DynamoDB refuses that for every item."""
    del compare
    broken: list[Path] = []
    for query in queries(step):
        if query.link is None or query.link.kind != "hasMany" or len(query.link.references) != 2:
            continue
        key = next((each for each in query.shape.values if each.name == query.link.references[1]), None)
        if key is not None and key.type in ("Int", "Float", "AWSTimestamp"):
            broken.append(query.path)
    failed = [each for each in step["response"].get("errors", ()) if path_of(each) in broken]
    if not failed or any(each["errorType"] != "DynamoDB:ValidationException" for each in failed):
        return None
    paths = {path_of(each) for each in failed}
    data = _freed(step["response"]["data"], paths)
    below = [each for each in answer.errors if _below(each, paths) and each.get("errorType") == "Unauthorized"]
    kept = [each for each in step["response"]["errors"] if each not in failed]
    compare_ = {name: value for name, value in step.get("compare", {}).items() if kept or name != "errors"}
    return {**step, "response": {"data": data, "errors": [*kept, *below]}, "compare": compare_}


def path_of(error: Mapping[str, Any]) -> Path:
    """Return where an error stands, `*` for any member of a list."""
    return tuple("*" if isinstance(each, int) else each for each in error.get("path") or ())


def _below(error: Mapping[str, Any], paths: Iterable[Path]) -> bool:
    return any(path_of(error)[: len(path)] == path for path in paths)


def _values(data: Any, path: Path) -> Iterator[Any]:
    """Yield what stands at a path, below everything that is there."""
    if not path:
        yield data
    elif isinstance(data, list) and path[0] == "*":
        for each in data:
            yield from _values(each, path[1:])
    elif isinstance(data, dict) and path[0] in data:
        yield from _values(data[path[0]], path[1:])


def _replaced(data: Any, path: Path, change: Callable[[Any], Any]) -> Any:
    if not path:
        return change(data)
    if isinstance(data, list) and path[0] == "*":
        return [_replaced(each, path[1:], change) for each in data]
    if isinstance(data, dict) and path[0] in data:
        return {**data, path[0]: _replaced(data[path[0]], path[1:], change)}
    return data
