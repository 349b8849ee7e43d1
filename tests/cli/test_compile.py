"""`compile`: what a schema becomes, in a folder."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

from click.testing import Result

from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.schema import load_schema, require_schema

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]


def tree(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_writes_the_parts_of_the_plan(schema: Path, folder: Path, run: Run) -> None:
    """The files and the plan say the same: a reviewer may read either."""
    result = run("compile", "schema.yaml", "--out", "out")
    assert (result.exit_code, result.stdout) == (0, "")
    plan = compile_schema(require_schema(load_schema(schema)))
    files = tree(folder / "out")
    assert files["schema.graphql"].decode() == plan.schema
    assert json.loads(files["plan.json"]) == plan.to_json()
    assert json.loads(files["model_introspection.json"]) == plan.model_introspection
    code = {name: text.decode() for name, text in files.items() if name.startswith("resolvers/")}
    assert code == {f"resolvers/{each.type_name}.{each.field_name}.js": each.code for each in plan.resolvers}
    assert len(files) == 3 + len(code)


def test_the_same_bytes_in_every_process(schema: Path, folder: Path, process: Process) -> None:
    """Hash seeds differ from process to process; what is written does not."""
    for name in ("one", "two"):
        assert process("compile", "schema.yaml", "--out", name).returncode == 0
    assert tree(folder / "one") == tree(folder / "two")


def test_json_names_what_changed(schema: Path, run: Run) -> None:
    first = json.loads(run("compile", "--out", "out", "--json").stdout)
    second = json.loads(run("compile", "--out", "out", "--json").stdout)
    assert first["out"] == "out"
    assert first["changed"] == first["files"]
    assert (second["files"], second["changed"], second["removed"]) == (first["files"], [], [])


def test_a_model_that_is_gone_takes_its_resolvers_with_it(schema: Path, folder: Path, run: Run) -> None:
    run("compile", "--out", "out")
    schema.write_text(schema.read_text().replace("Todo", "Note"))
    result = json.loads(run("compile", "--out", "out", "--json").stdout)
    assert "resolvers/Query.getTodo.js" in result["removed"]
    assert not [name for name in tree(folder / "out") if "Todo" in name]


def test_a_mistake_writes_nothing(schema: Path, folder: Path, run: Run) -> None:
    run("compile", "--out", "out")
    before = tree(folder / "out")
    schema.write_text(schema.read_text().replace("String", "Strng"))
    result = run("compile", "--out", "out")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("schema.yaml:4:16: error AP2001: ")
    assert result.stderr.endswith("schema.yaml: 1 mistake; nothing was written\n")
    assert tree(folder / "out") == before


def test_the_input_is_never_replaced(folder: Path, run: Run) -> None:
    """`--out .` beside a schema that is called schema.graphql as the compiled one is."""
    text = "type Todo @model @auth(rules: [{ allow: public }]) {\n  content: String\n}\n"
    (folder / "schema.graphql").write_text(text)
    result = run("compile", "--out", ".")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert tree(folder) == {"schema.graphql": text.encode()}


def test_a_folder_that_cannot_be_written_is_one_line(schema: Path, folder: Path, run: Run) -> None:
    (folder / "out").write_text("")
    result = run("compile", "--out", "out")
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
