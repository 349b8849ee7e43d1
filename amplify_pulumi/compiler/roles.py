"""The role of each data source: what its resolvers do, and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from types import MappingProxyType

from amplify_pulumi.compiler.operations.contract import GeneratedField, Permission
from amplify_pulumi.compiler.plan import Role, Statement

_NOTHING: Mapping[str, tuple[Statement, ...]] = MappingProxyType({})


def roles(fields: Iterable[GeneratedField], more: Mapping[str, tuple[Statement, ...]] = _NOTHING) -> tuple[Role, ...]:
    """Return a role for each data source whose resolvers need permissions, in the order of the fields.

    Args:
        fields: the generated fields.
        more: what custom operations need, by data source.
    """
    permissions: dict[str, list[Permission]] = {}
    for field in fields:
        if field.permissions:
            permissions.setdefault(field.data_source, []).extend(field.permissions)
    generated = {name: tuple(_statements(each)) for name, each in permissions.items()}
    names = dict.fromkeys((*generated, *more))
    return tuple(Role(data_source=name, statements=(*generated.get(name, ()), *more.get(name, ()))) for name in names)


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
