"""No rule stumbles over what other rules refuse: whole schemas at random, most of them broken."""

from __future__ import annotations

import sys
from dataclasses import MISSING, fields, is_dataclass
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from amplify_pulumi.schema import model, validate
from amplify_pulumi.schema.errors import CODES, render_all
from amplify_pulumi.schema.model import Field, Model, Position, Relationship, Rule, Schema
from amplify_pulumi.schema.rules import CHECKS

# Few names, so that things meet: fields of rules, types of fields, models of relationships.
NAMES = st.sampled_from(
    ["A", "B", "a", "b", "id", "owner", "and", "filter", "", "__x", "a-b", "String", "ID", "AWSJSON", "getA", "createdAt"]
)
TEXTS = st.one_of(NAMES, st.sampled_from(["5", "-1", "(", "true", "{}", "https://x.y", "\\", "[", "a{9999999999}"]))
POSITIONS = st.builds(
    Position,
    file=st.just("s"),
    line=st.integers(1, 3),
    column=st.integers(1, 3),
    language=st.sampled_from(["yaml", "python", "graphql"]),
)


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Return any values of a type that the model uses."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, UnionType):
        return st.one_of(*map(values, arguments))
    if origin is tuple:
        if arguments[-1] is Ellipsis:
            return st.lists(values(arguments[0]), max_size=3).map(tuple)
        return st.tuples(*map(values, arguments))
    if annotation is Position:
        return POSITIONS
    if is_dataclass(annotation):
        return instances(annotation)
    return {str: TEXTS, bool: st.booleans(), int: st.integers(-5, 5000), NoneType: st.none()}[annotation]


def instances(kind: Any) -> st.SearchStrategy[Any]:
    hints = get_type_hints(kind, vars(model))
    required = {each.name: values(hints[each.name]) for each in fields(kind) if each.default is MISSING}
    optional = {each.name: values(hints[each.name]) for each in fields(kind) if each.default is not MISSING}
    drawn = st.fixed_dictionaries({**required}, optional=optional)
    return st.deferred(lambda: drawn).map(lambda arguments: kind(**arguments))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(instances(Schema))
def test_no_rule_raises(schema):
    """Every problem has a code of the registry, and can be shown."""
    problems = validate(schema)
    assert {each.code for each in problems} <= set(CODES)
    assert all(each.message and each.advice for each in problems)
    render_all(problems)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(instances(Schema))
def test_the_same_schema_has_the_same_problems(schema):
    assert validate(schema) == validate(schema)


def large(count: int) -> Schema:
    """Return a schema in which everything refers to something, with a mistake in each model."""
    return Schema(
        models=tuple(
            Model(
                name=f"M{number}",
                fields=(
                    Field(name="a", type="String"),
                    Field(name="nextId", type="ID"),
                    Relationship(name="next", kind="belongsTo", model=f"M{number + 1}", references=("nextId",)),
                    Relationship(name="others", kind="hasMany", model=f"M{number - 1}", references=("nextId",)),
                ),
                authorization=(Rule(allow="owner"), Rule(allow="ownerDefinedIn", defined_in="a")),
            )
            for number in range(count)
        ),
    )


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__module__.rpartition(".")[2])
def test_work_grows_with_the_schema(check):
    """Counted, not timed: ten times the models is about ten times the steps for each rule."""
    assert steps(check, large(400)) < 14 * steps(check, large(40)) + 1000


def steps(check: Any, schema: Schema) -> int:
    """Return how many lines of Python a check runs."""
    count = 0

    def trace(frame: Any, event: str, argument: object) -> Any:
        nonlocal count
        count += event == "line"
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        list(check(schema))
    finally:
        sys.settrace(before)
    return count
