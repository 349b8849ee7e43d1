"""YAML nodes as JSON values: for defaults of AWSJSON fields, written as lists and mappings."""

from __future__ import annotations

from typing import Any

from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.keys import entries, is_null
from amplify_pulumi.schema.nodes import Mapping, Node, Scalar
from amplify_pulumi.schema.values import number_of


class NotJsonError(Exception):
    """A part of the value cannot be read; the mistake is in the report."""


def json_value(node: Node, report: Report) -> Any:
    """Return a JSON value. Without quotes, `true`, `false`, `null` and numbers in JSON's notation are what they look like.

    Raises:
        NotJsonError: a key is no text.
    """
    if isinstance(node, Scalar):
        return _scalar(node)
    if not isinstance(node, Mapping):
        return [json_value(each, report) for each in node.items]
    complete = all(isinstance(key, Scalar) for key, _ in node.entries)
    found = entries(node, "A JSON value", report)
    if found is None or not complete:
        raise NotJsonError
    return {name: json_value(value, report) for name, (_, value) in found.items()}


def _scalar(node: Scalar) -> Any:
    if is_null(node):
        return None
    if node.plain and node.text in ("true", "false"):
        return node.text == "true"
    number = number_of(node.text) if node.plain else None
    return node.text if number is None else number
