"""`descriptions` and `deprecated`: what is said to people about parts of the API."""

from __future__ import annotations

from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.keys import describe, is_null
from amplify_pulumi.schema.model import Deprecation, Description
from amplify_pulumi.schema.nodes import Node, Scalar
from amplify_pulumi.schema.yaml.reading import Reading, Section, named


def _read_descriptions(_key: Scalar, node: Node, reading: Reading) -> None:
    found = named(node, "`descriptions`", reading)
    read = (_description(key, value, reading.report) for key, value in found.values())
    reading.descriptions = tuple(each for each in read if each is not None)


def _description(key: Scalar, node: Node, report: Report) -> Description | None:
    if isinstance(node, Scalar) and not is_null(node):
        return Description(place=key.text, text=node.text, position=key.position)
    _no_text(f"The description of {quoted(key.text)}", node, report)
    return None


def _read_deprecated(_key: Scalar, node: Node, reading: Reading) -> None:
    found = named(node, "`deprecated`", reading)
    reading.deprecations = tuple(_deprecation(key, value, reading.report) for key, value in found.values())


def _deprecation(key: Scalar, node: Node, report: Report) -> Deprecation:
    if not isinstance(node, Scalar):
        _no_text(f"What is to be used in place of {quoted(key.text)}", node, report)
    reason = node.text if isinstance(node, Scalar) and not is_null(node) else None
    return Deprecation(place=key.text, reason=reason, position=key.position)


def _no_text(what: str, node: Node, report: Report) -> None:
    report.error("AP1008", node.position, f"{what} must be a text, not {describe(node)}", "Write a text.")


DESCRIPTIONS = Section(key="descriptions", read=_read_descriptions)
DEPRECATED = Section(key="deprecated", read=_read_deprecated)
