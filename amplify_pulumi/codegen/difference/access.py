"""Who may do what, compared: what a change opens, and what it closes.

Both are read from the access matrices, which are read from the grants of the resolvers. A permission is a set of alternatives; an
alternative is what a caller must be, all of it. Something is opened where an alternative of the new side is not covered by one of the old
side, and closed where it is the other way round, by the same function. So what moves from one rule to another is no change.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from amplify_pulumi.codegen.access_matrix import AccessMatrix, Caller, Entry, access_matrix, without_transfer
from amplify_pulumi.codegen.access_words import caller_in_words
from amplify_pulumi.codegen.difference.model import Category, Comparison, Finding
from amplify_pulumi.codegen.difference.sides import place
from amplify_pulumi.schema.model import Position

Alternative = frozenset[Caller]
"""What one must be, all of it."""
Key = tuple[str, str, str, str]
"""Of an entry: kind of its subject, subject, operation, part."""

_ADMINISTRATOR = Caller(kind="administrator")
_BY_TOKEN = frozenset(("userPool", "oidc"))
_ABOUT_FIELDS = ("read", "create", "update", "clear")
_READING = ("get", "list", "indexQuery", "relationship")
_WHOLE: Mapping[str, tuple[str, ...]] = {"read": ("get", "list", "indexQuery", "onCreate", "onUpdate", "onDelete"), "clear": ("update",)}
"""The operations on an item that an operation on one of its fields is a part of; others have the same name."""
_ROOTS = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}


@dataclass(frozen=True, kw_only=True, slots=True)
class _Side:
    """The permissions of one side."""

    alternatives: Mapping[Key, frozenset[Alternative]]
    models: frozenset[str]
    fields: frozenset[tuple[str, str]]
    """Models with each of their fields that hold values."""
    leads_to: Mapping[Key, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Gain:
    """Somebody may do what he could not."""

    key: Key
    alternative: Alternative
    gives: Literal["too", "only"] | None = None
    """Whether he may write somebody else into the field that names him, and whether that is all that is new."""


def check(comparison: Comparison) -> Iterator[Finding]:
    """Yield what is opened and what is closed, one finding for each kind of callers and each model, field, operation or function."""
    if comparison.old.schema is None or comparison.new.schema is None:
        return
    matrices = access_matrix(comparison.old.schema), access_matrix(comparison.new.schema)
    old, new = map(_side, matrices)
    yield from _findings(comparison, "opened", old, new)
    yield from _findings(comparison, "closed", new, old)
    yield from _hidden(comparison, *matrices)


def _side(matrix: AccessMatrix) -> _Side:
    entries: dict[Key, Entry] = {(each.subject_kind, each.subject, each.operation, each.part or ""): each for each in matrix.entries}
    return _Side(
        alternatives={key: _alternatives(each) for key, each in entries.items()},
        models=frozenset(each.name for each in matrix.models),
        fields=frozenset((each.subject, each.part) for each in matrix.entries if each.operation == "read" and each.part is not None),
        leads_to={key: each.leads_to for key, each in entries.items() if each.leads_to is not None},
    )


def _alternatives(entry: Entry) -> frozenset[Alternative]:
    """Return the ways to be let in; that of the administrator, who is always let in, is no news."""
    callers = [each for each in entry.callers if each != _ADMINISTRATOR]
    if entry.also is None:
        return frozenset(frozenset([each]) for each in callers)
    return frozenset(frozenset([each, other]) for each in callers for other in entry.also if other != _ADMINISTRATOR)


def covers(caller: Caller, other: Caller) -> bool:
    """Whether everybody who is the other caller is the first one, too."""
    if without_transfer(caller) == without_transfer(other):
        return caller.transferable or not other.transferable
    return caller.kind == "signedIn" and caller.provider == other.provider and caller.provider in _BY_TOKEN


def _without_transfer(alternative: Alternative) -> Alternative:
    return frozenset(map(without_transfer, alternative))


def _is_covered(alternative: Alternative, by: Iterable[Alternative]) -> bool:
    return any(all(any(covers(caller, other) for other in alternative) for caller in each) for each in by)


def _gains(before: _Side, after: _Side) -> list[_Gain]:
    found = [*_every_gain(before, after)]
    shown = {(gain.key[1], gain.alternative) for gain in found if gain.key[2] in ("get", "list")}
    # Who may get at the items of a model by itself needs no word about every relationship that leads there.
    return [each for each in found if each.key not in after.leads_to or (after.leads_to[each.key], each.alternative) not in shown]


def _every_gain(before: _Side, after: _Side) -> Iterator[_Gain]:
    for key, alternatives in after.alternatives.items():
        former = before.alternatives.get(key)
        if former is None:
            former = _baseline(before, after, key)
        for alternative in sorted(alternatives, key=_words):
            if former is not None and not _is_covered(alternative, former):
                who = _without_transfer(alternative)
                gives = None if who == alternative else "only" if _is_covered(who, former) else "too"
                yield _Gain(key=key, alternative=who, gives=gives)


def _baseline(before: _Side, after: _Side, key: Key) -> frozenset[Alternative] | None:
    """Return who could do as much before by another way, where there was no such way; None where it says nothing new.

    A field that was not there is written and read by those who may write and read the item, which is compared as a whole. A query of an
    index and a relationship show items that could be listed or got before.
    """
    kind, subject, operation, part = key
    if kind != "model" or not part:
        return frozenset()
    if operation in _ABOUT_FIELDS:
        # One that is there and cannot be written is a part of the key.
        return _whole(before, subject, _WHOLE.get(operation, (operation,))) if (subject, part) in before.fields else None
    if operation == "relationship":
        target = after.leads_to[key]
        return _whole(before, target, _READING[:3]) if target in before.models else None
    if operation == "indexQuery":
        return _whole(before, subject, ("list", "indexQuery")) if subject in before.models else frozenset()
    return frozenset()


def _whole(side: _Side, model: str, operations: Iterable[str]) -> frozenset[Alternative]:
    found = (each for (kind, name, what, _), each in side.alternatives.items() if (kind, name) == ("model", model) and what in operations)
    return frozenset().union(*found)


def _words(alternative: Alternative) -> str:
    return " who are also ".join(sorted(map(caller_in_words, alternative)))


def _findings(comparison: Comparison, category: Category, before: _Side, after: _Side) -> Iterator[Finding]:
    grouped: dict[tuple[str, str, Alternative], list[Key]] = {}
    giving: dict[tuple[Key, Alternative], str | None] = {}
    for gain in _gains(before, after):
        kind, subject, *_ = gain.key
        grouped.setdefault((kind, subject, gain.alternative), []).append(gain.key)
        giving[gain.key, gain.alternative] = gain.gives
    fresh: dict[tuple[str, str], dict[str, list[str]]] = {}
    for (kind, subject, alternative), keys in grouped.items():
        whole = [key for key in keys if not (key[3] and key[2] in _ABOUT_FIELDS)]
        if kind != "function" and _is_fresh(before, kind, subject):
            done = ", ".join(_operation(key, gives=giving[key, alternative]) for key in whole)
            fresh.setdefault((kind, subject), {}).setdefault(done, []).append(_words(alternative))
            continue
        parts = _parts(keys, whole)
        done = [_operation(key, gives=giving[key, alternative]) + _only(key, parts, subject, before, after) for key in whole]
        done += [
            "set every field to null" if each == "clear" else f"{each} every field"
            for each in _of_every_field(subject, keys, whole, before, after)
        ]
        if done:
            yield _finding(comparison, category, kind, subject, _words(alternative), ", ".join(done))
        for field, operations in _of_single_fields(subject, keys, whole, before, after).items():
            said = ", ".join("set to null" if each == "clear" else each for each in operations)
            yield _finding(comparison, category, kind, f"{subject}.{field}", _words(alternative), said)
    for (kind, subject), done in fresh.items():
        yield _fresh(comparison, category, kind, subject, done)


def _is_fresh(before: _Side, kind: str, subject: str) -> bool:
    """Whether the model or operation as a whole was not there."""
    return not any(key[:2] == (kind, subject) for key in before.alternatives)


def _parts(keys: list[Key], whole: list[Key]) -> dict[str, list[str]]:
    """Return what is gained of single fields, by field."""
    parts: dict[str, list[str]] = {}
    for _, _, operation, part in (key for key in keys if key not in whole):
        parts.setdefault(part, []).append(operation)
    return parts


def _only(key: Key, parts: Mapping[str, list[str]], subject: str, before: _Side, after: _Side) -> str:
    """Return which fields an operation is gained for, where it is not all of those that were there."""
    operation = key[2]
    if operation not in ("create", "update"):
        return ""
    gained = {field for field, operations in parts.items() if operation in operations}
    return f" ({', '.join(sorted(gained))} only)" if gained and gained < _fields_of(subject, operation, before, after) else ""


def _fields_of(subject: str, operation: str, before: _Side, after: _Side) -> set[str]:
    """Return the fields that were there and are, and with which something can be done at all."""
    found = (part for _, name, what, part in after.alternatives if (name, what) == (subject, operation) and part)
    return {each for each in found if (subject, each) in before.fields}


def _alone(keys: list[Key], whole: list[Key]) -> dict[str, set[str]]:
    """Return the fields of which something is gained that is no part of what is gained of the item, by operation."""
    told = {what for key in whole for what in (key[2], *(each for each, of in _WHOLE.items() if key[2] in of))}
    found: dict[str, set[str]] = {}
    for _, _, operation, part in (key for key in keys if key not in whole and key[2] not in told):
        found.setdefault(operation, set()).add(part)
    return found


def _of_every_field(subject: str, keys: list[Key], whole: list[Key], before: _Side, after: _Side) -> list[str]:
    alone = _alone(keys, whole)
    return [each for each in _ABOUT_FIELDS if each in alone and alone[each] == _fields_of(subject, each, before, after)]


def _of_single_fields(subject: str, keys: list[Key], whole: list[Key], before: _Side, after: _Side) -> dict[str, list[str]]:
    every = _of_every_field(subject, keys, whole, before, after)
    found: dict[str, list[str]] = {}
    for operation, fields in _alone(keys, whole).items():
        for field in sorted(fields) if operation not in every else ():
            found.setdefault(field, []).append(operation)
    return found


def _operation(key: Key, *, gives: str | None) -> str:
    _, _, operation, part = key
    if gives is not None:
        return f"{operation}, also to give the item away" if gives == "too" else "give the item away"
    match operation:
        case "indexQuery":
            return part
        case "relationship":
            return f"follow {part}"
        case _:
            return f"{operation} by {part}" if part else operation


def _finding(comparison: Comparison, category: Category, kind: str, subject: str, who: str, what: str) -> Finding:
    opened = category == "opened"
    done = {"operation": "call it", "function": f"run every {what}"}.get(kind, what)
    return Finding(
        category=category,
        kind="access-opened" if opened else "access-closed",
        subject=_subject(kind, subject, what),
        message=f"{_upper(who)} {'may now' if opened else 'may no longer'}: {done}.",
        old=None if opened else what,
        new=what if opened else None,
        position=_position(comparison, kind, subject),
    )


def _fresh(comparison: Comparison, category: Category, kind: str, subject: str, done: Mapping[str, list[str]]) -> Finding:
    said = "; ".join(f"{', '.join(who)}{f': {what}' if kind == 'model' else ''}" for what, who in done.items())
    thing = "model" if kind == "model" else "operation"
    opened = category == "opened"
    return Finding(
        category=category,
        kind=f"access-to-{'new' if opened else 'removed'}-{thing}",
        subject=_subject(kind, subject, next(iter(done))),
        message=f"Who may use the new {thing}: {said}." if opened else f"Who could use the {thing} that is gone: {said}.",
        old=None if opened else said,
        new=said if opened else None,
        position=_position(comparison, kind, subject),
    )


def _subject(kind: str, subject: str, what: str) -> str:
    match kind:
        case "operation":
            return f"{_ROOTS[what]}.{subject}"
        case "function":
            return f"function {subject}"
        case _:
            return subject


def _position(comparison: Comparison, kind: str, subject: str) -> Position | None:
    schema = comparison.new.schema
    if schema is None:
        return None
    if kind == "model":
        return place(comparison.new, subject)
    if kind == "operation":
        return next((each.position for each in schema.operations if each.name == subject), None)
    return next((each.position for each in schema.access if each.function == subject), None)


def _upper(text: str) -> str:
    return text[:1].upper() + text[1:]


def _hidden(comparison: Comparison, old: AccessMatrix, new: AccessMatrix) -> Iterator[Finding]:
    """Yield the fields that are null in the answers to mutations and in events from now on."""
    before = {model.name: set(model.hidden_in_events) for model in old.models}
    there = {(entry.subject, entry.part) for entry in old.entries if entry.operation in ("read", "relationship")}
    for model in new.models:
        for field in model.hidden_in_events:
            if model.name in before and field not in before[model.name] and (model.name, field) in there:
                yield Finding(
                    category="breaking",
                    kind="hidden-in-events",
                    subject=f"{model.name}.{field}",
                    message="It is null in the answers to mutations and in events, since not everybody who gets them may read it.",
                    old="shown",
                    new="null",
                    advice="Have clients read it by a query of their own.",
                    position=place(comparison.new, f"{model.name}.{field}"),
                )
