"""Two schemas and what is between them."""

from __future__ import annotations

from amplify_pulumi.codegen.difference import Difference, Finding, Side, difference, side_of_plan, side_of_schema
from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.schema import load_text, require_schema
from amplify_pulumi.schema.model import Schema


def side(text: str, name: str = "schema.yaml") -> Side:
    """Return the side of a schema in YAML."""
    return side_of(require_schema(load_text(text, file=name)), name)


def side_of(schema: Schema, name: str = "schema.yaml") -> Side:
    """Return the side of a schema."""
    return side_of_schema(name, schema, compile_schema(schema))


def plan_side(text: str, name: str = "plan.json") -> Side:
    """Return the side of the plan.json of a schema in YAML."""
    return side_of_plan(name, compile_schema(require_schema(load_text(text, file="schema.yaml"))).to_json())


def compared(old: str, new: str) -> Difference:
    """Return the difference of two schemas in YAML."""
    return difference(side(old, "old.yaml"), side(new, "new.yaml"))


def shorts(found: Difference) -> set[tuple[str, str, str]]:
    """Return category, kind and subject of each finding."""
    return {(each.category, each.kind, each.subject) for each in found.findings}


def only(found: Difference, kind: str) -> Finding:
    """Return the one finding of a kind."""
    matching = [each for each in found.findings if each.kind == kind]
    assert len(matching) == 1, [each.kind for each in found.findings]
    return matching[0]


def todo(fields: str = "content: String", rules: str = "{ allow: publicApiKey }", more: str = "") -> str:
    """Return a schema with the model Todo; its fields stand in line 3, its rules in line 4."""
    return f"models:\n  Todo:\n    fields: {{ {fields} }}\n    authorization: {rules}\n{more}"
