"""`diff`: what a change of schema does, as text, Markdown and JSON, of files, revisions and plans."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

Run = Callable[..., Result]

OLD = """\
models:
  Todo:
    fields:
      content: String
      isDone: Boolean
    authorization: { allow: authenticated }
"""
NEW = """\
models:
  Todo:
    fields:
      content: Int
    authorization: [{ allow: authenticated }, { allow: publicApiKey, operations: [read] }]
"""
HANDLER = "export function request(ctx) {{\n  return {{ payload: {} }};\n}}\nexport function response(ctx) {{\n  return ctx.result;\n}}\n"
WITH_HANDLER = """\
include: [parts/todo.yaml]
queries:
  ask: { returns: String, handler: { entry: ./ask.js }, authorization: { allow: authenticated } }
"""


@pytest.fixture
def pair(folder: Path) -> Path:
    """`old.yaml` and `new.yaml` in the current folder."""
    (folder / "old.yaml").write_text(OLD)
    (folder / "new.yaml").write_text(NEW)
    return folder


@pytest.fixture
def repository(folder: Path) -> Path:
    """A git repository, which is the current folder: `schema.yaml` of one commit, with a file that it includes and a handler."""
    (folder / "parts").mkdir()
    (folder / "schema.yaml").write_text(WITH_HANDLER)
    (folder / "parts" / "todo.yaml").write_text(OLD)
    (folder / "ask.js").write_text(HANDLER.format("1"))
    for words in (
        ("init", "--quiet", "--initial-branch=main"),
        ("add", "."),
        ("-c", "user.name=test", "-c", "user.email=test@example.com", "commit", "--quiet", "-m", "first"),
    ):
        subprocess.run(["git", *words], check=True, cwd=folder)
    return folder


def test_text(pair: Path, run: Run) -> None:
    """Gravest first, each with its place in the new schema; the exit code says nothing unless asked."""
    result = run("diff", "old.yaml", "new.yaml")
    assert (result.exit_code, result.stderr) == (0, "")
    assert result.stdout.splitlines()[0] == "old.yaml → new.yaml: 1 data-loss, 2 opened, 2 breaking"
    found = re.findall(r"^  (\S+?): (\S+) \(([a-z-]+)\)$", result.stdout, re.MULTILINE)
    assert found == [
        ("new.yaml:4:7", "Todo.content", "stored-type-changed"),
        ("new.yaml:2:3", "Todo", "access-opened"),
        ("new.yaml:4:7", "Todo.content", "field-type-changed"),
        ("new.yaml:2:3", "Todo.isDone", "field-removed"),
    ]
    assert "\n    was: String\n    is: Int\n" in result.stdout
    assert "    Anybody with the API key may now: get, list, onCreate, onUpdate, onDelete.\n" in result.stdout


def test_no_difference(pair: Path, run: Run) -> None:
    result = run("diff", "old.yaml", "old.yaml")
    assert (result.exit_code, result.stdout) == (0, "old.yaml → old.yaml: no difference\n")


def test_only_the_order(pair: Path, run: Run) -> None:
    (pair / "new.yaml").write_text(
        OLD.replace("      content: String\n      isDone: Boolean\n", "      isDone: Boolean\n      content: String\n")
    )
    result = run("diff", "old.yaml", "new.yaml", "--fail-on", "any")
    assert result.exit_code == 0
    assert result.stdout.startswith("old.yaml → new.yaml: nothing that clients, data or access notice\n\nAWS resources: ")


def test_markdown(pair: Path, run: Run) -> None:
    result = run("diff", "old.yaml", "new.yaml", "--format", "markdown")
    lines = result.stdout.splitlines()
    assert lines[:3] == ["### `old.yaml` → `new.yaml`", "", "**1 data-loss, 2 opened, 2 breaking**"]
    assert "#### data-loss: what is stored is lost, or can no longer be read, found or owned" in lines
    assert "  - `String` → `Int`" in lines
    (pair / "new.yaml").write_text(NEW.replace("Todo", "Note"))
    assert " Until then `pulumi preview` refuses.\n" in run("diff", "old.yaml", "new.yaml", "--format", "markdown").stdout
    assert any(line.startswith("- `Todo.content` (stored-type-changed) in `new.yaml:4`: ") for line in lines)


def test_markdown_shows_names_as_they_are(pair: Path, run: Run) -> None:
    """A group can be called anything: it neither formats the comment nor calls for anybody."""
    (pair / "new.yaml").write_text(
        OLD.replace(
            "{ allow: authenticated }", "[{ allow: authenticated, operations: [read] }, { allow: groups, groups: ['@org/*a*<b>'] }]"
        )
    )
    result = run("diff", "old.yaml", "new.yaml", "--format", "markdown")
    assert "@" not in result.stdout
    (pair / "old.yaml").write_text((pair / "new.yaml").read_text().replace("@org/*a*<b>", "x"))
    result = run("diff", "old.yaml", "new.yaml", "--format", "markdown")
    assert r"Group &#64;org/\*a\*\<b\> may now: " in result.stdout


def test_json(pair: Path, run: Run) -> None:
    """The members that docs/cli.md promises."""
    for words in (("--json",), ("--format", "json"), ("--json", "--format", "json")):
        found = json.loads(run("diff", "old.yaml", "new.yaml", *words).stdout)
    assert list(found) == ["formatVersion", "old", "new", "counts", "findings", "resources", "notCompared"]
    assert (found["formatVersion"], found["old"], found["new"], found["notCompared"]) == (1, "old.yaml", "new.yaml", [])
    assert found["counts"] == {"data-loss": 1, "opened": 2, "breaking": 2, "closed": 0, "replaced": 0, "risky": 0, "added": 0}
    first = found["findings"][0]
    assert list(first) == ["category", "kind", "subject", "message", "old", "new", "advice", "file", "line", "column"]
    assert [first[each] for each in ("category", "subject", "old", "new", "file", "line", "column")] == [
        *("data-loss", "Todo.content", "String", "Int"),
        *("new.yaml", 4, 7),
    ]
    assert found["resources"]["added"] == [{"type": "aws:appsync/apiKey:ApiKey", "name": "api-key"}]
    assert {"type": "aws:appsync/resolver:Resolver", "name": "Query.getTodo"} in found["resources"]["updated"]


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("access", 1),
        ("opened", 1),
        ("closed", 0),
        ("data-loss", 1),
        ("closed,replaced", 0),
        ("closed, breaking", 1),
        ("added,risky", 0),
        ("any", 1),
        ("access-opened", 1),
        ("access-to-new-model", 0),
    ],
)
def test_fail_on(pair: Path, run: Run, words: str, code: int) -> None:
    result = run("diff", "old.yaml", "new.yaml", "--fail-on", words)
    assert (result.exit_code, result.stdout.splitlines()[0]) == (code, "old.yaml → new.yaml: 1 data-loss, 2 opened, 2 breaking")


def test_fail_on_a_word_that_is_none(pair: Path, run: Run) -> None:
    result = run("diff", "old.yaml", "new.yaml", "--fail-on", "acess")
    assert result.exit_code == 2
    assert '"acess" is no kind of difference. Did you mean "access"?' in result.stderr


def test_verbose(pair: Path, run: Run) -> None:
    assert "  added: aws:appsync/apiKey:ApiKey api-key\n" in run("diff", "old.yaml", "new.yaml", "--verbose").stdout
    assert (
        "- added: `aws:appsync/apiKey:ApiKey api-key`\n" in run("diff", "old.yaml", "new.yaml", "--verbose", "--format", "markdown").stdout
    )


@pytest.mark.parametrize(("old", "new"), [("broken.yaml", "new.yaml"), ("new.yaml", "broken.yaml")])
def test_a_broken_schema(pair: Path, run: Run, old: str, new: str) -> None:
    """Its mistakes, as `check` prints them, on either side."""
    (pair / "broken.yaml").write_text(OLD.replace("String", "Strng"))
    result = run("diff", old, new)
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("broken.yaml:4:16: error AP2001: ")
    assert result.stderr.endswith("broken.yaml: 1 mistake; nothing was compared\n")


def test_python_and_yaml_of_one_schema(pair: Path, run: Run) -> None:
    """The same in another language is no difference."""
    (pair / "schema.py").write_text(
        "from amplify_pulumi import a, allow\n"
        "schema = a.schema(Todo=a.model(content=a.string(), isDone=a.boolean()).authorization(allow.authenticated()))\n"
    )
    (pair / "schema.graphql").write_text("type Todo @model @auth(rules: [{ allow: private }]) {\n  content: String\n  isDone: Boolean\n}\n")
    for other in ("schema.py", "schema.graphql"):
        assert run("diff", "old.yaml", other).stdout == f"old.yaml → {other}: no difference\n"


def test_without_new(pair: Path, run: Run) -> None:
    """It is the schema of the current folder."""
    (pair / "schema.yaml").write_text(OLD)
    assert run("diff", "old.yaml").stdout == "old.yaml → schema.yaml: no difference\n"


def test_plans(pair: Path, run: Run) -> None:
    """What a plan holds is compared; what it does not is said, and never taken for no difference."""
    for name in ("old", "new"):
        assert run("compile", f"{name}.yaml", "--out", name).exit_code == 0
    plans = json.loads(run("diff", "old/plan.json", "new/plan.json", "--json").stdout)
    schemas = json.loads(run("diff", "old.yaml", "new.yaml", "--json").stdout)
    assert plans["notCompared"] == ["access", "rules", "values", "handlers"]
    assert [each["kind"] for each in plans["findings"]] == [
        each["kind"] for each in schemas["findings"] if not each["kind"].startswith("access-")
    ]
    assert plans["resources"] == schemas["resources"]
    same = run("diff", "old/plan.json", "old.yaml")
    assert same.stdout.startswith("old/plan.json → old.yaml: no difference in what could be compared\n\nNot compared, since a plan.json ")
    assert run("diff", "old/plan.json", "new.yaml", "--fail-on", "breaking").exit_code == 1


@pytest.mark.parametrize("words", ["access", "opened", "any", "access-closed"])
def test_plans_hold_no_access(pair: Path, run: Run, words: str) -> None:
    """A check of access that could find nothing would be worse than none."""
    run("compile", "old.yaml", "--out", "old")
    result = run("diff", "old/plan.json", "new.yaml", "--fail-on", words)
    assert (result.exit_code, result.stdout) == (2, "")
    assert "a plan.json does not hold" in result.stderr


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("{}", "is not a plan.json of `amplify-pulumi compile`"),
        ("[", "is not JSON"),
        ("[" * 100_000, "is not JSON"),
        ('{"formatVersion": 1, "api": {}}', "is not a plan.json"),
        ("\x00", "is not JSON"),
    ],
)
def test_what_is_no_plan(pair: Path, run: Run, content: str, said: str) -> None:
    (pair / "plan.json").write_text(content)
    result = run("diff", "plan.json", "new.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert re.match(rf"amplify-pulumi: plan\.json: {re.escape(said)}", result.stderr)


def test_a_plan_of_another_version(pair: Path, run: Run) -> None:
    run("compile", "old.yaml", "--out", "old")
    plan = pair / "old" / "plan.json"
    plan.write_text(plan.read_text().replace('"formatVersion": 1', '"formatVersion": 7'))
    result = run("diff", "old/plan.json", "new.yaml")
    assert (result.exit_code, result.stderr) == (
        2,
        "amplify-pulumi: old/plan.json: is a plan of format version 7; this program reads 1\n",
    )


def test_a_plan_whose_schema_is_damaged(pair: Path, run: Run) -> None:
    run("compile", "old.yaml", "--out", "old")
    plan = json.loads((pair / "old" / "plan.json").read_text())
    plan["api"]["schema"] = "type Query {"
    (pair / "plan.json").write_text(json.dumps(plan))
    result = run("diff", "plan.json", "new.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith("amplify-pulumi: plan.json: holds a schema that is not valid: ")


def test_files_that_are_not_there(pair: Path, run: Run) -> None:
    for words in (("nowhere.yaml", "new.yaml"), ("old.yaml", "nowhere.yaml"), ("old.yaml", "nowhere.json")):
        result = run("diff", *words)
        assert (result.exit_code, result.stdout) == (2, "")
        assert "there is no file nowhere." in result.stderr


def test_contradicting_formats(pair: Path, run: Run) -> None:
    assert run("diff", "old.yaml", "new.yaml", "--json", "--format", "text").exit_code == 2


def test_a_revision(repository: Path, run: Run) -> None:
    """The file, what it includes and the code of its handlers are those of the revision."""
    assert run("diff", "HEAD:schema.yaml", "schema.yaml").stdout == "HEAD:schema.yaml → schema.yaml: no difference\n"
    (repository / "parts" / "todo.yaml").write_text(NEW)
    (repository / "ask.js").write_text(HANDLER.format("2"))
    kinds = {(each["kind"], each["file"]) for each in json.loads(run("diff", "main:schema.yaml", "--json").stdout)["findings"]}
    assert {("stored-type-changed", "parts/todo.yaml"), ("handler-changed", "schema.yaml")} <= kinds


def test_a_revision_as_the_new_side(repository: Path, run: Run) -> None:
    """Places are those of the revision, not of a temporary folder."""
    (repository / "parts" / "todo.yaml").write_text(NEW)
    found = json.loads(run("diff", "schema.yaml", "HEAD:schema.yaml", "--json").stdout)["findings"]
    assert {each["file"] for each in found if each["subject"] == "Todo.content"} == {"HEAD:parts/todo.yaml"}


def test_a_broken_revision(repository: Path, run: Run) -> None:
    (repository / "parts" / "todo.yaml").write_text(OLD.replace("String", "Strng"))
    words = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "-am", "second"]
    subprocess.run(words, check=True, cwd=repository)
    result = run("diff", "HEAD:schema.yaml", "HEAD~1:schema.yaml")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr.startswith("HEAD:parts/todo.yaml:4:16: error AP2001: ")
    assert result.stderr.endswith("HEAD:schema.yaml: 1 mistake; nothing was compared\n")


def test_a_path_from_the_current_folder(repository: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    """As git has it: from the root of the repository, and with `./` from here."""
    monkeypatch.chdir(repository / "parts")
    assert "no difference" in run("diff", "HEAD:./todo.yaml", "todo.yaml").stdout
    assert "no difference" in run("diff", "HEAD:parts/todo.yaml", "todo.yaml").stdout
    assert "no difference" in run("diff", "HEAD:../parts/todo.yaml", "todo.yaml").stdout
    result = run("diff", "HEAD:todo.yaml", "todo.yaml")
    assert result.exit_code == 2
    assert "there is no file todo.yaml in HEAD (paths count from the root of the repository" in result.stderr


@pytest.mark.parametrize(
    "name",
    [
        *("nowhere:schema.yaml", "HEAD:nowhere.yaml", "HEAD:parts", "HEAD:../schema.yaml", "HEAD:/etc/passwd", "HEAD:parts/../../x.yaml"),
        *(
            "--output=stolen:schema.yaml",
            "HEAD --output=stolen:schema.yaml",
            "$(touch stolen):schema.yaml",
            "HEAD;touch stolen:schema.yaml",
        ),
    ],
)
def test_what_is_no_revision(repository: Path, run: Run, name: str) -> None:
    """One line says why; nothing of the name is run, taken for an option, or read elsewhere."""
    result = run("diff", "--", name, "schema.yaml")
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.startswith(f"amplify-pulumi: {name}: ")
    assert len(result.stderr.splitlines()) == 1
    assert not (repository / "stolen").exists()


def test_a_link_that_leads_elsewhere(repository: Path, run: Run, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Links within the tree are followed; one that leads out of it is not there."""
    secret = tmp_path_factory.mktemp("elsewhere") / "secret.yaml"
    secret.write_text(OLD)
    (repository / "inside.yaml").symlink_to("parts/todo.yaml")
    (repository / "outside.yaml").symlink_to(secret)
    subprocess.run(["git", "add", "."], check=True, cwd=repository)
    words = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "commit", "--quiet", "-m", "links"]
    subprocess.run(words, check=True, cwd=repository)
    assert "no difference" in run("diff", "HEAD:inside.yaml", "parts/todo.yaml").stdout
    assert run("diff", "HEAD:outside.yaml", "parts/todo.yaml").exit_code == 2


def test_no_repository(pair: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(pair.parent))
    result = run("diff", "HEAD:old.yaml", "new.yaml")
    assert result.exit_code == 2
    assert result.stderr.startswith("amplify-pulumi: HEAD:old.yaml: ")


def test_no_git(pair: Path, run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(pair))
    result = run("diff", "HEAD:old.yaml", "new.yaml")
    assert (result.exit_code, result.stderr) == (2, "amplify-pulumi: HEAD:old.yaml: git was not found; install it, or name a file\n")


def test_a_file_with_a_colon_in_its_name(pair: Path, run: Run) -> None:
    """What is there is a file."""
    (pair / "HEAD:old.yaml").write_text(OLD)
    assert run("diff", "HEAD:old.yaml", "old.yaml").stdout == "HEAD:old.yaml → old.yaml: no difference\n"
