"""What AppSync writes to CloudWatch Logs, and where: `logging` of Amplify's defineData, on AppSync's page "CloudWatch Logs"."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal

from amplify_pulumi.compiler.plan import LogConfig, LogGroup, Statement
from amplify_pulumi.schema.model import Logging

LOG_GROUP_NAME = "/aws/appsync/apis/${api.id}"
"""AppSync's own name for the log group of an API."""

_ARN = f"arn:${{aws.partition}}:logs:${{aws.region}}:${{aws.account}}:log-group:{LOG_GROUP_NAME}"
_ACTIONS = ("logs:CreateLogGroup", "logs:CreateLogStream", "logs:PutLogEvents")
"""Those of AWSAppSyncPushToCloudWatchLogs, the policy that AWS keeps for it."""

_LEVELS: Mapping[str, Literal["NONE", "ERROR", "INFO", "DEBUG", "ALL"]] = MappingProxyType(
    {"none": "NONE", "error": "ERROR", "info": "INFO", "debug": "DEBUG", "all": "ALL"}
)


def log_config(logging: Logging | None) -> LogConfig | None:
    """Return the API's LogConfig; None where nothing is logged."""
    if logging is None:
        return None
    return LogConfig(field_log_level=_LEVELS[logging.field_log_level], exclude_verbose_content=logging.exclude_verbose_content)


def log_group(logging: Logging | None) -> LogGroup | None:
    """Return the log group of an API that logs, and what its role may do: write to this group, and to no other."""
    if logging is None:
        return None
    statement = Statement(action=_ACTIONS, resource=(_ARN, f"{_ARN}:*"))
    return LogGroup(log_group_name=LOG_GROUP_NAME, retention_in_days=logging.retention_days, statements=(statement,))
