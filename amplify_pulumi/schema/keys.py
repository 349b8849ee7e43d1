"""The strict reading of YAML nodes: keys that must be known, texts, words, flags and numbers, with merge keys followed.

Every function notes what is wrong in the report and returns None for what could not be read. Which keys a mapping has is a `Shape`, which
words stand at a place is `Words`: tables that `schema.json` must agree with.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from collections.abc import Mapping as MappingType
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Generic, TypeVar

from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.nodes import Mapping, Node, Scalar, Sequence
from amplify_pulumi.schema.suggestions import closest, did_you_mean

Word = TypeVar("Word", bound=str)
Word_co = TypeVar("Word_co", bound=str, covariant=True)
Entries = dict[str, tuple[Scalar, Node]]
"""Keys with their values, by the text of the key."""

_WHOLE_NUMBER = re.compile(r"0|[1-9][0-9]{0,17}")


@dataclass(frozen=True, kw_only=True, slots=True)
class Shape:
    """Which keys a mapping has."""

    name: str
    """What `schema.json` calls its definition."""
    keys: tuple[str, ...]
    required: tuple[str, ...] = ()
    synonyms: MappingType[str, str] = field(default_factory=dict[str, str])
    """What people write who know a key by another name, in lower case."""
    below: str = ""
    """The key below which names of the user's own stand, which people write here by mistake."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Words(Generic[Word_co]):
    """Which words stand at a place."""

    name: str
    """What `schema.json` calls its definition."""
    words: MappingType[str, Word_co]
    """Each word as it is written, with what it means."""
    synonyms: MappingType[str, str] = field(default_factory=dict[str, str])
    code: str = "AP1014"
    """The code of the mistake that another word is."""


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


def known_entries(node: Node, what: str, report: Report, shape: Shape) -> Entries | None:
    """Return the entries of a mapping that has a shape; None if it is no mapping.

    Args:
        node: The mapping.
        what: What it is, for messages.
        report: Where mistakes go.
        shape: Which keys there are.
    """
    found = entries(node, what, report)
    return None if found is None else shaped(found, node, what, report, shape)


def shaped(found: Entries, node: Node, what: str, report: Report, shape: Shape) -> Entries:
    """Return those of the entries of a mapping that its shape has; the others, and what is missing, are mistakes.

    What stands under a misspelt key is taken for what was meant: it is not missing as well, and its own mistakes are found.
    """
    result = {name: entry for name, entry in found.items() if name in shape.keys}
    missing = set(shape.required) - result.keys()
    for name, (key, value) in found.items():
        if name in shape.keys:
            continue
        meant = closest(name, shape.keys, shape.synonyms)
        advice = f"The keys are: {', '.join(shape.keys)}."
        if meant is None and shape.below:
            advice = f"Names of your own stand below `{shape.below}:`. {advice}"
            missing.discard(shape.below)
        elif meant is not None and meant not in result and (meant[:1] == name[:1].lower() or closest(name, (), shape.synonyms)):
            # A slip of the pen leaves the first letter alone; a guess beyond that would find mistakes that are none.
            result[meant] = (key, value)
        message = f"{what} has no key {quoted(name)}{did_you_mean(name, shape.keys, shape.synonyms)}"
        report.error("AP1006", key.position, message, advice)
    for name in shape.required:
        if name in missing and name not in result:
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


def word(node: Node, what: str, report: Report, words: Words[Word]) -> Word | None:
    """Return what one of the given words means."""
    written = text(node, what, report)
    if written is None:
        return None
    if written in words.words:
        return words.words[written]
    message = f"{what} cannot be {quoted(written)}{did_you_mean(written, words.words.keys(), words.synonyms)}"
    report.error(words.code, node.position, message, f"Write one of: {', '.join(words.words)}.")
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


def same_words(*words: Word) -> MappingType[str, Word]:
    """Return words that mean themselves, for `Words`."""
    return MappingProxyType({each: each for each in words})
