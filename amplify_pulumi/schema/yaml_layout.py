"""Plain data as YAML text: short things in one line, long ones below each other."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

WIDTH = 120
"""The longest line that is filled with a mapping or a list."""

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*!?")
# Words that other readers of YAML take for something else than a text.
_SPECIAL = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


@dataclass(frozen=True, slots=True)
class Written:
    """A value as it stands in the file."""

    text: str


@dataclass(frozen=True, slots=True)
class Below:
    """A mapping or list whose entries stand below each other, however short they are."""

    value: Mapping[str, Tree] | Sequence[Tree]


Tree = Written | Below | Mapping[str, "Tree"] | Sequence["Tree"]


def lines_of_tree(tree: Mapping[str, Tree]) -> Iterator[str]:
    """Yield the lines of a file."""
    yield from _block(tree, "")


def text(value: str) -> Written:
    """Return a text, in quotes where it needs them."""
    plain = _PLAIN.fullmatch(value) and value.lower() not in _SPECIAL
    return Written(value if plain else _quoted(value))


def quoted(value: str) -> Written:
    """Return a text in quotes."""
    return Written(_quoted(value))


def texts(values: Sequence[str]) -> list[Tree]:
    """Return texts as a list."""
    return [text(each) for each in values]


def json_tree(value: Any) -> Tree:
    """Return a JSON value."""
    if isinstance(value, dict):
        return {key: json_tree(each) for key, each in value.items()}
    if isinstance(value, list):
        return [json_tree(each) for each in value]
    return text(value) if isinstance(value, str) else Written(json.dumps(value))


def _block(tree: Mapping[str, Tree] | Sequence[Tree], indent: str) -> Iterator[str]:
    if isinstance(tree, Mapping):
        for key, value in tree.items():
            yield from _entry(f"{text(key).text}:", value, indent)
        return
    for value in tree:
        yield from _item(value, indent)


def _entry(key: str, value: Tree, indent: str) -> Iterator[str]:
    flow = _flow(value)
    if isinstance(value, Written) or (not isinstance(value, Below) and (not value or len(indent) + len(key) + len(flow) < WIDTH)):
        yield f"{indent}{key} {flow}"
    else:
        yield f"{indent}{key}"
        yield from _block(value.value if isinstance(value, Below) else value, f"{indent}  ")


def _item(value: Tree, indent: str) -> Iterator[str]:
    if isinstance(value, Mapping) and (len(value) == 1 or len(indent) + len(_flow(value)) >= WIDTH):
        first, *others = _block(value, f"{indent}  ")
        yield f"{indent}- {first.lstrip()}"
        yield from others
    else:
        yield f"{indent}- {_flow(value)}"


def _flow(tree: Tree) -> str:
    if isinstance(tree, Written):
        return tree.text
    if isinstance(tree, Below):
        return _flow(tree.value)
    if isinstance(tree, Mapping):
        return f"{{ {', '.join(f'{text(key).text}: {_flow(value)}' for key, value in tree.items())} }}" if tree else "{}"
    return f"[{', '.join(_flow(each) for each in tree)}]"


def _quoted(value: str) -> str:
    # JSON's escapes are YAML's; what YAML does not take as it is, JSON does not escape.
    return _UNPRINTABLE.sub(_escaped, json.dumps(value, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
