"""The strict reading of YAML nodes: keys that must be known, texts, words, flags and numbers, with merge keys followed.

Every function notes what is wrong in the report and returns None for what could not be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from collections.abc import Mapping as MappingType
from typing import TypeVar

from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.nodes import Mapping, Node, Scalar, Sequence
from amplify_pulumi.schema.suggestions import did_you_mean

Word = TypeVar("Word", bound=str)
Entries = dict[str, tuple[Scalar, Node]]
"""Keys with their values, by the text of the key."""

_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")


def is_null(node: Node) -> bool:
    """Whether nothing stands where a value should: an empty place, `~` or `null`."""
    return isinstance(node, Scalar) and node.plain and node.text in ("", "~", "null", "Null", "NULL")


def describe(node: Node) -> str:
    """Return what a node is, for a message."""
    if is_null(node):
        return "nothing"
    match node:
        case Scalar():
            return quoted(node.text)
        case Sequence():
            return "a list"
        case Mapping():
            return "a mapping"


def entries(node: Node, what: str, report: Report) -> Entries | None:
    """Return the entries of a mapping whose keys are free names. A key that stands twice is a mistake; merge keys are followed."""
    if not isinstance(node, Mapping):
        report.error("AP1008", node.position, f"{what} must be a mapping, not {describe(node)}", "Write `key: value` lines below it.")
        return None
    result: Entries = {}
    merged: list[Node] = []
    for key, value in node.entries:
        if not isinstance(key, Scalar):
            report.complete = False
            report.error("AP1008", key.position, f"A key of {what} must be a text, not {describe(key)}", "Write a name before the colon.")
        elif key.plain and key.text == "<<":
            merged.append(value)
        elif key.text in result:
            first = result[key.text][0].position
            message = f"{quoted(key.text)} stands twice in {what}: first in line {first.line}"
            report.error("AP1007", key.position, message, "Remove one of the two.")
        else:
            result[key.text] = (key, value)
    for value in merged:
        for name, entry in _merged(value, what, report).items():
            result.setdefault(name, entry)
    return result


def _merged(node: Node, what: str, report: Report) -> Entries:
    sources = node.items if isinstance(node, Sequence) else (node,)
    result: Entries = {}
    for each in sources:
        # What is written first wins, as YAML's merge keys have it.
        for name, entry in (entries(each, f"what is merged into {what}", report) or {}).items():
            result.setdefault(name, entry)
    return result


def known_entries(
    node: Node, what: str, report: Report, *, known: Collection[str], planned: Collection[str] = (), required: Collection[str] = ()
) -> Entries | None:
    """Return the entries of a mapping whose keys come from a list.

    Args:
        node: The mapping.
        what: What it is, for messages.
        report: Where mistakes go.
        known: The keys that are supported.
        planned: Keys of the language that this version refuses by name.
        required: Keys that must be there.
    """
    found = entries(node, what, report)
    if found is None:
        return None
    result: Entries = {}
    for name, (key, value) in found.items():
        if name in known:
            result[name] = (key, value)
        elif name in planned:
            report.unsupported(key.position, f"{quoted(name)} in {what}", f"Remove it. Supported here: {', '.join(known)}.")
        else:
            message = f"{what} has no key {quoted(name)}{did_you_mean(name, [*known, *planned])}"
            report.error("AP1006", key.position, message, f"The keys are: {', '.join(known)}.")
    for name in required:
        if name not in found:
            report.error("AP1012", node.position, f"{what} needs the key {quoted(name)}", f"Add `{name}:`.")
    return result


def text(node: Node, what: str, report: Report) -> str | None:
    """Return a text as it was written; an empty one is a mistake."""
    if isinstance(node, Scalar) and not is_null(node) and node.text.strip():
        return node.text
    empty = isinstance(node, Scalar)
    message = f"{what} is empty" if empty else f"{what} must be a text, not {describe(node)}"
    report.error("AP1008", node.position, message, "Write a text.")
    return None


def word(
    node: Node,
    what: str,
    report: Report,
    *,
    words: Collection[Word],
    planned: Collection[str] = (),
    synonyms: MappingType[str, str] | None = None,
    code: str = "AP1014",
) -> Word | None:
    """Return one of the given words; words of the language that this version refuses are `planned`."""
    written = text(node, what, report)
    if written is None:
        return None
    for each in words:
        if each == written:
            return each
    if written in planned:
        report.unsupported(node.position, f"{what} {quoted(written)}", f"Supported: {', '.join(words)}.")
        return None
    message = f"{what} cannot be {quoted(written)}{did_you_mean(written, [*words, *planned], synonyms)}"
    report.error(code, node.position, message, f"Write one of: {', '.join(words)}.")
    return None


def flag(node: Node, what: str, report: Report) -> bool | None:
    """Return true or false; YAML 1.1's yes, no, on and off are texts."""
    if isinstance(node, Scalar) and node.plain and node.text in ("true", "false"):
        return node.text == "true"
    report.error("AP1008", node.position, f"{what} must be true or false, not {describe(node)}", "Write true or false, without quotes.")
    return None


def whole_number(node: Node, what: str, report: Report) -> int | None:
    """Return a whole number in decimal digits, without a sign; other notations of YAML are texts."""
    if isinstance(node, Scalar) and node.plain and _WHOLE_NUMBER.fullmatch(node.text):
        return int(node.text)
    report.error("AP1008", node.position, f"{what} must be a whole number, not {describe(node)}", "Write digits only, without quotes.")
    return None


def one_or_many(node: Node) -> tuple[Node, ...]:
    """Return the items of a list, or the one value where it stands alone."""
    return node.items if isinstance(node, Sequence) else (node,)


def texts(node: Node, what: str, report: Report) -> Iterator[tuple[str, Node]]:
    """Yield each text of a list, or the one that stands alone, with its node; an empty list is a mistake."""
    items = one_or_many(node)
    if not items:
        report.error("AP1008", node.position, f"{what} is an empty list", "Write at least one name.")
    for each in items:
        value = text(each, what, report)
        if value is not None:
            yield value, each
