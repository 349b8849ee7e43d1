"""`hasMany`, `hasOne` and `belongsTo`: fields that lead to other models."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.keys import Entries, Shape, flag, text, texts
from amplify_pulumi.schema.model import Relationship, RelationshipKind
from amplify_pulumi.schema.nodes import Node, Scalar
from amplify_pulumi.schema.yaml.rules import optional_rules

HAS_MANY = Shape(name="hasMany", keys=("hasMany", "references", "valueRequired", "authorization"), required=("hasMany",))
HAS_ONE = Shape(name="hasOne", keys=("hasOne", "references", "required", "authorization"), required=("hasOne",))
BELONGS_TO = Shape(name="belongsTo", keys=("belongsTo", "references", "authorization"), required=("belongsTo",))
RELATIONSHIPS: Mapping[str, Shape] = MappingProxyType({each.name: each for each in (HAS_MANY, HAS_ONE, BELONGS_TO)})
_KINDS: Mapping[str, RelationshipKind] = MappingProxyType({"hasMany": "hasMany", "hasOne": "hasOne", "belongsTo": "belongsTo"})


def read_relationship(kind: str, what: str, key: Scalar, node: Node, found: Entries, report: Report) -> Relationship:
    """Return a relationship.

    Args:
        kind: its kind, one of the keys that were found.
        what: the field, for messages.
        key: its name.
        node: all of it.
        found: its keys and values.
        report: where mistakes go.
    """
    references = found["references"][1] if "references" in found else None
    if references is None:
        advice = "Name the fields on the belongsTo side that hold the identifier: `references: [ownerId]`."
        report.error("AP1012", node.position, f'{what} needs the key "references"', advice)
    flags = {each: bool(each in found and flag(found[each][1], f"`{each}`", report)) for each in ("required", "valueRequired")}
    return Relationship(
        name=key.text,
        kind=_KINDS[kind],
        model=text(found[kind][1], f"`{kind}` of {quoted(key.text)}", report) or "",
        references=tuple(each for each, _ in texts(references, f"`references` of {quoted(key.text)}", report)) if references else (),
        required=flags["required"],
        value_required=flags["valueRequired"],
        authorization=optional_rules(found, report),
        position=key.position,
        model_position=found[kind][1].position,
        references_position=references.position if references else None,
    )
