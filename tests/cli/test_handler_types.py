"""The code of handlers is type-checked by `check` and `compile` as AppSync does it, with the TypeScript of the user's project."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from amplify_pulumi.cli.handler_types import check_types

Run = Callable[..., Result]

SCHEMA = """\
models:
  Todo:
    fields: { content: String }
    authorization: { allow: publicApiKey }
queries:
  find:
    arguments: { id: ID! }
    returns: Todo
    handler: { dataSource: Todo, entry: %s }
    authorization: { allow: publicApiKey }
"""
GOOD = """\
import { util } from '@aws-appsync/utils';
import * as ddb from '@aws-appsync/utils/dynamodb';

/** @param {import('@aws-appsync/utils').Context} ctx */
export function request(ctx) {
  console.log(ctx.args, ctx.env.NAME, ctx.prev.result, ctx.stash.awsAppsyncApiId);
  return ddb.get({ key: { id: ctx.args.id } });
}

export function response(ctx) {
  if (ctx.error) {
    util.error(ctx.error.message, ctx.error.type);
  }
  return ctx.result;
}
"""
RESPONSE = "export function response(ctx) {\n  return ctx.result;\n}\n"
NOT_FOUND = "handlers are not type-checked: npm install --save-dev typescript @aws-appsync/utils\n"


@pytest.fixture
def project(folder: Path, node_modules: Path) -> Path:
    """The current folder, with the real TypeScript and AppSync's types."""
    (folder / "node_modules").symlink_to(node_modules)
    return folder


def write(files: dict[str, str], entry: str = "./find.js") -> None:
    for name, text in {"schema.yaml": SCHEMA % entry, **files}.items():
        Path(name).parent.mkdir(parents=True, exist_ok=True)
        Path(name).write_text(text, encoding="utf-8")


def told(result: Result) -> list[tuple[str, str, str, str]]:
    """Return file, line:column, code and TypeScript's number of each mistake."""
    return re.findall(r"^(\S+?):(\d+:\d+): error (AP\d{4})(?:: (TS\d+))?", result.stdout + result.stderr, re.MULTILINE)


def fake_checker(folder: Path, script: str) -> Path:
    """Put a program in the place of `tsc`; return a file to check."""
    (folder / "node_modules" / "@aws-appsync" / "utils").mkdir(parents=True)
    tsc = folder / "node_modules" / ".bin" / "tsc"
    tsc.parent.mkdir()
    tsc.write_text(f"#!/bin/sh\n{script}\n")
    tsc.chmod(0o755)
    (folder / "find.js").write_text(GOOD)
    return Path("find.js")


def test_a_good_handler_has_no_mistakes(project: Path, run: Run) -> None:
    """What the runtime has without types of its own (`console`), values without types, and Amplify's context are no mistakes."""
    write({"find.js": GOOD})
    result = run("check")
    assert (result.exit_code, result.stdout, result.stderr) == (0, "", "schema.yaml: no mistakes\n")


def test_what_is_global_needs_no_import(project: Path, run: Run) -> None:
    write({"find.js": "export function request() {\n  return { payload: util.autoId() };\n}\n" + RESPONSE})
    assert told(run("check")) == []


def test_a_misspelt_function_of_util(project: Path, run: Run) -> None:
    """AP5107 at the word, counted by hand in characters (😀 is one, and two units of UTF-16), in TypeScript's words."""
    text = GOOD.replace("  console", "  const x = '😀😀', id = util.autoIdd();\n  console")
    write({"find.js": text})
    result = run("check")
    assert result.exit_code == 1
    assert result.stdout.splitlines()[:3] == [
        "find.js:6:29: error AP5107: TS2551: Property 'autoIdd' does not exist on type 'Util'. Did you mean 'autoId'?",
        "      const x = '😀😀', id = util.autoIdd();",
        "                                  ^",
    ]
    assert result.stderr == "schema.yaml: 1 mistake\n"


