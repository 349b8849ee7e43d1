"""Tells when one of some files has another content than before."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Collection
from pathlib import Path

from watchfiles import awatch  # pyright: ignore[reportUnknownVariableType] (one of its arguments may be of trio, which is not installed)

DEBOUNCE = 50
"""Milliseconds in which changes count as one: an editor that writes beside and then replaces makes several."""
STEP = 10
"""Milliseconds without a further change after which the changes are told."""
LOOK = 1_000
"""Milliseconds after which the files are read even if nothing was told: network disks and links to other folders tell nothing."""

Contents = dict[Path, bytes | None]


def contents(files: Collection[Path]) -> Contents:
    """Return what stands in each file, None where it cannot be read."""
    return {file: _content(file) for file in files}


async def changes(files: Callable[[], Collection[Path]], known: Contents) -> AsyncIterator[None]:
    """Yield after each change of content. Files may be replaced, deleted and come back, and may be others after each change.

    Args:
        files: returns the files as of now; asked again after each change.
        known: the contents that the caller has read.
    """
    while True:
        folders = _folders(files())
        async for _ in awatch(
            *folders, watch_filter=None, debounce=DEBOUNCE, step=STEP, rust_timeout=LOOK, yield_on_timeout=True, recursive=False
        ):
            now = contents(files())
            if now != known:
                known = now
                yield
                known = contents(files()) | known
                known = {file: known[file] for file in files()}
            if _folders(files()) != folders:
                break


def _content(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None


def _folders(files: Collection[Path]) -> frozenset[Path]:
    """Return the folders in which changes show; of a folder that is gone the nearest one that is there."""
    return frozenset(next(folder for folder in file.resolve().parents if folder.is_dir()) for file in files)
