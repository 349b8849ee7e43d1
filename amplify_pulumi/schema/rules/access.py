"""Models that nobody may use."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.lookup import in_graphql
from amplify_pulumi.schema.model import Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Refuse a model that has no rules, of its own or from the schema. An empty list has been reported by the reader."""
    if schema.authorization is not None:
        return
    for model in schema.models:
        if model.authorization is None:
            rule = "@auth(rules: [{allow: owner}])" if in_graphql(model.position) else "`authorization: { allow: owner }`"
            advice = f"Say who may use it, with {rule} for example; rules at the head of a YAML schema are for all models without."
            yield error("AP4001", model.position, f"The model {quoted(model.name)} has no rules: nobody could do anything", advice)
