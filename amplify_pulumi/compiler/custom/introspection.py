"""What clients read of custom operations in the model introspection (appsync-modelgen-plugin, target `introspection`)."""

from __future__ import annotations

from typing import Any

from amplify_pulumi.compiler.custom.types import input_name, input_types, returned
from amplify_pulumi.schema.model import CustomOperation, Field, OperationKind, Returns, Schema

_MEMBERS: tuple[tuple[str, OperationKind], ...] = (("queries", "query"), ("mutations", "mutation"), ("subscriptions", "subscription"))


def operations_introspection(schema: Schema) -> dict[str, Any]:
    """Return `queries`, `mutations`, `subscriptions` and `inputs`, each only where there is something in it.

    Args:
        schema: as the user wrote it.
    """
    by_name = {each.name: each for each in schema.operations}
    types = {each.name: each for each in schema.types}
    found: dict[str, Any] = {
        member: {each.name: _operation(each, by_name, schema) for each in schema.operations if each.kind == kind}
        for member, kind in _MEMBERS
    }
    found["inputs"] = {
        input_name(types[name]): {
            "name": input_name(types[name]),
            "attributes": {each.name: _input(each, schema) for each in types[name].fields},
        }
        for name in input_types(schema)
    }
    return {name: members for name, members in found.items() if members}


def _operation(operation: CustomOperation, operations: dict[str, CustomOperation], schema: Schema) -> dict[str, Any]:
    result = returned(operation, operations)
    described = _described(operation.name, _type(result.type, schema), result)
    if operation.arguments:
        described["arguments"] = {each.name: _input(each, schema) for each in operation.arguments}
    return described


def _input(field: Field, schema: Schema) -> dict[str, Any]:
    custom = {each.name: each for each in schema.types}
    type_ = {"input": input_name(custom[field.type])} if field.type in custom else _type(field.type, schema)
    return _described(field.name, type_, field)


def _described(name: str, type_: str | dict[str, str], value: Field | Returns) -> dict[str, Any]:
    described: dict[str, Any] = {"name": name, "isArray": value.array, "type": type_, "isRequired": value.required}
    return {**described, "isArrayNullable": not value.array_required} if value.array else described


def _type(name: str, schema: Schema) -> str | dict[str, str]:
    if name in {each.name for each in schema.models}:
        return {"model": name}
    if name in {each.name for each in schema.enums}:
        return {"enum": name}
    return name if name in _SCALARS else {"nonModel": name}


_SCALARS = frozenset(
    {
        *("ID", "String", "Int", "Float", "Boolean"),
        *("AWSDate", "AWSTime", "AWSDateTime", "AWSTimestamp", "AWSEmail", "AWSJSON", "AWSPhone", "AWSURL", "AWSIPAddress"),
    }
)
