"""Configs of data sources and of authentication in the words of pulumi-aws, which are AppSync's but for a few."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from amplify_pulumi.compiler.plan import AuthenticationProvider, DataSource, GraphqlApi, Reference

_WORDS: Mapping[str, str] = {
    "aws_region": "region",
    "cloud_watch_logs_role_arn": "cloudwatch_logs_role_arn",
    "lambda_function_arn": "function_arn",
    "open_search_service_config": "opensearchservice_config",
    "rds_http_endpoint_config": "http_endpoint_config",
    "relational_database_source_type": "source_type",
}
"""What pulumi-aws calls otherwise than AppSync."""


def source_config(planned: DataSource) -> dict[str, Any]:
    """Return the argument of `aws.appsync.DataSource` that configures its type, references not replaced; nothing for NONE."""
    return {name: value for name, value in _members(planned).items() if name.endswith("_config")}


_AUTHENTICATION = ("user_pool_config", "open_id_connect_config", "lambda_authorizer_config")


def authentication_config(planned: GraphqlApi | AuthenticationProvider) -> dict[str, Any]:
    """Return the argument of `aws.appsync.GraphQLApi`, or of one of its providers, that configures how callers authenticate."""
    configs = {name: getattr(planned, name) for name in _AUTHENTICATION}
    return {
        name.replace("open_id", "openid"): {
            each.name: getattr(config, each.name) for each in fields(config) if getattr(config, each.name) is not None
        }
        for name, config in configs.items()
        if config is not None
    }


def log_config(planned: GraphqlApi) -> dict[str, Any] | None:
    """Return the argument of `aws.appsync.GraphQLApi` that configures its logs, references not replaced; None where nothing is logged."""
    return None if planned.log_config is None else _members(planned.log_config)


def _members(config: Any) -> dict[str, Any]:
    members = {each.name: getattr(config, each.name) for each in fields(config)}
    return {_WORDS.get(name, name): _value(value) for name, value in members.items() if value is not None}


def _value(value: Any) -> Any:
    return _members(value) if is_dataclass(value) and not isinstance(value, Reference) else value
