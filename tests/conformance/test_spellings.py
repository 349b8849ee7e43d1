"""One schema, three languages: YAML, Python and Amplify's own GraphQL give equal `Schema`s.

Each case is written by hand in `schema.yaml` and `schema.py`; `gen1.graphql` is what Amplify's builder prints for the same schema.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest

from amplify_pulumi.schema import load_schema, require_schema
from amplify_pulumi.schema.lookup import OWNER_RULES
from amplify_pulumi.schema.model import Api, CodeHandler, CustomOperation, Model, Rule, Schema

CASES_FOLDER = Path(__file__).parent / "cases"
CASES = ("auth", "blog-10", "customer", "customops", "disable", "relations", "scalars", "todo", "todo-owner")
Rules = tuple[Rule, ...] | None
Named = TypeVar("Named")


def read(case: str, spelling: str) -> Schema:
    return require_schema(load_schema(CASES_FOLDER / case / spelling))


def normalized(schema: Schema) -> Schema:
    """Return a schema without what Amplify's GraphQL cannot say.

    - The API's modes, and which functions may call it: they are defineData's, not the schema's.
    - Where functions run, data sources, and handlers in JavaScript: they are attached to the API beside the schema.
    - Rules for the whole schema: they stand on each model and operation.
    - An owner rule that keeps owners: in GraphQL, owners may always give items away.
    - Groups beside `authenticated` on operations in JavaScript: `@aws_cognito_user_pools` without groups lets in both.
    - The order of types, enums and operations, and of indexes on different fields: they stand where Amplify prints them.
    """
    of_all = schema.authorization
    return replace(
        schema,
        api=Api(),
        authorization=None,
        models=tuple(_model(each, of_all) for each in schema.models),
        types=_sorted(schema.types),
        enums=_sorted(schema.enums),
        operations=tuple(sorted((_operation(each, of_all) for each in schema.operations), key=lambda each: (each.kind, each.name))),
        functions=(),
        data_sources=(),
        access=(),
    )


def _model(model: Model, of_all: Rules) -> Model:
    fields = tuple(replace(each, authorization=_rules(each.authorization)) for each in model.fields)
    indexes = tuple(sorted(model.indexes, key=lambda each: each.partition_key))
    return replace(model, fields=fields, indexes=indexes, authorization=_rules(model.authorization or of_all))


def _operation(operation: CustomOperation, of_all: Rules) -> CustomOperation:
    handlers = tuple(each for each in operation.handlers if not isinstance(each, CodeHandler))
    rules = _rules(operation.authorization or of_all) or ()
    if not handlers and Rule(allow="authenticated") in rules:
        rules = tuple(each for each in rules if each.allow != "groups" or each.provider)
    return replace(operation, handlers=handlers, authorization=rules)


def _rules(rules: Rules) -> Rules:
    return rules and tuple(replace(each, transferable=each.allow in OWNER_RULES) for each in rules)


def _sorted(things: tuple[Named, ...]) -> tuple[Named, ...]:
    return tuple(sorted(things, key=lambda each: each.name))


@pytest.mark.parametrize("case", CASES)
def test_yaml_says_what_graphql_says(case):
    """Models, fields, relationships, indexes, rules, types, enums and operations are equal."""
    ours, amplify = normalized(read(case, "schema.yaml")), normalized(read(case, "gen1.graphql"))
    for part in ("models", "types", "enums", "operations"):
        for one, other in zip(getattr(ours, part), getattr(amplify, part), strict=False):
            assert one == other
    assert ours == amplify


@pytest.mark.parametrize("case", CASES)
def test_python_says_what_yaml_says(case):
    """The two languages that say everything say the same, to the last setting and in the same order."""
    assert read(case, "schema.py") == read(case, "schema.yaml")


def test_what_is_normalized_away_is_only_that():
    """A schema that differs in anything else still differs."""
    schema = read("auth", "schema.yaml")
    first, *others = schema.models
    renamed = replace(schema, models=(replace(first, name="Other"), *others))
    assert normalized(renamed) != normalized(schema)
    without_rule = replace(schema, models=(replace(first, authorization=(Rule(allow="guest"),)), *others))
    assert normalized(without_rule) != normalized(schema)
