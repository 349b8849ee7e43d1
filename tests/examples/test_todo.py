"""examples/todo, from schema to client, as its README says."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

SERVED = "Browser"
"""The last thing that `dev` announces."""


@pytest.fixture
def example(repository: Path, tmp_path: Path, node_modules: Path) -> Path:
    """A copy of the example in which `npm install` has run: its packages are those that the tests have."""
    folder = tmp_path / "todo"
    shutil.copytree(
        repository / "examples" / "todo", folder, ignore=shutil.ignore_patterns("node_modules", ".amplify-pulumi", "amplify_outputs.json")
    )
    (folder / "node_modules").symlink_to(node_modules)
    return folder


@pytest.fixture
def served(example: Path, tool_environment: Mapping[str, str]) -> Iterator[None]:
    line = [sys.executable, "-m", "amplify_pulumi.cli", "dev", "--port", "0"]
    with subprocess.Popen(line, cwd=example, env=dict(tool_environment), stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout
            assert any(SERVED in printed for printed in running.stdout)
            yield
        finally:
            running.terminate()


@pytest.mark.usefixtures("served")
def test_the_client_runs(example: Path, tool_environment: Mapping[str, str]) -> None:
    """As `npm start` runs it, until it has seen its own to-do (S002-04, S002-09). The second run finds what the first wrote."""
    script = json.loads((example / "package.json").read_text())["scripts"]["start"]
    for expected in (1, 2):
        ended = subprocess.run(
            f"{script} --once",
            shell=True,
            cwd=example,
            env=dict(tool_environment),
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert (ended.returncode, ended.stderr) == (0, "")
        created, listed, *observed = ended.stdout.splitlines()
        assert created.startswith("created ")
        assert listed == f"listed {expected}"
        assert observed[-1] == f"synced {expected}"


@pytest.mark.usefixtures("served")
def test_the_readmes_client_runs(example: Path, repository: Path, tool_environment: Mapping[str, str]) -> None:
    """The program in the README, with a line at its end that prints what it got."""
    text = (repository / "README.md").read_text()
    program = text.partition("```js\n")[2].partition("```")[0]
    (example / "readme.mjs").write_text(
        program + "console.log(errors ?? 'fine', todos.map((each) => each.content), todos[0].id === todo.id);\n"
    )
    ended = subprocess.run(
        ["node", "readme.mjs"], cwd=example, env=dict(tool_environment), capture_output=True, text=True, check=False, timeout=120
    )
    assert (ended.stdout, ended.stderr) == ("fine [ 'Read the docs' ] true\n", "")


def test_the_packages_are_those_that_are_tested(repository: Path) -> None:
    wanted = json.loads((repository / "examples" / "todo" / "package.json").read_text())["dependencies"]
    tested = json.loads((repository / "tests" / "node" / "package.json").read_text())["devDependencies"]
    assert wanted.items() <= tested.items()


def test_the_program_deploys_the_schema(example: Path, repository: Path, tool_environment: Mapping[str, str]) -> None:
    """A model is a table, a role with its policy, a data source and eight resolvers (S002-08); the API adds itself, its key, a source."""
    line = [sys.executable, repository / "tests" / "examples" / "preview.py", example]
    ended = subprocess.run(line, env=dict(tool_environment), capture_output=True, text=True, check=False)
    assert (ended.returncode, ended.stderr) == (0, "")
    result = json.loads(ended.stdout)
    assert {kind: count for kind, count in result["registered"].items() if kind.startswith("aws:")} == {
        "aws:appsync/graphQLApi:GraphQLApi": 1,
        "aws:appsync/apiKey:ApiKey": 1,
        "aws:appsync/dataSource:DataSource": 2,
        "aws:appsync/resolver:Resolver": 8,
        "aws:dynamodb/table:Table": 1,
        "aws:iam/role:Role": 1,
        "aws:iam/rolePolicy:RolePolicy": 1,
    }
    data = result["exported"]["amplify_outputs"]["data"]
    assert result["exported"]["graphql_url"] == data["url"]
    assert (data["api_key"], data["default_authorization_type"]) == ("da2-secret", "API_KEY")
