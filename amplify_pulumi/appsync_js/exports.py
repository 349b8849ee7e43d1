"""The modules that APPSYNC_JS 1.0.0 code may import, and the values that each exports (the type definitions of @aws-appsync/utils 2.1)."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MODULE_EXPORTS: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        "@aws-appsync/utils": frozenset({"util", "extensions", "runtime"}),
        "@aws-appsync/utils/dynamodb": frozenset(
            {
                "batchDelete",
                "batchGet",
                "batchPut",
                "get",
                "operations",
                "put",
                "query",
                "remove",
                "scan",
                "sync",
                "toBinarySet",
                "toNumberSet",
                "toStringSet",
                "transactGet",
                "transactWrite",
                "update",
            }
        ),
        "@aws-appsync/utils/ai": frozenset({"converse", "invokeModel"}),
    }
)
"""What the runtime offers under each name; the runtime's `modules.js` defines the same names."""
