"""@manyToMany: two lists that a join model of its own stands between, as Gen 1 makes it. Source: graphql-relational-transformer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from graphql.language import ast

from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.graphql.drafts import FieldDraft, Link, ModelDraft
from amplify_pulumi.schema.graphql.keys import index_name
from amplify_pulumi.schema.graphql.reader import Reader, arguments, text
from amplify_pulumi.schema.graphql.relationships import check_type, limit_of
from amplify_pulumi.schema.graphql.sides import Sides, camel_case
from amplify_pulumi.schema.graphql.types import written_type
from amplify_pulumi.schema.model import Allow, Field, Index, Model, Relationship, Rule
from amplify_pulumi.schema.naming import capitalized


def many_to_many(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @manyToMany."""
    values = arguments(reader, node, "@manyToMany", ("relationName", "limit"))
    limit = limit_of(reader, values, "@manyToMany")
    if draft.link is not None:
        message = f"{capitalized(draft.what)} has both @{draft.link.directive} and @manyToMany"
        reader.error("AP1008", node, message, "A relationship has one kind: make two fields of it.")
        return
    written = written_type(reader, draft.node.type, draft.what)
    check_type(reader, draft, "manyToMany", written.name, is_list=written.array)
    if "relationName" not in values:
        reader.error("AP1012", node, f"@manyToMany on {draft.what} needs `relationName`", 'Write @manyToMany(relationName: "PostTags").')
        name = None
    else:
        name = text(reader, values["relationName"], "`relationName`", 'relationName: "PostTags"')
    draft.link = Link(directive="manyToMany", node=node, type_node=draft.node.type, model=written.name, relation_name=name, limit=limit)


def expand(sides: Sides) -> tuple[Model, ...]:
    """Turn every @manyToMany into @hasMany of a join model, and return the join models."""
    relations: dict[str, list[FieldDraft]] = {}
    for model in sides.models.values():
        for draft in model.drafts:
            if draft.link and draft.link.directive == "manyToMany" and draft.link.relation_name:
                name = draft.link.relation_name
                relations.setdefault(capitalized(name), []).append(draft)
    return tuple(model for name, ends in relations.items() if (model := _join(sides, name, ends)) is not None)


def _join(sides: Sides, name: str, ends: list[FieldDraft]) -> Model | None:
    reader = sides.reader
    links = [each.link for each in ends if each.link]
    if len(ends) != 2:
        many = "once" if len(ends) == 1 else f"{len(ends)} times"
        message = f"The relation {quoted(name)} stands {many}: @manyToMany has two ends"
        reader.error(
            "AP1012", links[-1].node, message, "Write @manyToMany with this relationName on exactly two fields, one in each model."
        )
        return None
    first, second = ends
    for end, other in ((first, second), (second, first)):
        if end.link and end.link.model != other.model.name:
            what = capitalized(end.what)
            message = f"{what} leads to {end.link.model}, but the other end of {quoted(name)} is in {other.model.name}"
            reader.error("AP3008", end.node.type, message, f"Write `{end.name}: [{other.model.name}]`.")
            return None
    if first.model is second.model:
        advice = "Write the join model yourself, with two @belongsTo fields of different names."
        reader.unsupported(links[0].node, f"@manyToMany from {first.model.name} to itself", advice)
        return None
    for end in ends:
        if end.model.mapped is not None:
            reader.unsupported(
                end.model.mapped, "@mapsTo together with @manyToMany", "Write the join model yourself, as Gen 1 has made it."
            )
    place = reader.place(links[0].node)
    if not sides.may_add(sum(len(sides.identifier(end.model)) for end in ends), links[0].node):
        return None
    keys = [_references(sides, end) for end in ends]
    for end, fields in zip(ends, keys, strict=True):
        if end.link:
            end.link.directive, end.link.model = "hasMany", name
            end.link.references = tuple(each.name for each in fields)
            end.link.index_name = _index_of(end)
    return Model(
        name=name,
        fields=(
            *(replace(each, position=place) for fields in keys for each in fields),
            *(
                Relationship(
                    name=camel_case(end.model.name),
                    kind="belongsTo",
                    model=end.model.name,
                    references=tuple(each.name for each in fields),
                    required=True,
                    position=place,
                    model_position=place,
                    references_position=place,
                )
                for end, fields in zip(ends, keys, strict=True)
            ),
        ),
        indexes=tuple(_index(name, end, fields, reader) for end, fields in zip(ends, keys, strict=True)),
        authorization=_rules(first.model, second.model),
        position=place,
    )


def _references(sides: Sides, end: FieldDraft) -> tuple[Field, ...]:
    """Return the fields of the join model that lead to one end: `postId`, and for further keys `post` and their names, as Gen 1 has it."""
    (key, key_type), *others = sides.identifier(end.model)
    prefix = camel_case(end.model.name)
    return (
        Field(name=camel_case(prefix, key), type=key_type, required=True),
        *(Field(name=f"{prefix}{name}", type=type_name, required=True) for name, type_name in others),
    )


def _index(name: str, end: FieldDraft, fields: tuple[Field, ...], reader: Reader) -> Index:
    names = tuple(each.name for each in fields)
    return Index(
        partition_key=names[0],
        sort_keys=names[1:],
        query_field=index_name(name, names),
        name=_index_of(end),
        position=reader.place(end.link.node) if end.link else None,
    )


def _index_of(end: FieldDraft) -> str:
    """Return the name of the index by which one end lists the items of the join model."""
    return f"by{end.model.name}"


def _rules(first: ModelDraft, second: ModelDraft) -> tuple[Rule, ...] | None:
    """Return the rules of both ends, each once, as the join model has them: it declares none of the fields that they look at."""
    if first.authorization is None and second.authorization is None:
        return None
    rules = (*(first.authorization or ()), *(second.authorization or ()))
    return tuple(dict.fromkeys(replace(each, allow=_SINGLE.get(each.allow, each.allow)) for each in rules))


# A field that is not declared is a single text to Gen 1.
_SINGLE: Mapping[Allow, Allow] = {"ownersDefinedIn": "ownerDefinedIn", "groupsDefinedIn": "groupDefinedIn"}
