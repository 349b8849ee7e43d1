"""What the tests of schemas in Python share."""

from __future__ import annotations

from pathlib import Path

from amplify_pulumi.schema import Loaded, load_schema
from amplify_pulumi.schema.builder import SchemaBuilder
from amplify_pulumi.schema.builder.reading import read_builder
from amplify_pulumi.schema.document import Document, Report

HEAD = "from amplify_pulumi import a, allow\n"


def said(builder: SchemaBuilder) -> Document:
    """Return what a schema says, right or not; the words of it must be known."""
    report = Report()
    document = read_builder(builder, report)
    assert list(report.found) == []
    return document


def load(folder: Path, program: str, *, file: str = "schema.py") -> Loaded:
    """Load a program; its first line is in line 2."""
    (folder / file).write_text(HEAD + program)
    return load_schema(folder / file)


def found(loaded: Loaded) -> list[tuple[str, int, int, str]]:
    """Return code, line, column and message of each problem."""
    return [(each.code, each.position.line, each.position.column, each.message) for each in loaded.problems]


def underlined(loaded: Loaded) -> list[tuple[str, str]]:
    """Return the code of each problem, and the text of the program from its place on."""
    return [(each.code, each.source_line[each.position.column - 1 :]) for each in loaded.problems]
