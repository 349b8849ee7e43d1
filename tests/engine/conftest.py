"""Projects that run on Pulumi's real engine, with a stand-in for pulumi-aws in this process."""

from __future__ import annotations

import json
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass
from importlib import util
from pathlib import Path
from typing import Any

import pytest

HERE = Path(__file__).parent
REPOSITORY = HERE.parent.parent

# Read before a fixture takes PULUMI_* out of the environment.
_FOLDER = os.environ.get("PULUMI_ENGINE_DIR")


def _engine() -> str | None:
    """The engine: of the folder that is asked for, built beside this file, or the user's own."""
    places = [_FOLDER] if _FOLDER else [str(HERE / "bin"), os.environ.get("PATH", "")]
    return next((found for place in places if (found := shutil.which("pulumi", path=place))), None)


@dataclass(frozen=True, kw_only=True)
class Engine:
    """One stack of one program, and the cloud that it deploys to."""

    project: Path
    environment: Mapping[str, str]
    cloud: Any
    """The `AwsDouble`."""

    def run(self, *arguments: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """Run `pulumi …` in the project; fails with all that it said unless it ends well."""
        command = [self.environment["PULUMI"], *arguments, "--non-interactive"]
        done = subprocess.run(
            command, cwd=self.project, env=dict(self.environment), capture_output=True, text=True, timeout=300, check=False
        )
        assert not check or done.returncode == 0, f"{shlex.join(arguments)}\n{done.stdout[-4000:]}\n{done.stderr}"
        return done

    def changes(self, command: str, *arguments: str) -> dict[str, int]:
        """Run `preview`, `up`, `refresh` or `destroy` and return how many resources it creates, updates, deletes and so on."""
        flags = [] if command == "preview" else ["--yes", "--skip-preview"]
        done = self.run(command, "--json", *flags, *arguments)
        if command == "preview":
            return json.loads(done.stdout)["changeSummary"]
        (summary,) = [event["summaryEvent"] for event in map(json.loads, done.stdout.splitlines()) if "summaryEvent" in event]
        return summary["resourceChanges"]

    def state(self, *, show_secrets: bool = False) -> str:
        """Return the stored state as text."""
        return self.run("stack", "export", *(["--show-secrets"] if show_secrets else [])).stdout

    def outputs(self) -> dict[str, Any]:
        """Return the outputs of the stack, secrets in plain text."""
        return json.loads(self.run("stack", "output", "--json", "--show-secrets").stdout)


Start = Callable[..., Engine]


@pytest.fixture
def start_engine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Start]:
    """Starts a stack of a copy of a project: the project's folder, the name of the stack, and configuration that is set."""
    executable = _engine()
    if executable is None:
        pytest.skip("NOT TESTED ON THE REAL ENGINE: there is no `pulumi` on PATH; tests/engine/install.sh builds one (4 minutes, needs Go)")
    moto = pytest.importorskip("moto")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "testing")
    with ExitStack() as running:
        running.enter_context(moto.mock_aws())
        cloud = running.enter_context(_load("aws_double").AwsDouble())

        def start(project: Path, *, stack: str = "test", **configuration: str) -> Engine:
            copy = tmp_path / "project"
            shutil.copytree(project, copy, ignore=shutil.ignore_patterns("node_modules", ".*", "__pycache__"))
            engine = Engine(project=copy, environment=_environment(tmp_path, executable, cloud.port), cloud=cloud)
            engine.run("stack", "init", stack)
            for key, value in configuration.items():
                engine.run("config", "set", key, value)
            return engine

        yield start


def _environment(folder: Path, executable: str, port: int) -> dict[str, str]:
    """The engine's environment: state in a folder, and nothing that it would look for elsewhere."""
    tools, backend = folder / "tools", folder / "state"
    tools.mkdir()
    backend.mkdir()
    _script(tools / "pulumi-resource-aws", "exit 1")  # the engine wants to find it before it attaches to the one that runs
    if not shutil.which("pulumi-language-python", path=str(Path(executable).parent)):
        _script(
            tools / "pulumi-language-python", f'exec {shlex.quote(sys.executable)} {shlex.quote(str(HERE / "pulumi-language-python"))} "$@"'
        )
    return {
        "PULUMI": executable,
        "PATH": os.pathsep.join([str(tools), str(Path(executable).parent), os.environ["PATH"]]),
        "HOME": str(folder),
        "PYTHONPATH": str(REPOSITORY),
        "PYTHONDONTWRITEBYTECODE": "1",
        "PULUMI_HOME": str(folder / "home"),
        "PULUMI_BACKEND_URL": backend.as_uri(),
        "PULUMI_CONFIG_PASSPHRASE": "test",
        "PULUMI_CREDENTIAL_STORE": "plaintext",
        "PULUMI_DEBUG_PROVIDERS": f"aws:{port}",
        "PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION": "true",
        "PULUMI_DISABLE_REGISTRY_RESOLVE": "true",
        "PULUMI_DIY_BACKEND_DISABLE_CHECKPOINT_BACKUPS": "true",
        "PULUMI_SKIP_UPDATE_CHECK": "true",
    }


def _script(path: Path, command: str) -> None:
    path.write_text(f"#!/bin/sh\n{command}\n")
    path.chmod(0o755)


def _load(name: str) -> Any:
    """Import a module beside this file, which is no package."""
    spec = util.spec_from_file_location(name, HERE / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
