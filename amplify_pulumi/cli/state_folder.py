"""The folder beside a schema in which `dev` keeps its data and keys, and where `token` finds them."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Generator
from pathlib import Path

from amplify_pulumi.cli.failure import Failure, reason

NAME = ".amplify-pulumi"
DATA = "data.sqlite"
LOCK = "lock"


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


@contextlib.contextmanager
def held(folder: Path) -> Generator[None]:
    """Keep a folder of data for this process while the block runs; a process that dies lets go of it, too.

    Two servers on the same data would not tell each other's subscribers of changes.

    Raises:
        Failure: another process has it, or it cannot be written.
    """
    if os.name != "posix":  # Windows has no such locks: two servers are the user's care there
        yield
        return
    import fcntl  # noqa: PLC0415 (not there on Windows)

    try:
        folder.mkdir(parents=True, exist_ok=True)
        file = (folder / LOCK).open("a", encoding="utf-8")
    except OSError as error:
        raise Failure(f"{folder}: cannot keep data there: {reason(error)}") from error
    with file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise Failure(f"another `dev` serves the data in {folder}: stop it, or name another folder with --data") from None
        yield
