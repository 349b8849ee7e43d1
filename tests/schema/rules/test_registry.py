"""One rule is one module, one line in the registry, one test file."""

from __future__ import annotations

from pathlib import Path

from amplify_pulumi.schema import rules


def test_every_module_is_registered_and_tested():
    modules = {path.stem for path in Path(rules.__file__).parent.glob("*.py")} - {"__init__"}
    assert {check.__module__.rpartition(".")[2] for check in rules.CHECKS} == modules
    assert modules <= {path.stem.removeprefix("test_") for path in Path(__file__).parent.glob("test_*.py")}
