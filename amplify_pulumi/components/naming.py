"""The logical names of all resources, as pure functions of the component's name and the plan's.

Logical names are API: Pulumi knows a resource by them, so another name means another resource (and for a table, an empty one). Change a
name only together with an alias; `tests/components/logical_names.json` holds the promised ones. Names of models and fields are GraphQL
names, without hyphens, so that two components of different names never share one. Physical names are left to Pulumi.
"""

from __future__ import annotations

from hashlib import sha256

ROLE_NAME_LENGTH = 56
"""IAM allows 64 characters in the name of a role; Pulumi appends a hyphen and 7 random digits to the logical name."""

POLICY_NAME_LENGTH = 120
"""IAM allows 128 characters in the name of an inline policy; Pulumi appends 8."""

INVOCATION_POLICY_NAME_LENGTH = 118
"""IAM allows 128 characters in the name of a managed policy; Pulumi appends 8, and the number of one of several takes 2."""

TABLE_NAME_LENGTH = 247
"""DynamoDB allows 255 characters in the name of a table; Pulumi appends 8."""


def graphql_api(component: str) -> str:
    """Name the AppSync API of a `DataApi`."""
    return f"{component}-api"


def logs_role(component: str) -> str:
    """Name the IAM role that AppSync takes to write its logs."""
    return _within(f"{component}-api-logs-role", ROLE_NAME_LENGTH)


def logs_role_policy(component: str) -> str:
    """Name the inline policy of that role."""
    return _within(f"{component}-api-logs-policy", POLICY_NAME_LENGTH)


def log_group(component: str) -> str:
    """Name the log group of the API."""
    return f"{component}-api-logs"


def api_key(component: str, index: int) -> str:
    """Name an API key by its place in the plan, from 0: `…-api-key`, `…-api-key-2`."""
    return f"{component}-api-key" if index == 0 else f"{component}-api-key-{index + 1}"


def model_table(component: str, model: str) -> str:
    """Name the `ModelTable` component of a model."""
    return f"{component}-{model}"


def table(model_table: str) -> str:
    """Name the DynamoDB table within a `ModelTable`."""
    return _within(f"{model_table}-table", TABLE_NAME_LENGTH)


def role(component: str, data_source: str) -> str:
    """Name the IAM role that AppSync takes for a data source."""
    return _within(f"{component}-{data_source}-role", ROLE_NAME_LENGTH)


def role_policy(component: str, data_source: str) -> str:
    """Name the inline policy of a data source's role."""
    return _within(f"{component}-{data_source}-policy", POLICY_NAME_LENGTH)


def data_source(component: str, data_source: str) -> str:
    """Name an AppSync data source."""
    return f"{component}-{data_source}-source"


def function(component: str, function: str) -> str:
    """Name an AppSync function, a step of pipelines."""
    return f"{component}-{function}-function"


def resolver(component: str, type_name: str, field_name: str) -> str:
    """Name the resolver of a field; AppSync allows one per field, and so does this name."""
    return f"{component}-{type_name}.{field_name}"


def invocation_policy(component: str, principal: str, index: int) -> str:
    """Name a managed policy that lets a principal (`guest`, `function.echo`) call the API, by its place in the plan, from 0."""
    name = _within(f"{component}-invoke-{principal.replace('.', '-')}", INVOCATION_POLICY_NAME_LENGTH)
    return name if index == 0 else f"{name}-{index + 1}"


def invocation_attachment(component: str, principal: str, index: int) -> str:
    """Name the attachment of such a policy to the principal's role."""
    return f"{invocation_policy(component, principal, index)}-attachment"


def _within(name: str, length: int) -> str:
    """Return the name, or where it is too long its beginning and a hash of the whole, so that it stays unique and the same on each run."""
    if len(name) <= length:
        return name
    digest = sha256(name.encode()).hexdigest()[:8]
    return f"{name[: length - len(digest) - 1]}-{digest}"
