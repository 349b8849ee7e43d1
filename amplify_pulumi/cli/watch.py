"""Tells when one of some files has another content than before."""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from pathlib import Path

from watchfiles import watch

DEBOUNCE = 50
"""Milliseconds in which changes count as one: an editor that writes beside and then replaces makes several."""
STEP = 10
"""Milliseconds without a further change after which the changes are told."""
LOOK = 1_000
"""Milliseconds after which the files are read even if nothing was told: network disks and links to other folders tell nothing."""

CLOCK = 20_000_000
"""Nanoseconds by which a file's time may lag behind the clock's."""

Contents = dict[Path, bytes | None]


def contents(files: Collection[Path]) -> Contents:
    """Return what stands in each file, None where it cannot be read."""
    return {file: _content(file) for file in files}


def changes(files: Callable[[], Collection[Path]], known: Contents) -> Iterator[None]:
    """Yield after each change of content. Files may be replaced, deleted and come back, and may be others after each change.

    Args:
        files: returns the files as of now; asked again after each change.
        known: the contents as the caller has read them.
    """
    while True:
        folders = _folders(files())
        for _ in watch(
            *folders, watch_filter=None, debounce=DEBOUNCE, step=STEP, rust_timeout=LOOK, yield_on_timeout=True, recursive=False
        ):
            began = time.time_ns()
            now = contents(files())
            if now != known:
                yield
                # A file that is new was read meanwhile; one that appeared or changed since may have been read before that.
                known = {file: now[file] if file in now else _content_before(file, began) for file in files()}
            if _folders(files()) != folders:
                break


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _content_before(file: Path, moment: int) -> bytes | None:
    """Return what stands in a file, or what no file holds where it has changed since a moment."""
    try:
        status = file.stat()
    except OSError:
        return None
    return _content(file) if max(status.st_mtime_ns, status.st_ctime_ns) < moment - CLOCK else _UNKNOWN


_UNKNOWN = b"\0 not known"


def _folders(files: Collection[Path]) -> frozenset[Path]:
    """Return the folders in which changes show; of a folder that is gone the nearest one that is there."""
    return frozenset(next(folder for folder in file.resolve().parents if folder.is_dir()) for file in files)
