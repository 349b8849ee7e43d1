"""@hasMany, @hasOne and @belongsTo. Gen 1's `fields` are turned into `references` where they mean the same.

Sources: graphql-relational-transformer, data-schema's SchemaProcessor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphql.language import ast

from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.graphql.drafts import FieldDraft, Link, ModelDraft
from amplify_pulumi.schema.graphql.keys import index_name
from amplify_pulumi.schema.graphql.reader import Reader, Values, arguments, text, texts
from amplify_pulumi.schema.graphql.types import written_type
from amplify_pulumi.schema.model import Field
from amplify_pulumi.schema.suggestions import did_you_mean

DEFAULT_LIMIT = "100"


def has_many(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @hasMany."""
    values = arguments(reader, node, "@hasMany", ("references", "fields", "indexName", "limit"))
    check_limit(reader, values, "@hasMany")
    name = text(reader, values["indexName"], "`indexName` of @hasMany", 'indexName: "byPost"') if "indexName" in values else None
    _link(reader, draft, node, values, index_name=name)


def has_one(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @hasOne."""
    _link(reader, draft, node, arguments(reader, node, "@hasOne", ("references", "fields")))


def belongs_to(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @belongsTo."""
    values = arguments(reader, node, "@belongsTo", ("references", "fields", "overrideIndexName"))
    if "overrideIndexName" in values:
        reader.unsupported(values["overrideIndexName"], "`overrideIndexName` of @belongsTo", "Remove it: the index has Amplify's own name.")
    _link(reader, draft, node, values)


def check_limit(reader: Reader, values: Values, directive: str) -> None:
    """Refuse another default size of pages than Amplify's: it would be lost."""
    if "limit" in values and not (isinstance(values["limit"], ast.IntValueNode) and values["limit"].value == DEFAULT_LIMIT):
        advice = f"Remove it (pages hold {DEFAULT_LIMIT} items), and give `limit` in queries."
        reader.unsupported(values["limit"], f"`limit` of {directive}", advice)


def _link(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode, values: Values, *, index_name: str | None = None) -> None:
    """Note a relationship; the type of the field must fit the directive."""
    name = node.name.value
    if draft.link is not None:
        message = f"{_capital(draft.what)} has both @{draft.link.directive} and @{name}"
        reader.error("AP1008", node, message, "A relationship has one kind: make two fields of it.")
        return
    if "references" in values and "fields" in values:
        reader.error("AP1008", values["fields"], f"@{name} has both `references` and `fields`", "Keep `references`.")
    type_node = draft.node.type
    written = written_type(reader, type_node, _capital(draft.what))
    check_type(reader, draft, name, written.name, is_list=written.array)
    if name == "belongsTo" and (written.required or written.array_required):
        reader.unsupported(type_node, f"`!` on the relationship of {draft.what}", "Remove the `!`.")
    elif written.array_required:
        reader.unsupported(type_node, f"`!` behind the list of {draft.what}", "Remove the `!`: there is always a list.")
    draft.link = Link(
        directive=name,
        node=node,
        type_node=type_node,
        model=written.name,
        references=texts(reader, values["references"], f"`references` of @{name}") if "references" in values else None,
        references_node=values.get("references"),
        fields=texts(reader, values["fields"], f"`fields` of @{name}") if "fields" in values else None,
        index_name=index_name,
        required=name == "hasOne" and written.required,
        value_required=name == "hasMany" and written.required,
    )


def check_type(reader: Reader, draft: FieldDraft, directive: str, model: str, *, is_list: bool) -> None:
    """Refuse a single model where the directive is about many, and the other way round."""
    many = directive in ("hasMany", "manyToMany")
    if is_list == many and model:
        return
    example = f"[{model or 'Model'}]" if many else model or "Model"
    message = f"@{directive} stands on {draft.what}, whose type is not {'a list' if many else 'a single model'}"
    reader.error("AP3008", draft.node.type, message, f"Write `{draft.name}: {example}`.")


def identifier(model: ModelDraft) -> tuple[tuple[str, str], ...]:
    """Return the fields of the model's key, each with its type."""
    types = {each.name: each.value.type for each in model.drafts}
    return tuple((name, types.get(name, "ID")) for name in model.identifier or ("id",))


def settle(reader: Reader, models: Mapping[str, ModelDraft]) -> None:
    """Give every relationship its references: those of Gen 1's forms follow from both sides."""
    written = [(draft, draft.link) for model in models.values() for draft in model.drafts if draft.link and draft.link.references is None]
    for draft, link in written:
        if link.directive == "hasMany":
            _settle_many(reader, draft, link, models)
    for draft, link in written:
        if link.directive == "belongsTo":
            _settle_parent(reader, draft, link, models)
        elif link.directive == "hasOne":
            _refuse_own_key(reader, draft, link)


def _settle_many(reader: Reader, draft: FieldDraft, link: Link, models: Mapping[str, ModelDraft]) -> None:
    """Find the references of a hasMany: the keys of the index that it names, or the fields that Gen 1 adds to the other model."""
    child = models.get(link.model)
    parent = draft.model
    keys = tuple(name for name, _ in identifier(parent))
    if child is None or (link.fields is not None and link.index_name is None):
        _needs_references(reader, draft, link)
        return
    if link.fields is not None and link.fields != keys:
        advice = f"A relationship is over the identifier of {parent.name} ({', '.join(keys)}). Query the index instead, by its queryField."
        reader.unsupported(link.node, f"@hasMany over other fields on {draft.what}", advice)
        return
    if link.index_name is None:
        link.references = _added_references(reader, draft, link, child)
        link.adds_references = True
        return
    indexes = {each.name or index_name(child.name, (each.partition_key, *each.sort_keys)): each for each in child.indexes}
    found = indexes.get(link.index_name)
    if found is None:
        message = f"{child.name} has no index {quoted(link.index_name)}{did_you_mean(link.index_name, tuple(indexes))}"
        reader.error("AP1014", link.node, message, "Name an @index of the other model, or write `references` instead.")
        return
    index_keys = (found.partition_key, *found.sort_keys)
    if len(index_keys) > len(keys):
        lost = ", ".join(index_keys[len(keys) :])
        advice = (
            f"Its items would lose their order, and the field its argument for {lost}. Keep the index with a queryField, and write "
            f"@hasMany(references: {_listed(index_keys[: len(keys)])}) here and on the @belongsTo side."
        )
        reader.unsupported(link.node, f"@hasMany by an index with more sort keys on {draft.what}", advice)
        return
    link.references = index_keys


def _added_references(reader: Reader, draft: FieldDraft, link: Link, child: ModelDraft) -> tuple[str, ...]:
    """Return the reference fields that Gen 1 adds to the other model: `postCommentsId`."""
    parent = draft.model
    if parent.mapped is not None:
        advice = "Declare the reference fields of the other model, and name them with `references`."
        reader.unsupported(parent.mapped, f"@mapsTo with reference fields that {draft.what} adds by itself", advice)
    names: list[str] = []
    declared = {each.name for each in child.fields}
    for key, type_name in identifier(parent):
        name = camel_case(parent.name, draft.name, key)
        names.append(name)
        if name not in declared:
            child.fields.append(Field(name=name, type=type_name, required=link.value_required, position=reader.place(link.node)))
    return tuple(names)


def camel_case(*words: str) -> str:
    """Return the words as one name: `postCommentsId` of `Post`, `comments` and `id`."""
    first, *others = words
    return first[:1].lower() + first[1:] + "".join(each[:1].upper() + each[1:] for each in others)


def _settle_parent(reader: Reader, draft: FieldDraft, link: Link, models: Mapping[str, ModelDraft]) -> None:
    """Find the references of a belongsTo: Gen 1's `fields`, or those that the hasMany of the other side has added."""
    if link.fields is not None:
        link.references = link.fields
        return
    counterparts = list(_counterparts(draft, link, models))
    added = [each for each in counterparts if each.adds_references]
    if len(added) == 1:
        link.references = added[0].references
    elif not any(each.directive == "hasOne" and each.references is None for each in counterparts):
        # With such a hasOne both ends hold a key of their own, which is said there.
        _needs_references(reader, draft, link)


def _counterparts(draft: FieldDraft, link: Link, models: Mapping[str, ModelDraft]) -> Iterable[Link]:
    other = models.get(link.model)
    for each in other.drafts if other else ():
        if each.link and each.link.model == draft.model.name and each.link.directive in ("hasMany", "hasOne"):
            yield each.link


def _refuse_own_key(reader: Reader, draft: FieldDraft, link: Link) -> None:
    """Refuse Gen 1's hasOne, which keeps the key of the other item on its own side, where Gen 2 has @belongsTo."""
    model = draft.model.name
    key = link.fields[0] if link.fields else camel_case(model, draft.name, "id")
    advice = (
        f"{model} holds the key, so it belongs to the other: declare `{key}` here, and write `{draft.name}: {link.model} "
        f'@belongsTo(references: ["{key}"])`; in {link.model} write `{camel_case(model)}: {model} @hasOne(references: ["{key}"])`. '
        "The items stay as they are."
    )
    reader.unsupported(link.node, f"@hasOne without `references` on {draft.what}", advice)


def _needs_references(reader: Reader, draft: FieldDraft, link: Link) -> None:
    advice = 'Name the fields on the @belongsTo side that hold the identifier: references: ["ownerId"].'
    reader.error("AP1012", link.node, f"@{link.directive} on {draft.what} needs `references`", advice)


def _listed(names: Iterable[str]) -> str:
    return "[" + ", ".join(f'"{each}"' for each in names) + "]"


def _capital(value: str) -> str:
    return value[:1].upper() + value[1:]
