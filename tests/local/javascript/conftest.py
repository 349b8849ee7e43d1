"""One engine with a fixed clock and fixed random bytes, and a way to evaluate an expression in it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from amplify_pulumi.local.javascript import Evaluation, JavaScript, load

NOW = 1517943695.750
"""2018-02-06T19:01:35.750Z, the moment of the examples in AppSync's developer guide ("Time helpers in util.time")."""

HEADER = "import { util, runtime, extensions } from '@aws-appsync/utils'; import * as ddb from '@aws-appsync/utils/dynamodb';"

Run = Callable[..., Evaluation]
Evaluate = Callable[..., Any]


@pytest.fixture(scope="session")
def engine() -> JavaScript:
    return JavaScript(clock=lambda: NOW, entropy=lambda count: bytes(range(count)))


@pytest.fixture
def run(engine: JavaScript) -> Run:
    """Return a function that runs the statements of `request`, which begin on line 3 of the code, column 1."""

    def run_statements(statements: str, context: Any = None, **options: Any) -> Evaluation:
        code = f"{HEADER}\nexport function request(ctx) {{\n{statements}\n}}\nexport function response(ctx) {{}}\n"
        return engine.call(load("Query.test", code), "request", context or {}, **options)

    return run_statements


@pytest.fixture
def evaluate(run: Run) -> Evaluate:
    """Return a function from an expression to its value; an error of the evaluation fails the test."""

    def value_of(expression: str, context: Any = None) -> Any:
        evaluation = run(f"return {expression};", context)
        assert evaluation.error is None
        return evaluation.result

    return value_of