def test_json_tells_it_like_any_other(project: Path, run: Run) -> None:
    write({"find.js": GOOD.replace("util.error", "util.eror")})
    (problem,) = json.loads(run("check", "--json").stdout)["problems"]
    assert (problem["code"], problem["file"], problem["line"], problem["column"]) == ("AP5107", "find.js", 12, 10)


def test_a_wrong_property_of_a_request(project: Path, run: Run) -> None:
    write({"find.js": GOOD.replace("{ key: {", "{ kye: 1, key: {")})
    assert told(run("check")) == [("find.js", "7:20", "AP5107", "TS2353")]


def test_typescript(project: Path, run: Run) -> None:
    """What is wrong without the types, too, is a mistake, as AppSync gets the code without them; what is wrong by them alone a warning.

    Null fits everywhere, and a parameter may be without a type.
    """
    text = """\
import { util, type Context } from '@aws-appsync/utils';

function first(names: string[], other): string {
  return names[0] ?? null;
}

export function request(ctx: Context<{ id: string }>) {
  const id = first(ctx.args.idd, 1);
  return { payload: id + util.autoId(7) };
}

export function response(ctx: Context) {
  return ctx.result;
}
"""
    write({"find.ts": text}, entry="./find.ts")
    result = run("check")
    assert told(result) == [("find.ts", "9:38", "AP5107", "TS2554")]
    assert "find.ts:8:29: warning AP5107: TS2339: Property 'idd' does not exist" in result.stdout
    assert result.stderr == "schema.yaml: 1 mistake, 1 warning\n"
    write({"find.ts": text.replace("autoId(7)", "autoId()")}, entry="./find.ts")
    result = run("compile", "--out", "out")
    assert (result.exit_code, told(result)) == (0, [])
    assert "find.ts:8:29: warning AP5107" in result.stderr


def test_an_imported_module(project: Path, run: Run) -> None:
    """The mistake is told where it is, once; an import that only the compiler resolves (`.mjs` left out) is none."""
    helper = "import { util } from '@aws-appsync/utils';\n\nexport const now = () => util.time.nowIS8601();\n"
    handler = "import { now } from '../shared/time';\n\nexport function request(ctx) {\n  return { payload: now() };\n}\n" + RESPONSE
    write({"shared/time.mjs": helper, "handlers/find.js": handler}, entry="./handlers/find.js")
    assert told(run("check")) == [("shared/time.mjs", "3:36", "AP5107", "TS2551")]


def test_files_outside_of_the_project_are_checked_with_its_types(folder: Path, node_modules: Path, run: Run) -> None:
    """The handler has the project, what it imports lies beside it."""
    (folder / "app").mkdir()
    (folder / "app" / "node_modules").symlink_to(node_modules)
    helper = "import { util } from '@aws-appsync/utils';\n\nexport const id = () => util.autoIdd();\n"
    handler = "import { id } from '../shared/id.js';\n\nexport function request(ctx) {\n  return { payload: id() };\n}\n" + RESPONSE
    write({"shared/id.js": helper, "app/find.js": handler}, entry="./app/find.js")
    result = run("check")
    assert told(result) == [("shared/id.js", "3:30", "AP5107", "TS2551")]
    assert "not type-checked" not in result.stderr


def test_mistakes_are_sorted_among_the_others(project: Path, run: Run) -> None:
    """A file that AppSync refuses for another reason is not type-checked; the other files are."""
    write(
        {"find.js": GOOD.replace("util.error", "util.eror"), "last.js": "export function request() {\n  try {} finally {}\n}\n" + RESPONSE}
    )
    second = "  last:\n    returns: Todo\n    handler: { dataSource: Todo, entry: ./last.js }\n    authorization: { allow: publicApiKey }\n"
    Path("schema.yaml").write_text(SCHEMA % "./find.js" + second)
    places = told(run("check"))
    assert [(file, code) for file, _, code, _ in places] == [("find.js", "AP5107"), ("last.js", "AP5103")]


