"""`descriptions`: what is said to people about parts of the API."""

from __future__ import annotations

from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.keys import describe, is_null
from amplify_pulumi.schema.model import Description
from amplify_pulumi.schema.nodes import Node, Scalar
from amplify_pulumi.schema.yaml.reading import Reading, Section, named


def _read_descriptions(_key: Scalar, node: Node, reading: Reading) -> None:
    found = named(node, "`descriptions`", reading)
    read = (_description(key, value, reading.report) for key, value in found.values())
    reading.descriptions = tuple(each for each in read if each is not None)


def _description(key: Scalar, node: Node, report: Report) -> Description | None:
    if isinstance(node, Scalar) and not is_null(node):
        return Description(place=key.text, text=node.text, position=key.position)
    message = f"The description of {quoted(key.text)} must be a text, not {describe(node)}"
    report.error("AP1008", node.position, message, "Write a text.")
    return None


SECTION = Section(key="descriptions", read=_read_descriptions)
