"""`indexes` of models: secondary indexes, and the queries that read them."""

from __future__ import annotations

from typing import Literal

from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.keys import (
    Shape,
    Words,
    is_null,
    known_entries,
    one_or_many,
    same_words,
    text,
    texts,
    word,
)
from amplify_pulumi.schema.model import Index
from amplify_pulumi.schema.naming import index_query_name
from amplify_pulumi.schema.nodes import Mapping, Node, Scalar, Sequence
from amplify_pulumi.schema.yaml.reading import Reading

INDEX = Shape(
    name="index",
    keys=("partitionKey", "sortKeys", "queryField", "name", "projection"),
    required=("partitionKey",),
    synonyms={
        "nonkeyattributes": "projection",
        "sortkey": "sortKeys",
        "hashkey": "partitionKey",
        "rangekey": "sortKeys",
        "pk": "partitionKey",
    },
)
INCLUDED = Shape(name="includedAttributes", keys=("include",), required=("include",))
PROJECTION: Words[Literal["ALL", "KEYS_ONLY"]] = Words(name="projection", words=same_words("ALL", "KEYS_ONLY"))

Projection = tuple[Literal["ALL", "KEYS_ONLY", "INCLUDE"], tuple[tuple[str, Node], ...]]


def read_indexes(model: str, node: Node, reading: Reading) -> tuple[Index, ...]:
    """Return the indexes of a model, one or a list."""
    items = () if is_null(node) else one_or_many(node)
    return tuple(index for each in items if (index := _index(model, each, reading)) is not None)


def _index(model: str, node: Node, reading: Reading) -> Index | None:
    report = reading.report
    found = known_entries(node, f"An index of {quoted(model)}", report, INDEX)
    if found is None or "partitionKey" not in found:
        return None
    partition_key = text(found["partitionKey"][1], "`partitionKey`", report)
    written = tuple(texts(found["sortKeys"][1], "`sortKeys`", report)) if "sortKeys" in found else ()
    sort_keys = tuple(each for each, _ in written)
    query = found["queryField"][1] if "queryField" in found else None
    projection, included = _projection(found["projection"][1], reading) if "projection" in found else ("ALL", ())
    name = text(found["name"][1], "`name` of an index", report) if "name" in found else None
    if partition_key is None:
        return None
    if query is None:
        query_field = index_query_name(model, partition_key, sort_keys)
    else:
        query_field = None if _is_no_query(query) else text(query, "`queryField`", report)
    return Index(
        partition_key=partition_key,
        sort_keys=sort_keys,
        query_field=query_field,
        name=name,
        projection=projection,
        non_key_attributes=tuple(each for each, _ in included),
        position=node.position,
        key_positions=(found["partitionKey"][1].position, *(each.position for _, each in written)),
        name_position=found["name"][1].position if "name" in found else None,
        attribute_positions=tuple(each.position for _, each in included),
    )


def _is_no_query(node: Node) -> bool:
    # `queryField:` with nothing behind it may have been forgotten: no query is said in so many letters.
    return is_null(node) and isinstance(node, Scalar) and node.text != ""


def _projection(node: Node, reading: Reading) -> Projection:
    report = reading.report
    if isinstance(node, Mapping):
        found = known_entries(node, "`projection`", report, INCLUDED) or {}
        included = tuple(texts(found["include"][1], "`include`", report)) if "include" in found else ()
        return "INCLUDE", included
    if isinstance(node, Scalar) and node.text.upper() == "INCLUDE":
        message = f"`projection: {node.text}` does not say which attributes"
        report.error("AP3013", node.position, message, "Write `projection: { include: [title, date] }`.")
        return "ALL", ()
    if isinstance(node, Sequence):
        message = "`projection` has a list of attributes and does not say what about them"
        report.error("AP3013", node.position, message, "Write `projection: { include: [title, date] }`.")
        return "ALL", ()
    return word(node, "`projection`", report, PROJECTION) or "ALL", ()
