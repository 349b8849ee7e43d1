"""What the readers of all sections share: what they have read so far, and what a section is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

from amplify_pulumi.schema.document import Document, Include, Report
from amplify_pulumi.schema.keys import Entries, Shape, Words, entries, is_null
from amplify_pulumi.schema.model import (
    Api,
    CustomOperation,
    CustomType,
    DataSource,
    Deprecation,
    Description,
    Enum,
    Field,
    Function,
    FunctionAccess,
    Model,
    Position,
    Rule,
)
from amplify_pulumi.schema.nodes import Node, Scalar


@dataclass(slots=True)
class Reading:
    """What has been read of one file so far. Types and enums that are written in place come after those with a name of their own."""

    report: Report
    includes: tuple[Include, ...] = ()
    api: Api | None = None
    authorization: tuple[Rule, ...] | None = None
    models: tuple[Model, ...] = ()
    types: tuple[CustomType, ...] = ()
    enums: tuple[Enum, ...] = ()
    functions: tuple[Function, ...] = ()
    data_sources: tuple[DataSource, ...] = ()
    operations: tuple[CustomOperation, ...] = ()
    access: tuple[FunctionAccess, ...] = ()
    descriptions: tuple[Description, ...] = ()
    deprecations: tuple[Deprecation, ...] = ()
    inline_types: list[CustomType] = field(default_factory=list[CustomType])
    inline_enums: list[Enum] = field(default_factory=list[Enum])

    def hoist(self, name: str, position: Position, read_fields: Callable[[], tuple[Field, ...]]) -> None:
        """Keep a type that is written in place, before those that are written within it."""
        place = len(self.inline_types)
        self.inline_types.append(CustomType(name=name, fields=(), position=position))
        self.inline_types[place] = CustomType(name=name, fields=read_fields(), position=position)

    def document(self) -> Document:
        """Return all of it."""
        return Document(
            api=self.api,
            authorization=self.authorization,
            models=self.models,
            types=(*self.types, *self.inline_types),
            enums=(*self.enums, *self.inline_enums),
            operations=self.operations,
            functions=self.functions,
            data_sources=self.data_sources,
            access=self.access,
            descriptions=self.descriptions,
            deprecations=self.deprecations,
            includes=self.includes,
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A key of the file: what reads it, and the tables that it is read by."""

    key: str
    read: Callable[[Scalar, Node, Reading], None]
    """Takes the key, its value, and what the result is put into."""
    shapes: tuple[Shape, ...] = ()
    words: tuple[Words[str], ...] = ()


def named(node: Node, what: str, reading: Reading) -> Entries:
    """Return the entries of a section whose keys are names; nothing for an empty one, or for one that is no mapping."""
    if is_null(node):
        return {}
    found = entries(node, what, reading.report)
    if found is None:
        reading.report.complete = False
    return found or {}
