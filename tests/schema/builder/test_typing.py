"""Wrong use fails under strict type checking, right use does not."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

FOLDER = Path(__file__).parent / "typing"
ROOT = Path(__file__).parents[3]
PYRIGHT = ROOT / "tests" / "node" / "node_modules" / ".bin" / "pyright"


@pytest.fixture(scope="module")
def errors(node, tmp_path_factory) -> dict[str, set[int]]:
    """Return the lines in which pyright finds something, by the name of the file."""
    project = tmp_path_factory.mktemp("typing")
    for each in FOLDER.glob("*.py"):
        shutil.copy(each, project)
    settings = {
        "typeCheckingMode": "strict",
        "pythonVersion": "3.11",
        "extraPaths": [str(ROOT)],
        "reportUnusedExpression": False,
        # Lines after a call that is wrong know less of its result.
        "reportUnknownMemberType": False,
    }
    (project / "pyrightconfig.json").write_text(json.dumps(settings))
    command = [PYRIGHT, "--pythonpath", sys.executable, "--outputjson", "--project", project]
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    found: dict[str, set[int]] = {"correct.py": set(), "wrong.py": set()}
    report = json.loads(ended.stdout)
    assert report["summary"]["filesAnalyzed"] == len(found)
    for each in report["generalDiagnostics"]:
        found[Path(each["file"]).name].add(each["range"]["start"]["line"] + 1)
    return found


def test_right_use_passes(errors):
    assert errors["correct.py"] == set()


def test_each_wrong_use_fails_and_nothing_else(errors):
    lines = (FOLDER / "wrong.py").read_text().splitlines()
    assert errors["wrong.py"] == {number for number, line in enumerate(lines, 1) if line.endswith("# expect-error")}
