"""The schema that a command works on: finding its file, compiling it, showing its mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from amplify_pulumi.cli.failure import Failure
from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.compiler.handlers import handler_files
from amplify_pulumi.compiler.plan import ApiPlan
from amplify_pulumi.schema import load_schema
from amplify_pulumi.schema.errors import Problem, SchemaError, has_errors, render

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
    """Every file that was read or looked for: the schema, what it includes, and the code of its handlers."""


def compile_file(path: Path, *, strict: bool) -> Compilation:
    """Read and compile the schema in a file. Mistakes are in the answer; nothing is raised for them.

    Args:
        path: the file.
        strict: whether what Amplify lets through in GraphQL is a mistake, too.
    """
    loaded = load_schema(path, strict=strict)
    if loaded.schema is None or has_errors(loaded.problems):
        return Compilation(plan=None, problems=loaded.problems, files=loaded.files)
    files = (*loaded.files, *handler_files(loaded.schema))
    try:
        plan = compile_schema(loaded.schema)
    except SchemaError as error:
        return Compilation(plan=None, problems=(*loaded.problems, *error.problems), files=files)
    return Compilation(plan=plan, problems=loaded.problems, files=files)


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
