"""The escape hatch: change the arguments of any resource that a component makes.

`transform={"table": {"table_class": "STANDARD_INFREQUENT_ACCESS"}}` sets arguments of pulumi-aws on every table, a function decides per
resource. A kind or an argument that does not exist is refused, so that a typo cannot pass for a setting. What concerns Pulumi itself
(`protect`, `aliases`, …) is changed by Pulumi's own `ResourceOptions(transforms=[…])`, which reach every resource, since all are children.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any, TypedDict, cast

from pulumi_aws import appsync, cloudwatch, dynamodb, iam

from amplify_pulumi.components.errors import ComponentError, Mistake, choices, mistake, refuse

Transform = Mapping[str, Any] | Callable[[str, dict[str, Any]], Mapping[str, Any]]
"""Arguments to set (each replaces the component's own), or a function from a logical name and its arguments to the arguments to use."""


class Transforms(TypedDict, total=False):
    """A transform for each kind of resource."""

    api: Transform
    """Arguments of `aws.appsync.GraphQLApi`."""
    api_key: Transform
    """Arguments of `aws.appsync.ApiKey`."""
    table: Transform
    """Arguments of `aws.dynamodb.Table`."""
    role: Transform
    """Arguments of `aws.iam.Role`."""
    role_policy: Transform
    """Arguments of `aws.iam.RolePolicy`."""
    log_group: Transform
    """Arguments of `aws.cloudwatch.LogGroup`."""
    invocation_policy: Transform
    """Arguments of `aws.iam.Policy`."""
    invocation_attachment: Transform
    """Arguments of `aws.iam.RolePolicyAttachment`."""
    data_source: Transform
    """Arguments of `aws.appsync.DataSource`."""
    function: Transform
    """Arguments of `aws.appsync.Function`."""
    resolver: Transform
    """Arguments of `aws.appsync.Resolver`."""


_ARGUMENTS: Mapping[str, type] = {
    "api": appsync.GraphQLApiArgs,
    "api_key": appsync.ApiKeyArgs,
    "table": dynamodb.TableArgs,
    "role": iam.RoleArgs,
    "role_policy": iam.RolePolicyArgs,
    "log_group": cloudwatch.LogGroupArgs,
    "invocation_policy": iam.PolicyArgs,
    "invocation_attachment": iam.RolePolicyAttachmentArgs,
    "data_source": appsync.DataSourceArgs,
    "function": appsync.FunctionArgs,
    "resolver": appsync.ResolverArgs,
}


def transform_mistakes(transforms: Transforms, kinds: Iterable[str]) -> Iterator[Mistake]:
    """Yield what can be known to be wrong before a resource exists: kinds, and arguments that are given as a mapping (AP7003).

    Args:
        transforms: What the program handed in.
        kinds: The kinds of resource that the component makes.
    """
    valid = set(kinds)
    for kind, transform in transforms.items():
        if kind not in valid:
            yield mistake("AP7003", f"transform: there is no '{kind}' to transform{choices(kind, valid)}")
        elif isinstance(transform, Mapping):
            yield from _unknown_arguments(kind, f"transform['{kind}']", cast("Mapping[str, Any]", transform))
        elif not callable(transform):
            yield mistake("AP7003", f"transform['{kind}'] must be a mapping or a function, not {type(transform).__name__}.")


def transformed(transforms: Transforms, kind: str, name: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Return the arguments for the resource `name` after the program's own transform for its kind.

    Raises:
        ComponentError: AP7003, for an argument that does not exist, or a function that does not return arguments.
    """
    transform = cast("Transform | None", transforms.get(kind))
    if transform is None:
        return arguments
    if isinstance(transform, Mapping):
        return {**arguments, **transform}
    result: Any = transform(name, dict(arguments))
    if not isinstance(result, Mapping):
        given = type(result).__name__
        raise ComponentError(f"AP7003: transform['{kind}'] must return the arguments for '{name}', but returned {given}.")
    returned = cast("Mapping[str, Any]", result)
    refuse(_unknown_arguments(kind, f"what transform['{kind}'] returned for '{name}'", returned))
    return dict(returned)


def _unknown_arguments(kind: str, place: str, arguments: Mapping[str, Any]) -> Iterator[Mistake]:
    valid = set(inspect.signature(_ARGUMENTS[kind].__init__).parameters) - {"__self__", "self"}
    resource = _ARGUMENTS[kind].__name__.removesuffix("Args")
    for argument in arguments:
        if argument not in valid:
            yield mistake("AP7003", f"{place}: '{argument}' is not an argument of {resource}{choices(argument, valid)}")
