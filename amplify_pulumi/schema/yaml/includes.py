"""`include`: other files that belong to the schema."""

from __future__ import annotations

from amplify_pulumi.schema.document import Include
from amplify_pulumi.schema.keys import texts
from amplify_pulumi.schema.nodes import Node, Scalar
from amplify_pulumi.schema.yaml.reading import Reading, Section


def _read(_key: Scalar, node: Node, reading: Reading) -> None:
    found = texts(node, "A file of `include`", reading.report)
    reading.includes = tuple(Include(path=path, position=each.position) for path, each in found)


SECTION = Section(key="include", read=_read)
