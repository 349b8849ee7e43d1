"""`amplify-pulumi check SCHEMA`: every mistake at once, each with file, line and column."""

from __future__ import annotations

import json
from pathlib import Path

import click

from amplify_pulumi.cli.schema_file import compile_file, count, schema_path, show, with_types
from amplify_pulumi.schema.errors import to_json


@click.command()
@click.argument("schema", required=False, type=click.Path(path_type=Path))
@click.option("--json", "as_json", is_flag=True, help="Print the mistakes as JSON.")
@click.option("--strict", is_flag=True, help="Take what Amplify lets through in GraphQL for a mistake, as in YAML.")
def command(schema: Path | None, as_json: bool, strict: bool) -> None:
    """Report every mistake in a schema, and what will surprise, as `file:line:column: …`.

    SCHEMA is a file in YAML, Python or GraphQL; without it, the first of schema.yaml, schema.py and schema.graphql is taken.
    Ends with exit code 1 if there are mistakes. Warnings alone do not count.
    """
    path = schema_path(schema)
    compilation = with_types(compile_file(path, strict=strict), path)
    problems = compilation.problems
    if as_json:
        click.echo(json.dumps({"problems": [to_json(each) for each in problems]}, ensure_ascii=False, indent=2))
    else:
        show(problems, err=False)
        click.echo(f"{path}: {count(problems)}", err=True)
    if compilation.plan is None:
        raise SystemExit(1)
