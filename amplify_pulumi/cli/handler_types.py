"""Type-checks the code of handlers as AppSync does when it saves it, with the TypeScript of the user's own project.

AppSync takes no code with a type error in it, and tells so when the API is deployed. The nearest `node_modules` that holds both TypeScript
and `@aws-appsync/utils` tells it before: its `tsc` is given the files as they are, so that positions are the user's own.

The service checks JavaScript and is lenient: what has no type is taken for any, and null fits everywhere. So neither `strict` nor any part
of it is on, whatever the project's own tsconfig.json says of its other code. Types of TypeScript are stripped before the service sees the
code: what is wrong by them alone is a warning, what is wrong without them, too, a mistake.
"""

from __future__ import annotations

import contextlib
import json
import os
import re
import shutil
import signal
import subprocess
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from amplify_pulumi.appsync_js.typescript import strip_types
from amplify_pulumi.cli.failure import reason
from amplify_pulumi.schema.errors import Problem, error, warning
from amplify_pulumi.schema.model import Language, Position

LIMIT = 120.0
"""Seconds that a type checker gets. It takes one or two; a machine that is busy with a build takes many times that."""

UTILS = "@aws-appsync/utils"
ADVICE = "AppSync checks types when it saves the code, and refuses this: correct it."
ADVICE_ON_TYPES = "AppSync does not see these types and takes the code. Correct the code, or the types."
OPTIONS: Mapping[str, Any] = {
    "allowJs": True,
    "checkJs": True,
    "noEmit": True,
    "strict": False,
    "noImplicitAny": False,
    "target": "esnext",
    "lib": ["esnext"],  # AppSync is neither a browser nor Node.js: no `window`, no `process`
    "types": [],  # nor are there types of other packages
    "module": "esnext",
    "moduleResolution": "bundler",
    "moduleDetection": "force",
    "allowImportingTsExtensions": True,
    "skipLibCheck": True,
}
"""How the code is checked. AppSync publishes no such list; the errors that it is known to report (TS2339, TS2367, TS2551, TS2554) are
those of JavaScript that is checked without strictness."""
GLOBALS = """\
declare const util: typeof import("@aws-appsync/utils").util;
declare const extensions: typeof import("@aws-appsync/utils").extensions;
declare const runtime: typeof import("@aws-appsync/utils").runtime;
declare const console: { log(...values: any[]): void; error(...values: any[]): void };
"""
"""What APPSYNC_JS has without an import (AppSync developer guide, Supported runtime features)."""

_DIAGNOSTIC = re.compile(r"(?:(?P<file>.+)\((?P<line>\d+),(?P<column>\d+)\): )?error TS(?P<number>\d+): (?P<text>.*)")
_LINE_END = re.compile(r"\r\n|[\n\r\u2028\u2029]")
_CANNOT_FIND = re.compile(r"Cannot find module '\.")
_ENDS = (0, 1, 2)
"""Exit codes with which `tsc` has done its work."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TypeCheck:
    """What came of type-checking."""

    problems: tuple[Problem, ...] = ()
    notices: tuple[str, ...] = ()
    """What could not be checked and why, a line each."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Diagnostic:
    file: Path | None
    """None for what concerns the checker itself."""
    line: int
    column: int
    """In units of UTF-16, from 1."""
    number: str
    text: str
    by_types: bool = False
    """Whether the code is right without the types of TypeScript."""


class _Unchecked(Exception):  # noqa: N818 (it is not an error of the program: the files stay unchecked)
    """The checker did not do its work; the text says why."""


def check_types(files: Sequence[Path], *, schema: Path, language: Language, limit: float = LIMIT) -> TypeCheck:
    """Return the type errors in the code of handlers.

    Args:
        files: of handlers and what they import, named as messages show them. Those that are not there are left out.
        schema: the schema's file. A `node_modules` beside or above it serves for files that have none beside or above them.
        language: of the schema, by which mistakes are told.
        limit: seconds that each run of a type checker gets.
    """
    present = [file for file in files if file.is_file()]
    groups = _groups(present, schema)
    notices: list[str] = []
    found: list[Problem] = []
    for modules, group in groups.items():
        if modules is None:
            notices.append(f"handlers are not type-checked: npm install --save-dev typescript {UTILS}")
            continue
        try:
            found.extend(_problem(file, each, language) for file, each in _check(modules, group, present, limit))
        except _Unchecked as why:
            notices.append(f"handlers are not type-checked: {modules / '.bin' / 'tsc'} {why}")
        except OSError as why:
            notices.append(f"handlers are not type-checked: {why.filename}: {reason(why)}")
    return TypeCheck(problems=tuple(dict.fromkeys(found)), notices=tuple(notices))


def _groups(files: Iterable[Path], schema: Path) -> dict[Path | None, list[Path]]:
    """Return the files by the `node_modules` that check them.

    A module outside of every project is checked with the first project whose handlers were found.
    """
    near = {file: _modules_above(file) or _modules_above(schema) for file in files}
    first = next((modules for modules in near.values() if modules is not None), None)
    groups: dict[Path | None, list[Path]] = {}
    for file, modules in near.items():
        groups.setdefault(modules or first, []).append(file)
    return groups


def _modules_above(file: Path) -> Path | None:
    """Return the nearest `node_modules` at or above a file's folder that holds both TypeScript and AppSync's types."""
    candidates = (folder / "node_modules" for folder in file.absolute().parents)
    return next((each for each in candidates if _tsc(each) is not None and (each / UTILS).is_dir()), None)


