"""The access matrix as JSON, for programs. The shape is documented in docs/cli.md."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from amplify_pulumi.codegen.access_matrix import AccessMatrix, Caller, Entry

FORMAT_VERSION = 1
"""Raised when a member changes its meaning or goes away; new members may come without that."""


def json_of(matrix: AccessMatrix) -> dict[str, Any]:
    """Return the matrix as a JSON value: everything that it says, fields with the same rights in one row."""
    return {
        "formatVersion": FORMAT_VERSION,
        "authenticationTypes": list(matrix.authentication_types),
        "models": [
            {
                "name": each.name,
                "key": list(each.key),
                "disabled": list(each.disabled),
                "hiddenInEvents": list(each.hidden_in_events),
                "returnedBy": list(each.returned_by),
            }
            for each in matrix.models
        ],
        "operations": [
            {
                "name": each.name,
                "kind": each.kind,
                "returns": each.returns,
                "reaches": list(each.reaches),
                "triggeredBy": list(each.triggered_by),
                "checkedBy": list(each.checked_by),
            }
            for each in matrix.operations
        ],
        "functions": list(matrix.functions),
        "access": list(_rows(matrix.entries)),
    }


def _rows(entries: Iterable[Entry]) -> Iterable[dict[str, Any]]:
    """Return a row for each entry; those of a model's fields share one where the same callers may do the same."""
    rows: dict[object, dict[str, Any]] = {}
    for entry in entries:
        is_field = entry.part is not None and entry.operation in ("read", "create", "update", "clear")
        key = (entry.key[:3], entry.callers, entry.also) if is_field else entry.key
        if is_field and key in rows:
            rows[key]["fields"].append(entry.part)
        else:
            rows[key] = _row(entry, is_field=is_field)
    return rows.values()


def _row(entry: Entry, *, is_field: bool) -> dict[str, Any]:
    members: dict[str, Any] = {
        "subject": {"kind": entry.subject_kind, "name": entry.subject},
        "operation": entry.operation,
        "fields": [entry.part] if is_field else None,
        "name": None if is_field else entry.name,
        "leadsTo": entry.leads_to,
        "callers": [_caller(each) for each in entry.callers],
        "also": None if entry.also is None else [_caller(each) for each in entry.also],
    }
    return {name: value for name, value in members.items() if value is not None}


def _caller(caller: Caller) -> dict[str, Any]:
    members: dict[str, Any] = {
        "kind": caller.kind,
        "provider": caller.provider,
        "name": caller.name,
        "field": caller.field,
        "isList": caller.is_list or None,
        "claim": caller.claim,
        "transferable": caller.transferable or None,
    }
    return {name: value for name, value in members.items() if value is not None}
