"""The grants of an operation as the configs of resolvers hold them."""

from __future__ import annotations

from typing import Any

from amplify_pulumi.compiler import access
from amplify_pulumi.compiler.shape import Shape
from amplify_pulumi.schema.model import Operation


def grants(shape: Shape, operation: Operation) -> list[dict[str, Any]]:
    """Return the `access` member of a resolver's config."""
    return [grant.to_json() for grant in access.lower(shape.rules, operation)]
