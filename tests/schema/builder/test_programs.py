"""Programs as schema files: what is run, what is taken from it, what is left behind, and what happens when they fail."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from builder_support import found, load
from click.testing import CliRunner

from amplify_pulumi import a, allow
from amplify_pulumi.cli import command
from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.components.errors import ComponentError
from amplify_pulumi.components.source import plan_of
from amplify_pulumi.schema import load_schema, load_text
from amplify_pulumi.testing import local_api

GOOD = "schema = a.schema(Todo=a.model(content=a.string()).authorization(allow.owner()))\n"


def test_a_program_is_a_schema(tmp_path):
    """`load_schema` takes the variable `schema` of the program; it may also be built already."""
    loaded = load(tmp_path, GOOD)
    assert loaded.problems == ()
    assert [each.name for each in loaded.schema.models] == ["Todo"]
    assert loaded.files == (tmp_path / "schema.py",)
    assert load(tmp_path, GOOD + "schema = schema.build()\n").schema == loaded.schema


def test_local_modules_are_files_of_the_schema(tmp_path):
    """They are watched, mistakes in them are shown there with their line, and each load sees what stands in them now."""
    (tmp_path / "parts").mkdir()
    (tmp_path / "parts" / "__init__.py").write_text("")
    (tmp_path / "parts" / "fields.py").write_text('from amplify_pulumi import a\nNAME = a.ref("Nope")\n')
    (tmp_path / "rules.py").write_text("from amplify_pulumi import allow\nimport json\nRULES = [allow.owner()]\n")
    program = "from parts.fields import NAME\nimport rules\nschema = a.schema(T=a.model(x=NAME)).authorization(*rules.RULES)\n"
    loaded = load(tmp_path, program)
    files = [tmp_path / "schema.py", tmp_path / "parts" / "__init__.py", tmp_path / "parts" / "fields.py", tmp_path / "rules.py"]
    assert sorted(loaded.files) == sorted(files)
    (problem,) = loaded.problems
    assert (problem.position.file, problem.position.line) == (str(tmp_path / "parts" / "fields.py"), 2)
    assert problem.source_line == 'NAME = a.ref("Nope")'
    (tmp_path / "parts" / "fields.py").write_text("from amplify_pulumi import a\nNAME = a.string()\n")
    assert load_schema(tmp_path / "schema.py").problems == ()


def test_nothing_is_left_behind(tmp_path):
    """Neither modules nor paths nor bytecode; what the program prints does not get between the command's own words."""
    (tmp_path / "shared_by_nobody.py").write_text("x = 1\n")
    before = (sys.path[:], set(sys.modules), sys.dont_write_bytecode, sys.stdout)
    load(tmp_path, "import shared_by_nobody\nprint('hello')\n" + GOOD)
    assert (sys.path, set(sys.modules), sys.dont_write_bytecode, sys.stdout) == before
    assert not (tmp_path / "__pycache__").exists()


def test_what_a_program_prints_goes_to_stderr(tmp_path, capsys):
    load(tmp_path, "print('hello')\n" + GOOD)
    assert capsys.readouterr() == ("", "hello\n")


def test_a_program_is_not_main_and_knows_its_file(tmp_path):
    program = "from pathlib import Path\nassert __name__ != '__main__'\nname = Path(__file__).name\n"
    loaded = load(tmp_path, program + "schema = a.schema({name[:6]: a.model(x=a.string()).authorization(allow.owner())})\n")
    assert loaded.problems == ()
    assert loaded.schema.models[0].name == "schema"


def test_dataclasses_and_other_readers_of_modules_work(tmp_path):
    """A program finds itself in `sys.modules`, as dataclasses with texts for annotations do."""
    program = "import sys\nassert sys.modules[__name__].a is a\n"
    assert load(tmp_path, program + GOOD).problems == ()


