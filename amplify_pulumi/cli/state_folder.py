"""The folder beside a schema in which `dev` keeps its data and keys, and where `token` finds them."""

from __future__ import annotations

from pathlib import Path

from amplify_pulumi.cli.failure import Failure, reason

NAME = ".amplify-pulumi"
DATA = "data.sqlite"


def open_state(schema: Path) -> Path:
    """Return the state folder of a schema, made if it is not there, closed to other users and invisible to git.

    Raises:
        Failure: the folder cannot be made or written.
    """
    folder = schema.parent / NAME
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        ignore = folder / ".gitignore"
        if not ignore.exists():
            ignore.write_text("*\n", encoding="utf-8")
    except OSError as error:
        raise Failure(f"{folder}: cannot keep data and keys there: {reason(error)}") from error
    return folder
