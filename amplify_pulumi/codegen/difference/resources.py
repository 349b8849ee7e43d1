"""Plan against plan: which AWS resources come, go, are replaced or change in place.

Names and types are those of `components`: a resource is known by its type and by the part of its logical name that the plan decides.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from amplify_pulumi.codegen.difference.model import Comparison, Resource, Resources, Side
from amplify_pulumi.codegen.difference.tables import key_of

_TABLE = "aws:dynamodb/table:Table"


def resources(comparison: Comparison) -> Resources:
    """Return what happens to the AWS resources of one API. Only tables are ever replaced: all else changes in place, or is named anew."""
    old, new = _described(comparison.old), _described(comparison.new)
    changed = [each for each in new if each in old and new[each] != old[each]]
    tables = {name: (table, comparison.new.tables.get(name)) for name, table in comparison.old.tables.items()}
    replaced = {name for name, (table, other) in tables.items() if other is not None and key_of(table) != key_of(other)}
    return Resources(
        added=_sorted(new.keys() - old.keys()),
        removed=_sorted(old.keys() - new.keys()),
        replaced=_sorted(each for each in changed if each.type == _TABLE and each.name in replaced),
        updated=_sorted(each for each in changed if each.type != _TABLE or each.name not in replaced),
    )


def _sorted(found: Any) -> tuple[Resource, ...]:
    return tuple(sorted(found, key=lambda each: (each.type, each.name)))


def _described(side: Side) -> Mapping[Resource, str]:
    """Return each resource with its content as text."""
    return {resource: json.dumps(content, sort_keys=True) for resource, content in _of(side.plan)}


def _of(plan: Mapping[str, Any]) -> Iterator[tuple[Resource, Any]]:
    api = plan["api"]
    yield Resource(type="aws:appsync/graphQLApi:GraphQLApi", name="api"), [api["graphqlApi"], api["schema"]]
    for index, key in enumerate(api.get("apiKeys", [])):
        yield Resource(type="aws:appsync/apiKey:ApiKey", name="api-key" if index == 0 else f"api-key-{index + 1}"), key
    for table in plan["tables"]:
        yield Resource(type=_TABLE, name=table["model"]), table
    for role in plan["roles"]:
        # The role itself only says that AppSync may take it: the policy is a resource of its own.
        yield Resource(type="aws:iam/role:Role", name=role["dataSource"]), None
        yield Resource(type="aws:iam/rolePolicy:RolePolicy", name=role["dataSource"]), role["policyDocument"]
    yield from _invocations(plan)
    yield from _logs(plan)
    for source in api["dataSources"]:
        yield Resource(type="aws:appsync/dataSource:DataSource", name=source["name"]), source
    for function in api.get("functions", []):
        yield Resource(type="aws:appsync/function:Function", name=function["name"]), function
    for resolver in api["resolvers"]:
        yield Resource(type="aws:appsync/resolver:Resolver", name=f"{resolver['typeName']}.{resolver['fieldName']}"), resolver


def _invocations(plan: Mapping[str, Any]) -> Iterator[tuple[Resource, Any]]:
    """Yield the policies for callers with AWS credentials, each with its attachment to their role."""
    for each in plan.get("invocations", []):
        principal = f"function.{each['function']}" if "function" in each else each["principal"]
        for index, document in enumerate(each["policyDocuments"]):
            name = principal if index == 0 else f"{principal}-{index + 1}"
            yield Resource(type="aws:iam/policy:Policy", name=name), document
            yield Resource(type="aws:iam/rolePolicyAttachment:RolePolicyAttachment", name=name), None


def _logs(plan: Mapping[str, Any]) -> Iterator[tuple[Resource, Any]]:
    """Yield what an API that writes logs needs."""
    group = plan.get("logGroup")
    if group is not None:
        yield Resource(type="aws:cloudwatch/logGroup:LogGroup", name="api-logs"), group.get("retentionInDays")
        yield Resource(type="aws:iam/role:Role", name="api-logs"), None
        yield Resource(type="aws:iam/rolePolicy:RolePolicy", name="api-logs"), group["policyDocument"]
