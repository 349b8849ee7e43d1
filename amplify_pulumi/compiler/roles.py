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
    actions: dict[str, dict[str, set[str]]] = {}
    for field in fields:
        for each in field.permissions:
            actions.setdefault(field.data_source, {}).setdefault(_resource(each), set()).update(each.actions)
    for name, statements in more.items():
        for statement in statements:
            for resource in statement.resource:
                actions.setdefault(name, {}).setdefault(resource, set()).update(statement.action)
    return tuple(Role(data_source=name, statements=tuple(_statements(each))) for name, each in actions.items())


def _statements(actions: Mapping[str, set[str]]) -> Iterator[Statement]:
    """Yield one statement for each set of actions, sorted so that the order of the resolvers does not show."""
    resources: dict[tuple[str, ...], list[str]] = {}
    for resource in sorted(actions):
        resources.setdefault(tuple(sorted(actions[resource])), []).append(resource)
    for action, each in resources.items():
        yield Statement(action=action, resource=tuple(each))


def _resource(permission: Permission) -> str:
    table = f"${{table.{permission.model}.arn}}"
    return f"{table}/index/{permission.index}" if permission.index else table
