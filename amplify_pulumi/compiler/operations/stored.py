"""What mutations store beside what the client writes, and what they check of it: members of the configs of create and update."""

from __future__ import annotations

import json
from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from amplify_pulumi.compiler.shape import Shape
from amplify_pulumi.schema.model import Field, Validation, ValidationKind

_IN_JSON = frozenset({"Int", "Float", "Boolean", "AWSTimestamp", "AWSJSON"})
"""Scalars whose values are no texts in a resolver."""

_TEXTS: frozenset[ValidationKind] = frozenset({"startsWith", "endsWith", "matches"})
_DEMANDS: Mapping[ValidationKind, str] = MappingProxyType(
    {
        "gt": "be greater than",
        "lt": "be less than",
        "gte": "be greater than or equal to",
        "lte": "be less than or equal to",
        "minLength": "have a minimum length of",
        "maxLength": "have a maximum length of",
        "startsWith": "start with",
        "endsWith": "end with",
        "matches": "match",
    }
)
"""What each validation asks of a value, in the words of graphql-validate-transformer."""


def composite_keys(shape: Shape) -> dict[str, Any]:
    """Return the `compositeKeys` member: the sort keys of indexes that are made of several fields; none where there are none."""
    found = [
        {"attribute": attribute, "index": f"@index '{index.name}'" if index.declared else f"global secondary index '{index.name}'"}
        for index in shape.indexes
        for attribute in index.attributes[1:]
        if "#" in attribute and attribute not in shape.key_attributes
    ]
    return {"compositeKeys": found} if found else {}


def index_partition_keys(shape: Shape) -> dict[str, Any]:
    """Return the `indexPartitionKeys` member: the partition keys of declared indexes that an item may lack; none where there are none."""
    fields = dict.fromkeys(index.fields[0] for index in shape.indexes if index.declared)
    found = [name for name in fields if name not in shape.key and not shape.value(name).required]
    return {"indexPartitionKeys": found} if found else {}


def defaults(shape: Shape) -> dict[str, Any]:
    """Return the `defaults` member: the values of new items that bring none, by field; none where there are none."""
    found = {field.name: _default(field, field.default) for field in shape.values if field.default is not None}
    return {"defaults": found} if found else {}


def _default(field: Field, value: str) -> Any:
    return json.loads(value) if field.type in _IN_JSON else value


def validations(shape: Shape) -> dict[str, Any]:
    """Return the `validations` member: what is checked of the input, in order; none where there is nothing to check."""
    found = [_validation(shape, field, each) for field in shape.values for each in field.validations]
    return {"validations": found} if found else {}


def _validation(shape: Shape, field: Field, validation: Validation) -> dict[str, Any]:
    message = f"Field {field.name} of type {shape.name} must {_DEMANDS[validation.kind]} {validation.value}"
    return {
        "name": field.name,
        "kind": validation.kind,
        "value": validation.value if validation.kind in _TEXTS else _number(validation.value),
        "message": message if validation.message is None else validation.message,
    }


def _number(text: str) -> int | float:
    number = float(text)
    return int(number) if number.is_integer() else number
