"""What a deployment carries: the sizes of generated code and of the plan, which are the same on every machine."""

from __future__ import annotations

import json
import statistics
from functools import cache
from typing import Any

import pytest

from amplify_pulumi.compiler import ApiPlan, compile_schema
from amplify_pulumi.compiler.printing import MAXIMUM_WIDTH, printed
from amplify_pulumi.schema import load_text, require_schema
from benchmarks.run import blog_of

MAXIMUM_MEDIAN = 3_000
MAXIMUM_UPDATE = 5_000
"""What a person reads in a minute."""
MAXIMUM_PLAN = 10_000_000
"""Bytes of plan.json for 200 models."""


@cache
def blog(models: int) -> ApiPlan:
    return compile_schema(require_schema(load_text(blog_of(models))))


def test_half_of_the_code_of_a_blog_is_short() -> None:
    """Models with an owner rule, an index query and two relationships."""
    lengths = {f"{each.type_name}.{each.field_name}": len(each.code) for each in blog(5).resolvers}
    assert statistics.median(lengths.values()) <= MAXIMUM_MEDIAN, lengths


def test_the_plan_of_a_large_blog_can_be_stored_and_compared() -> None:
    assert len(blog(200).to_text().encode()) < MAXIMUM_PLAN


def test_the_update_of_an_owners_item_can_be_read() -> None:
    plan = compile_schema(require_schema(load_text("models: { Todo: { fields: { content: String }, authorization: { allow: owner } } }")))
    (code,) = (each.code for each in plan.resolvers if each.field_name == "updateTodo")
    assert len(code) <= MAXIMUM_UPDATE
    assert max(map(len, code.splitlines())) <= 140


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "{}"),
        ([], "[]"),
        ({"a": 1, "b": [True, None], "c": "ü\n"}, '{"a": 1, "b": [true, null], "c": "ü\\n"}'),
        ({"a": "x" * 60, "b": ["y" * 60]}, f'{{\n "a": "{"x" * 60}",\n "b": ["{"y" * 60}"]\n}}'),
        ([{"a": {"b": "x" * 120}}], f'[\n {{\n  "a": {{\n   "b": "{"x" * 120}"\n  }}\n }}\n]'),
    ],
)
def test_what_fits_on_a_line_stands_on_one(value: Any, text: str) -> None:
    assert printed(value) == text


def test_the_text_of_a_plan_is_its_json_with_a_member_or_a_whole_object_on_each_line() -> None:
    text = blog(5).to_text()
    assert json.loads(text) == blog(5).to_json()
    whole = [line for line in text.splitlines() if line.lstrip().startswith(("{", "[")) and len(line.lstrip()) > 1]
    assert whole
    assert max(map(len, whole)) <= MAXIMUM_WIDTH + 1