def test_compile_writes_nothing_with_a_type_error(project: Path, run: Run) -> None:
    write({"find.js": GOOD.replace("util.error", "util.eror")})
    result = run("compile", "--out", "out")
    assert result.exit_code == 1
    assert told(result) == [("find.js", "12:10", "AP5107", "TS2551")]
    assert not Path("out").exists()
    write({"find.js": GOOD})
    assert run("compile", "--out", "out").exit_code == 0
    assert Path("out/resolvers/Query.find.js").is_file()


def test_without_typescript_it_says_so(folder: Path, run: Run) -> None:
    """One line with what to do; the schema is good all the same. Without handlers there is nothing to say."""
    write({"find.js": GOOD.replace("util.error", "util.eror")})
    result = run("check")
    assert (result.exit_code, result.stdout) == (0, "")
    assert result.stderr == f"schema.yaml: {NOT_FOUND}schema.yaml: no mistakes\n"
    result = run("compile", "--out", "out")
    assert result.exit_code == 0
    assert f"schema.yaml: {NOT_FOUND}" in result.stderr


def test_typescript_without_the_types_of_appsync_does_not_do(folder: Path, node_modules: Path, run: Run) -> None:
    (folder / "node_modules" / ".bin").mkdir(parents=True)
    (folder / "node_modules" / ".bin" / "tsc").symlink_to(node_modules / ".bin" / "tsc")
    write({"find.js": GOOD})
    assert NOT_FOUND in run("check").stderr


@pytest.mark.parametrize(
    ("script", "said"),
    [
        ("echo 'out of memory' >&2; exit 134", "ended with 134 and said: out of memory"),
        ("exit 1", "ended with 1 and said: nothing"),
        ("echo \"error TS5023: Unknown compiler option 'x'.\"; exit 1", "ended with 1 and said: Unknown compiler option 'x'."),
        ('echo "tsconfig.json(1,2): error TS6046: Wrong value."; exit 1', "ended with 1 and said: Wrong value."),
    ],
    ids=["crash", "silent", "option", "configuration"],
)
def test_a_checker_that_fails_is_one_line(folder: Path, script: str, said: str) -> None:
    file = fake_checker(folder, script)
    checked = check_types([file], schema=Path("schema.yaml"), language="yaml")
    assert checked.problems == ()
    assert checked.notices == (f"handlers are not type-checked: {folder / 'node_modules' / '.bin' / 'tsc'} {said}",)


def test_a_checker_that_cannot_be_run_is_one_line(folder: Path) -> None:
    file = fake_checker(folder, "")
    (folder / "node_modules" / ".bin" / "tsc").write_text("#!/nowhere/node\n")
    (notice,) = check_types([file], schema=Path("schema.yaml"), language="yaml").notices
    assert "cannot be run: No such file or directory" in notice


def test_a_checker_that_does_not_end_is_stopped(folder: Path) -> None:
    """With what it has started: that would keep the pipe open, and the command waiting."""
    file = fake_checker(folder, "sleep 1000 & sleep 1000")
    (notice,) = check_types([file], schema=Path("schema.yaml"), language="yaml", limit=0.2).notices
    assert notice.endswith("was stopped after 0.2 seconds")


@pytest.mark.parametrize("place", ["examples/custom-operations/schema.yaml", "tests/conformance/cases/customops/schema.yaml"])
def test_handlers_that_are_known_to_be_good_have_no_mistakes(project: Path, repository: Path, run: Run, place: str) -> None:
    """Those of the example, and those that were written for Amplify and deployed with it."""
    folder = (repository / place).parent
    shutil.copytree(folder, "copy", ignore=shutil.ignore_patterns("node_modules", ".amplify-pulumi"))
    result = run("check", "copy/schema.yaml")
    assert (result.exit_code, told(result)) == (0, [])
    assert "not type-checked" not in result.stderr
