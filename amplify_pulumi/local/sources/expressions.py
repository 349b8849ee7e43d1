"""Expressions of a request, `{expression, expressionNames, expressionValues}`. DynamoDB takes the placeholders of all of them together."""

from __future__ import annotations

from typing import Any

from amplify_pulumi.local.sources.elements import Elements, RequestError, as_names, as_object, as_text
from amplify_pulumi.local.sources.typed_values import as_item


class Expressions:
    """The placeholders of one request to DynamoDB, gathered from its expressions."""

    def __init__(self) -> None:
        self._names: dict[str, Any] | None = None
        self._values: dict[str, Any] | None = None

    def add(self, elements: Elements) -> None:
        """Take `expressionNames` and `expressionValues`.

        Raises:
            RequestError: they are malformed, or give a placeholder another meaning than an expression before.
        """
        self._names = _merged(self._names, elements.take("expressionNames", as_names), elements.at("expressionNames"))
        self._values = _merged(self._values, elements.take("expressionValues", as_item), elements.at("expressionValues"))

    def add_to(self, request: dict[str, Any]) -> None:
        """Put the placeholders into DynamoDB's request. An empty map stays one: DynamoDB refuses it, in AWS as well."""
        if self._names is not None:
            request["ExpressionAttributeNames"] = self._names
        if self._values is not None:
            request["ExpressionAttributeValues"] = self._values


def read_expression(elements: Elements, expressions: Expressions) -> str:
    """Return the expression of an element, and gather its placeholders.

    Raises:
        RequestError: it is malformed.
    """
    expression = elements.require("expression", as_text)
    expressions.add(elements)
    elements.finish()
    return expression


def add_projection(request: dict[str, Any], expressions: Expressions, elements: Elements) -> None:
    """Put the `projection` of a read, if it has one, into DynamoDB's request.

    Raises:
        RequestError: it is malformed.
    """
    given = elements.take("projection", as_object)
    if given is None:
        return
    projection = Elements(given, elements.at("projection"))
    if "expressionValues" in given:
        raise RequestError(f"Unsupported element '{projection.at('expressionValues')}'.")
    request["ProjectionExpression"] = read_expression(projection, expressions)


def _merged(before: dict[str, Any] | None, added: dict[str, Any] | None, path: str) -> dict[str, Any] | None:
    if before is None or added is None:
        return added if before is None else before
    for placeholder, meaning in added.items():
        if before.setdefault(placeholder, meaning) != meaning:
            raise RequestError(f"'{path}[{placeholder}]' has another meaning in another expression of the request.")
    return before
