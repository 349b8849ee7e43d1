"""Finds and reads the files of handlers."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

EXTENSIONS = (".js", ".mjs", ".ts", ".mts")
"""Those of files that can be a part of a handler, in the order in which an import without one is looked for."""
_TYPESCRIPT = {".js": ".ts", ".mjs": ".mts"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A file as read."""

    path: str
    """As messages show it: relative to where the schema's own path is."""
    text: str

    @property
    def is_typescript(self) -> bool:
        """Whether types have to be taken out."""
        return self.path.endswith((".ts", ".mts"))


def resolve(importing: str, specifier: str) -> str | None:
    """Return the path of the file that a relative import means; None where there is none.

    An extension may be left out, a folder stands for its `index`, and `./a.js` means `./a.ts` where only that is there (as TypeScript has
    it).
    """
    path = Path(importing).parent / specifier
    candidates = [path] if path.suffix in EXTENSIONS else []
    if path.suffix in _TYPESCRIPT:
        candidates.append(path.with_suffix(_TYPESCRIPT[path.suffix]))
    candidates.extend(path.with_name(path.name + extension) for extension in EXTENSIONS)
    candidates.extend(path / f"index{extension}" for extension in EXTENSIONS)
    found = next((each for each in candidates if _is_file(each)), None)
    return None if found is None else _normal(found)


def locate(file: str, entry: str) -> str:
    """Return the path of the handler that a schema file calls `entry`."""
    return _normal(Path(file).parent / entry)


def read(path: str) -> Source:
    """Read a file.

    Raises:
        OSError: it cannot be read.
        UnicodeDecodeError: it is not UTF-8.
    """
    return Source(path=path, text=Path(path).read_bytes().decode("utf-8-sig"))


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False


def _normal(path: Path) -> str:
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] not in ("..", path.anchor):
            parts.pop()
        else:
            parts.append(part)
    return str(Path(*parts))
