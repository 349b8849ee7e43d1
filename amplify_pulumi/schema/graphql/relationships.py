"""@hasMany, @hasOne and @belongsTo as they are written. What those of Gen 1 lead by is found out later (`settling`).

Sources: graphql-relational-transformer, data-schema's SchemaProcessor.
"""

from __future__ import annotations

import re

from graphql.language import ast

from amplify_pulumi.schema.graphql.drafts import FieldDraft, Link
from amplify_pulumi.schema.graphql.reader import Reader, Values, arguments, text, texts
from amplify_pulumi.schema.graphql.types import written_type
from amplify_pulumi.schema.naming import capitalized

DEFAULT_LIMIT = 100
_SIZE = re.compile(r"[1-9][0-9]{0,8}")


def has_many(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @hasMany."""
    values = arguments(reader, node, "@hasMany", ("references", "fields", "indexName", "limit"))
    limit = limit_of(reader, values, "@hasMany")
    name = text(reader, values["indexName"], "`indexName` of @hasMany", 'indexName: "byPost"') if "indexName" in values else None
    _link(reader, draft, node, values, index_name=name, limit=limit)


def has_one(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @hasOne."""
    _link(reader, draft, node, arguments(reader, node, "@hasOne", ("references", "fields")))


def belongs_to(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @belongsTo."""
    values = arguments(reader, node, "@belongsTo", ("references", "fields", "overrideIndexName"))
    if "overrideIndexName" in values:
        reader.unsupported(values["overrideIndexName"], "`overrideIndexName` of @belongsTo", "Remove it: the index has Amplify's own name.")
    _link(reader, draft, node, values)


def limit_of(reader: Reader, values: Values, directive: str) -> int | None:
    """Return the size of pages where it is another than Amplify's default."""
    node = values.get("limit")
    if node is None:
        return None
    if isinstance(node, ast.IntValueNode) and _SIZE.fullmatch(node.value):
        return None if int(node.value) == DEFAULT_LIMIT else int(node.value)
    reader.error("AP1008", node, f"`limit` of {directive} must be a whole number of items, from 1", "Write `limit: 50`, for example.")
    return None


def _link(
    reader: Reader,
    draft: FieldDraft,
    node: ast.ConstDirectiveNode,
    values: Values,
    *,
    index_name: str | None = None,
    limit: int | None = None,
) -> None:
    """Note a relationship; the type of the field must fit the directive."""
    name = node.name.value
    if draft.link is not None:
        message = f"{capitalized(draft.what)} has both @{draft.link.directive} and @{name}"
        reader.error("AP1008", node, message, "A relationship has one kind: make two fields of it.")
        return
    if "references" in values and "fields" in values:
        reader.error("AP1008", values["fields"], f"@{name} has both `references` and `fields`", "Keep `references`.")
    type_node = draft.node.type
    written = written_type(reader, type_node, capitalized(draft.what))
    check_type(reader, draft, name, written.name, is_list=written.array)
    if name == "belongsTo" and (written.required or written.array_required) and "references" in values:
        reader.unsupported(type_node, f"`!` on the relationship of {draft.what}", "Remove the `!`.")
    elif written.array_required and (name != "hasMany" or "references" in values):
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
        array_required=name == "hasMany" and written.array_required,
        limit=limit,
    )


def check_type(reader: Reader, draft: FieldDraft, directive: str, model: str, *, is_list: bool) -> None:
    """Refuse a single model where the directive is about many, and the other way round."""
    many = directive in ("hasMany", "manyToMany")
    if is_list == many and model:
        return
    example = f"[{model or 'Model'}]" if many else model or "Model"
    message = f"@{directive} stands on {draft.what}, whose type is not {'a list' if many else 'a single model'}"
    reader.error("AP3008", draft.node.type, message, f"Write `{draft.name}: {example}`.")
