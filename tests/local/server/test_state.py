"""The state folder: whole files, for their owner alone, the same for every process."""

from __future__ import annotations

import re
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from amplify_pulumi.local.state import StateError, open_api_key, read_or_make, replace


def names(folder: Path) -> list[str]:
    return [each.name for each in folder.iterdir()]


def test_a_file_is_made_once_and_only_its_owner_may_read_it(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "state" / "key"
    assert read_or_make(path, lambda: b"first") == b"first"
    assert read_or_make(path, lambda: b"second") == b"first"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert names(path.parent) == ["key"]


def test_all_who_start_at_once_get_the_same_content(tmp_path: Path) -> None:
    """Two processes that make a key at the same time must not go on with different ones."""
    path = tmp_path / "key"
    with ThreadPoolExecutor(16) as pool:
        found = set(pool.map(lambda number: read_or_make(path, lambda: str(number).encode() * 1000), range(64)))
    assert found == {path.read_bytes()}
    assert names(tmp_path) == ["key"]


def test_a_failing_write_leaves_nothing_behind(tmp_path: Path) -> None:
    def make() -> bytes:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        read_or_make(tmp_path / "key", make)
    assert names(tmp_path) == []


def test_a_replaced_file_has_the_new_content_and_the_mode_asked_for(tmp_path: Path) -> None:
    path = tmp_path / "ca.pem"
    replace(path, b"one")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    replace(path, b"two", mode=0o644)
    assert path.read_bytes() == b"two"
    assert stat.S_IMODE(path.stat().st_mode) == 0o644
    assert names(tmp_path) == ["ca.pem"]


def test_the_api_key_looks_like_appsyncs_and_stays(tmp_path: Path) -> None:
    key = open_api_key(tmp_path)
    assert re.fullmatch(r"da2-[a-z2-7]{26}", key)
    assert open_api_key(tmp_path) == key
    assert open_api_key(tmp_path / "other") != key


def test_an_api_key_of_ones_own_is_taken_from_the_file(tmp_path: Path) -> None:
    (tmp_path / "api-key").write_text("da2-mine\n")
    assert open_api_key(tmp_path) == "da2-mine"


@pytest.mark.parametrize("content", [b"", b"  \n", b"two words", b"\xff\xfe\x00", "schlüssel".encode()])
def test_a_file_without_a_key_is_reported(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "api-key").write_bytes(content)
    with pytest.raises(StateError, match="holds no API key: delete it"):
        open_api_key(tmp_path)


def test_a_folder_that_is_a_file_is_reported_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "state").write_text("")
    with pytest.raises(StateError) as raised:
        open_api_key(tmp_path / "state")
    assert str(raised.value) == f"cannot use {tmp_path / 'state' / 'api-key'}: Not a directory"


def test_a_file_that_is_a_folder_is_reported_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "api-key").mkdir()
    with pytest.raises(StateError, match=r"cannot use .*api-key: Is a directory"):
        open_api_key(tmp_path)
