"""Answers of AppSync, recorded from EvaluateCode or printed in its documentation, replayed. Each vector names its source."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from amplify_pulumi.local.javascript import JavaScript, load

VECTORS: list[dict[str, Any]] = json.loads((Path(__file__).parent / "appsync-vectors.json").read_text("utf-8"))
RDS_IMPORT = "import * as rds from '@aws-appsync/utils/rds';"
INCONSISTENT = "awsdocs-toSubscriptionFilter-3"
"""The guide's page prints `gt` for what its input calls `lt`."""


def code_of(vector: dict[str, Any]) -> str:
    """Return the vector's code, without the import of a module that it does not use; a documented call is wrapped in a module."""
    if "code" in vector:
        return vector["code"].replace(RDS_IMPORT, "")
    call = f"export function request(ctx) {{ return {vector['call']}; }}"
    return f"import {{ util }} from '@aws-appsync/utils';\n{call}\nexport function response(ctx) {{}}\n"


def uses_rds(vector: dict[str, Any]) -> bool:
    return "aws-appsync/utils/rds" in code_of(vector) or "rds." in code_of(vector)


REPLAYED = [vector for vector in VECTORS if not uses_rds(vector)]


def test_everything_but_rds_is_replayed() -> None:
    assert len(REPLAYED) == 51


@pytest.mark.parametrize("vector", REPLAYED, ids=lambda vector: vector["id"])
def test_vector(vector: dict[str, Any]) -> None:
    pinned = vector.get("pins", {}).get("autoId", "0" * 32).replace("-", "")
    engine = JavaScript(entropy=lambda _: bytes.fromhex(pinned))
    evaluation = engine.call(load(vector["id"], code_of(vector)), vector.get("function", "request"), vector["context"])
    if "expected_error" in vector:
        assert evaluation.error is not None
        assert evaluation.error.message == vector["expected_error"]["message"]
        return
    assert evaluation.error is None
    expected = vector["expected"]
    if vector["id"] == INCONSISTENT:
        expected = json.loads(json.dumps(expected).replace('"downvotes", "operator": "gt"', '"downvotes", "operator": "lt"'))
    if isinstance(expected, str):
        assert json.loads(evaluation.result) == json.loads(expected)
    else:
        assert evaluation.result == expected


def test_rds_vectors_name_the_module_that_cannot_be_imported() -> None:
    vector = next(vector for vector in VECTORS if uses_rds(vector) and "code" in vector)
    with pytest.raises(Exception, match="Cannot import '@aws-appsync/utils/rds'"):
        load(vector["id"], vector["code"])
