"""Compares our answers with recorded ones, which hold placeholders for generated values and say how much of them is comparable."""

from __future__ import annotations

import json
import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PLACEHOLDER = re.compile(r"<(id|now|token):\d+>")
SHAPES = {
    "id": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "now": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "token": r"(?s:.+)",
}


class _Anything:
    def __repr__(self) -> str:
        return "anything"


ANYTHING = _Anything()
"""In what is expected: a member that may have any value, or be left out."""


class Mismatch(Exception):  # noqa: N818 - it is a finding, not an error
    """An answer is not the recorded one."""


@dataclass
class Bindings:
    """What the placeholders of a scenario stand for: bound at first sight, equal from then on.

    A token stands for the page that it was last seen on: those of two queries may be equal for the recorder, and never are for AppSync.
    `<now:k>` is any time at which the server was at the k-th request: the recorder's clock stood still meanwhile, ours does not.
    """

    values: dict[str, str] = field(default_factory=dict)
    requests: dict[int, tuple[str, str]] = field(default_factory=dict)
    """When each request began and ended."""

    def fill(self, value: Any) -> Any:
        """Return a recorded value with the known placeholders replaced."""
        if isinstance(value, str):
            return PLACEHOLDER.sub(lambda found: self.values.get(found[0], found[0]), value)
        if isinstance(value, list):
            return [self.fill(each) for each in value]
        if isinstance(value, dict):
            return {name: self.fill(member) for name, member in value.items()}
        return value

    def invent(self, value: Any) -> Any:
        """Return a recorded value with its placeholders replaced, those that stand for nothing yet by something that they may stand for."""
        for found in PLACEHOLDER.finditer(json.dumps(value)):
            number = int(found[0].strip("<>").partition(":")[2])
            if found[1] == "id":
                self.values.setdefault(found[0], str(uuid.uuid4()))
            elif found[1] == "now":
                value = _renamed(value, found[0], self.requests[number][0])
        return self.fill(value)

    def match(self, expected: Any, actual: Any, where: str, *, unordered: bool = False) -> None:
        """Compare a value; with `unordered`, the order of lists called `items` means nothing."""
        if isinstance(expected, dict) and isinstance(actual, dict):
            expected = {name: member for name, member in expected.items() if member is not ANYTHING or name in actual}
            if expected.keys() != actual.keys():
                raise Mismatch(f"{where} has {sorted(actual)} instead of {sorted(expected)}")
            for name, member in expected.items():
                self.match(member, actual[name], f"{where}.{name}", unordered=unordered)
        elif isinstance(expected, list) and isinstance(actual, list):
            if unordered and where.endswith(".items"):
                self.match_set(expected, actual, where)
            elif len(expected) != len(actual):
                raise Mismatch(f"{where} has {len(actual)} members instead of {len(expected)}")
            else:
                for index, (one, other) in enumerate(zip(expected, actual, strict=True)):
                    self.match(one, other, f"{where}[{index}]", unordered=unordered)
        elif isinstance(expected, str) and isinstance(actual, str):
            self._match_text(expected, actual, where)
        elif expected is not ANYTHING and (type(expected) is not type(actual) or expected != actual):
            raise Mismatch(f"{where} is {actual!r} instead of {self.fill(expected)!r}")

    def match_set(self, expected: Sequence[Any], actual: Sequence[Any], where: str) -> None:
        """Compare the members of two lists, whatever their order.

        One of ours may equal several of theirs, where times are so close that they could be each other's: the members with the fewest
        equals choose first, and again if that leaves another without any.
        """
        if len(expected) != len(actual):
            raise Mismatch(f"{where} has {len(actual)} members instead of {len(expected)}: {json.dumps(actual)}")
        equals = [[index for index, other in enumerate(actual) if self._trial(one, other, where)] for one in expected]
        lacking = next((one for one, found in zip(expected, equals, strict=True) if not found), None)
        if lacking is not None:
            raise Mismatch(f"{where} lacks {json.dumps(self.fill(lacking), default=repr)}")
        choices = sorted(zip(expected, equals, strict=True), key=lambda pair: len(pair[1]))
        found = self._assigned(choices, actual, frozenset(), where)
        if found is None:
            raise Mismatch(f"{where} has no such members together: {json.dumps(self.fill(expected), default=repr)}")
        self.values.update(found.values)

    def _assigned(
        self, choices: Sequence[tuple[Any, list[int]]], actual: Sequence[Any], taken: frozenset[int], where: str
    ) -> Bindings | None:
        if not choices:
            return self
        (one, equals), *others = choices
        for index in equals:
            trial = self._trial(one, actual[index], where) if index not in taken else None
            found = trial and trial._assigned(others, actual, taken | {index}, where)
            if found:
                return found
        return None

    def bind_tokens(self, expected: Any, actual: Any) -> None:
        """Bind the tokens of an answer of which nothing else is compared."""
        if isinstance(expected, dict) and isinstance(actual, dict):
            for name, member in expected.items():
                self.bind_tokens(member, actual.get(name))
        elif isinstance(expected, str) and isinstance(actual, str) and expected.startswith("<token:"):
            self.values[expected] = actual

    def equals(self, expected: Any, actual: Any) -> bool:
        """Whether a value equals a recorded one, the order of lists called `items` left aside. Nothing is bound."""
        return self._trial(expected, actual, "value") is not None

    def copy(self) -> Bindings:
        """Return bindings that are bound to the same, and can be bound further apart from these."""
        return Bindings(dict(self.values), self.requests)

    def _trial(self, expected: Any, actual: Any, where: str) -> Bindings | None:
        """Return these bindings with those that make the values equal; None where none do."""
        trial = self.copy()
        try:
            trial.match(expected, actual, where, unordered=True)
        except Mismatch:
            return None
        return trial

    def _match_text(self, expected: str, actual: str, where: str) -> None:
        captured: list[str] = []
        pattern, position = "", 0
        for found in PLACEHOLDER.finditer(expected):
            pattern += re.escape(expected[position : found.start()])
            if found[0] in self.values and found[1] != "token":
                pattern += re.escape(self.values[found[0]])
            else:
                captured.append(found[0])
                pattern += f"({SHAPES[found[1]]})"
            position = found.end()
        matched = re.fullmatch(pattern + re.escape(expected[position:]), actual)
        if not matched or not all(map(self._accepts, captured, matched.groups())):
            raise Mismatch(f"{where} is {actual!r} instead of {self.fill(expected)!r}")

    def _accepts(self, placeholder: str, value: str) -> bool:
        kind, _, number = placeholder.strip("<>").partition(":")
        if kind == "now":
            begin, end = self.requests.get(int(number), ("", ""))
            return begin <= value <= end
        if kind == "token":
            self.values[placeholder] = value
            return True
        return self.values.setdefault(placeholder, value) == value


