"""@primaryKey and @index: the keys of a model's table and of its indexes. Source: graphql-index-transformer."""

from __future__ import annotations

from typing import Literal

from graphql.language import ast

from amplify_pulumi.schema.graphql.drafts import FieldDraft
from amplify_pulumi.schema.graphql.reader import Reader, arguments, is_null, members, places_of_texts, text, texts, word
from amplify_pulumi.schema.model import Index
from amplify_pulumi.schema.plural import pluralize

Projection = Literal["ALL", "KEYS_ONLY", "INCLUDE"]
PROJECTIONS: tuple[Projection, ...] = ("ALL", "KEYS_ONLY", "INCLUDE")


def primary_key(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @primaryKey: the field is the partition key of the model's table."""
    values = arguments(reader, node, "@primaryKey", ("sortKeyFields",))
    sort_keys = _sort_keys(reader, values.get("sortKeyFields"), "@primaryKey")
    if draft.model.identifier is not None:
        message = f"{draft.model.what} has a second @primaryKey"
        reader.error("AP1007", node, message, "Keep one, and name the other fields of the key in `sortKeyFields`.")
        return
    draft.model.identifier = (draft.name, *sort_keys)
    draft.model.identifier_node = node


def index(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @index: the field is the partition key of a secondary index."""
    values = arguments(reader, node, "@index", ("name", "sortKeyFields", "queryField", "projection"))
    sort_keys = _sort_keys(reader, values.get("sortKeyFields"), "@index")
    query_field: str | None = index_name(draft.model.name, (draft.name, *sort_keys))
    if "queryField" in values:
        query = values["queryField"]
        # Amplify takes the empty name for none, and gives the default one.
        written = None if is_null(query) else text(reader, query, "`queryField` of @index", 'queryField: "listByStatus"')
        query_field = None if is_null(query) else written or query_field
    projection, attributes = _projection(reader, values["projection"]) if "projection" in values else ("ALL", ())
    draft.model.indexes.append(
        Index(
            partition_key=draft.name,
            sort_keys=sort_keys,
            query_field=query_field,
            name=text(reader, values["name"], "`name` of @index", 'name: "byStatus"') if "name" in values else None,
            projection=projection,
            non_key_attributes=attributes,
            position=reader.place(node),
            key_positions=(reader.place(node), *places_of_texts(reader, values.get("sortKeyFields"))),
            name_position=reader.place(values["name"]) if "name" in values else None,
            attribute_positions=places_of_texts(reader, _attributes(values.get("projection"))),
        ),
    )


def index_name(model: str, fields: tuple[str, ...]) -> str:
    """Return how Gen 1 calls an index and its query if nothing else is said: `todosByStatusAndTitle`."""
    plural = pluralize(model)
    return f"{plural[:1].lower()}{plural[1:]}By{'And'.join(each[:1].upper() + each[1:] for each in fields)}"


def _sort_keys(reader: Reader, node: ast.ConstValueNode | None, directive: str) -> tuple[str, ...]:
    if node is None or is_null(node):
        return ()
    return texts(reader, node, f"`sortKeyFields` of {directive}", may_be_empty=True)


def _attributes(projection: ast.ConstValueNode | None) -> ast.ConstValueNode | None:
    fields = projection.fields if isinstance(projection, ast.ConstObjectValueNode) else ()
    return next((each.value for each in fields if each.name.value == "nonKeyAttributes"), None)


def _projection(reader: Reader, node: ast.ConstValueNode) -> tuple[Projection, tuple[str, ...]]:
    values = members(reader, node, "`projection` of @index", ("type", "nonKeyAttributes")) or {}
    kind = word(reader, values["type"], "`type` of `projection`", PROJECTIONS) if "type" in values else None
    attributes = texts(reader, values["nonKeyAttributes"], "`nonKeyAttributes`") if "nonKeyAttributes" in values else ()
    return kind or "ALL", attributes
