"""The files of Lambda functions that a schema names have to be there; mistakes are told where they are named, alike in every language."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from amplify_pulumi.cli import command
from amplify_pulumi.compiler.handlers import function_files
from amplify_pulumi.schema.model import Function, Position, Schema

YAML = """\
models:
  Todo: { fields: { content: String }, authorization: { allow: publicApiKey } }
functions:
  good: { entry: ./good.py }
  brought: {}
  gone: { entry: ./missing.py }
  folder:
    entry: lib
"""
PYTHON = """\
from amplify_pulumi import a, allow

schema = a.schema(
    {"Todo": a.model({"content": a.string()}).authorization(allow.public_api_key())}
).functions(
    good=a.function(entry="./good.py"),
    brought=a.function(),
    gone=a.function(entry="./missing.py"),
    folder=a.function(entry="lib"),
)
"""


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: with a file and a folder that schemas name, and a schema's folder."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "api" / "lib").mkdir(parents=True)
    (tmp_path / "api" / "good.py").write_text("")
    return tmp_path


def told(name: str, text: str) -> list[tuple[str, str, str, str]]:
    """Return file, line, column and reason of each AP5108 that `check` prints, after making sure that there is nothing else."""
    Path("api", name).write_text(text)
    result = CliRunner().invoke(command, ["check", f"api/{name}"])
    assert set(re.findall(r"\b(?:error|warning) (AP\d{4})", result.stdout)) <= {"AP5108"}
    assert result.exit_code == int("error" in result.stdout)
    return re.findall(r"^(\S+?):(\d+):(\d+): error AP5108: .* cannot be read: (.*)$", result.stdout, re.MULTILINE)


def test_yaml() -> None:
    """AP5108 "AP5108": the place is that of the path. A function without `entry` is brought by the deployment."""
    gone, folder = told("schema.yaml", YAML)
    assert gone == ("api/schema.yaml", "6", "18", "No such file or directory")
    assert folder == ("api/schema.yaml", "8", "12", "it is a folder")


def test_python() -> None:
    gone, folder = told("schema.py", PYTHON)
    assert gone == ("api/schema.py", "8", "27", "No such file or directory")
    assert folder == ("api/schema.py", "9", "29", "it is a folder")


def test_nothing_is_said_of_files_that_are_there() -> None:
    assert told("schema.yaml", YAML.replace("missing", "good").replace("entry: lib", "entry: ../api/good.py")) == []


@pytest.mark.parametrize("entry", ['"a\\0b.py"', f'"{"x" * 5000}.py"', '"good.py/more.py"'])
def test_paths_that_cannot_be(entry: str) -> None:
    """Mistakes as any other, whatever the operating system has against the path."""
    [problem] = told("schema.yaml", YAML.replace("./missing.py", entry).replace("entry: lib", "entry: ./good.py"))
    assert problem[1:3] == ("6", "18")


def test_every_file_is_known_also_missing_ones() -> None:
    """`dev` compiles anew when one of them appears."""
    position = Position(file="api/schema.yaml", line=1, column=1, language="yaml")
    said = ("./good.py", "../missing.py", None)
    functions = tuple(Function(name=f"f{number}", entry=entry, position=position) for number, entry in enumerate(said))
    assert function_files(Schema(functions=functions)) == (Path("api/good.py"), Path("missing.py"))
