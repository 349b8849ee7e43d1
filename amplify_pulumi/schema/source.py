"""Files to text: reading, decoding, and the bounds of what is read at all."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path, PurePath

from amplify_pulumi.schema.errors import Problem, error
from amplify_pulumi.schema.model import Language, Position

MAX_BYTES = 2 * 1024 * 1024
"""The largest file that is read. AppSync takes 1 MB of SDL, which a fraction of this generates."""

LANGUAGES: dict[str, Language] = {
    ".yaml": "yaml",
    ".yml": "yaml",
    ".py": "python",
    ".graphql": "graphql",
    ".graphqls": "graphql",
    ".gql": "graphql",
}
"""The languages, by the suffix of a file's name."""

_NAME_A_FILE = "Give the name of a schema file, such as schema.yaml."
_NOT_TEXT = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LINE_END = re.compile("\r\n|\r|\n")


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """The text of one file. `file` is its name as users see it in messages."""

    file: str
    text: str
    language: Language

    def position(self, line: int, column: int) -> Position:
        """Return a place in this text; line and column count from 1."""
        return Position(file=self.file, line=line, column=column, language=self.language)

    def position_at(self, index: int) -> Position:
        """Return the place of the character with the given index."""
        before = _LINE_END.split(self.text[:index])
        return self.position(len(before), len(before[-1]) + 1)


def language_of(path: PurePath) -> Language | None:
    """Return the language of a file by its suffix, None for others."""
    return LANGUAGES.get(path.suffix.lower())


def lines_of(text: str) -> list[str]:
    """Return the lines of a text as an editor counts them."""
    return _LINE_END.split(text)


def line_starts(text: str) -> list[int]:
    """Return the index of the first character of each line."""
    return [0, *(end.end() for end in _LINE_END.finditer(text))]


def read_source(path: Path, *, asked_at: Position | None = None) -> Source | Problem:
    """Return the text of a file, or the one problem why there is none.

    Args:
        path: The file; its suffix tells its language.
        asked_at: Where it is included, if it is; problems of access are shown there.
    """
    file = str(path)
    language = language_of(path)
    place = asked_at or Position(file=file, line=1, column=1, language=language or "yaml")
    try:
        if path.is_dir():
            return error("AP1001", place, f"{file} is a directory", _NAME_A_FILE)
        if not path.exists():
            return error("AP1001", place, f"There is no file {file}", "Check the name and the directory.")
        if not path.is_file():
            return error("AP1001", place, f"{file} is not a regular file", _NAME_A_FILE)
        if language is None:
            return error("AP1001", place, f"{file} is not a schema file by its name", f"Name it by its language: {', '.join(LANGUAGES)}.")
        with path.open("rb") as stream:
            # One byte more than allowed tells a file that is too large from one that just fits, whatever its size.
            content = stream.read(MAX_BYTES + 1)
    except (OSError, ValueError) as reason:
        text = getattr(reason, "strerror", None) or str(reason)
        return error("AP1001", place, f"{file} cannot be read: {text}", "Check the name of the file and its permissions.")
    return decode(content, file=file, language=language)


def decode(content: bytes, *, file: str, language: Language) -> Source | Problem:
    """Return the text of a file's content: UTF-8, with or without a byte order mark; else the problem."""
    start = Position(file=file, line=1, column=1, language=language)
    if len(content) > MAX_BYTES:
        return _too_large(start)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return error("AP1002", start, "This file is UTF-16", "Save it as UTF-8.")
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as reason:
        before = Source(file=file, text=content[: reason.start].decode("utf-8-sig", errors="replace"), language=language)
        if "\0" in before.text or b"\0" in content[:1024]:
            return _binary(start)
        place = before.position_at(len(before.text))
        return error("AP1002", place, f"The byte 0x{content[reason.start]:02X} is not UTF-8 text", "Save the file as UTF-8.")
    return check_text(text, file=file, language=language)


def check_text(text: str, *, file: str, language: Language) -> Source | Problem:
    """Return the text as a source, or the problem if it is too large or holds what no text holds."""
    source = Source(file=file, text=text.removeprefix("\ufeff"), language=language)
    start = source.position(1, 1)
    if len(text) > MAX_BYTES:
        return _too_large(start)
    odd = _NOT_TEXT.search(source.text)
    if odd and odd[0] == "\0":
        return _binary(start)
    if odd:
        place = source.position_at(odd.start())
        return error("AP1002", place, f"The control character U+{ord(odd[0]):04X} cannot stand in a schema", "Remove it.")
    return source


def _too_large(start: Position) -> Problem:
    return error(
        "AP1011",
        start,
        f"This file is larger than {MAX_BYTES // 1024 // 1024} MiB",
        "Divide the schema into several files with `include`. AppSync takes at most 1 MB of generated SDL.",
    )


def _binary(start: Position) -> Problem:
    return error("AP1002", start, "This is a binary file, not text", _NAME_A_FILE)
