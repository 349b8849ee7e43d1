"""The escape hatch: change the arguments of any resource that a component makes.

`transform={"table": {"table_class": "STANDARD_INFREQUENT_ACCESS"}}` sets arguments of pulumi-aws on every table, a function decides per
resource. A kind or an argument that does not exist is refused, so that a typo cannot pass for a setting. What concerns Pulumi itself
(`protect`, `aliases`, …) is changed by Pulumi's own `ResourceOptions(transforms=[…])`, which reach every resource, since all are children.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict, cast

from pulumi_aws import appsync, dynamodb, iam

from amplify_pulumi.components.errors import ComponentError, choices

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
    data_source: Transform
    """Arguments of `aws.appsync.DataSource`."""
    resolver: Transform
    """Arguments of `aws.appsync.Resolver`."""


_ARGUMENTS: Mapping[str, type] = {
    "api": appsync.GraphQLApiArgs,
    "api_key": appsync.ApiKeyArgs,
    "table": dynamodb.TableArgs,
    "role": iam.RoleArgs,
    "role_policy": iam.RolePolicyArgs,
    "data_source": appsync.DataSourceArgs,
    "resolver": appsync.ResolverArgs,
}


def check_transforms(transforms: Transforms, kinds: Iterable[str]) -> None:
    """Check what can be checked before a resource exists: the kinds, and the arguments that are given as a mapping.

    Args:
        transforms: What the program handed in.
        kinds: The kinds of resource that the component makes.

    Raises:
        ComponentError: AP7003, for a kind or an argument that does not exist.
    """
    valid = set(kinds)
    for kind, transform in transforms.items():
        if kind not in valid:
            raise ComponentError("AP7003", f"transform: there is no '{kind}' to transform.{choices(kind, valid)}")
        if isinstance(transform, Mapping):
            _check_arguments(kind, f"transform['{kind}']", cast("Mapping[str, Any]", transform))
        elif not callable(transform):
            raise ComponentError("AP7003", f"transform['{kind}'] must be a mapping or a function, not {type(transform).__name__}.")


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
        raise ComponentError("AP7003", f"transform['{kind}'] must return the arguments for '{name}', but returned {type(result).__name__}.")
    returned = cast("Mapping[str, Any]", result)
    _check_arguments(kind, f"what transform['{kind}'] returned for '{name}'", returned)
    return dict(returned)


def _check_arguments(kind: str, place: str, arguments: Mapping[str, Any]) -> None:
    valid = set(inspect.signature(_ARGUMENTS[kind].__init__).parameters) - {"__self__", "self"}
    for argument in arguments:
        if argument not in valid:
            resource = _ARGUMENTS[kind].__name__.removesuffix("Args")
            raise ComponentError("AP7003", f"{place}: '{argument}' is not an argument of {resource}.{choices(argument, valid)}")
