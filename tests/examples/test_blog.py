"""examples/blog: a schema in Python that is right, passes a strict type checker, and runs."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from amplify_pulumi.schema import load_schema


def test_the_schema_has_no_mistakes(repository: Path) -> None:
    loaded = load_schema(repository / "examples" / "blog" / "schema.py")
    assert [each for each in loaded.problems if each.severity == "error"] == []
    assert loaded.schema is not None
    assert [each.name for each in loaded.schema.models] == ["Blog", "Post", "Comment"]


def test_check_finds_it_without_being_told(repository: Path) -> None:
    """As the README says it, in the example's folder."""
    line = [sys.executable, "-m", "amplify_pulumi.cli", "check"]
    ended = subprocess.run(line, cwd=repository / "examples" / "blog", capture_output=True, text=True, check=False)
    assert ended.returncode == 0, ended.stdout
    assert ended.stderr.startswith("schema.py: ")