@pytest.mark.parametrize(
    ("program", "expected"),
    [
        ("x = 1\ny = x / 0\n", ("AP1018", 3, 5, "The program fails here: ZeroDivisionError: division by zero")),
        (
            "import nothing_like_this\n",
            ("AP1018", 2, 1, "The program fails here: ModuleNotFoundError: No module named 'nothing_like_this'"),
        ),
        ("def f():\n    raise KeyError\n\nf()\n", ("AP1018", 3, 5, "The program fails here: KeyError")),
        ("import sys\nsys.exit(3)\n", ("AP1018", 3, 1, "The program ends itself here")),
        ("def f(): return f()\nf()\n", ("AP1018", 2, 17, None)),
        ("class Odd(Exception):\n    def __str__(self): raise ValueError\nraise Odd\n", ("AP1018", 4, 1, "The program fails here: Odd")),
        ("schema = a.model(\n    content=a.sting(),\n)\n", ("AP1018", 3, 13, None)),
        ("schema = a.schema(T=a.model(\n    content='String',\n))\n", ("AP1018", 2, 21, None)),
        ("schema = (\n", ("AP1017", 2, 10, "This is not valid Python: '(' was never closed")),
        ("  x = 1\n", ("AP1017", 2, None, "This is not valid Python: unexpected indent")),
        ("x = 1\n", ("AP1019", 1, 1, "The program has no variable `schema`")),
        ("Schema = a.schema()\n", ("AP1019", 1, 1, 'The program has no variable `schema`. Did you mean "Schema"?')),
        ("schema = 5\n", ("AP1019", 1, 1, "The variable `schema` is no schema but of type int")),
        ("schema = a.model(x=a.string())\n", ("AP1019", 1, 1, "The variable `schema` is no schema but of type Model")),
    ],
)
def test_a_program_that_fails_is_one_mistake_at_its_line(tmp_path, program, expected):
    """No traceback: one problem, at the innermost line of the user's own files."""
    (problem,) = load(tmp_path, program).problems
    code, line, column, message = expected
    assert (problem.code, problem.position.line) == (code, line)
    assert column is None or problem.position.column == column
    assert message is None or problem.message == message


def test_a_failure_in_a_local_module_is_shown_there_and_the_module_is_watched(tmp_path):
    (tmp_path / "helper.py").write_text("def f():\n    return 1 / 0\n")
    loaded = load(tmp_path, "import helper\nhelper.f()\n")
    (problem,) = loaded.problems
    assert (problem.code, problem.position.file, problem.position.line) == ("AP1018", str(tmp_path / "helper.py"), 2)
    assert problem.source_line == "    return 1 / 0"
    assert loaded.files == (tmp_path / "schema.py", tmp_path / "helper.py")


def test_a_module_whose_import_fails_is_watched(tmp_path):
    """Mending it is what ends the mistake."""
    (tmp_path / "helper.py").write_text("1 / 0\n")
    loaded = load(tmp_path, "import helper\n")
    assert loaded.files == (tmp_path / "schema.py", tmp_path / "helper.py")
    assert [(each.code, each.position.file) for each in loaded.problems] == [("AP1018", str(tmp_path / "helper.py"))]


def test_a_local_module_that_is_not_python_is_shown_there(tmp_path):
    (tmp_path / "helper.py").write_text("x = (\n")
    loaded = load(tmp_path, "import helper\n")
    assert loaded.files == (tmp_path / "schema.py", tmp_path / "helper.py")
    (problem,) = loaded.problems
    assert (problem.code, problem.position.line) == ("AP1017", 1)
    assert problem.position.file == str(tmp_path / "helper.py")


def test_files_that_are_no_programs(tmp_path):
    (tmp_path / "empty.py").write_text("\n\n")
    assert [each.code for each in load_schema(tmp_path / "empty.py").problems] == ["AP1003"]
    (tmp_path / "binary.py").write_bytes(b"\0\1\2")
    assert [each.code for each in load_schema(tmp_path / "binary.py").problems] == ["AP1002"]
    assert [each.code for each in load_schema(tmp_path / "missing.py").problems] == ["AP1001"]
    deep = load_text("x = " + "(" * 1000 + ")" * 1000, file="schema.py")
    assert [each.code for each in deep.problems] == ["AP1017"]


