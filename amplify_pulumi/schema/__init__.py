"""The schema: what the user says.

    text ── source, nodes, yaml | graphql ──▶ Document, one per file ── loader ──▶ Schema ── rules ──▶ problems

The readers turn a file into model dataclasses that keep their positions, the loader follows includes and puts the files together,
and the rules check what no single file can. All mistakes are collected; `load_schema` and `load_text` never raise for a bad schema.
"""

from __future__ import annotations

from amplify_pulumi.schema.errors import Problem, SchemaError, render, render_all, to_json
from amplify_pulumi.schema.loader import Loaded, load_builder, load_schema, load_text, require_schema
from amplify_pulumi.schema.rules import validate

__all__ = [
    "Loaded",
    "Problem",
    "SchemaError",
    "load_builder",
    "load_schema",
    "load_text",
    "render",
    "render_all",
    "require_schema",
    "to_json",
    "validate",
]
