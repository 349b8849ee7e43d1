"""The locks hold what is asked for, with hashes, and name no place to get it from: each installation has its own."""

from __future__ import annotations

import json
import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

LOCKED = re.compile(
    r"^(?P<name>[\w.-]+)==(?P<version>[^\s;]+)(?P<marker>[^\\\n]*)\\\n(?P<hashes>(?: +--hash=sha256:[0-9a-f]{64}(?: \\)?\n)+)", re.MULTILINE
)


@pytest.fixture
def locked(repository: Path) -> dict[str, str]:
    """The version of each distribution in requirements.lock."""
    text = (repository / "requirements.lock").read_text()
    found = {canonicalize_name(each["name"]): each["version"] for each in LOCKED.finditer(text)}
    assert LOCKED.sub("", text).strip() == "", "every entry has a version and hashes"
    return found


def declared(repository: Path) -> list[str]:
    project = tomllib.loads((repository / "pyproject.toml").read_text())
    groups = [*project["project"]["optional-dependencies"].values(), *project["dependency-groups"].values()]
    return [*project["project"]["dependencies"], *(each for group in groups for each in group), *project["build-system"]["requires"]]


def test_python_packages_are_locked_in_a_version_that_is_asked_for(repository: Path, locked: dict[str, str]) -> None:
    """After a change in pyproject.toml, `make lock` has been run."""
    for text in declared(repository):
        requirement = Requirement(text)
        assert requirement.specifier.contains(locked[canonicalize_name(requirement.name)]), text


def test_npm_packages_are_locked_in_the_version_that_is_asked_for(repository: Path) -> None:
    asked = json.loads((repository / "tests" / "node" / "package.json").read_text())["devDependencies"]
    lock = json.loads((repository / "tests" / "node" / "package-lock.json").read_text())["packages"]
    assert {name: lock[f"node_modules/{name}"]["version"] for name in asked} == asked
    assert all("integrity" in each for name, each in lock.items() if name)


@pytest.mark.parametrize("name", ["requirements.lock", "tests/node/package-lock.json"])
def test_no_lock_names_a_registry(repository: Path, name: str) -> None:
    text = (repository / name).read_text()
    assert "resolved" not in text
    assert not re.search(r"--(extra-)?index-url|https?://[^\"\s]*(registry|pypi|pythonhosted)", text)
