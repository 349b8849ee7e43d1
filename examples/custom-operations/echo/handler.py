"""Answers `echo`. Lambda calls `handler` with the event that AppSync's resolver makes of the operation."""

from __future__ import annotations

from typing import Any


def handler(event: dict[str, Any], _context: object) -> dict[str, str]:
    """Return what was said, and who said it."""
    return {"content": event["arguments"]["content"], "sender": event["identity"]["username"]}
