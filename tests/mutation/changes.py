"""What a mutant changes."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, kw_only=True)
class Change:
    """Something else between two places of a text."""

    start: int
    """In bytes."""
    end: int
    replacement: str
    scope: str
    """The function or constant that it stands in."""
