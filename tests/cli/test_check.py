"""`check`: every mistake with its place; 1 for mistakes in the input, 2 where there is no input."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

MISTAKES = """\
models:
  Todo:
    fields:
      content: Strng
      isDone: Boolen
    authorization: { allow: publicApiKey }
"""


def test_a_good_schema(schema: Path, run: Run) -> None:
    result = run("check", "schema.yaml")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == "schema.yaml: no mistakes\n"


def test_every_mistake_has_its_place(folder: Path, run: Run) -> None:
    """Line and column are those of the two misspelled words, counted by hand."""
    (folder / "schema.yaml").write_text(MISTAKES)
    result = run("check", "schema.yaml")
    assert result.exit_code == 1
    assert re.findall(r"^schema\.yaml:(\d+):(\d+): error (AP\d{4}): ", result.stdout, re.MULTILINE) == [
        ("4", "16", "AP2001"),
        ("5", "15", "AP2001"),
    ]
    assert result.stderr == "schema.yaml: 2 mistakes\n"


def test_what_shows_in_the_plan_only_is_told_too(folder: Path, run: Run) -> None:
    """Guests with more operations than IAM's policies name: a warning, which counts as none of the mistakes."""
    models = "".join(f"  Model{number:02}: {{ fields: {{ a: String }}, authorization: {{ allow: guest }} }}\n" for number in range(30))
    own = "  Own: { fields: { a: String }, authorization: { allow: publicApiKey } }\n"
    (folder / "schema.yaml").write_text(f"models:\n{models}{own}")
    result = run("check", "schema.yaml")
    assert result.exit_code == 0
    assert re.findall(r"^schema\.yaml:(\d+):(\d+): (\w+) (AP\d{4}): ", result.stdout, re.MULTILINE) == [("2", "52", "warning", "AP6009")]
    assert "may call all fields of Subscription; the resolvers check the rules" in result.stdout
    assert result.stderr == "schema.yaml: 1 warning\n"


def test_json(folder: Path, run: Run) -> None:
    (folder / "schema.yaml").write_text(MISTAKES)
    result = run("check", "--json")
    assert result.exit_code == 1
    problems = json.loads(result.stdout)["problems"]
    assert [(each["file"], each["line"], each["column"], each["severity"]) for each in problems] == [
        ("schema.yaml", 4, 16, "error"),
        ("schema.yaml", 5, 15, "error"),
    ]
    assert result.stderr == ""


def test_json_of_a_good_schema(schema: Path, run: Run) -> None:
    result = run("check", "--json")
    assert (result.exit_code, json.loads(result.stdout)) == (0, {"problems": []})


def test_a_warning_does_not_fail_unless_strict(folder: Path, run: Run) -> None:
    """Amplify lets an operation be named twice in a rule: GraphQL input keeps that as a warning, `--strict` does not."""
    text = "type Todo @model @auth(rules: [{ allow: public, operations: [create, create] }]) {\n  content: String\n}\n"
    (folder / "schema.graphql").write_text(text)
    lenient, strict = run("check"), run("check", "--strict")
    assert (lenient.exit_code, lenient.stderr) == (0, "schema.graphql: 1 warning\n")
    assert lenient.stdout.startswith("schema.graphql:1:")
    assert ": warning AP" in lenient.stdout
    assert (strict.exit_code, strict.stderr) == (1, "schema.graphql: 1 mistake\n")
    assert ": error AP" in strict.stdout


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"", "schema.yaml:1:1: error AP1003: "),
        (b"\n\n", "schema.yaml:1:1: error AP1003: "),
        (b"\x00\x01\x02\xff\xfe" * 100, "schema.yaml:1:1: error AP1002: "),
        (b"models: [", "schema.yaml:2:1: error AP1004: "),
        ("models: {}".encode("utf-16"), "schema.yaml:1:1: error AP1002: "),
    ],
    ids=["empty", "blank", "binary", "broken", "utf-16"],
)
def test_what_is_no_schema_is_a_mistake(folder: Path, run: Run, content: bytes, said: str) -> None:
    (folder / "schema.yaml").write_bytes(content)
    result = run("check", "schema.yaml")
    assert result.exit_code == 1
    assert result.stdout.startswith(said)
    assert "Traceback" not in result.stdout + result.stderr


@pytest.mark.parametrize("command", ["check", "compile", "dev", "token"])
@pytest.mark.parametrize(
    ("named", "said"),
    [
        ("nowhere.yaml", "amplify-pulumi: there is no file nowhere.yaml\n"),
        ("folder", "amplify-pulumi: folder is a folder; name the file of the schema, such as folder/schema.yaml\n"),
    ],
    ids=["missing", "folder"],
)
def test_what_is_no_file_is_one_line(folder: Path, run: Run, command: str, named: str, said: str) -> None:
    """The same for every command that takes a schema."""
    (folder / "folder").mkdir()
    options = {"compile": ["--out", "out"], "token": ["--user", "alice"]}.get(command, [])
    result = run(command, named, *options)
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr == said


def test_without_a_schema_it_says_where_it_looked(folder: Path, run: Run) -> None:
    result = run("check")
    assert result.exit_code == 2
    assert "schema.yaml" in result.stderr
    assert len(result.stderr.splitlines()) == 1


@pytest.mark.parametrize("place", ["schema.yaml", "amplify/schema.yaml", "schema.graphql"])
def test_finds_the_schema_in_the_usual_places(folder: Path, run: Run, place: str) -> None:
    text = (
        "type Todo @model @auth(rules: [{ allow: public }]) { content: String }"
        if place.endswith("graphql")
        else MISTAKES.replace("Strng", "Int")
    )
    (folder / place).parent.mkdir(exist_ok=True)
    (folder / place).write_text(text.replace("Boolen", "Boolean"))
    result = run("check")
    assert (result.exit_code, result.stderr) == (0, f"{place}: no mistakes\n")
