"""docs/components.md runs, and holds a section for every code."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from amplify_pulumi.components.errors import CODES

PAGE = Path(__file__).parents[2] / "docs" / "components.md"
PROGRAMS = re.findall(r"^```python\n(.*?)^```", PAGE.read_text(), re.MULTILINE | re.DOTALL)
SCHEMA = "models: { Todo: { fields: { content: String }, authorization: [{ allow: publicApiKey }, { allow: owner }] } }"

GUEST = "{ allow: guest, operations: [read] }"


@pytest.mark.parametrize("program", PROGRAMS, ids=range(1, len(PROGRAMS) + 1))
def test_every_program_runs(deploy, tmp_path, monkeypatch, program) -> None:
    schema = SCHEMA if "user_pool_id" in program else SCHEMA.replace("{ allow: owner }", GUEST if "identity_pool_id" in program else "")
    (tmp_path / "schema.yaml").write_text(schema)
    monkeypatch.chdir(tmp_path)

    def run():
        names = {}
        exec(compile(program, str(PAGE), "exec"), names)
        return names["api"].amplify_outputs

    deployment = deploy(run)
    assert deployment.result["data"]["url"].startswith("https://")
    assert deployment.messages == []


def test_every_code_has_a_section_and_every_section_a_code() -> None:
    assert dict(re.findall(r"^### (AP\d+): (.*)$", PAGE.read_text(), re.MULTILINE)) == CODES


def test_every_code_in_the_package_is_registered() -> None:
    sources = (Path(__file__).parents[2] / "amplify_pulumi" / "components").glob("*.py")
    used = {code for path in sources for code in re.findall(r'"(AP7\d{3})["\:]', path.read_text())}
    assert used == set(CODES)