def _renamed(value: Any, text: str, other: str) -> Any:
    if isinstance(value, str):
        return value.replace(text, other)
    if isinstance(value, list):
        return [_renamed(each, text, other) for each in value]
    if isinstance(value, dict):
        return {name: _renamed(member, text, other) for name, member in value.items()}
    return value


def match_errors(expected: Sequence[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]], mode: str, bindings: Bindings) -> None:
    """Compare errors, whatever their order.

    Args:
        expected: as recorded.
        actual: as our API answered.
        mode: what is comparable: `exact` path, type and message; `prefix`: the message only begins as recorded; `type`: no message;
            `path`: the recorded paths, and at most others beside them (AppSync reports every missing field of an object, the recorder's
            GraphQL one); `presence`: whether there are any.
        bindings: for messages.
    """
    if mode == "presence":
        if bool(expected) != bool(actual):
            raise Mismatch(f"errors are {_texts(actual)} instead of {_texts(expected)}")
    elif mode == "path":
        paths, recorded = [_path(each) for each in actual], [_path(each) for each in expected]
        missing = [path for path in recorded if path not in paths]
        surplus = [path for path in paths if not any(path[:-1] == other[:-1] for other in recorded)]
        if missing or surplus:
            raise Mismatch(f"errors lack the paths {missing} and also have {surplus}")
    else:
        _match_each(expected, actual, _same(mode, bindings))


def _match_each(expected: Sequence[Mapping[str, Any]], actual: Sequence[Mapping[str, Any]], same: Callable[[Any, Any], bool]) -> None:
    rest = list(actual)
    for one in expected:
        found = next((other for other in rest if same(one, other)), None)
        if found is None:
            raise Mismatch(f"errors are {_texts(actual)} instead of {_texts(expected)}")
        rest.remove(found)
    if rest:
        raise Mismatch(f"errors are {_texts(actual)} instead of {_texts(expected)}")


def _same(mode: str, bindings: Bindings) -> Callable[[Any, Any], bool]:
    def same(one: Mapping[str, Any], other: Mapping[str, Any]) -> bool:
        if _path(one) != _path(other) or one["errorType"] != other.get("errorType"):
            return False
        message, recorded = _in_order(str(other.get("message"))), _in_order(bindings.fill(one["message"]))
        return mode == "type" or (message.startswith(recorded) if mode == "prefix" else message == recorded)

    return same


def _in_order(message: str) -> str:
    """Return a message with the fields that it names in order: theirs means nothing."""
    named = re.fullmatch(r"Unauthorized on \[(.*)\]", message)
    return f"Unauthorized on [{', '.join(sorted(named[1].split(', ')))}]" if named else message


def _path(error: Mapping[str, Any]) -> list[Any]:
    """Return the path with the positions in lists of items left out: their order is compared with the data, where it means something."""
    path = error.get("path") or []
    return ["*" if position and path[position - 1] == "items" else each for position, each in enumerate(path)]


def _texts(errors: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{error.get('errorType')}: {error.get('message')} at {error.get('path')}" for error in errors]
