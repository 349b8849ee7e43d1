"""The schema that a command works on: finding its file, reading it, showing its mistakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from amplify_pulumi.cli.failure import Failure
from amplify_pulumi.schema.errors import Problem, render

USUAL_PLACES = ("schema.yaml", "schema.yml", "amplify/schema.yaml", "amplify/schema.yml", "schema.graphql", "amplify/schema.graphql")
"""Where a schema is looked for in the current folder when a command is not told."""


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
