"""The unmodified `aws-amplify` from npm against the local API, test by test."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent.parent / "node" / "clients"
NAMES = [name for path in sorted(FOLDER.glob("*.test.mjs")) for name in re.findall(r"^test\('(.+?)',", path.read_text(), re.MULTILINE)]


def test_no_test_is_left_out(outcomes: dict[str, Any]) -> None:
    """What Node ran is what its files hold, each name once."""
    assert sorted(each for each in outcomes if each) == sorted(NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_amplify(outcomes: dict[str, Any], name: str) -> None:
    """What each proves stands beside it in tests/node/clients."""
    outcome = outcomes.get(name)
    assert outcome is not None, f"the test did not run:\n{outcomes['']}"
    assert outcome["passed"], outcome["error"]
