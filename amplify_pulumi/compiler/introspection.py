"""The model introspection: what Amplify's clients read out of amplify_outputs.json to know the models.

Its shape is that of appsync-modelgen-plugin's target `introspection`, which the real implementation writes.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from amplify_pulumi.compiler import naming
from amplify_pulumi.compiler.callers import DEFAULT_OWNER_FIELD
from amplify_pulumi.compiler.operations.redaction import must_lead
from amplify_pulumi.compiler.shape import ID, OPERATION_GROUPS, Link, Shape
from amplify_pulumi.schema.model import CustomType, Enum, Field, Rule, Schema

_ALL_OPERATIONS = ("create", "update", "delete", "read")

_USERNAME = "cognito:username"
_GROUPS = "cognito:groups"


def model_introspection(schema: Schema, shapes: Mapping[str, Shape]) -> dict[str, Any]:
    """Return the introspection of the models, with an `id` first among the fields of each."""
    lists: dict[str, list[tuple[Shape, Link]]] = {name: [] for name in shapes}
    for shape in shapes.values():
        for link in shape.links:
            if link.kind == "hasMany":
                lists[link.related].append((shape, link))
    return {
        "version": 1,
        "models": {shape.name: _model(shape, shapes, lists[shape.name]) for shape in shapes.values()},
        "enums": {each.name: _enum(each) for each in schema.enums},
        "nonModels": {each.name: _custom_type(each, schema) for each in schema.types},
    }


def _enum(enum: Enum) -> dict[str, Any]:
    """Return an enum. Of values that are one word in CONSTANT_CASE, the plugin keeps the last one, in the place of the first."""
    return {"name": enum.name, "values": list({naming.constant_case(each): each for each in enum.values}.values())}


def _custom_type(type_: CustomType, schema: Schema) -> dict[str, Any]:
    enums = {each.name for each in schema.enums}
    types = {each.name for each in schema.types}
    return {"name": type_.name, "fields": {field.name: _value(field, enums, types) for field in type_.fields}}


def _model(shape: Shape, shapes: Mapping[str, Shape], lists: Sequence[tuple[Shape, Link]]) -> dict[str, Any]:
    """Return a model, to which these lists lead, each with the model that has it."""
    partition_key, *sort_key = shape.key
    return {
        "name": shape.name,
        "fields": _fields(shape, shapes),
        "syncable": True,
        "pluralName": naming.plural(shape.name),
        "attributes": list(_attributes(shape, lists)),
        "primaryKeyInfo": {
            "isCustomPrimaryKey": shape.key != (ID,),
            "primaryKeyFieldName": partition_key,
            "sortKeyFieldNames": sort_key,
        },
    }


def _attributes(shape: Shape, lists: Sequence[tuple[Shape, Link]]) -> Iterator[dict[str, Any]]:
    yield {"type": "model", "properties": _model_properties(shape)}
    if shape.custom_key:
        yield {"type": "key", "properties": {"fields": list(shape.key)}}
    for index in shape.indexes:
        if index.declared:
            yield {"type": "key", "properties": {"name": index.name, "queryField": index.query_field, "fields": list(index.fields)}}
    yield from _imputed_keys(shape, lists)
    yield {"type": "auth", "properties": {"rules": [_rule(each) for each in shape.rules]}}


def _fields(shape: Shape, shapes: Mapping[str, Shape]) -> dict[str, Any]:
    values = {field.name: field for field in shape.values}
    links = {link.name: link for link in shape.links}
    implicit_owners = {name for name in shape.owner_fields if name not in shape.declared}
    names = dict.fromkeys([ID, *shape.order] if ID in values else shape.order)
    automatic = set(shape.timestamps) - shape.declared
    return {
        name: _link(shape, links[name], shapes)
        if name in links
        else _value(_keyed(values[name], shape), shape.enums, shape.types, automatic=name in automatic)
        for name in names
        if name not in implicit_owners
    }


def _keyed(field: Field, shape: Shape) -> Field:
    return replace(field, required=True) if field.name in shape.key else field


def _value(field: Field, enums: Container[str], types: Container[str], *, automatic: bool = False) -> dict[str, Any]:
    return {
        "name": field.name,
        "isArray": field.array,
        "type": type_reference(field.type, enums, types),
        "isRequired": field.required and not automatic,
        "attributes": [],
        **({"isArrayNullable": not field.array_required} if field.array else {}),
        **({"isReadOnly": True} if automatic else {}),
    }


def type_reference(name: str, enums: Container[str], types: Container[str]) -> str | dict[str, str]:
    """Return how the introspection names a type that is no model: a scalar by itself, others with what they are."""
    if name in enums:
        return {"enum": name}
    return {"nonModel": name} if name in types else name


def _link(shape: Shape, link: Link, shapes: Mapping[str, Shape]) -> dict[str, Any]:
    description: dict[str, Any] = {
        "name": link.name,
        "isArray": link.kind == "hasMany",
        "type": {"model": link.related},
        "isRequired": link.required if link.kind == "hasMany" else must_lead(shape, link, shapes[link.related]),
        "attributes": [],
    }
    match link.kind:
        case "hasMany":
            description["isArrayNullable"] = not link.array_required
            description["association"] = {"connectionType": "HAS_MANY", "associatedWith": _associated(shape, link, shapes[link.related])}
        case "hasOne":
            targets = list(link.fields) if link.index is None else []
            description["association"] = {"connectionType": "HAS_ONE", "associatedWith": list(link.references), "targetNames": targets}
        case "belongsTo":
            description["association"] = {"connectionType": "BELONGS_TO", "targetNames": list(link.references)}
    return description


def _model_properties(shape: Shape) -> dict[str, Any]:
    """Return the arguments of `@model`, as Amplify writes them: what is left out or named otherwise."""
    properties: dict[str, Any] = {}
    for group in OPERATION_GROUPS:
        if group in shape.model.disabled:
            properties[group] = None
            continue
        members: dict[str, Any] = {operation: None for operation in OPERATION_GROUPS[group] if operation in shape.model.disabled}
        for operation, name in shape.model.operation_names:
            if operation in OPERATION_GROUPS[group]:
                members[operation] = [*members.get(operation, []), name] if group == "subscriptions" else name
        if members:
            properties[group] = members
    times = {"createdAt": shape.created_at, "updatedAt": shape.updated_at}
    renamed = {name: field for name, field in times.items() if field != name}
    if renamed:
        properties["timestamps"] = renamed if any(times.values()) else None
    return properties


def _associated(shape: Shape, link: Link, related: Shape) -> list[str]:
    """Return what appsync-modelgen-plugin says a hasMany is associated with.

    That is what the index of a relationship is made of. Of one that is declared, and of the table, it is the field that leads back, or
    else the partition key.
    """
    if link.index == naming.relationship_index(shape.name, link.name):
        return list(link.references)
    partition_key = link.references[0]
    back = (each.name for each in related.links if _leads_back(each, shape) and each.references[0] == partition_key)
    return [next(back, partition_key)]


def _leads_back(link: Link, shape: Shape) -> bool:
    return link.kind == "belongsTo" and link.related == shape.name


def _imputed_keys(shape: Shape, lists: Sequence[tuple[Shape, Link]]) -> Iterator[dict[str, Any]]:
    """Yield the keys that appsync-modelgen-plugin imputes to the model.

    It takes a hasMany field for one without a way back, and lists its index, where the first field that leads back is not a belongsTo
    (case relationships, model Country). A declared index is there already.
    """
    declared = {index.name for index in shape.indexes if index.declared}
    first: dict[str, Link] = {}
    for link in shape.links:
        first.setdefault(link.related, link)
    for parent, link in lists:
        has_way_back = parent.name in first and _leads_back(first[parent.name], parent)
        if not has_way_back and link.index not in declared:
            fields = _associated(parent, link, shape)
            yield {"type": "key", "properties": {"name": naming.relationship_index(parent.name, link.name), "fields": fields}}


def _rule(rule: Rule) -> dict[str, Any]:
    """Return a rule as `@auth` spells it, with the defaults that appsync-modelgen-plugin fills in."""
    operations = list(rule.operations or _ALL_OPERATIONS)
    provider = rule.provider or "userPools"
    match rule.allow:
        case "publicApiKey":
            described = {"allow": "public", "provider": "apiKey"}
        case "guest":
            described = {"allow": "public", "provider": "identityPool"}
        case "authenticated":
            described = {"allow": "private", **({"provider": rule.provider} if rule.provider else {})}
        case "custom":
            described = {"allow": "custom"}
        case "owner" | "ownerDefinedIn" | "ownersDefinedIn":
            claim = _USERNAME if rule.claim in (None, "username") else rule.claim
            field = rule.defined_in or DEFAULT_OWNER_FIELD
            described = {"provider": provider, "ownerField": field, "allow": "owner", "identityClaim": claim}
        case "groups":
            described = {"groupClaim": rule.claim or _GROUPS, "provider": provider, "allow": "groups", "groups": list(rule.groups)}
        case "groupDefinedIn" | "groupsDefinedIn":
            described = {"groupClaim": rule.claim or _GROUPS, "provider": provider, "allow": "groups"}
            # The plugin does not know `groupsField`, and names the default field beside it.
            described |= {"groupsField": rule.defined_in, "groupField": "groups"}
    return {**described, "operations": operations}
