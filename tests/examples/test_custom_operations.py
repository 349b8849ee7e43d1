"""examples/custom-operations: its own tests pass, and its program deploys it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest


@pytest.fixture
def example(repository: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "custom-operations"
    ignored = shutil.ignore_patterns("__pycache__", ".amplify-pulumi", ".pytest_cache", "amplify_outputs.json")
    shutil.copytree(repository / "examples" / "custom-operations", folder, ignore=ignored)
    return folder


def test_its_tests_pass(example: Path, tool_environment: Mapping[str, str]) -> None:
    line = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider"]
    ended = subprocess.run(line, cwd=example, env=dict(tool_environment), capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, ""), ended.stdout
    assert "3 passed" in ended.stdout


def test_a_mistake_in_a_handler_is_shown_at_its_place(example: Path, tool_environment: Mapping[str, str]) -> None:
    handler = example / "publish.js"
    handler.write_text(handler.read_text().replace("return ctx.result;", "throw ctx.error;"))
    line = [sys.executable, "-m", "amplify_pulumi.cli", "check", "schema.yaml"]
    ended = subprocess.run(line, cwd=example, env=dict(tool_environment), capture_output=True, text=True, check=False, timeout=120)
    assert ended.returncode == 1
    assert ended.stdout.startswith(
        "publish.js:6:3: error AP5103: APPSYNC_JS does not support throw; use util.error\n      throw ctx.error;\n      ^\n"
    )


def test_the_program_deploys_the_schema(example: Path, repository: Path, tool_environment: Mapping[str, str]) -> None:
    """A function adds a data source and a role with its policy; an operation with one handler one resolver, and no function of AppSync."""
    config = {
        "custom-operations:userPoolId": "eu-west-1_abc",
        "custom-operations:echoFunctionArn": "arn:aws:lambda:eu-west-1:123456789012:function:echo",
    }
    line = [sys.executable, repository / "tests" / "examples" / "preview.py", example]
    environment = {**tool_environment, "PULUMI_CONFIG": json.dumps(config)}
    ended = subprocess.run(line, env=environment, capture_output=True, text=True, check=False, timeout=120)
    assert (ended.returncode, ended.stderr) == (0, "")
    registered = json.loads(ended.stdout)["registered"]
    # Eight for the model, one for the owner field that `likePost` returns past them, four custom operations.
    assert registered["aws:appsync/resolver:Resolver"] == 8 + 1 + 4
    assert registered["aws:appsync/dataSource:DataSource"] == 3
    assert (registered["aws:iam/role:Role"], registered["aws:iam/rolePolicy:RolePolicy"]) == (2, 2)
    assert "aws:appsync/function:Function" not in registered
