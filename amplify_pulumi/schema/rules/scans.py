"""Lists that read more than they show."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.schema.errors import Problem, quoted, warning
from amplify_pulumi.schema.lookup import enabled, expanded, rule_field, rules_of
from amplify_pulumi.schema.model import Schema


def check(schema: Schema) -> Iterator[Problem]:
    """Warn where a list reads the whole table to show the items of one caller, although an index has them together.

    Every list with a rule on items does, and most tables are small: who has made an index on the field of the rule means to have it used.
    """
    for model in schema.models:
        rules = [rule for rule in rules_of(schema, model) if "list" in expanded(rule.operations)]
        fields = {rule_field(rule) for rule in rules}
        if not rules or None in fields or "list" not in enabled(model.disabled):
            continue
        index = next((each for each in model.indexes if each.query_field and each.partition_key in fields), None)
        if index is not None:
            message = f"The list of {quoted(model.name)} reads the whole table and leaves out what the caller may not see; "
            message += f"{index.query_field} reads the caller's items alone"
            advice = f"Let clients use {index.query_field}, and add `list` to `disableOperations`."
            yield warning("AP4015", index.position, message, advice)
