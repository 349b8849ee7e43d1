"""The role of each data source: what its resolvers do, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from amplify_pulumi.compiler.operations.contract import GeneratedField, Permission
from amplify_pulumi.compiler.plan import Role, Statement


def roles(fields: Iterable[GeneratedField]) -> tuple[Role, ...]:
    """Return a role for each data source whose resolvers need permissions, in the order of the fields."""
    permissions: dict[str, list[Permission]] = {}
    for field in fields:
        if field.permissions:
            permissions.setdefault(field.data_source, []).extend(field.permissions)
    return tuple(Role(data_source=name, statements=tuple(_statements(each))) for name, each in permissions.items())


def _statements(permissions: Iterable[Permission]) -> Iterator[Statement]:
    """Join permissions: one statement for each set of actions, sorted so that the order of the resolvers does not show."""
    actions: dict[str, set[str]] = {}
    for each in permissions:
        actions.setdefault(_resource(each), set()).update(each.actions)
    resources: dict[tuple[str, ...], list[str]] = {}
    for resource in sorted(actions):
        resources.setdefault(tuple(sorted(actions[resource])), []).append(resource)
    for action, resource in resources.items():
        yield Statement(action=action, resource=tuple(resource))


def _resource(permission: Permission) -> str:
    table = f"${{table.{permission.model}.arn}}"
    return f"{table}/index/{permission.index}" if permission.index else table
