"""The model introspection: what Amplify's clients read out of amplify_outputs.json to know the models.

Its shape is that of appsync-modelgen-plugin's target `introspection`, which the real implementation writes.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import Any

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.shape import TIMESTAMPS, Link, Shape
from amplify_pulumi.schema.model import Allow, Field, Rule

_ALL_OPERATIONS = ("create", "update", "delete", "read")


def model_introspection(shapes: Mapping[str, Shape]) -> dict[str, Any]:
    """Return the introspection of the models, with the identifier first among the fields of each."""
    return {
        "version": 1,
        "models": {shape.name: _model(shape) for shape in shapes.values()},
        "enums": {},
        "nonModels": {},
    }


def _model(shape: Shape) -> dict[str, Any]:
    partition_key, *sort_key = shape.key
    attributes: list[dict[str, Any]] = [{"type": "model", "properties": {}}]
    if shape.custom_key:
        attributes.append({"type": "key", "properties": {"fields": list(shape.key)}})
    attributes.extend(_imputed_keys(shape))
    attributes.append({"type": "auth", "properties": {"rules": [_rule(each) for each in shape.rules]}})
    return {
        "name": shape.name,
        "fields": _fields(shape),
        "syncable": True,
        "pluralName": naming.plural(shape.name),
        "attributes": attributes,
        "primaryKeyInfo": {
            "isCustomPrimaryKey": shape.key != ("id",),
            "primaryKeyFieldName": partition_key,
            "sortKeyFieldNames": sort_key,
        },
    }


def _fields(shape: Shape) -> dict[str, Any]:
    values = {field.name: field for field in shape.values}
    links = {link.name: link for link in shape.links}
    implicit_owners = {name for name in shape.owner_fields if name not in shape.declared}
    names = dict.fromkeys(["id", *shape.order] if "id" in values else shape.order)
    return {name: _link(links[name]) if name in links else _value(values[name], shape) for name in names if name not in implicit_owners}


def _value(field: Field, shape: Shape) -> dict[str, Any]:
    automatic = field.name in TIMESTAMPS and field.name not in shape.declared
    return {
        "name": field.name,
        "isArray": field.array,
        "type": field.type,
        "isRequired": field.required and not automatic,
        "attributes": [],
        **({"isArrayNullable": not field.array_required} if field.array else {}),
        **({"isReadOnly": True} if automatic else {}),
    }


def _link(link: Link) -> dict[str, Any]:
    description: dict[str, Any] = {
        "name": link.name,
        "isArray": link.kind == "hasMany",
        "type": {"model": link.related},
        "isRequired": False,
        "attributes": [],
    }
    if link.kind == "hasMany":
        description["isArrayNullable"] = True
        description["association"] = {"connectionType": "HAS_MANY", "associatedWith": list(link.references)}
    else:
        description["association"] = {"connectionType": "BELONGS_TO", "targetNames": list(link.references)}
    return description


def _imputed_keys(shape: Shape) -> Iterable[dict[str, Any]]:
    """Return the keys that appsync-modelgen-plugin imputes to the model.

    It takes a hasMany field for one without a way back, and lists its index, where the first field that leads back is not a belongsTo
    (case relationships, model Country).
    """
    first: dict[str, Link] = {}
    for link in shape.links:
        first.setdefault(link.related, link)
    for link in shape.links:
        if link.kind == "belongsTo" and first[link.related].kind != "belongsTo":
            yield {"type": "key", "properties": {"name": link.index, "fields": list(link.references)}}


_RULES: Mapping[Allow, Callable[[], dict[str, Any]]] = MappingProxyType(
    {
        "publicApiKey": lambda: {"allow": "public", "provider": "apiKey"},
        "authenticated": lambda: {"allow": "private"},
        "owner": lambda: {"provider": "userPools", "ownerField": "owner", "allow": "owner", "identityClaim": "cognito:username"},
    },
)
"""Each kind of rule as the introspection describes it."""


def _rule(rule: Rule) -> dict[str, Any]:
    return {**_RULES[rule.allow](), "operations": list(rule.operations or _ALL_OPERATIONS)}
