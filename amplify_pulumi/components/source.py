"""From what a program calls its schema to the plan of an API."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pulumi

from amplify_pulumi.compiler import compile_schema, warnings
from amplify_pulumi.compiler.plan import ApiPlan
from amplify_pulumi.components.errors import ComponentError
from amplify_pulumi.schema import Loaded, SchemaError, load_builder, load_schema, load_text, render, render_all, require_schema
from amplify_pulumi.schema.builder import SchemaBuilder
from amplify_pulumi.schema.errors import has_errors
from amplify_pulumi.schema.model import Schema
from amplify_pulumi.schema.rules import validate

SchemaSource = str | os.PathLike[str] | SchemaBuilder | Schema | ApiPlan
"""A path (relative to the program's working folder), the text of a schema, what `a.schema(…)` returns, a `Schema`, or an `ApiPlan`.

A string that holds a line break or a brace is text, any other a path. Text that begins with a definition of GraphQL (`type …`) is GraphQL,
other text is YAML; files that it includes are looked for in the program's working folder.
"""


def plan_of(source: SchemaSource) -> ApiPlan:
    """Return the plan of the API that `source` describes; what is right but will surprise goes to Pulumi's warnings.

    Raises:
        ComponentError: With all mistakes of the schema, rendered; AP7002, where `source` is none of the things that it may be.
    """
    if isinstance(source, ApiPlan):
        return source
    try:
        schema = _schema(source)
        plan = compile_schema(schema)
    except SchemaError as error:
        # Pulumi shows this error without a stack trace.
        raise ComponentError("\n" + render_all(error.problems)) from None
    for problem in warnings(schema, plan):
        pulumi.log.warn(render(problem))
    return plan


def _schema(source: str | os.PathLike[str] | SchemaBuilder | Schema) -> Schema:
    loaded = _loaded(source)
    if loaded.schema is not None:
        for problem in loaded.problems:
            pulumi.log.warn(render(problem))
    return require_schema(loaded)


def _loaded(source: str | os.PathLike[str] | SchemaBuilder | Schema) -> Loaded:
    if isinstance(source, SchemaBuilder):
        return load_builder(source)
    if isinstance(source, Schema):
        problems = validate(source)
        return Loaded(schema=None if has_errors(problems) else source, problems=problems, files=())
    if isinstance(source, str) and any(each in source for each in "\n\r{"):
        language = "graphql" if _GRAPHQL.match(source) else "yaml"
        return load_text(source, file=f"schema.{language}", language=language, directory=Path())
    try:
        path = Path(source)
    except TypeError:
        given = type(source).__name__
        raise ComponentError(f"AP7002: schema is a {given}; give a path, a text, a.schema(…), a Schema or an ApiPlan.") from None
    return load_schema(path)


_GRAPHQL = re.compile(
    r"""(?: \s | \#.* )*                                                             # white space and comments
        (?: "{3} | (?:extend\s+)? (?:type|enum|input|interface|union|scalar|schema|directive) \s+ [\w@{] )""",
    re.VERBOSE,
)
