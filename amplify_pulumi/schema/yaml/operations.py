"""`queries`, `mutations` and `subscriptions`: operations of the user's own."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Literal

from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.keys import (
    Entries,
    Shape,
    Words,
    describe,
    entries,
    flag,
    is_null,
    known_entries,
    one_or_many,
    same_words,
    shaped,
    text,
    word,
)
from amplify_pulumi.schema.model import CodeHandler, CustomOperation, FunctionHandler, OperationKind, SubscriptionSource
from amplify_pulumi.schema.naming import return_type_name
from amplify_pulumi.schema.nodes import Mapping as MappingNode
from amplify_pulumi.schema.nodes import Node, Scalar
from amplify_pulumi.schema.suggestions import did_you_mean
from amplify_pulumi.schema.yaml.fields import read_returns, read_values
from amplify_pulumi.schema.yaml.reading import Reading, Section, named
from amplify_pulumi.schema.yaml.rules import optional_rules

Mutation = Literal["create", "update", "delete"]

_SYNONYMS = {"handlers": "handler", "args": "arguments", "return": "returns", "type": "returns", "auth": "authorization"}
OPERATION = Shape(name="customOperation", keys=("arguments", "returns", "handler", "authorization"), synonyms=_SYNONYMS)
SUBSCRIPTION = Shape(name="customSubscription", keys=("for", "arguments", "handler", "authorization"), synonyms=_SYNONYMS)
FUNCTION_HANDLER = Shape(name="functionHandler", keys=("function", "async"), required=("function",), synonyms={"asynchronous": "async"})
CODE_HANDLER = Shape(name="codeHandler", keys=("dataSource", "entry"), required=("entry",), synonyms={"file": "entry", "code": "entry"})
MODEL_SOURCE = Shape(name="modelSource", keys=("model", "mutations"), required=("model", "mutations"))
MUTATION: Words[Mutation] = Words(
    name="modelMutation",
    words=same_words("create", "update", "delete"),
    synonyms={"oncreate": "create", "onupdate": "update", "ondelete": "delete"},
)
_MUTATIONS: tuple[Mutation, ...] = ("create", "update", "delete")
_KEYS: Mapping[OperationKind, str] = MappingProxyType({"query": "queries", "mutation": "mutations", "subscription": "subscriptions"})


def _reader(kind: OperationKind) -> Callable[[Scalar, Node, Reading], None]:
    def read(_key: Scalar, node: Node, reading: Reading) -> None:
        found = named(node, f"`{_KEYS[kind]}`", reading)
        operations = (_operation(kind, key, value, reading) for key, value in found.values())
        reading.operations = (*reading.operations, *operations)

    return read


def _operation(kind: OperationKind, key: Scalar, node: Node, reading: Reading) -> CustomOperation:
    report = reading.report
    name = key.text
    what = f"The {kind} {quoted(name)}"
    found = known_entries(node, what, report, SUBSCRIPTION if kind == "subscription" else OPERATION)
    if found is None:
        report.complete = False
    values = {each: value for each, (_, value) in (found or {}).items()}
    arguments = values.get("arguments")
    return CustomOperation(
        kind=kind,
        name=name,
        arguments=read_values(name, arguments, f"`arguments` of {quoted(name)}", reading, each="argument") if arguments else (),
        returns=read_returns(name, return_type_name(name), values["returns"], reading) if "returns" in values else None,
        sources=_sources(values["for"], report) if "for" in values else (),
        handlers=_handlers(name, values["handler"], report) if "handler" in values else (),
        authorization=optional_rules(found or {}, report),
        position=key.position,
    )


def _handlers(name: str, node: Node, report: Report) -> tuple[FunctionHandler | CodeHandler, ...]:
    items = () if is_null(node) else one_or_many(node)
    return tuple(_handler(name, each, report) for each in items)


def _handler(name: str, node: Node, report: Report) -> FunctionHandler | CodeHandler:
    """Return a handler; one that cannot be read is there without a name, so that nobody misses it."""
    what = f"The handler of {quoted(name)}"
    unread = CodeHandler(entry="", position=node.position)
    if not isinstance(node, MappingNode):
        advice = "Write `{ function: name }`, or `{ entry: ./handler.js }` with a `dataSource` if it has one."
        report.error("AP1008", node.position, f"{what} must be a mapping, not {describe(node)}", advice)
        return unread
    found = entries(node, what, report) or {}
    if "function" in found:
        return _function_handler(what, node, found, report) or unread
    if "entry" in found or "dataSource" in found:
        found = shaped(found, node, what, report, CODE_HANDLER)
        source = text(found["dataSource"][1], f"`dataSource` of {quoted(name)}", report) if "dataSource" in found else None
        entry = text(found["entry"][1], f"`entry` of {quoted(name)}", report) if "entry" in found else None
        return CodeHandler(entry=entry or "", data_source=source, position=node.position)
    _no_handler(what, node, found, report)
    return unread


def _function_handler(what: str, node: Node, found: Entries, report: Report) -> FunctionHandler | None:
    for other in ("entry", "dataSource"):
        if other in found:
            message = f"{what} is both a function and code of its own"
            report.error("AP1008", found[other][0].position, message, "Make two steps of it: a list is a pipeline.")
            return None
    found = shaped(found, node, what, report, FUNCTION_HANDLER)
    function = text(found["function"][1], "`function`", report)
    asynchronous = bool("async" in found and flag(found["async"][1], "`async`", report))
    return FunctionHandler(function=function, asynchronous=asynchronous, position=node.position) if function else None


def _no_handler(what: str, node: Node, found: Entries, report: Report) -> None:
    keys = (*FUNCTION_HANDLER.keys, *CODE_HANDLER.keys)
    unknown = [(name, key) for name, (key, _) in found.items() if name not in keys]
    for name, key in unknown:
        report.error(
            "AP1006", key.position, f"{what} has no key {quoted(name)}{did_you_mean(name, keys)}", f"The keys are: {', '.join(keys)}."
        )
    if not unknown:
        report.error("AP1012", node.position, f"{what} says nothing that answers", "Write `function:` or `entry:`.")


def _sources(node: Node, report: Report) -> tuple[SubscriptionSource, ...]:
    items = () if is_null(node) else one_or_many(node)
    if not items:
        message = "`for` is empty: nothing triggers the subscription"
        report.error("AP5008", node.position, message, "Name mutations: `for: [likePost]` or `for: { model: Post, mutations: [create] }`.")
    sources = [_source(each, report) for each in items]
    if None in sources or not sources:
        report.complete = False
    return tuple(each for each in sources if each is not None)


def _source(node: Node, report: Report) -> SubscriptionSource | None:
    if not isinstance(node, MappingNode):
        name = text(node, "A mutation of `for`", report)
        return SubscriptionSource(name=name, position=node.position) if name else None
    found = known_entries(node, "An entry of `for`", report, MODEL_SOURCE) or {}
    name = text(found["model"][1], "`model` of `for`", report) if "model" in found else None
    mutations = _mutations(found["mutations"][1], report) if "mutations" in found else ()
    # Mutations that cannot be read may be any of them.
    return SubscriptionSource(name=name, mutations=mutations or _MUTATIONS, position=node.position) if name else None


def _mutations(node: Node, report: Report) -> tuple[Mutation, ...]:
    items = () if is_null(node) else one_or_many(node)
    if not items:
        report.error(
            "AP5008", node.position, "`mutations` is empty: nothing triggers the subscription", f"Write one of: {', '.join(_MUTATIONS)}."
        )
    found: dict[Mutation, None] = {}
    for each in items:
        mutation = word(each, "`mutations` of `for`", report, MUTATION)
        if mutation in found:
            report.error("AP5008", each.position, f"`mutations` names {quoted(mutation)} twice", "Remove one of the two.")
        elif mutation is not None:
            found[mutation] = None
    return tuple(each for each in _MUTATIONS if each in found)


QUERIES = Section(key="queries", read=_reader("query"), shapes=(OPERATION, FUNCTION_HANDLER, CODE_HANDLER))
MUTATIONS = Section(key="mutations", read=_reader("mutation"))
SUBSCRIPTIONS = Section(key="subscriptions", read=_reader("subscription"), shapes=(SUBSCRIPTION, MODEL_SOURCE), words=(MUTATION,))
