"""The names that Amplify gives to what has none: types and enums that are written in place, and the queries of indexes.

Source: `SchemaProcessor.ts` of @aws-amplify/data-schema 1.26.
"""

from __future__ import annotations

from collections.abc import Sequence


def capitalized(name: str) -> str:
    """Return a name with its first letter as a capital, the others as they are."""
    return name[:1].upper() + name[1:]


def inline_name(owner: str, name: str) -> str:
    """Return the name of a type or enum that is written in place: `CustomerStatus` for the field `status` of `Customer`.

    Args:
        owner: the model, type or operation.
        name: the field or argument.
    """
    return f"{capitalized(owner)}{capitalized(name)}"


def return_type_name(operation: str) -> str:
    """Return the name of a type or enum that is written in place as what an operation returns."""
    return f"{capitalized(operation)}ReturnType"


def index_query_name(model: str, partition_key: str, sort_keys: Sequence[str]) -> str:
    """Return the name of the query of an index that is given none: `listPostByStatusAndDate`."""
    keys = "And".join(capitalized(each) for each in (partition_key, *sort_keys))
    return f"list{capitalized(model)}By{keys}"
