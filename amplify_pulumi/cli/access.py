"""`amplify-pulumi access SCHEMA`: who may do what, for those who review a schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Literal

import click

from amplify_pulumi.cli.failure import Failure
from amplify_pulumi.cli.schema_file import count, schema_path, show
from amplify_pulumi.codegen.access_json import json_of
from amplify_pulumi.codegen.access_matrix import access_matrix
from amplify_pulumi.codegen.access_report import access_report
from amplify_pulumi.codegen.access_text import markdown_of, text_of
from amplify_pulumi.schema import load_schema
from amplify_pulumi.schema.errors import has_errors

Format = Literal["text", "markdown", "json"]


@click.command()
@click.argument("schema", required=False, type=click.Path(path_type=Path))
@click.option("--format", "form", type=click.Choice(["text", "markdown", "json"]), help="How to print it: text by default.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--strict", is_flag=True, help="Take what Amplify lets through in GraphQL for a mistake, as in YAML.")
def command(schema: Path | None, form: Format | None, as_json: bool, strict: bool) -> None:
    """Print who may do what on every model, field and operation.

    It is read from the rules as the resolvers have them. What is open to the public, with the API key or as a guest, comes first.
    With a mistake in the schema nothing is printed but the mistakes, and the exit code is 1.
    """
    if as_json and form not in (None, "json"):
        raise Failure(f"--json and --format {form} contradict each other: name one of them")
    path = schema_path(schema)
    loaded = load_schema(path, strict=strict)
    show(loaded.problems, err=True)
    if loaded.schema is None or has_errors(loaded.problems):
        click.echo(f"{path}: {count(loaded.problems)}", err=True)
        raise SystemExit(1)
    matrix = access_matrix(loaded.schema)
    if as_json or form == "json":
        click.echo(json.dumps(json_of(matrix), ensure_ascii=False, indent=2))
    else:
        write = markdown_of if form == "markdown" else text_of
        click.echo(write(access_report(matrix), path.as_posix()), nl=False)
