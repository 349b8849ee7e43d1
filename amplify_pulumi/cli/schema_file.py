"""The schema that a command works on: finding its file, compiling it, showing its mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import click

from amplify_pulumi.cli.failure import Failure
from amplify_pulumi.cli.handler_types import check_types
from amplify_pulumi.compiler import compile_schema, warnings
from amplify_pulumi.compiler.handlers import function_files, handler_files
from amplify_pulumi.compiler.plan import ApiPlan
from amplify_pulumi.schema import load_schema
from amplify_pulumi.schema.errors import Problem, SchemaError, has_errors, render, sort_key
from amplify_pulumi.schema.source import language_of

USUAL_PLACES = (
    *("schema.yaml", "schema.yml", "amplify/schema.yaml", "amplify/schema.yml"),
    *("schema.py", "amplify/schema.py", "schema.graphql", "amplify/schema.graphql"),
)
"""Where a schema is looked for in the current folder when a command is not told."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Compilation:
    """What came of a schema file."""

    plan: ApiPlan | None
    """None where there are mistakes."""
    problems: tuple[Problem, ...]
    """All mistakes and warnings."""
    files: tuple[Path, ...]
    """Every file that was read or looked for: the schema, what it includes, the code of its handlers, and its functions."""
    handlers: tuple[Path, ...] = ()
    """Those of them that hold the code of handlers."""


def compile_file(path: Path, *, strict: bool) -> Compilation:
    """Read and compile the schema in a file. Mistakes are in the answer; nothing is raised for them.

    Args:
        path: the file.
        strict: whether what Amplify lets through in GraphQL is a mistake, too.
    """
    loaded = load_schema(path, strict=strict)
    if loaded.schema is None or has_errors(loaded.problems):
        return Compilation(plan=None, problems=loaded.problems, files=loaded.files)
    handlers = handler_files(loaded.schema)
    files = (*loaded.files, *handlers, *function_files(loaded.schema))
    try:
        plan = compile_schema(loaded.schema)
    except SchemaError as error:
        return Compilation(plan=None, problems=(*loaded.problems, *error.problems), files=files, handlers=handlers)
    problems = tuple(sorted((*loaded.problems, *warnings(loaded.schema, plan)), key=sort_key))
    return Compilation(plan=plan, problems=problems, files=files, handlers=handlers)


def with_types(compilation: Compilation, path: Path) -> Compilation:
    """Return the compilation with the type errors in the code of its handlers; what cannot be checked is said on stderr.

    A file with another mistake in its code is not type-checked: correcting that one comes first, and most often both are the same.

    Args:
        compilation: as `compile_file` returned it.
        path: the schema's file.
    """
    if not compilation.handlers:
        return compilation
    refused = {each.position.file for each in compilation.problems if each.code.startswith("AP51") and each.position is not None}
    checked = check_types(compilation.handlers, schema=path, language=language_of(path) or "yaml")
    for each in checked.notices:
        click.echo(f"{path}: {each}", err=True)
    found = [each for each in checked.problems if each.position is None or each.position.file not in refused]
    problems = tuple(sorted((*compilation.problems, *found), key=sort_key))
    return replace(compilation, plan=None if has_errors(found) else compilation.plan, problems=problems)


def schema_path(named: Path | None) -> Path:
    """Return the file of the schema: the one that was named, else the first of the usual places that exists.

    Raises:
        Failure: there is no such file, or none in the usual places.
    """
    if named is None:
        for place in USUAL_PLACES:
            if Path(place).is_file():
                return Path(place)
        raise Failure(f"there is no schema in this folder (looked for {', '.join(USUAL_PLACES)}); name its file")
    try:
        if named.is_dir():
            raise Failure(f"{named} is a folder; name the file of the schema, such as {named / 'schema.yaml'}")
        if not named.exists():
            raise Failure(f"there is no file {named}")
    except (OSError, ValueError) as error:
        raise Failure(f"{named}: {error}") from error
    return named


def show(problems: Iterable[Problem], *, err: bool) -> None:
    """Print problems, as they are rendered for people.

    Args:
        problems: in the order in which to print them.
        err: whether they are messages (stderr), or what the command was asked for (stdout).
    """
    for each in problems:
        click.echo(render(each), err=err)


def count(problems: Sequence[Problem]) -> str:
    """Return `2 mistakes, 1 warning`."""
    mistakes = sum(each.severity == "error" for each in problems)
    parts = [_number(mistakes, "mistake"), _number(len(problems) - mistakes, "warning")]
    return ", ".join(part for part in parts if part) or "no mistakes"


def _number(count_of_it: int, word: str) -> str:
    return f"{count_of_it} {word}{'s' if count_of_it > 1 else ''}" if count_of_it else ""
