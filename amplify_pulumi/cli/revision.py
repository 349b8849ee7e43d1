"""A file as a revision of git has it: `HEAD:schema.yaml`, with everything around it that it may include.

The tree of the revision is written to a folder of its own for as long as it is read; the repository itself is only read. Git is given
words, never a line for a shell.
"""

from __future__ import annotations

import subprocess
import tarfile
import tempfile
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from amplify_pulumi.cli.failure import Failure, reason


@dataclass(frozen=True, kw_only=True, slots=True)
class Checkout:
    """A file of a revision."""

    name: str
    """As the user named it: `HEAD:schema.yaml`."""
    path: Path
    """Where it is now."""
    folder: Path
    """Where the tree of the revision is."""

    def shown(self, file: str) -> str:
        """Return how messages name a file of the tree: `HEAD:models/todo.yaml`. Others keep their name."""
        path, folder = Path(file).resolve(), self.folder.resolve()
        if not path.is_relative_to(folder):
            return file
        return f"{self.name.partition(':')[0]}:{path.relative_to(folder).as_posix()}"


def is_revision(name: str) -> bool:
    """Whether a name is `<revision>:<path>`. A file that is really there is a file, whatever its name."""
    revision, colon, path = name.partition(":")
    # One letter before the colon is a drive of Windows.
    return bool(colon and path) and len(revision) > 1 and "://" not in name and not Path(name).exists()


@contextmanager
def checkout(name: str) -> Generator[Checkout]:
    """Provide a file of a revision, with the tree that it stands in.

    Args:
        name: `<revision>:<path>`, as git has it: the path is that from the root of the repository, or with `./` from the current folder.

    Raises:
        Failure: there is no git, no repository, no such revision or no such file.
    """
    revision, _, path = name.partition(":")
    top = Path(_git("rev-parse", "--show-toplevel", name=name))
    commit = _git("rev-parse", "--verify", "--end-of-options", f"{revision}^{{commit}}", name=name)
    inside = PurePosixPath(path)
    if path.startswith(("./", "../")):
        inside = PurePosixPath(_normal(PurePosixPath(_git("rev-parse", "--show-prefix", name=name)) / inside, name))
    with tempfile.TemporaryDirectory(prefix="amplify-pulumi-diff-") as folder:
        root = Path(folder)
        _write(top, commit, root, name)
        found = root / inside
        if inside.is_absolute() or ".." in inside.parts or not found.is_file():
            hint = " (paths count from the root of the repository; `./` is the current folder)" if not path.startswith("./") else ""
            raise Failure(f"{name}: there is no file {path} in {revision}{hint}")
        yield Checkout(name=name, path=found, folder=root)


def _git(*words: str, name: str) -> str:
    """Return what git prints, without its last line end."""
    try:
        done = subprocess.run(["git", *words], capture_output=True, text=True, check=False)  # noqa: S603, S607 (git, wherever the user has it)
    except FileNotFoundError as error:
        raise Failure(f"{name}: git was not found; install it, or name a file") from error
    except (OSError, ValueError) as error:
        raise Failure(f"{name}: {error}") from error
    if done.returncode:
        said = done.stderr.strip().splitlines()
        raise Failure(f"{name}: {said[-1] if said else 'git failed'}")
    return done.stdout.removesuffix("\n")


def _write(top: Path, commit: str, folder: Path, name: str) -> None:
    """Write the tree of a commit into a folder: its files, and those links that lead to one of them."""
    words = ["git", "-C", str(top), "archive", "--format=tar", commit]
    try:
        with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL) as git:  # noqa: S603 (a commit's hash)
            assert git.stdout is not None  # noqa: S101 (it is a pipe)
            with tarfile.open(fileobj=git.stdout, mode="r|") as archive:
                links = _extract(archive, folder)
    except tarfile.TarError as error:
        raise Failure(f"{name}: git archive failed: {error}") from error
    except OSError as error:
        raise Failure(f"{name}: {error.filename or folder}: {reason(error)}") from error
    for place, target in links:
        if (place.parent / target).resolve().is_relative_to(folder.resolve()) and not place.exists():
            place.parent.mkdir(parents=True, exist_ok=True)
            place.symlink_to(target)


def _extract(archive: tarfile.TarFile, folder: Path) -> list[tuple[Path, str]]:
    """Write the files of an archive and return its links, which are made afterwards: nothing is written through one."""
    links: list[tuple[Path, str]] = []
    for member in archive:
        inside = PurePosixPath(member.name)
        if inside.is_absolute() or ".." in inside.parts:
            continue
        if member.issym():
            links.append((folder / inside, member.linkname))
        content = archive.extractfile(member) if member.isfile() else None
        if content is not None:
            place = folder / inside
            place.parent.mkdir(parents=True, exist_ok=True)
            place.write_bytes(content.read())
    return links


def _normal(path: PurePosixPath, name: str) -> str:
    parts: list[str] = []
    for each in path.parts:
        if each != "..":
            parts.append(each)
        elif parts:
            parts.pop()
        else:
            raise Failure(f"{name}: leads out of the repository")
    return str(PurePosixPath(*parts))
