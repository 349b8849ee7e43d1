"""The grants of an operation, and those of single fields, as the configs of resolvers hold them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Literal

from amplify_pulumi.compiler import access
from amplify_pulumi.compiler.access import Grant
from amplify_pulumi.compiler.callers import Rights
from amplify_pulumi.compiler.operations.readers import allowed_readers, field_readers
from amplify_pulumi.compiler.shape import Shape
from amplify_pulumi.schema.model import Operation


def grants(shape: Shape, operation: Operation) -> list[dict[str, Any]]:
    """Return the `access` member of a resolver's config.

    Where fields have rules of their own, whoever may do something with one field gets at the item, and what he gets of it is decided field
    by field; only who may delete every field may delete the item.
    """
    rights = _distinct(shape)
    lowered = access.lower_all(rights, operation) if operation == "delete" else access.lower_any(rights, operation)
    if operation == "create" and shape.field_rules:
        lowered = access.in_its_role(lowered, access.lower_all(rights, operation))
    return _json(lowered)


def field_grants(shape: Shape, operation: Literal["create", "update"]) -> list[dict[str, Any]]:
    """Return the `fields` member of a mutation's config (`FieldRules` in resolvers/lib/fields.js); empty where `access` says it all.

    A field that the user did not declare, the automatic `id`, may be given by those only who may give every field. On update, null is a
    deletion and needs the right to delete the field, too, as in Amplify.
    """
    rights = _distinct(shape)
    whole = access.lower_any(rights, operation)
    lowered = {tuple(own): (access.lower(own, operation), access.lower(own, "delete")) for own in rights.values()}
    rules: list[tuple[tuple[Grant, ...], tuple[Grant, ...], str]] = []
    for field in shape.values:
        if operation == "update" and field.name in shape.key:
            continue
        if field.name in shape.declared:
            rules.append((*lowered[shape.field_rules.get(field.name, shape.rules)], field.name))
        elif field.name in shape.key:
            rules.append((access.lower_all(rights, operation), (), field.name))
    found: dict[tuple[tuple[Grant, ...], tuple[Grant, ...]], list[str]] = {}
    for written, removed, name in rules:
        removal = removed if operation == "update" and not access.includes(removed, written) else ()
        found.setdefault((written, removal), []).append(name)
    if all(set(written) == set(whole) and not removal for written, removal in found):
        return []
    return [
        {"fields": names, "access": _json(written), **({"removal": _json(removal)} if removal else {})}
        for (written, removal), names in found.items()
    ]


def hidden_fields(shape: Shape) -> Mapping[str, tuple[Grant, ...]]:
    """Return the fields that not everybody may read who may read an item, and who may.

    A field may be read by those whom its rules let read in any way: its resolver does not know the way in which the item was read. Where
    they keep out somebody who may `get` an item, Amplify's resolver lets in none but those who may `get` one: so does ours.
    """
    if not shape.field_rules:
        return {}
    rights = {field.name: tuple(shape.rights[field.name]) for field in shape.values if field.name in shape.declared}
    distinct = {rules: name for name, rules in rights.items()}
    readers = access.lower_reading([rule for rules in dict.fromkeys(map(tuple, shape.rights.values())) for rule in rules])
    lowered = {rules: _reading(shape, name) for rules, name in distinct.items()}
    hidden = {rules: own for rules, own in lowered.items() if not access.includes(own, readers)}
    return {name: hidden[rules] for name, rules in rights.items() if name not in shape.key and rules in hidden}


def _reading(shape: Shape, field: str) -> tuple[Grant, ...]:
    rules = shape.rights[field]
    all_read = len(allowed_readers(shape, field)) == len(field_readers(shape, field))
    return access.lower_reading(rules) if all_read else access.lower_reading(rules, getting=_distinct(shape))


def own_grants(shape: Shape, relationship: str) -> dict[str, list[dict[str, Any]]]:
    """Return the `own` member of a relationship's config: who may read the field; none where whoever reads an item may.

    A relationship without rules of its own has the model's, which keep out those who read the item by the rules of other fields alone.
    """
    if not shape.field_rules:
        return {}
    own = _reading(shape, relationship)
    readers = access.lower_reading([rule for rules in shape.rights.values() for rule in rules])
    needed = relationship in shape.field_rules or not access.includes(own, readers)
    return {"own": _json(own)} if needed else {}


def hidden_grants(shape: Shape, sorting: Iterable[str] = ()) -> dict[str, list[dict[str, Any]]]:
    """Return the `hidden` member of a config, for fields by which the caller may ask for items; none where everybody may read all.

    Args:
        shape: the model.
        sorting: fields by which the items come sorted, whatever is asked: their order tells of them.
    """
    sorts = frozenset(sorting)
    found: dict[tuple[bool, tuple[Grant, ...]], list[str]] = {}
    for name, own in hidden_fields(shape).items():
        found.setdefault((name in sorts, own), []).append(name)
    rules = [{"fields": names, "access": _json(own), **({"sorts": True} if by else {})} for (by, own), names in found.items()]
    return {"hidden": rules} if rules else {}


def shown_owners(shape: Shape) -> dict[str, list[str]]:
    """Return the `ownerFields` member of a config: fields that show the user name only; with `ownerLists` where some hold lists."""
    return {"ownerFields": list(shape.shown_owner_fields), **owner_lists(shape, shape.shown_owner_fields)}


def owner_lists(shape: Shape, fields: Iterable[str]) -> dict[str, list[str]]:
    """Return the `ownerLists` member of a config: those of the fields that hold lists; none where there are none."""
    lists = [name for name in fields if shape.value(name).array]
    return {"ownerLists": lists} if lists else {}


def ruled_keys(shape: Shape, operation: Operation, attributes: Iterable[str]) -> dict[str, list[str]]:
    """Return the `ruled` member of a query's config: those attributes of its key in which a rule looks; none where there are none.

    A rule of the model, or of a field by which the caller may ask.
    """
    hidden = [grant for own in hidden_fields(shape).values() for grant in own]
    looked_in = {grant.field for grant in (*access.lower_any(shape.rights or {"": shape.rules}, operation), *hidden)}
    found = [name for name in attributes if name in looked_in]
    return {"ruled": found} if found else {}


def _distinct(shape: Shape) -> Rights:
    """Return the rules that hold for some declared field, each once, by a field that has them."""
    found = {tuple(rules): name for name, rules in shape.rights.items()}
    return {name: rules for rules, name in found.items()} or {"": shape.rules}


def _json(lowered: Sequence[Grant]) -> list[dict[str, Any]]:
    return [grant.to_json() for grant in lowered]
