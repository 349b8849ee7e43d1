"""Changes of content are told, in whatever way an editor saves; anything else is not."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from amplify_pulumi.cli import watch
from amplify_pulumi.cli.watch import changes, contents


@pytest.fixture(autouse=True)
def look_often(monkeypatch: pytest.MonkeyPatch) -> None:
    """What only a look finds is found soon."""
    monkeypatch.setattr(watch, "LOOK", 50)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "folder" / "schema.yaml"
    path.parent.mkdir()
    path.write_text("one")
    return path


@pytest.fixture
def told(file: Path) -> Iterator[None]:
    return changes(lambda: [file], contents([file]))


def test_a_file_that_is_written(file: Path, told: Iterator[None]) -> None:
    for text in ("two", "three", "two"):
        file.write_text(text)
        next(told)


def test_a_file_that_is_replaced(file: Path, told: Iterator[None]) -> None:
    """Most editors write beside and rename."""
    for text in ("two", "three"):
        beside = file.with_name("schema.yaml~")
        beside.write_text(text)
        beside.replace(file)
        next(told)


def test_a_file_that_goes_and_comes_back(file: Path, told: Iterator[None]) -> None:
    file.unlink()
    next(told)
    file.write_text("one")
    next(told)


def test_a_folder_that_goes_and_comes_back(file: Path, told: Iterator[None]) -> None:
    """As when a branch without the folder is checked out."""
    shutil.rmtree(file.parent)
    next(told)
    file.parent.mkdir()
    file.write_text("two")
    next(told)


def test_a_change_before_the_watch_began(file: Path) -> None:
    """Nothing is lost between reading a file and watching it."""
    known = contents([file])
    file.write_text("two")
    next(changes(lambda: [file], known))


def test_a_link_to_a_file_elsewhere(file: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    link.symlink_to(file)
    told = changes(lambda: [link], contents([link]))
    file.write_text("two")
    next(told)


def test_files_that_are_others_after_a_change(file: Path, tmp_path: Path) -> None:
    """A file that the schema includes from now on is watched; one that it no longer includes is not."""
    other = tmp_path / "other" / "more.yaml"
    other.parent.mkdir()
    other.write_text("one")
    files = [file]
    told = changes(lambda: files, contents(files))
    file.write_text("two")
    next(told)
    files[:] = [file, other]
    other.write_text("two")  # before it is watched: the caller reads it after this
    file.write_text("three")
    next(told)
    other.write_text("three")
    next(told)


def test_what_is_no_change_of_content_is_not_told(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Four times the file system tells something; only the last of it is a change."""

    def events(*_: object, **__: object) -> Iterator[None]:
        yield None
        os.utime(file)
        yield None
        file.write_text("one")
        yield None
        file.write_text("two")
        yield None

    monkeypatch.setattr(watch, "watch", events)
    next(changes(lambda: [file], contents([file])))
    assert file.read_text() == "two"
