"""@hasMany, @hasOne and @belongsTo. Gen 1's `fields` are turned into `references` where they mean the same.

Sources: graphql-relational-transformer, data-schema's SchemaProcessor.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from graphql.language import ast

from amplify_pulumi.schema.errors import error, quoted
from amplify_pulumi.schema.graphql.drafts import FieldDraft, Link, ModelDraft
from amplify_pulumi.schema.graphql.keys import index_name
from amplify_pulumi.schema.graphql.reader import Reader, Values, arguments, text, texts
from amplify_pulumi.schema.graphql.types import written_type
from amplify_pulumi.schema.model import Field, Index
from amplify_pulumi.schema.suggestions import did_you_mean

DEFAULT_LIMIT = "100"
MAX_ADDED = 20_000
"""Fields that relationships of one file add to what it says."""


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
    if name == "belongsTo" and (written.required or written.array_required) and "references" in values:
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
        required=name != "hasMany" and written.required,
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


class Sides:
    """Both sides of every relationship of a file. What is asked again and again is found out once: files may be large."""

    def __init__(self, reader: Reader, models: Mapping[str, ModelDraft]) -> None:
        """Take the models by name."""
        self.reader = reader
        self.models = models
        self.identifiers: dict[str, tuple[tuple[str, str], ...]] = {}
        self.indexes: dict[str, dict[str, Index]] = {}
        self.names: dict[str, set[str]] = {}
        self.links: dict[tuple[str, str, str], list[Link]] = {}
        self.added = 0

    def identifier(self, model: ModelDraft) -> tuple[tuple[str, str], ...]:
        """Return the fields of the model's key, each with its type."""
        if model.name not in self.identifiers:
            types = {each.name: each.value.type for each in model.drafts}
            self.identifiers[model.name] = tuple((name, types.get(name, "ID")) for name in model.identifier or ("id",))
        return self.identifiers[model.name]

    def key_names(self, model: ModelDraft) -> tuple[str, ...]:
        """Return the names of the fields of the model's key."""
        return model.identifier or ("id",)

    def index(self, model: ModelDraft, name: str) -> Index | None:
        """Return the index of that name; one that is given none goes by Gen 1's default name."""
        if model.name not in self.indexes:
            self.indexes[model.name] = {
                each.name or index_name(model.name, (each.partition_key, *each.sort_keys)): each for each in model.indexes
            }
        return self.indexes[model.name].get(name)

    def adding(self, model: ModelDraft, other: str) -> list[Link]:
        """Return the hasMany of another model that lead to this one and have added their reference fields to it."""
        return self._links().get((other, model.name, "hasMany"), [])

    def has_own_key(self, model: ModelDraft, other: str) -> bool:
        """Whether another model has a hasOne to this one that keeps the key on its own side."""
        return (other, model.name, "hasOne") in self._links()

    def _links(self) -> dict[tuple[str, str, str], list[Link]]:
        if not self.links:
            for model in self.models.values():
                for draft in model.drafts:
                    link = draft.link
                    if link and (link.adds_references or (link.directive == "hasOne" and link.references is None)):
                        self.links.setdefault((model.name, link.model, link.directive), []).append(link)
        return self.links

    def may_add(self, count: int, node: ast.Node) -> bool:
        """Whether so many fields more may be added to what the file says; if not, that is said."""
        self.added += count
        if self.added > MAX_ADDED >= self.added - count:
            message = f"The relationships of this file add more than {MAX_ADDED:,} fields"
            self.reader.report.missed(
                error("AP1011", self.reader.place(node), message, "Divide the schema into several files, or write `references`.")
            )
        return self.added <= MAX_ADDED

    def add(self, model: ModelDraft, field: Field) -> None:
        """Add a field to a model, unless it has one of that name."""
        if model.name not in self.names:
            self.names[model.name] = {each.name for each in model.fields}
        names = self.names[model.name]
        if field.name not in names:
            names.add(field.name)
            model.fields.append(field)


