"""Where the calls of a program stand: file, line and column of each thing that a builder was told.

A builder remembers the instruction that called it, which costs next to nothing. Only when a schema is read are instructions turned into
places, with the help of the program's text: so a mistake in the third name of a list points at that name, not at the head of a statement
of twenty lines. Where there is no text (a prompt, generated code), the place is what Python itself knows of the call.
"""

from __future__ import annotations

import ast
import os
import sys
import tokenize
import warnings
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import CodeType, FrameType

from amplify_pulumi.schema.model import Position
from amplify_pulumi.schema.source import Source, lines_of

_PACKAGE = __name__.rpartition(".")[0]


@dataclass(frozen=True, slots=True)
class Place:
    """An instruction of a program, which called a builder."""

    code: CodeType
    instruction: int
    """The index of the instruction, in bytes."""
    function: str | None
    """The name of the builder's function that was called, such as `model` or `to`; None for any."""


def here(function: str) -> Place:
    """Return the place in the user's program from which the builder was called.

    Args:
        function: the builder's function that the program calls there.
    """
    frame: FrameType = sys._getframe(1)  # noqa: SLF001 # pyright: ignore[reportPrivateUsage] (there is no other way to the caller)
    while frame.f_back is not None and str(frame.f_globals.get("__name__", "")).startswith(_PACKAGE):
        frame = frame.f_back
    return Place(frame.f_code, frame.f_lasti, function)


Span = tuple[int | None, int | None, int | None, int | None]
"""First line, last line, first column, column behind the end: as Python counts them, columns from 0 in bytes."""


@dataclass(slots=True)
class _File:
    shown: str
    text: str | None
    lines: list[bytes]
    calls: dict[tuple[int, int], ast.Call]
    """Calls by the place behind their closing bracket, which no two share."""
    names: dict[ast.Call, dict[object, ast.keyword | ast.expr]] = field(
        default_factory=dict[ast.Call, dict[object, ast.keyword | ast.expr]]
    )
    """The names that calls give, for each call that was asked for."""

    def position(self, line: int, column: int | None) -> Position:
        before = self.lines[line - 1][:column] if column is not None and 0 < line <= len(self.lines) else b""
        characters = column or 0 if before.isascii() else len(before.decode("utf-8", errors="replace"))
        return Position(file=self.shown, line=line, column=characters + 1, language="python")

    def name(self, call: ast.Call, name: str) -> ast.keyword | ast.expr | None:
        """Return where a call gives something a name, None where it cannot be told."""
        if call not in self.names:
            self.names[call] = dict(reversed([*_names(call)]))
        return self.names[call].get(name)


@dataclass(slots=True)
class Places:
    """Turns instructions into positions. One for each reading of a schema: it keeps what it has parsed."""

    texts: Mapping[str, str] = field(default_factory=dict[str, str])
    """Texts that are known, by the name that their code has; others are read from the disk."""
    _files: dict[str, _File] = field(default_factory=dict[str, _File], init=False)
    _spans: dict[int, tuple[CodeType, list[Span]]] = field(default_factory=dict[int, tuple[CodeType, list[Span]]], init=False)

    def of(self, place: Place) -> Position:
        """Return where a call stands: its beginning, or the name of what is called where it continues another call."""
        node = self._node(place)
        if node is None:
            line, _, column, _ = self._span(place)
            return self._file(place).position(line or place.code.co_firstlineno, column)
        if isinstance(node.func, ast.Attribute) and not _is_dotted_name(node.func.value):
            # The columns of an attribute that is named in ASCII end where its name ends.
            column = (node.func.end_col_offset or 0) - len(node.func.attr)
            return self._file(place).position(node.func.end_lineno or node.lineno, column)
        return self._file(place).position(node.lineno, node.col_offset)

    def argument(self, place: Place, index: int | None, keyword: str | None = None) -> Position:
        """Return where an argument of a call stands; the place of the call where it cannot be told.

        Args:
            place: the call.
            index: the index of the argument, where it may stand without its name.
            keyword: its name, where it may stand with it.
        """
        node = self._node(place)
        found = _argument(node, index, keyword) if node else None
        return self._file(place).position(found.lineno, found.col_offset) if found else self.of(place)

    def elements(self, place: Place, index: int | None, keyword: str) -> tuple[Position, ...]:
        """Return where each element of a list stands that is an argument of a call; nothing where it is not written out there.

        Args:
            place: the call.
            index: the index of the argument, where it may stand without its name.
            keyword: its name.
        """
        node = self._node(place)
        found = _argument(node, index, keyword) if node else None
        if not isinstance(found, ast.List | ast.Tuple) or any(isinstance(each, ast.Starred) for each in found.elts):
            return ()
        return tuple(self._file(place).position(each.lineno, each.col_offset) for each in found.elts)

    def name(self, place: Place, name: str, value: Place) -> Position:
        """Return where a name that is given to something stands: a keyword of a call, or a key of the dict in it.

        Args:
            place: the call.
            name: the name.
            value: the call that made what is named; the place where the name itself cannot be found.
        """
        node = self._node(place)
        found = self._file(place).name(node, name) if node else None
        return self._file(place).position(found.lineno, found.col_offset) if found else self.of(value)

    def at(self, code: CodeType, instruction: int) -> Position:
        """Return where an instruction stands that is no call of a builder."""
        return self.of(Place(code, instruction, None))

    def sources(self) -> Iterator[Source]:
        """Yield the texts of the programs that positions have been asked of."""
        return (Source(file=each.shown, text=each.text, language="python") for each in self._files.values() if each.text is not None)

    def _node(self, place: Place) -> ast.Call | None:
        _, line, _, column = self._span(place)
        node = self._file(place).calls.get((line, column)) if line is not None and column is not None else None
        # Where a builder is called by something else that the program calls, such as `map`, the arguments are not its own.
        return node if node is not None and place.function in (None, _called(node)) else None

    def _span(self, place: Place) -> Span:
        found = self._spans.get(id(place.code))
        if found is None:
            # Code is compared by its content, which is slow; the tuple keeps it alive, so that its id stays its own.
            found = self._spans[id(place.code)] = (place.code, list(place.code.co_positions()))
        index = place.instruction // 2
        return found[1][index] if 0 <= index < len(found[1]) else (None, None, None, None)

    def _file(self, place: Place) -> _File:
        name = place.code.co_filename
        if name not in self._files:
            self._files[name] = _parsed(name, self.texts.get(name))
        return self._files[name]


