"""What relationships of Gen 1 lead by: the fields of both sides, from those that are written and those that Gen 1 adds by itself.

Source: graphql-relational-transformer. Where it means the same, a relationship is said as one with references, which both sides name; else
it stands alone, with the fields of its own side.
"""

from __future__ import annotations

from collections import Counter

from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.graphql.drafts import FieldDraft, Link, ModelDraft
from amplify_pulumi.schema.graphql.sides import Sides, camel_case
from amplify_pulumi.schema.model import Field
from amplify_pulumi.schema.naming import capitalized
from amplify_pulumi.schema.suggestions import did_you_mean


def settle(sides: Sides) -> None:
    """Give every relationship its references: those of Gen 1's forms follow from both sides."""
    drafts = [each for model in sides.models.values() for each in model.drafts]
    # An end of @manyToMany that is left by now has a mistake of its own.
    links = [(draft, draft.link) for draft in drafts if draft.link and draft.link.directive != "manyToMany"]
    written = [(draft, link) for draft, link in links if link.references is None]
    for draft, link in written:
        if link.model not in sides.models:
            # The model stands in another file, or nowhere, which the rule for relationships says.
            if link.directive == "belongsTo" and link.fields is not None:
                link.references = link.fields
            else:
                needs_references(sides, draft, link)
        elif link.directive == "hasMany":
            _settle_many(sides, draft, link, sides.models[link.model])
        elif link.directive == "hasOne":
            _settle_one(sides, draft, link, sides.models[link.model])
    for draft, link in written:
        if link.directive == "belongsTo" and link.model in sides.models:
            _settle_parent(sides, draft, link)
    _pair(drafts, [(draft, link) for draft, link in written if link.references])


def _settle_many(sides: Sides, draft: FieldDraft, link: Link, child: ModelDraft) -> None:
    """Find the references of a hasMany: keys of the index that it names or of the other model, or fields that Gen 1 adds to that model."""
    if link.fields is None:
        # Gen 1 adds them also where an index is named, by which nothing is found through them.
        added = _added(sides, draft, link, keys=sides.generated_key(draft.model), to=child, required=link.array_required)
        if link.index_name is None:
            link.sources, link.references = sides.key_names(draft.model), added
            link.adds_references = True
            return
    if link.index_name is not None:
        found = sides.index(child, link.index_name)
        if found is None:
            hint = did_you_mean(link.index_name, tuple(sides.indexes[child.name]))
            message = f"{child.name} has no index {quoted(link.index_name)}{hint}"
            sides.reader.error("AP1014", link.node, message, "Name an @index of the other model, or write `references` instead.")
            return
        keys = (found.partition_key, *found.sort_keys)
    else:
        keys = sides.key_names(child)
        link.by_key = True
    _compare(sides, draft, link, keys)


def _compare(sides: Sides, draft: FieldDraft, link: Link, keys: tuple[str, ...]) -> None:
    """Compare the fields of a hasMany with a key of the other model: with all of it, or one field with its partition key."""
    sources = link.fields or sides.key_names(draft.model)
    if link.fields is None and len(keys) == 1:
        sources = sources[:1]
    if len(sources) not in (1, len(keys)):
        key = f"the index {quoted(link.index_name)}" if link.index_name else f"the key of {link.model}"
        message = f"{capitalized(draft.what)} is over {len(sources)} fields, but {key} has {len(keys)}, {', '.join(keys)}"
        sides.reader.error("AP3005", link.node, message, "Write `fields` with one field for the partition key, or with one for each.")
        return
    link.sources, link.references = sources, keys[: len(sources)]
    link.is_sorted = len(keys) > len(sources)


def _settle_one(sides: Sides, draft: FieldDraft, link: Link, other: ModelDraft) -> None:
    """Find the key of the other item that Gen 1's hasOne keeps on its own side."""
    link.by_key = True
    link.references = sides.key_names(other)
    link.sources = link.fields or _own_key(sides, draft, link, other)


def _settle_parent(sides: Sides, draft: FieldDraft, link: Link) -> None:
    """Find the references of a belongsTo: Gen 1's `fields`, or those that follow from the first field that leads here.

    They are the fields that a hasMany has added, or a key of its own beside a hasOne, which keeps one as well.
    """
    leading = sides.leading(link.model, draft.model.name)
    if link.fields is not None and leading:
        link.references = link.fields
    elif leading and leading[0].directive == "hasOne":
        link.references = _own_key(sides, draft, link, sides.models[link.model])
    elif leading and leading[0].adds_references:
        link.references = leading[0].references
    elif link.fields is not None:
        # The rule for relationships says what is missing there.
        link.references = link.fields
    else:
        needs_references(sides, draft, link)
    link.sources = link.references if leading else None


def _own_key(sides: Sides, draft: FieldDraft, link: Link, other: ModelDraft) -> tuple[str, ...]:
    """Add the fields to a model that hold the key of the other: `projectTeamId`."""
    return _added(sides, draft, link, keys=sides.generated_key(other), to=draft.model, required=link.required)


def _added(
    sides: Sides, draft: FieldDraft, link: Link, *, keys: tuple[tuple[str, str], ...], to: ModelDraft, required: bool
) -> tuple[str, ...]:
    """Add the fields that Gen 1 adds by itself to a model, one for each of the keys, and return their names."""
    mapped = draft.model.mapped
    if mapped is not None:
        advice = "Declare the fields that hold the key, and name them with `references` or `fields`."
        sides.reader.unsupported(mapped, f"@mapsTo with reference fields that {draft.what} adds by itself", advice)
    if not sides.may_add(len(keys), link.node):
        return ()
    place = sides.reader.place(link.node)
    names = tuple(camel_case(draft.model.name, draft.name, key) for key, _ in keys)
    for name, (_, type_name) in zip(names, keys, strict=True):
        sides.add(to, Field(name=name, type=type_name, required=required, position=place))
    return names


def needs_references(sides: Sides, draft: FieldDraft, link: Link) -> None:
    """Say that nothing tells the fields of a relationship."""
    advice = 'Name the fields on the @belongsTo side that hold the identifier: references: ["ownerId"].'
    sides.reader.error("AP1012", link.node, f"@{link.directive} on {draft.what} needs `references`", advice)


def _pair(drafts: list[FieldDraft], settled: list[tuple[FieldDraft, Link]]) -> None:
    """Find out which relationships stand alone: those that cannot be said by references that exactly two sides name."""
    sides: Counter[tuple[str, str, bool, tuple[str, ...]]] = Counter()
    for draft in drafts:
        if draft.link and draft.link.references and not draft.link.by_key:
            sides[_side(draft, draft.link)] += 1
    for draft, link in settled:
        if link.directive != "belongsTo":
            over_key = link.sources == (draft.model.identifier or ("id",)) and not link.is_sorted and not link.by_key
            paired = sides[_side(draft, link)] == 1 == sides[_other_side(draft, link)]
            link.alone = not (over_key and paired) or link.value_required or link.array_required
            if link.alone and not link.by_key:
                sides[_side(draft, link)] -= 1
    for draft, link in settled:
        if link.directive == "belongsTo":
            link.alone = link.sources is not None and sides[_other_side(draft, link)] != 1


def _side(draft: FieldDraft, link: Link) -> tuple[str, str, bool, tuple[str, ...]]:
    return draft.model.name, link.model, link.directive == "belongsTo", link.references or ()


def _other_side(draft: FieldDraft, link: Link) -> tuple[str, str, bool, tuple[str, ...]]:
    return link.model, draft.model.name, link.directive != "belongsTo", link.references or ()
