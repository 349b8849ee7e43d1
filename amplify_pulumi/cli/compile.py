"""`amplify-pulumi compile SCHEMA --out DIR`: what a schema becomes, as files to read, to compare and to review."""

from __future__ import annotations

import json
from dataclasses import asdict
from pathlib import Path

import click

from amplify_pulumi.cli import output_folder
from amplify_pulumi.cli.schema_file import compile_file, count, schema_path, show, with_types
from amplify_pulumi.compiler.plan import ApiPlan


@click.command()
@click.argument("schema", required=False, type=click.Path(path_type=Path))
@click.option(
    "--out", required=True, metavar="DIR", type=click.Path(path_type=Path), help="The folder to write to; made if it is not there."
)
@click.option("--strict", is_flag=True, help="Take what Amplify lets through in GraphQL for a mistake, as in YAML.")
@click.option("--json", "as_json", is_flag=True, help="Print which files there are, which changed and which were removed, as JSON.")
def command(schema: Path | None, out: Path, strict: bool, as_json: bool) -> None:
    """Write what a schema becomes: schema.graphql, model_introspection.json, plan.json, resolvers/<Type>.<field>.js.

    The same schema gives the same bytes. Files of the compilation before that are no longer made are removed; files that no compilation
    wrote are left alone. With a mistake in the schema nothing is written.
    """
    path = schema_path(schema)
    compilation = with_types(compile_file(path, strict=strict), path)
    show(compilation.problems, err=True)
    if compilation.plan is None:
        click.echo(f"{path}: {count(compilation.problems)}; nothing was written", err=True)
        raise SystemExit(1)
    written = output_folder.write(out, files_of(compilation.plan), inputs=compilation.files)
    if as_json:
        click.echo(json.dumps({"out": str(out), **asdict(written)}, ensure_ascii=False, indent=2))
    else:
        click.echo(f"{out}: {len(written.files)} files, {len(written.changed)} changed, {len(written.removed)} removed", err=True)


def files_of(plan: ApiPlan) -> dict[str, str]:
    """Return the text of each file that the plan is written to, by its path in the folder."""
    return {
        "schema.graphql": plan.schema,
        "model_introspection.json": json.dumps(plan.model_introspection, ensure_ascii=False, indent=2) + "\n",
        output_folder.PLAN: plan.to_text(),
        **{f"resolvers/{each.type_name}.{each.field_name}.js": each.code for each in plan.resolvers},
    }
