"""The state folder: what a local API keeps between runs and what several processes share, such as keys.

Files are made on first use and are readable by their owner alone. They appear whole or not at all, and when two processes
start at once both go on with the same content.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import tempfile
from collections.abc import Callable, Generator
from pathlib import Path

API_KEY_FILE = "api-key"


class StateError(Exception):
    """The state folder or a file in it cannot be used; the text says which one and why."""


def open_api_key(folder: Path) -> str:
    """Return the API key of a state folder, made on first use in the form that AppSync gives its keys (`da2-` and 26 letters or digits).

    Raises:
        StateError: the folder cannot be used, or the file holds no key.
    """
    alphabet = "abcdefghijklmnopqrstuvwxyz234567"
    made = "da2-" + "".join(secrets.choice(alphabet) for _ in range(26))
    key = read_or_make(folder / API_KEY_FILE, f"{made}\n".encode).decode("utf-8", "replace").strip()
    if not key or not key.isascii() or not key.isprintable() or " " in key:
        raise StateError(f"{folder / API_KEY_FILE} holds no API key: delete it, and a new one is made")
    return key


def read_or_make(path: Path, make: Callable[[], bytes]) -> bytes:
    """Return the content of a file, made and written (mode 0600) where there is none.

    Raises:
        StateError: the file or its folder can be neither read nor made.
    """
    with _reported(path):
        try:
            return path.read_bytes()
        except FileNotFoundError:
            pass
        path.parent.mkdir(parents=True, exist_ok=True)
        content = make()
        temporary = _write_beside(path, content, mode=0o600)
        try:
            # A link fails where the file has come to be meanwhile; a rename would replace what another process already uses.
            os.link(temporary, path)
        except FileExistsError:
            return path.read_bytes()
        finally:
            temporary.unlink()
        return content


def replace(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Write a file so that readers see the old content or the new, never a part.

    Raises:
        StateError: the file cannot be written.
    """
    with _reported(path):
        path.parent.mkdir(parents=True, exist_ok=True)
        temporary = _write_beside(path, content, mode=mode)
        try:
            temporary.replace(path)
        except OSError:
            temporary.unlink()
            raise


def _write_beside(path: Path, content: bytes, *, mode: int) -> Path:
    descriptor, name = tempfile.mkstemp(prefix=f".{path.name}.", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(mode)
    except OSError:
        temporary.unlink()
        raise
    return temporary


@contextlib.contextmanager
def _reported(path: Path) -> Generator[None]:
    try:
        yield
    except OSError as error:
        raise StateError(f"cannot use {path}: {error.strerror or error}") from error
