"""The command line as a whole: help, unknown words, and what is imported when."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Callable, Mapping

import pytest
from click.testing import Result

from amplify_pulumi.cli import COMMANDS

Run = Callable[..., Result]
Process = Callable[..., subprocess.CompletedProcess[str]]


def imported(modules: str, environment: Mapping[str, str]) -> set[str]:
    """Return the names of all top-level packages that are loaded after importing `modules` in a fresh interpreter."""
    code = f"import sys, {modules}; print(sorted({{name.partition('.')[0] for name in sys.modules}}))"
    printed = subprocess.run([sys.executable, "-c", code], env=dict(environment), capture_output=True, text=True, check=True).stdout
    return set(ast.literal_eval(printed))


def test_help_lists_every_command(run: Run) -> None:
    result = run("--help")
    assert result.exit_code == 0
    assert all(f"  {name} " in result.stdout for name in COMMANDS)


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_has_help(run: Run, name: str) -> None:
    result = run(name, "--help")
    assert result.exit_code == 0
    assert result.stdout.startswith(f"Usage: amplify-pulumi {name} ")


def test_version(run: Run) -> None:
    assert run("--version").stdout.strip()[0].isdigit()


def test_an_unknown_command_is_wrong_usage(run: Run) -> None:
    assert run("serv").exit_code == 2


def test_starting_loads_no_phase(tool_environment: Mapping[str, str]) -> None:
    """Help and completion answer at once: neither Pulumi nor AWS's SDK, nor even GraphQL, is loaded for them."""
    assert not imported("amplify_pulumi.cli", tool_environment) & {
        "pulumi",
        "pulumi_aws",
        "boto3",
        "botocore",
        "moto",
        "graphql",
        "starlette",
        "yaml",
    }


@pytest.mark.parametrize(
    ("command", "kept_out"),
    [
        ("dev", {"pulumi", "pulumi_aws", "boto3", "botocore", "moto"}),
        ("check", {"pulumi", "pulumi_aws", "boto3", "botocore", "moto", "starlette", "uvicorn", "quickjs", "jwt"}),
        ("compile", {"pulumi", "pulumi_aws", "boto3", "botocore", "moto", "starlette", "uvicorn", "quickjs", "jwt"}),
        ("diff", {"pulumi", "pulumi_aws", "boto3", "botocore", "moto", "starlette", "uvicorn", "quickjs", "jwt"}),
        ("token", {"pulumi", "pulumi_aws", "boto3", "botocore", "moto", "starlette", "uvicorn", "quickjs"}),
    ],
)
def test_a_command_loads_only_what_it_needs(tool_environment: Mapping[str, str], command: str, kept_out: set[str]) -> None:
    """Pulumi alone takes a third of a second, boto3 and moto as long again."""
    assert not imported(f"amplify_pulumi.cli.{command}", tool_environment) & kept_out


def test_the_module_is_the_command_line(process: Process) -> None:
    ended = process("--version")
    assert (ended.returncode, ended.stderr) == (0, "")


def test_a_package_that_is_missing_is_one_line(tool_environment: Mapping[str, str]) -> None:
    """Without the extra `dev`, `token` says what to install."""
    code = "import sys; sys.modules['jwt'] = None; from amplify_pulumi.cli import main; main(['token', '--user', 'alice'])"
    ended = subprocess.run([sys.executable, "-c", code], env=dict(tool_environment), capture_output=True, text=True, check=False)
    assert ended.returncode == 2
    assert ended.stderr == "amplify-pulumi: `token` needs the package jwt: install amplify-pulumi[dev]\n"
