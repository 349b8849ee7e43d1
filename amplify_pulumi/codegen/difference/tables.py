"""Tables and indexes: which would be replaced, which disappear, which are built anew, and which items an index lacks.

The key of a table can never be changed, an index only be removed and built again, one at a time (DynamoDB, "Managing Global Secondary
Indexes"). Tables are protected, so that Pulumi refuses at preview what would lose one (`components.model_table`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from amplify_pulumi.codegen.difference.model import Comparison, Finding, Side
from amplify_pulumi.codegen.difference.sides import place
from amplify_pulumi.compiler import naming
from amplify_pulumi.schema.model import Position

Table = Mapping[str, Any]
"""A table as plan.json has it."""

_GIVE_UP = (
    "Keep the model. To give its items up: export them, deploy with `TableSettings(protect=False, deletion_protection=False)` for it, then "
    "remove it. Until then `pulumi preview` refuses."
)
_NEW_KEY = (
    "Keep the key, and add an index for another way to look items up. Or make a model of another name, copy the items, then give this one "
    "up. `pulumi preview` refuses to replace a protected table."
)


def check(comparison: Comparison) -> Iterator[Finding]:
    """Yield what happens to the tables of models that disappear, and to keys and indexes of those that stay."""
    for name in comparison.removed_models:
        yield _renamed(comparison, name) if name in comparison.renamed else _removed(name)
    for name in comparison.models:
        old, new = comparison.old.tables[name], comparison.new.tables[name]
        if key_of(old) != key_of(new):
            yield Finding(
                category="data-loss",
                kind="table-replaced",
                subject=name,
                message=f"The key of a table cannot be changed: {name} would get a new, empty table.",
                old=_key_text(old),
                new=_key_text(new),
                advice=_NEW_KEY,
                position=_identifier_place(comparison.new, name),
            )
        else:
            yield from _indexes(comparison, name, old, new)


def key_of(table: Table) -> tuple[tuple[str, str], ...]:
    """Return the attributes of a table's key with DynamoDB's types, the partition key first."""
    return _typed(table, table["keySchema"])


def _typed(table: Table, key_schema: list[Mapping[str, str]]) -> tuple[tuple[str, str], ...]:
    types = {each["attributeName"]: each["attributeType"] for each in table["attributeDefinitions"]}
    return tuple(
        (each["attributeName"], types.get(each["attributeName"], "S")) for each in sorted(key_schema, key=lambda each: each["keyType"])
    )


def _removed(name: str) -> Finding:
    return Finding(
        category="data-loss",
        kind="table-removed",
        subject=name,
        message=f"The model is gone, and with it its table and every item of {name}.",
        advice=_GIVE_UP,
    )


def _renamed(comparison: Comparison, name: str) -> Finding:
    other = comparison.renamed[name]
    return Finding(
        category="data-loss",
        kind="table-renamed",
        subject=name,
        message=f"{name} seems to be called {other} now. A table is known by the name of its model: {other} would get a new, empty one.",
        old=name,
        new=other,
        advice=(
            "Keep the name. To change it and keep the items, rename both resources in Pulumi's state before deploying "
            f"(`pulumi state rename`): the component …-{name} to …-{other}, and …-{name}-table to …-{other}-table. "
            "Until then `pulumi preview` refuses."
        ),
        position=place(comparison.new, other),
    )


def _key_text(table: Table) -> str:
    return ", ".join(f"{name} ({kind})" for name, kind in key_of(table))


def _identifier_place(side: Side, model: str) -> Position | None:
    declared = side.shapes[model].model if model in side.shapes else None
    return None if declared is None else declared.identifier_position or declared.position


@dataclass(frozen=True, kw_only=True, slots=True)
class _Index:
    """An index as far as DynamoDB could not change it in place."""

    key: tuple[tuple[str, str], ...]
    projection: str

    def text(self) -> str:
        """Return it for people."""
        names = ", ".join(f"{name} ({kind})" for name, kind in self.key)
        return names if self.projection == "ALL" else f"{names}; {self.projection}"


def _of(table: Table) -> dict[str, _Index]:
    return {
        each["indexName"]: _Index(key=_typed(table, each["keySchema"]), projection=_projection(each.get("projection", {})))
        for each in table.get("globalSecondaryIndexes", [])
    }


def _projection(projection: Mapping[str, Any]) -> str:
    named = sorted(projection.get("nonKeyAttributes", []))
    return " ".join([projection.get("projectionType", "ALL"), *([f"({', '.join(named)})"] if named else [])])


def _indexes(comparison: Comparison, model: str, old: Table, new: Table) -> Iterator[Finding]:
    before, after = _of(old), _of(new)
    renamed = _renamed_indexes(before, after)
    former_names = {name: former for former, name in renamed.items()}
    built = [name for name, index in after.items() if before.get(name) != index]
    turn = f" DynamoDB builds one index at a time: this change takes {len(built)} of {model}." if len(built) > 1 else ""
    for name in before.keys() - after.keys() - renamed.keys():
        yield Finding(
            category="replaced",
            kind="index-removed",
            subject=f"{model}.{name}",
            message="The index is removed. Items stay in the table.",
            old=before[name].text(),
            advice="Deploy clients that no longer query it first.",
            position=place(comparison.new, model),
        )
    for name in built:
        position = _index_place(comparison.new, model, name)
        former_name = former_names.get(name)
        former = before.get(former_name or name)
        yield _built(f"{model}.{name}", former, after[name], turn, position, former_name)
        yield from _lacking(comparison, model, name, former, position)


def _renamed_indexes(before: Mapping[str, _Index], after: Mapping[str, _Index]) -> dict[str, str]:
    """Return the indexes that have another name and are otherwise the same, by the old one."""
    gone = [name for name in before if name not in after]
    fresh = {index: name for name, index in after.items() if name not in before}
    return {name: fresh.pop(before[name]) for name in gone if before[name] in fresh}


def _built(subject: str, former: _Index | None, index: _Index, turn: str, position: Position | None, renamed: str | None) -> Finding:
    if former is None:
        return Finding(
            category="added",
            kind="index-added",
            subject=subject,
            message=f"The index is built from the items that are there, which takes a while on a large table.{turn}",
            new=index.text(),
            position=position,
        )
    if renamed is not None:
        kind, message = (
            "index-renamed",
            f"The index {renamed.rpartition('.')[2]} has another name: it is removed, and built anew under this one.",
        )
    elif former.key != index.key:
        kind, message = "index-replaced", "The key of an index cannot be changed: it is removed and built anew."
    else:
        kind, message = "index-replaced", "What an index holds beside its key cannot be changed: it is removed and built anew."
    return Finding(
        category="replaced",
        kind=kind,
        subject=subject,
        message=f"{message} Requests that use it fail until it is built.{turn}",
        old=renamed or former.text(),
        new=subject.partition(".")[2] if renamed is not None else index.text(),
        advice="Add the new index under another name first, deploy, then remove this one.",
        position=position,
    )


def _lacking(comparison: Comparison, model: str, name: str, former: _Index | None, position: Position | None) -> Iterator[Finding]:
    """Yield the attributes of an index's key that are made of several fields, and that no stored item has."""
    known = {each["attributeName"] for each in comparison.old.tables[model]["attributeDefinitions"]}
    for attribute in (each for each, _ in _of(comparison.new.tables[model])[name].key if "#" in each and each not in known):
        fields = " and ".join(attribute.split("#"))
        yield Finding(
            category="risky" if former is None else "data-loss",
            kind="index-lacks-items",
            subject=f"{model}.{name}",
            message=f"Stored items have no attribute {attribute}: the index finds none of them until they are written again.",
            new=attribute,
            advice=f"Update every item with its own {fields} after deploying: the API writes the attribute then.",
            position=position,
        )


def _index_place(side: Side, model: str, name: str) -> Position | None:
    shape = side.shapes.get(model)
    if shape is None:
        return None
    for each in shape.model.indexes:
        if (each.name or naming.default_index(model, (each.partition_key, *each.sort_keys))) == name:
            return each.position
    # The others are those of relationships, named after the field that reads them: `gsi-Team.members`.
    return place(side, name.removeprefix("gsi-")) or shape.position
