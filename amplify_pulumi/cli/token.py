"""`amplify-pulumi token`: a token of the local user pool, for a user of your choice."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from amplify_pulumi.cli.failure import Failure
from amplify_pulumi.cli.schema_file import schema_path
from amplify_pulumi.cli.state_folder import open_state
from amplify_pulumi.local.issuer import open_issuer
from amplify_pulumi.local.state import StateError


@click.command()
@click.argument("schema", required=False, type=click.Path(path_type=Path))
@click.option("--user", required=True, metavar="NAME", help="The user's name.")
@click.option("--group", "groups", multiple=True, metavar="NAME", help="A group that the user is in. May be given several times.")
@click.option(
    "--claim", "claims", multiple=True, metavar="NAME=VALUE", help="A further claim; a value that is a JSON list or object is one."
)
@click.option("--id", "is_id", is_flag=True, help="An ID token. Without it, an access token, which is what Amplify's clients send.")
@click.option("--expires-in", default=3600, show_default=True, metavar="SECONDS", help="How long the token is valid; negative: expired.")
def command(schema: Path | None, user: str, groups: tuple[str, ...], claims: tuple[str, ...], is_id: bool, expires_in: int) -> None:
    """Print a token that the `dev` of the same SCHEMA accepts, as if a Cognito user pool had signed it.

    \b
        curl http://localhost:4000/graphql -H "authorization: $(amplify-pulumi token --user alice)" -d …
    """  # noqa: D301 (click's own mark for a paragraph that is not wrapped)
    folder = open_state(schema_path(schema))
    try:
        issuer = open_issuer(folder)
        token = issuer.issue(
            user, groups=groups, claims=dict(map(_claim, claims)), token_use="id" if is_id else "access", expires_in=expires_in
        )
    except (StateError, ValueError) as error:
        raise Failure(str(error)) from error
    click.echo(token)


def _claim(text: str) -> tuple[str, Any]:
    name, equals, value = text.partition("=")
    if not name or not equals:
        raise Failure(f"--claim {text}: write it as NAME=VALUE")
    if value[:1] in ("[", "{"):
        try:
            return name, json.loads(value)
        except (ValueError, RecursionError) as error:
            raise Failure(f"--claim {text}: the value begins like JSON and is not: {error}") from error
    return name, value
