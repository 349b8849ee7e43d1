"""`amplify-pulumi diff OLD NEW`: what a change of schema opens, breaks and loses, before it is deployed."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import click

from amplify_pulumi.cli.failure import Failure, reason
from amplify_pulumi.cli.revision import Checkout, checkout, is_revision
from amplify_pulumi.cli.schema_file import count, schema_path, show
from amplify_pulumi.codegen.difference import (
    CATEGORIES,
    KINDS,
    Difference,
    NotAPlanError,
    Side,
    difference,
    side_of_plan,
    side_of_schema,
)
from amplify_pulumi.codegen.difference.rendering import to_json, to_markdown, to_text
from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.schema import load_schema
from amplify_pulumi.schema.errors import SchemaError, has_errors, quoted
from amplify_pulumi.schema.model import Position
from amplify_pulumi.schema.suggestions import did_you_mean

Format = Literal["text", "markdown", "json"]

_GROUPS: Mapping[str, tuple[str, ...]] = {"access": ("opened", "closed"), "any": tuple(CATEGORIES)}
"""Words of `--fail-on` that mean several categories."""
_ACCESS = frozenset({"opened", "closed", *(each for each in KINDS if each.startswith("access-"))})


class _Words(click.ParamType[frozenset[str]]):
    """Words separated by commas: categories, groups of them, kinds."""

    name = "kinds"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> frozenset[str]:
        """Return the categories and kinds, each once."""
        if isinstance(value, frozenset):
            return value
        words = [each.strip() for each in str(value).split(",")]
        for word in words:
            known = [*_GROUPS, *CATEGORIES, *KINDS]
            if word not in known:
                self.fail(f"{quoted(word)} is no kind of difference{did_you_mean(word, known)}", param, ctx)
        return frozenset(each for word in words for each in _GROUPS.get(word, (word,)))


@click.command()
@click.argument("old")
@click.argument("new", required=False)
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), help="How to print it: text by default.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option(
    "--fail-on",
    type=_Words(),
    default=frozenset[str](),
    metavar="KINDS",
    help=f"End with exit code 1 if something of these kinds is found: {', '.join([*_GROUPS, *CATEGORIES])}, or kinds of docs/cli.md.",
)
@click.option("--verbose", is_flag=True, help="Name each AWS resource that is added, removed, replaced or updated.")
@click.option("--strict", is_flag=True, help="Take what Amplify lets through in GraphQL for a mistake, as in YAML.")
def command(old: str, new: str | None, form: Format | None, as_json: bool, fail_on: frozenset[str], verbose: bool, strict: bool) -> None:
    """Say what a change of schema opens, closes, adds, breaks for clients, and what it loses.

    OLD and NEW are schemas in YAML, Python or GraphQL, or a plan.json of `compile`; `HEAD:schema.yaml` is the file as git has it in a
    revision. Without NEW, it is the schema of the current folder.
    """
    if as_json and form not in (None, "json"):
        raise Failure(f"--json and --format {form} contradict each other: name one of them")
    with ExitStack() as stack:
        places = [_place(each, stack) for each in (old, new)]
        sides = [_side(name, path, tree, strict=strict) for name, path, tree in places]
        if any(side is None for side in sides):
            raise SystemExit(1)
        found = _named(difference(*[side for side in sides if side is not None]), places[1][2])
    if found.not_compared and _ACCESS & fail_on:
        raise Failure("--fail-on asks about access, which a plan.json does not hold: name the schemas")
    if as_json or form == "json":
        click.echo(json.dumps(to_json(found), ensure_ascii=False, indent=2))
    else:
        click.echo((to_markdown if form == "markdown" else to_text)(found, verbose=verbose), nl=False)
    if any({each.category, each.kind} & fail_on for each in found.findings):
        raise SystemExit(1)


def _place(name: str | None, stack: ExitStack) -> tuple[str, Path, Checkout | None]:
    """Return what the user calls a file, where it is, and the tree of the revision that it is from."""
    if name is not None and is_revision(name):
        tree = stack.enter_context(checkout(name))
        return name, tree.path, tree
    path = schema_path(None if name is None else Path(name))
    return str(path), path, None


def _side(name: str, path: Path, tree: Checkout | None, *, strict: bool) -> Side | None:
    """Return a side; None where its schema has mistakes, which are shown."""
    if path.suffix.lower() == ".json":
        return _plan(name, path)
    loaded = load_schema(path, strict=strict)
    problems = loaded.problems
    if loaded.schema is not None and not has_errors(problems):
        try:
            return side_of_schema(name, loaded.schema, compile_schema(loaded.schema))
        except SchemaError as error:
            problems = (*problems, *error.problems)
    show([replace(each, position=_position(each.position, tree)) for each in problems], err=True)
    click.echo(f"{name}: {count(problems)}; nothing was compared", err=True)
    return None


def _plan(name: str, path: Path) -> Side:
    try:
        return side_of_plan(name, json.loads(path.read_bytes()))
    except OSError as error:
        raise Failure(f"{name}: cannot be read: {reason(error)}") from error
    except NotAPlanError as error:
        raise Failure(f"{name}: {error}") from error
    except (ValueError, RecursionError) as error:
        raise Failure(f"{name}: is not JSON: {error}") from error


def _named(found: Difference, tree: Checkout | None) -> Difference:
    """Return the difference with the places of the new side as the user knows them."""
    return replace(found, findings=tuple(replace(each, position=_position(each.position, tree)) for each in found.findings))


def _position(position: Position | None, tree: Checkout | None) -> Position | None:
    return position if position is None or tree is None else replace(position, file=tree.shown(position.file))