def _tsc(modules: Path) -> str | None:
    return shutil.which("tsc", path=str(modules / ".bin"))


def _check(modules: Path, group: Sequence[Path], known: Sequence[Path], limit: float) -> Iterator[tuple[Path, _Diagnostic]]:
    """Yield what the checker says of the files of handlers, each by the name that messages show.

    What it says of other files (types that a handler takes from elsewhere) does not reach AppSync.

    Raises:
        _Unchecked: it did not do its work.
    """
    shown = {file.resolve(): file for file in reversed(known)}
    with TemporaryDirectory(prefix="amplify-pulumi-") as name:
        folder = Path(name).resolve()
        (folder / "globals.d.ts").write_text(GLOBALS, encoding="utf-8")
        stripped = _strip(known, folder / "stripped")
        checked = [*group, *(stripped[file] for file in group if _is_typescript(file))]
        (folder / "tsconfig.json").write_text(json.dumps(_configuration(modules, checked)), encoding="utf-8")
        code, output = _run([_tsc(modules) or "tsc", "--project", "tsconfig.json", "--pretty", "false"], folder, limit)
        diagnostics = list(_diagnostics(output, folder))
        own = (folder / "tsconfig.json", folder / "globals.d.ts")
        broken = [each.text for each in diagnostics if each.file is None or each.file in own]
        if broken or code not in _ENDS or (code != 0 and not diagnostics):
            said = [*broken, *(line.strip() for line in output.splitlines() if line.strip()), "nothing"]
            raise _Unchecked(f"ended with {code} and said: {said[0][:200]}")
    without_types = {(each.file, each.line) for each in diagnostics}
    for each in diagnostics:
        file = shown.get(each.file) if each.file is not None else None
        if file is not None and not _CANNOT_FIND.match(each.text):  # the compiler has looked for these itself
            yield file, replace(each, by_types=_is_typescript(file) and (stripped[file], each.line) not in without_types)


def _strip(files: Iterable[Path], folder: Path) -> dict[Path, Path]:
    """Write the files without types, as AppSync gets them, into a folder in which they lie to each other as before; return where."""
    written: dict[Path, Path] = {}
    for file in files:
        text = file.read_bytes().decode("utf-8-sig", errors="replace")
        place = folder.joinpath(*file.resolve().parts[1:])
        place = place.with_suffix({".ts": ".js", ".mts": ".mjs"}.get(file.suffix, file.suffix))
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes((strip_types(text)[0] if _is_typescript(file) else text).encode())
        written[file] = place
    return written


def _is_typescript(file: Path) -> bool:
    return file.suffix in (".ts", ".mts")


def _configuration(modules: Path, group: Sequence[Path]) -> dict[str, Any]:
    package = (modules / UTILS).as_posix()
    paths = {UTILS: [package], f"{UTILS}/*": [f"{package}/*"]}  # also for files that are not below the project
    return {"compilerOptions": {**OPTIONS, "paths": paths}, "files": ["globals.d.ts", *(file.absolute().as_posix() for file in group)]}


def _run(command: Sequence[str], folder: Path, limit: float) -> tuple[int, str]:
    """Run a program in a folder; return its exit code and what it wrote.

    Raises:
        _Unchecked: it cannot be run, or takes too long.
    """
    try:
        # A group of its own: what a wrapper has started ends with it.
        process = subprocess.Popen(  # noqa: S603 (the user's own TypeScript)
            command, cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True
        )
    except OSError as why:
        raise _Unchecked(f"cannot be run: {reason(why)}") from why
    with process:
        try:
            output, _ = process.communicate(timeout=limit)
        except subprocess.TimeoutExpired as why:
            raise _Unchecked(f"was stopped after {limit:g} seconds") from why
        finally:
            if process.returncode is None:
                _stop(process)
    return process.wait(), output.decode("utf-8", errors="replace")


def _stop(process: subprocess.Popen[bytes]) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):  # it has just ended
        if os.name == "posix":
            os.killpg(process.pid, signal.SIGKILL)
        else:
            process.kill()


def _diagnostics(output: str, folder: Path) -> Iterator[_Diagnostic]:
    """Yield what `tsc` has said, with the lines of each put together."""
    current: _Diagnostic | None = None
    for line in output.splitlines():
        found = _DIAGNOSTIC.fullmatch(line)
        if found is None:
            if current is not None and line.startswith(" "):
                current = replace(current, text=f"{current.text} {line.strip()}")
            continue
        if current is not None:
            yield current
        file = (folder / found["file"]).resolve() if found["file"] else None
        line_number, column = int(found["line"] or 1), int(found["column"] or 1)
        current = _Diagnostic(file=file, line=line_number, column=column, number=found["number"], text=found["text"])
    if current is not None:
        yield current


def _problem(file: Path, found: _Diagnostic, language: Language) -> Problem:
    lines = _LINE_END.split(file.read_bytes().decode("utf-8-sig", errors="replace"))
    line = lines[found.line - 1] if found.line <= len(lines) else ""
    before = line.encode("utf-16-le")[: 2 * (found.column - 1)].decode("utf-16-le", errors="ignore")
    position = Position(file=str(file), line=found.line, column=len(before) + 1, language=language)
    make, advice = (warning, ADVICE_ON_TYPES) if found.by_types else (error, ADVICE)
    return replace(make("AP5107", position, f"TS{found.number}: {found.text.rstrip('.')}", advice), source_line=line)
