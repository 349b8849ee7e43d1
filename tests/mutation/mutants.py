"""Mutants: one place of a source text, and what stands there instead."""

from __future__ import annotations

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

from tests.mutation import javascript, python
from tests.mutation.changes import Change

PACKAGE = "amplify_pulumi"
ENCODING = "utf-8"


@dataclass(frozen=True, kw_only=True)
class Mutant:
    """A file of the package with one change."""

    file: str
    """From the root of the clone, with `/`."""
    change: Change
    original: str
    """What stands at the place of the change."""
    line: int
    number: int = 0
    """Which one it is of those in its function that read alike."""

    @property
    def key(self) -> str:
        """What it is whatever line it stands on: the file, the function, and what becomes of what."""
        number = f" ({self.number + 1})" if self.number else ""
        return f"{self.file}: {self.change.scope}: {_line(self.original)} => {_line(self.change.replacement) or '(nothing)'}{number}"

    def apply(self, text: bytes) -> bytes:
        """Return the file's text with the change."""
        return text[: self.change.start] + self.change.replacement.encode() + text[self.change.end :]

    def difference(self, text: bytes) -> str:
        """Return the lines that change, as a diff."""
        before, after = text.decode(ENCODING).splitlines(), self.apply(text).decode(ENCODING).splitlines()
        lines = list(difflib.unified_diff(before, after, n=1, lineterm=""))[3:]
        return "".join(f"    {line}\n" for line in lines)


def mutants_of(root: Path, file: str) -> Iterator[Mutant]:
    """Yield the mutants of a file, from its beginning to its end.

    Args:
        root: the root of the clone, or of a copy.
        file: the file's path from there, with `/`.
    """
    text = (root / file).read_bytes()
    changes = javascript.changes(text) if file.endswith(".js") else python.changes(text)
    seen: Counter[str] = Counter()
    for change in _each_once(changes):
        original = text[change.start : change.end].decode(ENCODING)
        mutant = Mutant(file=file, change=change, original=original, line=text.count(b"\n", 0, change.start) + 1)
        yield replace(mutant, number=seen[mutant.key])
        seen[mutant.key] += 1


def _each_once(changes: Iterable[Change]) -> list[Change]:
    places = {(change.start, change.end, change.replacement): change for change in changes}
    return [places[place] for place in sorted(places)]


def _line(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
