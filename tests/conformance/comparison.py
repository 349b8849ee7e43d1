"""Compares our answers with recorded ones, which hold placeholders for generated values and say how much of them is comparable."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

PLACEHOLDER = re.compile(r"<(id|now|token):\d+>")
SHAPES = {
    "id": r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}",
    "now": r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z",
    "token": r"(?s:.+)",
}


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

    def match(self, expected: Any, actual: Any, where: str, *, unordered: bool = False) -> None:
        """Compare a value; with `unordered`, the order of lists called `items` means nothing."""
        if isinstance(expected, dict) and isinstance(actual, dict):
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
        elif type(expected) is not type(actual) or expected != actual:
            raise Mismatch(f"{where} is {actual!r} instead of {self.fill(expected)!r}")

    def match_set(self, expected: Sequence[Any], actual: Sequence[Any], where: str) -> None:
        """Compare the members of two lists, whatever their order."""
        rest = list(actual)
        for one in expected:
            position = next((index for index, other in enumerate(rest) if self._matches(one, other, where)), None)
            if position is None:
                raise Mismatch(f"{where} lacks {json.dumps(self.fill(one))}")
            del rest[position]
        if rest:
            raise Mismatch(f"{where} also has {json.dumps(rest)}")

    def bind_tokens(self, expected: Any, actual: Any) -> None:
        """Bind the tokens of an answer of which nothing else is compared."""
        if isinstance(expected, dict) and isinstance(actual, dict):
            for name, member in expected.items():
                self.bind_tokens(member, actual.get(name))
        elif isinstance(expected, str) and isinstance(actual, str) and expected.startswith("<token:"):
            self.values[expected] = actual

    def _matches(self, expected: Any, actual: Any, where: str) -> bool:
        trial = Bindings(dict(self.values), self.requests)
        try:
            trial.match(expected, actual, where, unordered=True)
        except Mismatch:
            return False
        self.values.update(trial.values)
        return True

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
        message, recorded = str(other.get("message")), bindings.fill(one["message"])
        return mode == "type" or (message.startswith(recorded) if mode == "prefix" else message == recorded)

    return same


def _path(error: Mapping[str, Any]) -> list[Any]:
    """Return the path with the positions in lists of items left out: their order is compared with the data, where it means something."""
    path = error.get("path") or []
    return ["*" if position and path[position - 1] == "items" else each for position, each in enumerate(path)]


def _texts(errors: Sequence[Mapping[str, Any]]) -> list[str]:
    return [f"{error.get('errorType')}: {error.get('message')} at {error.get('path')}" for error in errors]
