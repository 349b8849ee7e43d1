"""The folder of `compile --out`: whole or not at all, nothing stale, nothing foreign touched."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from amplify_pulumi.cli import output_folder
from amplify_pulumi.cli.failure import Failure


def compilation(*fields: str, sdl: str = "type Query { a: Int }\n") -> dict[str, str]:
    resolvers = [{"typeName": each.split(".")[0], "fieldName": each.split(".")[1]} for each in fields]
    plan = json.dumps({"formatVersion": 1, "api": {"resolvers": resolvers}})
    code = {f"resolvers/{each}.js": f"// {each}\n" for each in fields}
    return {"schema.graphql": sdl, "model_introspection.json": "{}\n", "plan.json": plan, **code}


def tree(folder: Path) -> dict[str, str]:
    return {str(file.relative_to(folder)): file.read_text() for file in sorted(folder.rglob("*")) if file.is_file()}


def test_writes_everything_and_nothing_else(tmp_path: Path) -> None:
    files = compilation("Query.getTodo", "Mutation.createTodo")
    written = output_folder.write(tmp_path / "new" / "out", files)
    assert tree(tmp_path / "new" / "out") == files
    assert written.changed == tuple(sorted(files))
    assert written.removed == ()


def test_a_second_run_touches_no_file(tmp_path: Path) -> None:
    files = compilation("Query.getTodo")
    output_folder.write(tmp_path, files)
    before = {name: (tmp_path / name).stat().st_mtime_ns for name in files}
    assert output_folder.write(tmp_path, files).changed == ()
    assert {name: (tmp_path / name).stat().st_mtime_ns for name in files} == before


def test_stale_resolvers_go_and_foreign_files_stay(tmp_path: Path) -> None:
    output_folder.write(tmp_path, compilation("Query.getTodo", "Query.getPost"))
    (tmp_path / "notes.md").write_text("mine")
    (tmp_path / "resolvers" / "own.js").write_text("mine")
    files = compilation("Query.getTodo", sdl="type Query { b: Int }\n")
    written = output_folder.write(tmp_path, files)
    assert written.removed == ("resolvers/Query.getPost.js",)
    assert written.changed == ("plan.json", "schema.graphql")
    assert tree(tmp_path) == files | {"notes.md": "mine", "resolvers/own.js": "mine"}


def test_the_folder_of_resolvers_goes_with_the_last_of_them(tmp_path: Path) -> None:
    output_folder.write(tmp_path, compilation("Query.getTodo"))
    output_folder.write(tmp_path, compilation())
    assert not (tmp_path / "resolvers").exists()


@pytest.mark.parametrize("name", ["schema.graphql", "plan.json", "resolvers/Query.getTodo.js"])
def test_a_foreign_file_in_the_way_is_not_replaced(tmp_path: Path, name: str) -> None:
    (tmp_path / name).parent.mkdir(exist_ok=True)
    (tmp_path / name).write_text("mine")
    with pytest.raises(Failure, match="is in the way"):
        output_folder.write(tmp_path, compilation("Query.getTodo"))
    assert tree(tmp_path) == {name: "mine"}


def test_the_input_is_not_replaced_even_where_a_compilation_wrote_that_name(tmp_path: Path) -> None:
    output_folder.write(tmp_path, compilation("Query.getTodo"))
    (tmp_path / "schema.graphql").write_text("type Todo @model { id: ID! }")
    with pytest.raises(Failure, match="is in the way"):
        output_folder.write(tmp_path, compilation("Query.getTodo"), inputs=[tmp_path / "schema.graphql"])
    assert (tmp_path / "schema.graphql").read_text() == "type Todo @model { id: ID! }"


def test_a_run_that_was_cut_off_is_finished_by_the_next(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Cuts the second of three compilations off after its first move: the third still knows every file of the other two."""
    output_folder.write(tmp_path, compilation("Query.first"))
    real, moved = Path.replace, []

    def replace(self: Path, target: Path) -> Path:
        if moved:
            raise KeyboardInterrupt
        moved.append(target)
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", replace)
        with pytest.raises(KeyboardInterrupt):
            output_folder.write(tmp_path, compilation("Query.second", "Query.third"))
    assert json.loads((tmp_path / "plan.json").read_text())["api"]["resolvers"][0]["fieldName"] == "first"
    files = compilation("Query.fourth")
    output_folder.write(tmp_path, files)
    assert tree(tmp_path) == files


def test_a_plan_that_was_tampered_with_leads_nowhere_else(tmp_path: Path) -> None:
    (tmp_path / "victim.js").write_text("mine")
    out = tmp_path / "out"
    out.mkdir()
    resolvers = [{"typeName": "../../victim", "fieldName": ""}, {"typeName": "..", "fieldName": "/../victim"}, "nonsense"]
    (out / "plan.json").write_text(json.dumps({"formatVersion": 1, "api": {"resolvers": resolvers}}))
    output_folder.write(out, compilation())
    assert (tmp_path / "victim.js").read_text() == "mine"


def test_a_folder_that_is_a_file_is_one_line(tmp_path: Path) -> None:
    (tmp_path / "out").write_text("")
    with pytest.raises(Failure, match=r"out.*: cannot be written: "):
        output_folder.write(tmp_path / "out", compilation())
