"""AWS Amplify Data for Pulumi: one data schema becomes a GraphQL API on AppSync and DynamoDB, in the cloud and on your machine.

    import amplify_pulumi as amplify

    api = amplify.DataApi("todo", amplify.DataApiArgs(schema="schema.yaml"))

or with the schema in Python:

    from amplify_pulumi import a, allow

    schema = a.schema(Todo=a.model(content=a.string().required()).authorization(allow.owner()))

The names below are the public ones. They are imported when they are first used, so that the command line and the local runtime start
without Pulumi.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from amplify_pulumi.components import (
        ComponentError,
        DataApi,
        DataApiArgs,
        DataApiResources,
        ModelTable,
        ModelTableArgs,
        ModelTableResources,
        TableSettings,
        Transform,
        Transforms,
    )
    from amplify_pulumi.schema.builder import a, allow

__all__ = [
    "ComponentError",
    "DataApi",
    "DataApiArgs",
    "DataApiResources",
    "ModelTable",
    "ModelTableArgs",
    "ModelTableResources",
    "TableSettings",
    "Transform",
    "Transforms",
    "a",
    "allow",
]

_BUILDER = ("a", "allow")


def __getattr__(name: str) -> Any:
    """Import a public name from its package."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module("amplify_pulumi.schema.builder" if name in _BUILDER else "amplify_pulumi.components"), name)


def __dir__() -> list[str]:
    """Show the public names before they are imported, too."""
    return sorted({*globals(), *__all__})
