"""The list of mutants that change nothing which matters."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from pathlib import Path


def read_equivalents(path: Path) -> Mapping[str, str]:
    """Return the reason for each mutant of the list, by its key.

    Raises:
        ValueError: two entries are for one mutant, or one has no reason.
    """
    reasons: dict[str, str] = {}
    for entry in tomllib.loads(path.read_text("utf-8")).get("equivalent", []):
        for key in entry["mutants"]:
            if key in reasons or not entry["reason"].strip():
                raise ValueError(f"{path.name}: {key} stands there twice or without a reason")
            reasons[key] = entry["reason"]
    return reasons