def read_text(file: str) -> str | None:
    """Return the text of a Python file as Python reads it, None where there is none."""
    try:
        with tokenize.open(file) as stream:
            return stream.read()
    except (OSError, SyntaxError, UnicodeError, ValueError):
        return None


def shown(file: str) -> str:
    """Return the name of a file as messages show it: relative to the working folder where it is in there."""
    try:
        path = Path(file)
        return str(path.relative_to(Path.cwd())) if path.is_absolute() else os.fspath(path)
    except (OSError, ValueError):
        return file


def _parsed(name: str, known: str | None) -> _File:
    file = shown(name) if known is None else name
    text = read_text(name) if known is None else known
    if text is None:
        return _File(file, None, [], {})
    lines = [line.encode("utf-8", errors="replace") for line in lines_of(text)]
    try:
        with warnings.catch_warnings():
            # Python has warned of the program already, when it ran.
            warnings.simplefilter("ignore")
            tree = ast.parse(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return _File(file, text, lines, {})
    return _File(file, text, lines, {(node.end_lineno or 0, node.end_col_offset or 0): node for node in _calls(tree)})


def _calls(tree: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls of a program. `ast.walk` is half as fast, which shows in programs of thousands of lines."""
    waiting: list[ast.AST] = [tree]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Call):
            yield node
        for name in node._fields:
            value = getattr(node, name, None)
            if isinstance(value, ast.AST):
                waiting.append(value)
            elif isinstance(value, list):
                waiting.extend(each for each in value if isinstance(each, ast.AST))


def _called(node: ast.Call) -> str | None:
    match node.func:
        case ast.Attribute(attr=name) | ast.Name(id=name):
            return name
        case _:
            return None


def _is_dotted_name(node: ast.expr) -> bool:
    while isinstance(node, ast.Attribute):
        node = node.value
    return isinstance(node, ast.Name)


def _argument(node: ast.Call, index: int | None, keyword: str | None) -> ast.expr | None:
    named = next((each.value for each in node.keywords if each.arg is not None and each.arg == keyword), None)
    if named is not None or index is None:
        return named
    before = node.args[: index + 1]
    # Behind an argument that is unpacked, nobody knows which is which.
    return before[index] if len(before) > index and not any(isinstance(each, ast.Starred) for each in before) else None


def _names(node: ast.Call) -> Iterator[tuple[object, ast.keyword | ast.expr]]:
    """Yield the names that a call gives: its keywords, and the keys of dicts that are its first argument or unpacked in it."""
    for keyword in node.keywords:
        if keyword.arg is not None:
            yield keyword.arg, keyword
    for each in [*node.args[:1], *(keyword.value for keyword in node.keywords if keyword.arg is None)]:
        for key in each.keys if isinstance(each, ast.Dict) else ():
            if isinstance(key, ast.Constant):
                yield key.value, key