def test_yaml_cannot_include_a_program(tmp_path):
    """What a YAML file says is data: reading it runs nothing."""
    (tmp_path / "part.py").write_text("raise SystemExit\n")
    (tmp_path / "schema.yaml").write_text("include: [part.py]\nmodels: {}\n")
    assert found(load_schema(tmp_path / "schema.yaml"))[0][0] == "AP1010"


def test_names_of_the_main_file_in_another_folder_stay_as_they_were_given(tmp_path, monkeypatch):
    """Positions say the path that the user gave, and the line is found for it."""
    (tmp_path / "inner").mkdir()
    load(tmp_path, GOOD.replace("a.string()", 'a.ref("Nope")'))
    monkeypatch.chdir(tmp_path / "inner")
    for given in ("../schema.py", str(tmp_path / "schema.py")):
        (problem,) = load_schema(given).problems
        assert problem.position.file == given
        assert problem.source_line is not None


def test_handlers_and_functions_are_relative_to_the_program(tmp_path):
    """The model keeps the entry as written, and the program's file beside it."""
    program = """
schema = a.schema(
    q=a.query().returns(a.string()).handler(a.handler.custom(entry="./q.js")).authorization(allow.custom()),
).functions(f=a.function(entry="./f.py"))
"""
    schema = load(tmp_path, program).schema
    assert schema is not None
    assert (schema.operations[0].handlers[0].entry, schema.operations[0].handlers[0].position.file) == (
        "./q.js",
        str(tmp_path / "schema.py"),
    )
    assert (schema.functions[0].entry, schema.functions[0].position.file) == ("./f.py", str(tmp_path / "schema.py"))


def test_the_command_line_takes_programs(tmp_path, monkeypatch):
    """`check` and `compile` read `schema.py`, also without being told."""
    monkeypatch.chdir(tmp_path)
    load(tmp_path, "print('hello')\n" + GOOD)
    checked = CliRunner().invoke(command, ["check", "--json"])
    assert checked.exit_code == 0
    assert json.loads(checked.stdout) == {"problems": []}
    assert CliRunner().invoke(command, ["compile", "schema.py", "--out", "out"]).exit_code == 0
    assert (tmp_path / "out" / "plan.json").exists()
    (tmp_path / "schema.py").write_text("schema = 5\n")
    refused = CliRunner().invoke(command, ["check"])
    assert refused.exit_code == 1
    assert "schema.py:1:1: error AP1019" in refused.stdout


def test_builders_are_taken_where_schemas_are():
    """In tests of one's own and in a program of Pulumi, without a file."""
    schema = a.schema(Todo=a.model(content=a.string()).authorization(allow.public_api_key()))
    with local_api(schema) as api:
        made = api.as_api_key().execute('mutation { createTodo(input: {content: "x"}) { content } }')
    assert made.data == {"createTodo": {"content": "x"}}
    assert compile_schema(schema.build()) == compile_schema(
        load_text("models: {Todo: {fields: {content: String}, authorization: {allow: publicApiKey}}}").schema
    )


def test_a_component_takes_a_builder():
    """`DataApiArgs(schema=a.schema(…))`: the same plan as from a file; mistakes are one error with their places in the program."""
    made = a.schema(Todo=a.model(content=a.string()).authorization(allow.owner()))
    assert plan_of(made) == plan_of("models: {Todo: {fields: {content: String}, authorization: {allow: owner}}}")
    with pytest.raises(ComponentError, match=r"test_programs\.py:\d+:\d+: error AP4003"):
        plan_of(a.schema(Todo=a.model(content=a.string()).authorization(allow.owner().to("reed"))))


def test_the_builder_is_there_without_pulumi():
    """`from amplify_pulumi import a` imports neither Pulumi nor the local runtime."""
    program = "import sys; from amplify_pulumi import a, allow; assert not {'pulumi', 'quickjs', 'moto'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", program], check=True, env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[3])})
