"""The wheel is whole: every file of the package is in it, and it works where nothing but its declared dependencies is installed."""

from __future__ import annotations

import json
import subprocess
import sys
import sysconfig
import venv
import zipfile
from collections.abc import Callable, Mapping
from importlib import metadata
from pathlib import Path

import httpx
import pytest
from packaging.requirements import Requirement

SITE_PACKAGES = Path(sysconfig.get_path("purelib"))


@pytest.fixture(scope="module")
def wheel(repository: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=repository, check=True, capture_output=True
    )
    (built,) = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def install(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Return a function that makes an environment with the wheel, its dependencies and those of an extra, and nothing else."""

    def make(extra: str) -> Path:
        environment = tmp_path_factory.mktemp("environment")
        venv.create(environment, symlinks=True)
        (purelib,) = environment.glob("lib/python*/site-packages")
        subprocess.run(
            [
                sys.executable,
                "-m",
                "pip",
                "--python",
                environment / "bin" / "python",
                "install",
                "--no-deps",
                "--no-index",
                "--quiet",
                wheel,
            ],
            check=True,
            capture_output=True,
        )
        with zipfile.ZipFile(wheel) as archive:
            (name,) = (each for each in archive.namelist() if each.endswith(".dist-info/METADATA"))
            requirements = metadata.Distribution.at(purelib / Path(name).parent.name).requires or []
        for distribution in _closure([Requirement(each) for each in requirements], extra):
            _link(metadata.distribution(distribution), purelib)
        return environment / "bin"

    return make


def _closure(requirements: list[Requirement], extra: str) -> set[str]:
    """Return the distributions that these requirements lead to, as they are installed here."""
    found: set[str] = set()
    seen: set[tuple[str, str]] = set()
    waiting = [(each, extra) for each in requirements]
    while waiting:
        requirement, wanted = waiting.pop()
        if requirement.marker and not requirement.marker.evaluate({"extra": wanted}):
            continue
        found.add(requirement.name)
        for each in {"", *requirement.extras}:
            if (requirement.name, each) not in seen:
                seen.add((requirement.name, each))
                waiting += [(Requirement(text), each) for text in metadata.distribution(requirement.name).requires or []]
    return found


def _link(distribution: metadata.Distribution, purelib: Path) -> None:
    for name in {file.parts[0] for file in distribution.files or () if file.parts[0] not in ("..", "__pycache__")}:
        if not (purelib / name).exists():
            (purelib / name).symlink_to(SITE_PACKAGES / name)


def test_holds_every_file_of_the_package_and_no_other(wheel: Path, repository: Path) -> None:
    package = repository / "amplify_pulumi"
    files = {str(each.relative_to(repository)) for each in package.rglob("*") if each.is_file() and "__pycache__" not in each.parts}
    with zipfile.ZipFile(wheel) as archive:
        held = {name for name in archive.namelist() if ".dist-info/" not in name}
    assert held == files
    assert "amplify_pulumi/py.typed" in held
    assert any(name.startswith("amplify_pulumi/resolvers/") and name.endswith(".js") for name in held)


def test_compiles_where_only_its_dependencies_are(
    install: Callable[[str], Path], repository: Path, tmp_path: Path, tool_environment: Mapping[str, str]
) -> None:
    """The core dependencies are enough to check and to compile, outside the clone; the local runtime's are not there."""
    programs = install("")
    schema = tmp_path / "schema.yaml"
    schema.write_bytes((repository / "examples" / "todo" / "schema.yaml").read_bytes())

    def run(*arguments: str) -> str:
        ended = subprocess.run(arguments, cwd=tmp_path, env=tool_environment, capture_output=True, text=True, check=False)
        assert ended.returncode == 0, ended.stderr
        return ended.stdout

    where = run(str(programs / "python"), "-c", "import amplify_pulumi; print(amplify_pulumi.__file__)")
    assert str(programs.parent) in where
    run(str(programs / "amplify-pulumi"), "check", "schema.yaml")
    run(str(programs / "amplify-pulumi"), "compile", "schema.yaml", "--out", "out")
    plan = json.loads((tmp_path / "out" / "plan.json").read_text())
    assert len(plan["api"]["resolvers"]) == 8
    assert {each.name for each in (tmp_path / "out" / "resolvers").iterdir()} == {
        f"{each['typeName']}.{each['fieldName']}.js" for each in plan["api"]["resolvers"]
    }


def test_serves_where_only_the_extra_dev_is(
    install: Callable[[str], Path], repository: Path, tmp_path: Path, tool_environment: Mapping[str, str]
) -> None:
    """The local runtime finds its JavaScript in the wheel and all that it imports in the extra `dev`."""
    programs = install("dev")
    schema = tmp_path / "schema.yaml"
    schema.write_bytes((repository / "examples" / "todo" / "schema.yaml").read_bytes())
    line = [programs / "amplify-pulumi", "dev", "--port", "0"]
    with subprocess.Popen(line, cwd=tmp_path, env=dict(tool_environment), stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout
            assert any("Browser" in printed for printed in running.stdout)
            data = json.loads((tmp_path / "amplify_outputs.json").read_text())["data"]
            body = {"query": 'mutation { createTodo(input: { content: "milk" }) { content } }'}
            answer = httpx.post(data["url"], json=body, headers={"x-api-key": data["api_key"]}, timeout=60).json()
            assert answer == {"data": {"createTodo": {"content": "milk"}}}
        finally:
            running.terminate()
    assert running.returncode == 0
