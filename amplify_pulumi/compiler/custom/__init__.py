"""Custom operations: the queries, mutations and subscriptions that users declare, with handlers of their own.

`types` says what they add to the SDL, `introspection` what clients read of them, `sources` the data sources and roles that they need, and
`operations` puts a resolver or a pipeline behind each.
"""

from __future__ import annotations

from amplify_pulumi.compiler.custom.introspection import operations_introspection
from amplify_pulumi.compiler.custom.operations import CustomOperations, custom_operations
from amplify_pulumi.compiler.custom.types import completed

__all__ = ["CustomOperations", "completed", "custom_operations", "operations_introspection"]
