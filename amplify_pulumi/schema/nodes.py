"""YAML to nodes: text with its structure and its positions, and no interpretation.

`no`, `on` and `010` stay the text that was written: what a value means depends on where it stands, which only the reader knows. Nodes are
built from libyaml's events, so that depth and size are bounded before anything is built that could overflow the stack or the memory.
An alias is the node that its anchor names; what it adds when it is followed counts as if it were written out.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from dataclasses import dataclass
from typing import Any, Final

import yaml

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Position
from amplify_pulumi.schema.source import Source, line_starts, lines_of

MAX_DEPTH = 50
"""Levels of nesting, aliases followed."""
MAX_NODES = 100_000
"""Values and keys of one file, aliases followed: some 3,000 models."""

# libyaml where PyYAML was built with it (all wheels are); the Python parser gives the same events, slower.
LOADER: Final[Any] = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_KNOWN_TAGS = frozenset(f"tag:yaml.org,2002:{each}" for each in ("str", "int", "bool", "float", "null", "map", "seq")) | {"!"}
_EXOTIC_BREAKS = re.compile("[\x85\u2028\u2029]")
_ARRAY_TYPE = re.compile(r"\[\s*\w+\s*(?:!\s*)?\]\s*!")


@dataclass(frozen=True, slots=True)
class Scalar:
    """A text. `plain` is whether it was written without quotes."""

    position: Position
    text: str
    plain: bool
    size = 1
    depth = 1


@dataclass(frozen=True, slots=True)
class Sequence:
    """A list."""

    position: Position
    items: tuple[Node, ...]
    size: int
    depth: int


@dataclass(frozen=True, slots=True)
class Mapping:
    """Keys with values, in order; keys may repeat."""

    position: Position
    entries: tuple[tuple[Node, Node], ...]
    size: int
    depth: int


Node = Scalar | Sequence | Mapping


class _Stop(Exception):  # noqa: N818 - not an error by itself: it ends the composing at the first problem
    def __init__(self, problem: Problem) -> None:
        self.problem = problem


@dataclass(slots=True)
class _Open:
    """A list or mapping whose end has not been seen."""

    position: Position
    anchor: str | None
    is_mapping: bool
    children: list[Node]


def compose(source: Source, *, loader: Any = LOADER) -> Node | Problem:
    """Return the one document of a YAML text as nodes, or the problem that stopped the reading.

    Args:
        source: The text; without a byte order mark and without control characters, see `source.check_text`.
        loader: The class of PyYAML whose parser is used.
    """
    try:
        composer = _Composer(source)
        for event in yaml.parse(source.text, Loader=loader):
            composer.take(event)
    except _Stop as stop:
        return stop.problem
    except yaml.MarkedYAMLError as reason:
        return _syntax_error(source, reason)
    except yaml.YAMLError as reason:
        return error("AP1004", source.position(1, 1), f"This is not valid YAML: {reason}", "Correct the syntax.")
    if composer.root is None:
        return error("AP1003", source.position(1, 1), "This file is empty", "Write at least one model below `models:`.")
    return composer.root


class _Places:
    """Positions of libyaml's marks."""

    def __init__(self, source: Source) -> None:
        self.source = source
        # YAML 1.1 ends lines at three characters that no editor takes for a line's end; then lines are counted here.
        self.starts = line_starts(source.text) if _EXOTIC_BREAKS.search(source.text) else None

    def __call__(self, mark: Any) -> Position:
        line, column = mark.line, mark.column
        if self.starts:
            line = bisect_right(self.starts, mark.index) - 1
            column = mark.index - self.starts[line]
        return Position(file=self.source.file, line=line + 1, column=column + 1, language=self.source.language)


class _Composer:
    """Builds nodes from the events of one file."""

    def __init__(self, source: Source) -> None:
        self.place = _Places(source)
        self.anchors: dict[str, Node | None] = {}
        self.stack: list[_Open] = []
        self.root: Node | None = None
        self.count = 0

    def take(self, event: Any) -> None:
        """Take the next event."""
        match event:
            case yaml.ScalarEvent():
                self.add(self.named(event.anchor, self.scalar(event)))
            case yaml.AliasEvent():
                self.add(_target(self.anchors, event.anchor, self.place(event.start_mark)))
            case yaml.SequenceStartEvent() | yaml.MappingStartEvent():
                self.open(event)
            case yaml.SequenceEndEvent() | yaml.MappingEndEvent():
                closed = self.stack.pop()
                self.add(self.named(closed.anchor, _collection(closed)))
            case yaml.DocumentStartEvent() if self.root is not None:
                raise _Stop(_second_document(self.place(event.start_mark)))
            case _:
                pass

    def scalar(self, event: Any) -> Scalar:
        """Return a text."""
        _check_tag(self.place, event)
        return Scalar(self.place(event.start_mark), event.value, event.style in (None, ""))

    def open(self, event: Any) -> None:
        """Begin a list or a mapping."""
        _check_tag(self.place, event)
        if event.anchor:
            # Known, but without a value until its end: an alias within it would have none.
            self.anchors[event.anchor] = None
        self.stack.append(_Open(self.place(event.start_mark), event.anchor, isinstance(event, yaml.MappingStartEvent), []))
        if len(self.stack) > MAX_DEPTH:
            raise _Stop(_too_deep(self.stack[-1].position))

    def named(self, anchor: str | None, node: Node) -> Node:
        """Return the node, known by its anchor from here on."""
        if anchor:
            self.anchors[anchor] = node
        return node

    def add(self, node: Node) -> None:
        """Put a complete node where it belongs."""
        self.count += 1
        if self.count > MAX_NODES:
            raise _Stop(_too_many(node.position))
        if self.stack:
            self.stack[-1].children.append(node)
        else:
            self.root = node


