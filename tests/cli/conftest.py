"""Commands as users run them, in this process or in one of their own, in a folder of their own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from amplify_pulumi.cli import command

TODO = """\
models:
  Todo:
    fields:
      content: String
      isDone: Boolean
    authorization: { allow: publicApiKey }
"""


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder, which is the current one."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def schema(folder: Path) -> Path:
    """`schema.yaml` in the current folder, with the model Todo."""
    path = folder / "schema.yaml"
    path.write_text(TODO)
    return path


@pytest.fixture
def run(folder: Path) -> Callable[..., Result]:
    """Run a command in this process; the result has `exit_code`, `stdout` and `stderr`."""

    def call(*arguments: str) -> Result:
        result = CliRunner().invoke(command, arguments, prog_name="amplify-pulumi")
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return call


@pytest.fixture
def process(folder: Path, tool_environment: Mapping[str, str]) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run a command in a process of its own."""

    def call(*arguments: str) -> subprocess.CompletedProcess[str]:
        line = [sys.executable, "-m", "amplify_pulumi.cli", *arguments]
        return subprocess.run(line, cwd=folder, env=dict(tool_environment), capture_output=True, text=True, check=False)

    return call
