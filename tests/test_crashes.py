"""A test process that ends is no test run that waits for ever: what ran in it runs once more, and both are told."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest

HOOKS = """\
import sys
sys.path.insert(0, {repository!r})
from tests.conftest import pytest_handlecrashitem, pytest_report_teststatus, pytest_terminal_summary
"""
TESTS = """\
import os, pathlib, pytest
FILE = pathlib.Path(__file__).with_name("ended")
@pytest.mark.parametrize("number", range(20))
def test_number(number):
    if number == 7 and {condition}:
        FILE.write_text("")
        os._exit(1)
"""


@pytest.mark.parametrize(
    ("condition", "code", "end"), [("not FILE.exists()", 0, "20 passed, 1 crashed"), ("True", 1, "1 failed, 19 passed, 1 crashed")]
)
def test_once_is_forgiven(
    repository: Path, tmp_path: Path, tool_environment: Mapping[str, str], condition: str, code: int, end: str
) -> None:
    (tmp_path / "conftest.py").write_text(HOOKS.format(repository=str(repository)))
    (tmp_path / "test_numbers.py").write_text(TESTS.format(condition=condition))
    line = [sys.executable, "-m", "pytest", "-n", "2", "--dist", "worksteal", "-p", "no:cacheprovider", "."]
    ended = subprocess.run(line, cwd=tmp_path, env=dict(tool_environment), capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, end in ended.stdout) == (code, True), ended.stdout
    assert "CRASHED test_numbers.py::test_number[7]: its process has ended; it ran once more in another" in ended.stdout
