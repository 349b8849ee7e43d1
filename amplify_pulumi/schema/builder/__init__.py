"""The schema in Python: Amplify's builder, in snake_case.

    from amplify_pulumi import a, allow

    schema = a.schema(
        Todo=a.model(content=a.string().required(), tags=a.string().required().array())
        .authorization(allow.owner(), allow.authenticated().to("read")),
    )

    words ── language (`a`), rules (`allow`) ──▶ builders ── reading, places ──▶ model dataclasses and problems

Builders are immutable: each call returns a new one, so that fields and rules can be shared. They write down what they are told and where;
`reading` makes of it what the readers of YAML and GraphQL make of text, with all mistakes at once, each with its place in the program.
"""

from __future__ import annotations

from amplify_pulumi.schema.builder.fields import ModelField, ValueField
from amplify_pulumi.schema.builder.language import a
from amplify_pulumi.schema.builder.models import AnyModel
from amplify_pulumi.schema.builder.rules import Rule, allow
from amplify_pulumi.schema.builder.schema import SchemaBuilder

__all__ = ["AnyModel", "ModelField", "Rule", "SchemaBuilder", "ValueField", "a", "allow"]
