"""`types` and `enums`: what fields, arguments and results are made of."""

from __future__ import annotations

from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.model import CustomType
from amplify_pulumi.schema.nodes import Node, Scalar
from amplify_pulumi.schema.yaml.fields import read_enum, read_values
from amplify_pulumi.schema.yaml.reading import Reading, Section, named


def _read_types(_key: Scalar, node: Node, reading: Reading) -> None:
    found = named(node, "`types`", reading)
    reading.types = tuple(
        CustomType(name=key.text, fields=read_values(key.text, value, f"The type {quoted(key.text)}", reading), position=key.position)
        for key, value in found.values()
    )


def _read_enums(_key: Scalar, node: Node, reading: Reading) -> None:
    found = named(node, "`enums`", reading)
    reading.enums = tuple(
        read_enum(key.text, key.position, value, f"The enum {quoted(key.text)}", reading.report) for key, value in found.values()
    )


TYPES = Section(key="types", read=_read_types)
ENUMS = Section(key="enums", read=_read_enums)
