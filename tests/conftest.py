"""What all tests stand on: where things are, a clean environment, and nothing outside this machine."""

from __future__ import annotations

import ipaddress
import os
import shutil
import signal
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, settings

REPOSITORY = Path(__file__).parent.parent

# The same examples on every run, and no clock: a slow machine is not a mistake in the code.
settings.register_profile("tests", deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("tests")


# Whoever starts the tests in the background of a script has them, and all that they start, ignore Ctrl-C; some tests press it.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)


def _refuse_other_machines(event: str, arguments: tuple[Any, ...]) -> None:
    """Fail where a test reaches out: it would pass or fail by what is elsewhere."""
    if event != "socket.connect" or not isinstance(arguments[1], tuple):
        return
    host = arguments[1][0]
    if host == "localhost" or (isinstance(host, str) and _is_loopback(host)):
        return
    message = f"a test connects to {host}: tests use this machine only"
    raise RuntimeError(message)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host.partition("%")[0]).is_loopback
    except ValueError:
        return False


sys.addaudithook(_refuse_other_machines)


@pytest.fixture(autouse=True)
def clean_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    """Take away what the developer's own shell says about AWS, Pulumi and this project."""
    for name in list(os.environ):
        if name.startswith(("AWS_", "PULUMI_", "AMPLIFY_")):
            monkeypatch.delenv(name)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("NO_COLOR", "1")


@pytest.fixture(scope="session")
def repository() -> Path:
    """The root of the clone."""
    return REPOSITORY


@pytest.fixture(scope="session")
def node_modules() -> Path:
    """The npm packages of the tests, which `make test` installs: the Amplify client, AppSync's linter and types, TypeScript."""
    folder = REPOSITORY / "tests" / "node" / "node_modules"
    assert folder.is_dir(), "run `make setup` first: tests/node/node_modules is not there"
    return folder


@pytest.fixture(scope="session")
def node() -> str:
    """The Node.js executable."""
    found = shutil.which("node")
    assert found, "Node.js 20 or newer is needed for the tests"
    return found


@pytest.fixture(scope="session")
def tool_environment() -> Mapping[str, str]:
    """Environment of a child process: the path and the home folder, and nothing of AWS or Pulumi."""
    kept = ("PATH", "HOME", "TMPDIR", "LANG", "SYSTEMROOT")
    return {name: os.environ[name] for name in kept if name in os.environ} | {"NO_COLOR": "1", "PYTHONDONTWRITEBYTECODE": "1"}
