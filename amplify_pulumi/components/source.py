"""From what a program calls its schema to the plan of an API."""

from __future__ import annotations

import os

from amplify_pulumi.compiler.plan import ApiPlan
from amplify_pulumi.components.errors import ComponentError
from amplify_pulumi.schema.model import Schema

SchemaSource = str | os.PathLike[str] | Schema | ApiPlan
"""A path (relative to the program's working folder), the text of a schema, a `Schema`, or an `ApiPlan`.

A string that holds a line break or a brace is text, any other a path.
"""


def plan_of(source: SchemaSource) -> ApiPlan:
    """Return the plan of the API that `source` describes.

    Raises:
        ComponentError: With all mistakes of the schema, rendered; AP7002, where `source` is none of the things that it may be.
    """
    if isinstance(source, ApiPlan):
        return source
    raise ComponentError("AP7002", f"schema is a {type(source).__name__}; give a path, the text of a schema, a Schema or an ApiPlan.")
