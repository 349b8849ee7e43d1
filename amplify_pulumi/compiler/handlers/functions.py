"""The files of Lambda functions, as far as a schema names them: they have to be there. What is in them is the runtime's."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from amplify_pulumi.compiler.handlers import files
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Function, Position, Schema


def function_files(schema: Schema) -> tuple[Path, ...]:
    """Return every file that the functions of a schema name, whether it is there or not."""
    return tuple(dict.fromkeys(Path(_path(each, each.entry)) for each in schema.functions if each.entry is not None))


def function_mistakes(schema: Schema) -> Iterator[Problem]:
    """Yield each function whose file is not there or is no file. One without `entry` is brought by the deployment."""
    for function in schema.functions:
        if function.entry is None:
            continue
        path = _path(function, function.entry)
        reason = _why_unreadable(path)
        if reason is not None:
            yield error(
                "AP5108",
                _place(function),
                f"The file {quoted(function.entry)} of the function {quoted(function.name)} cannot be read: {reason}",
                f"Looked for {path}: a path is relative to the file that it stands in. A function that the deployment brings needs none.",
            )


def _path(function: Function, entry: str) -> str:
    return files.locate(_place(function).file, entry)


def _place(function: Function) -> Position:
    return function.entry_position or function.position or Position(file="", line=1, column=1, language="yaml")


def _why_unreadable(path: str) -> str | None:
    try:
        mode = Path(path).stat().st_mode
    except (OSError, ValueError) as reason:
        return getattr(reason, "strerror", None) or str(reason)
    if stat.S_ISDIR(mode):
        return "it is a folder"
    if not stat.S_ISREG(mode):
        return "it is not a file"
    return None if os.access(path, os.R_OK) else "permission denied"