def settle(sides: Sides) -> None:
    """Give every relationship its references: those of Gen 1's forms follow from both sides."""
    drafts = [each for model in sides.models.values() for each in model.drafts]
    written = [(draft, draft.link) for draft in drafts if draft.link and draft.link.references is None]
    for draft, link in written:
        if link.directive == "hasMany":
            _settle_many(sides, draft, link)
    for draft, link in written:
        if link.directive == "belongsTo":
            _settle_parent(sides, draft, link)
        elif link.directive == "hasOne":
            _refuse_own_key(sides.reader, draft, link)


def _settle_many(sides: Sides, draft: FieldDraft, link: Link) -> None:
    """Find the references of a hasMany: the keys of the index that it names, or the fields that Gen 1 adds to the other model."""
    reader = sides.reader
    child = sides.models.get(link.model)
    keys = sides.key_names(draft.model)
    if child is None or (link.fields is not None and link.index_name is None):
        _needs_references(reader, draft, link)
    elif link.fields is not None and link.fields != keys:
        advice = f"A relationship is over the identifier of {draft.model.name} ({', '.join(keys)}). Query the index by its queryField."
        reader.unsupported(link.node, f"@hasMany over other fields on {draft.what}", advice)
    elif link.index_name is None:
        link.references = _added_references(sides, draft, link, child)
        link.adds_references = True
    else:
        link.references = _indexed_references(sides, draft, link, child, link.index_name, keys)


def _indexed_references(
    sides: Sides, draft: FieldDraft, link: Link, child: ModelDraft, name: str, keys: tuple[str, ...]
) -> tuple[str, ...] | None:
    """Return the keys of the index by which the other model is read."""
    found = sides.index(child, name)
    if found is None:
        message = f"{child.name} has no index {quoted(name)}{did_you_mean(name, tuple(sides.indexes[child.name]))}"
        sides.reader.error("AP1014", link.node, message, "Name an @index of the other model, or write `references` instead.")
        return None
    index_keys = (found.partition_key, *found.sort_keys)
    if len(index_keys) <= len(keys):
        return index_keys
    lost = ", ".join(index_keys[len(keys) :])
    advice = (
        f"Its items would lose their order, and the field its argument for {lost}. Keep the index with a queryField, and write "
        f"@hasMany(references: {_listed(index_keys[: len(keys)])}) here and on the @belongsTo side."
    )
    sides.reader.unsupported(link.node, f"@hasMany by an index with more sort keys on {draft.what}", advice)
    return None


def _added_references(sides: Sides, draft: FieldDraft, link: Link, child: ModelDraft) -> tuple[str, ...]:
    """Return the reference fields that Gen 1 adds to the other model: `postCommentsId`."""
    parent = draft.model
    if parent.mapped is not None:
        advice = "Declare the reference fields of the other model, and name them with `references`."
        sides.reader.unsupported(parent.mapped, f"@mapsTo with reference fields that {draft.what} adds by itself", advice)
    keys = sides.identifier(parent)
    if not sides.may_add(len(keys), link.node):
        return ()
    fields = [
        Field(
            name=camel_case(parent.name, draft.name, key),
            type=type_name,
            required=link.value_required,
            position=sides.reader.place(link.node),
        )
        for key, type_name in keys
    ]
    for each in fields:
        sides.add(child, each)
    return tuple(each.name for each in fields)


def camel_case(*words: str) -> str:
    """Return the words as one name: `postCommentsId` of `Post`, `comments` and `id`."""
    first, *others = words
    return first[:1].lower() + first[1:] + "".join(each[:1].upper() + each[1:] for each in others)


def _settle_parent(sides: Sides, draft: FieldDraft, link: Link) -> None:
    """Find the references of a belongsTo: Gen 1's `fields`, or those that the hasMany of the other side has added."""
    if link.fields is not None:
        link.references = link.fields
        return
    added = sides.adding(draft.model, link.model)
    if len(added) == 1:
        link.references = added[0].references
    elif not sides.has_own_key(draft.model, link.model):
        # With such a hasOne both ends hold a key of their own, which is said there.
        _needs_references(sides.reader, draft, link)


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
