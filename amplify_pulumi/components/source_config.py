"""The config of a data source in the words of pulumi-aws, which are AppSync's but for a few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from amplify_pulumi.compiler.plan import DataSource, Reference

_WORDS: Mapping[str, str] = {
    "aws_region": "region",
    "lambda_function_arn": "function_arn",
    "open_search_service_config": "opensearchservice_config",
    "rds_http_endpoint_config": "http_endpoint_config",
    "relational_database_source_type": "source_type",
}
"""What pulumi-aws calls otherwise than AppSync."""


def source_config(planned: DataSource) -> dict[str, Any]:
    """Return the argument of `aws.appsync.DataSource` that configures its type, references not replaced; nothing for NONE."""
    return {name: value for name, value in _members(planned).items() if name.endswith("_config")}


def _members(config: Any) -> dict[str, Any]:
    members = {each.name: getattr(config, each.name) for each in fields(config)}
    return {_WORDS.get(name, name): _value(value) for name, value in members.items() if value is not None}


def _value(value: Any) -> Any:
    return _members(value) if is_dataclass(value) and not isinstance(value, Reference) else value
