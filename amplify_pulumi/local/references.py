"""What only a deployment knows, for an API that runs on this machine.

A plan refers to such values by name, `{"ref": "table.Todo.name"}` as a whole or `${table.Todo.arn}` inside a longer string; in the cloud
Outputs are put there, here fixed texts.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

REGION = "us-east-1"
ACCOUNT = "123456789012"
PARTITION = "aws"
API_ID = "local"
USER_POOL_ID = f"{REGION}_local"
IDENTITY_POOL_ID = f"{REGION}:00000000-0000-4000-8000-000000000000"
AUTHENTICATED_ROLE = "authenticated"
UNAUTHENTICATED_ROLE = "unauthenticated"
"""The names of the identity pool's roles."""

_NAMED = re.compile(r"(?:function|source)\.\w+\.\w+")
_EMBEDDED = re.compile(r"\$\{([A-Za-z]+(?:\.\w+)+)\}")


class UnknownReferenceError(ValueError):
    """A plan refers to something that it does not hold."""


def references(tables: Sequence[Mapping[str, Any]], given: Mapping[str, str] | None = None, named: Iterable[str] = ()) -> dict[str, str]:
    """Return the value of every reference that a plan with these tables may hold.

    Args:
        tables: of the plan.
        given: values that win over those that are made up here.
        named: references to functions and external data sources: `function.echo.arn`. On this machine they are called what the schema
            calls them.
    """
    values = {
        "api.id": API_ID,
        "api.arn": f"arn:{PARTITION}:appsync:{REGION}:{ACCOUNT}:apis/{API_ID}",
        "api.logsRole.arn": f"arn:{PARTITION}:iam::{ACCOUNT}:role/logs",
        "auth.userPool.id": USER_POOL_ID,
        "auth.identityPool.id": IDENTITY_POOL_ID,
        "auth.authenticatedRole.arn": f"arn:{PARTITION}:iam::{ACCOUNT}:role/{AUTHENTICATED_ROLE}",
        "auth.unauthenticatedRole.arn": f"arn:{PARTITION}:iam::{ACCOUNT}:role/{UNAUTHENTICATED_ROLE}",
        "aws.region": REGION,
        "aws.account": ACCOUNT,
        "aws.partition": PARTITION,
    }
    for table in tables:
        name = table_name(table)
        values[f"table.{table['model']}.name"] = name
        values[f"table.{table['model']}.arn"] = f"arn:{PARTITION}:dynamodb:{REGION}:{ACCOUNT}:table/{name}"
    for reference in named:
        kind, name, property_ = reference.split(".")
        is_function = kind == "function" or property_ == "function"
        values[reference] = f"arn:{PARTITION}:lambda:{REGION}:{ACCOUNT}:function:{name}" if is_function and property_ != "name" else name
    return {**values, **(given or {})}


def named_in(value: Any) -> Iterator[str]:
    """Yield the references to functions and external data sources in a part of a plan, as often as they stand there."""
    if isinstance(value, str):
        yield from (match[1] for match in _EMBEDDED.finditer(value) if _NAMED.fullmatch(match[1]))
    elif isinstance(value, Mapping):
        if list(value) == ["ref"] and _NAMED.fullmatch(value["ref"]):
            yield value["ref"]
        else:
            yield from (found for each in value.values() for found in named_in(each))
    elif isinstance(value, Sequence):
        yield from (found for each in value for found in named_in(each))


def environment_names(code: str) -> Iterator[str]:
    """Yield the names of the values of `ctx.env` that a resolver's code holds references to."""
    return (match[1].partition(".")[2] for match in _EMBEDDED.finditer(code) if match[1].startswith("env."))


def table_name(table: Mapping[str, Any]) -> str:
    """Return the name of a model's table: `Todo-id.S`.

    The key is part of it: a model whose key changes gets another table, as it would in AWS. Here the former one stays as it is, and comes
    back with the former key.
    """
    types = {each["attributeName"]: each["attributeType"] for each in table["attributeDefinitions"]}
    key = (f"{each['attributeName'].replace('#', '.')}.{types[each['attributeName']]}" for each in table["keySchema"])
    return "-".join((table["model"], *key))


def resolve(value: Any, values: Mapping[str, str]) -> Any:
    """Return a part of a plan with its references replaced.

    Raises:
        UnknownReferenceError: one of them has no value.
    """
    if isinstance(value, str):
        return _EMBEDDED.sub(lambda match: _lookup(match[1], values), value) if "${" in value else value
    if isinstance(value, Mapping):
        if list(value) == ["ref"]:
            return _lookup(value["ref"], values)
        return {key: resolve(each, values) for key, each in value.items()}
    if isinstance(value, Sequence):
        return [resolve(each, values) for each in value]
    return value


def resolve_code(code: str, values: Mapping[str, str]) -> str:
    """Return a resolver's code with the references in it replaced. What only looks like one is JavaScript's own and stays."""
    return _EMBEDDED.sub(lambda match: values.get(match[1], match[0]), code) if "${" in code else code


def _lookup(name: str, values: Mapping[str, str]) -> str:
    if name not in values:
        raise UnknownReferenceError(f"the plan refers to {name!r}, which it does not hold")
    return values[name]