def _collection(closed: _Open) -> Node:
    size = 1 + sum(each.size for each in closed.children)
    depth = 1 + max((each.depth for each in closed.children), default=0)
    if size > MAX_NODES:
        raise _Stop(_too_many(closed.position))
    if depth > MAX_DEPTH:
        raise _Stop(_too_deep(closed.position))
    if closed.is_mapping:
        return Mapping(closed.position, tuple(zip(closed.children[::2], closed.children[1::2], strict=True)), size, depth)
    return Sequence(closed.position, tuple(closed.children), size, depth)


def _target(anchors: dict[str, Node | None], anchor: str, position: Position) -> Node:
    if anchor not in anchors:
        advice = "Define it before its first use: `&name` before the value."
        raise _Stop(error("AP1004", position, f"There is no anchor {quoted('&' + anchor)} above this alias", advice))
    node = anchors[anchor]
    if node is None:
        raise _Stop(error("AP1011", position, f"The alias {quoted('*' + anchor)} stands inside its own anchor", "Write the value out."))
    return node


def _check_tag(place: _Places, event: Any) -> None:
    if event.tag is None or event.tag in _KNOWN_TAGS:
        return
    position = place(event.start_mark)
    name = event.tag.replace("tag:yaml.org,2002:", "!!")
    advice = "Write the value without a tag. The `!` of a type stands behind its name: `String!`."
    raise _Stop(error("AP1013", position, f"The YAML tag {quoted(name)} has no meaning in a schema", advice))


def _second_document(position: Position) -> Problem:
    return error(
        "AP1013", position, "A schema file is one YAML document", "Remove `---`, or move the second document to a file of its own."
    )


def _too_deep(position: Position) -> Problem:
    return error(
        "AP1011", position, f"This is nested more than {MAX_DEPTH} levels deep", "No part of a schema is that deep: see docs/schema.md."
    )


def _too_many(position: Position) -> Problem:
    message = f"This file has more than {MAX_NODES:,} values, its aliases written out"
    return error("AP1011", position, message, "Divide the schema into several files with `include`, and write fewer aliases.")


def _syntax_error(source: Source, reason: yaml.MarkedYAMLError) -> Problem:
    mark: Any = reason.problem_mark or reason.context_mark
    position = _Places(source)(mark) if mark else source.position(1, 1)
    detail = ": ".join(each for each in (reason.context, reason.problem) if each)
    lines = lines_of(source.text)
    line = lines[position.line - 1] if position.line <= len(lines) else ""
    if "\t" in line[: len(line) - len(line.lstrip())]:
        advice = "Indent with spaces: YAML allows no tabs there."
    elif _ARRAY_TYPE.search(line):
        advice = 'Write the types of arrays in quotes: "[String!]!".'
    else:
        advice = _syntax_advice(reason, position)
    return error("AP1004", position, f"This is not valid YAML: {detail}", advice)


def _syntax_advice(reason: yaml.MarkedYAMLError, position: Position) -> str:
    context, problem, mark = reason.context or "", reason.problem or "", reason.context_mark
    opened: int = mark.line + 1 if mark else position.line
    if "quoted scalar" in context:
        return f"Close the quotes that open in line {opened}."
    if "flow" in context and opened != position.line:
        return f"Close the bracket that opens in line {opened}, or write the comma that is missing."
    if "flow" in context or "cannot start any token" in problem:
        return "Correct the syntax, or put the text in quotes: `: `, commas, brackets, @, % and backticks mean something in YAML."
    if "mapping values are not allowed" in problem:
        return "Put a text that holds a colon and a space in quotes; a key begins a line of its own, indented like its neighbours."
    if "block" in context:
        return "Indent this line like those it belongs with."
    return "Correct the syntax."
