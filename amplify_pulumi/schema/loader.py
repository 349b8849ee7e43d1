"""From files to a checked schema: reading, following includes, putting together, validating."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath, PureWindowsPath
from typing import TypeVar

from amplify_pulumi.schema.builder import SchemaBuilder
from amplify_pulumi.schema.builder.places import shown
from amplify_pulumi.schema.builder.reading import read_builder
from amplify_pulumi.schema.document import Document, Include, Report, TooManyProblemsError
from amplify_pulumi.schema.errors import MAX_PROBLEMS, Problem, SchemaError, error, has_errors, quoted, sort_key, strictly
from amplify_pulumi.schema.graphql import read_graphql
from amplify_pulumi.schema.merging import merged_functions, merged_operations
from amplify_pulumi.schema.model import Api, CustomOperation, Language, Model, Position, Schema
from amplify_pulumi.schema.python import read_python
from amplify_pulumi.schema.rules import validate
from amplify_pulumi.schema.source import Source, check_text, language_of, lines_of, read_source
from amplify_pulumi.schema.yaml import read_yaml

Governed = TypeVar("Governed", Model, CustomOperation)

MAX_FILES = 100
"""Files of one schema, the included ones counted."""

_READERS: Mapping[Language, Callable[[Source, Report], Document]] = {
    "yaml": read_yaml,
    "graphql": read_graphql,
    "python": read_python,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Loaded:
    """What came of loading a schema."""

    schema: Schema | None
    """The schema; None if there is any error."""
    problems: tuple[Problem, ...]
    """Errors and warnings, in the order of files, lines and columns."""
    files: tuple[Path, ...]
    """Every file that was read or looked for, the first one first: what to watch for changes."""


def load_schema(path: Path | str, *, strict: bool = False) -> Loaded:
    """Read and check a schema file and what it includes. Mistakes never raise: they are in the result.

    Args:
        path: A file in YAML (.yaml, .yml), in Python (.py; it is run, and its variable `schema` is taken), or in GraphQL with directives
            (.graphql, .graphqls, .gql).
        strict: Whether what the real Amplify lets through in GraphQL is an error there, too, as it always is in YAML.
    """
    path = Path(path)
    work = _Work(first=str(path), strict=strict)
    with suppress(TooManyProblemsError):
        work.read(path, None, ())
    return work.result()


def load_text(
    text: str, *, file: str = "schema.yaml", language: Language | None = None, directory: Path | None = None, strict: bool = False
) -> Loaded:
    """Read and check a schema that is not in a file.

    Args:
        text: The schema.
        file: Its name in messages.
        language: What it is written in; by default what the suffix of `file` says, else YAML.
        directory: Where the files that it includes are; without one it cannot include any.
        strict: As for `load_schema`.
    """
    language = language or language_of(Path(file)) or "yaml"
    work = _Work(first=file, strict=strict)
    source = check_text(text, file=file, language=language)
    with suppress(TooManyProblemsError):
        if isinstance(source, Problem):
            work.report.missed(source)
        else:
            work.document(source, directory, ())
    return work.result()


def load_builder(builder: SchemaBuilder, *, strict: bool = False) -> Loaded:
    """Check a schema that a program has built. Mistakes never raise: they are in the result, each with its place in the program.

    Args:
        builder: The schema.
        strict: As for `load_schema`.
    """
    work = _Work(first=shown(builder.place.code.co_filename), strict=strict)
    with suppress(TooManyProblemsError):
        work.take(read_builder(builder, work.report), None, ())
    return work.result()


def require_schema(loaded: Loaded) -> Schema:
    """Return the schema, or raise `SchemaError` with every problem if there is none."""
    if loaded.schema is None:
        raise SchemaError(loaded.problems)
    return loaded.schema


class _Work:
    """One run of loading: what has been read so far."""

    def __init__(self, *, first: str, strict: bool) -> None:
        self.first = first
        self.strict = strict
        self.report = Report()
        self.files: list[Path] = []
        self.resolved: set[Path] = set()
        self.sources: dict[str, Source] = {}
        self.apis: list[Api] = []
        self.documents: list[Document] = []
        self.main: Document | None = None

    def note_file(self, path: Path) -> None:
        if path not in self.files:
            self.files.append(path)

    def read(self, path: Path, asked_at: Position | None, chain: tuple[Path, ...]) -> None:
        """Read one file, and what it includes. `chain` is the files that lead here."""
        self.note_file(path)
        source = read_source(path, asked_at=asked_at)
        if isinstance(source, Problem):
            self.report.missed(source)
            return
        resolved = _resolved(path)
        self.resolved.add(resolved)
        self.document(source, path.parent, (*chain, resolved))

    def document(self, source: Source, directory: Path | None, chain: tuple[Path, ...]) -> None:
        self.sources[source.file] = source
        self.take(_READERS[source.language](source, self.report), directory, chain)

    def take(self, document: Document, directory: Path | None, chain: tuple[Path, ...]) -> None:
        """Take in what one file says, and what it includes."""
        for each in document.sources:
            self.note_file(Path(each.file))
            self.sources.setdefault(each.file, each)
        if document.api:
            self.apis.append(document.api)
        if self.main is None:
            self.main = document
            self.documents.append(document)
        else:
            # Rules at the head of an included file are for the models and operations of that file.
            models = tuple(_with_rules(each, document) for each in document.models)
            operations = tuple(_with_rules(each, document) for each in document.operations)
            self.documents.append(replace(document, models=models, operations=operations))
        for include in document.includes:
            self.include(include, directory, chain)

    def include(self, include: Include, directory: Path | None, chain: tuple[Path, ...]) -> None:
        place = include.position
        if directory is None:
            self.report.missed(error("AP1010", place, "A schema that is not in a file cannot include files", "Put it into a file."))
            return
        if _is_elsewhere(include.path):
            advice = "Write a path relative to the including file, with forward slashes, such as models/customer.yaml."
            self.report.missed(error("AP1010", place, f"{quoted(include.path)} is not a relative path", advice))
            return
        path = _normal(directory / include.path)
        file = str(path)
        if language_of(path) == "python":
            advice = "Include the YAML or GraphQL, or put the schemas together in Python with a.combine([…])."
            self.report.missed(error("AP1010", place, f"{file} is a program: files cannot include it", advice))
            return
        resolved = _resolved(path)
        if resolved in chain:
            message = f"{file} includes itself" if len(chain) == 1 else f"{file} is included by a file that it includes"
            self.report.missed(error("AP1010", place, message, "Remove one of the includes of the circle."))
        elif resolved in self.resolved:
            message = f"{file} is included already"
            self.report.error("AP1010", place, message, "Remove one of the two includes.")
        elif len(self.files) >= MAX_FILES:
            self.report.missed(error("AP1011", place, f"The schema has more than {MAX_FILES} files", "Put several into one."))
        else:
            self.read(path, place, chain)

    def result(self) -> Loaded:
        schema = self.schema()
        problems = [*self.report.found, *self.second_apis()]
        if self.report.complete and len(problems) < MAX_PROBLEMS:
            problems.extend(validate(schema))
        start = Position(file=self.first, line=1, column=1, language=language_of(Path(self.first)) or "yaml")
        if len(problems) >= MAX_PROBLEMS:
            message = f"There are more than {MAX_PROBLEMS:,} mistakes; these are the first"
            problems.append(error("AP1016", start, message, "Begin with the first: so many have one cause."))
        problems = [each if each.position else replace(each, position=start) for each in problems]
        if self.strict:
            problems = [strictly(each) for each in problems]
        return Loaded(
            schema=None if has_errors(problems) else schema,
            problems=tuple(self.with_lines(problems)),
            files=tuple(self.files),
        )

    def schema(self) -> Schema:
        """Return what all files say together."""
        documents = self.documents
        return Schema(
            api=self.apis[0] if self.apis else Api(),
            authorization=self.main.authorization if self.main else None,
            models=tuple(each for one in documents for each in one.models),
            types=tuple(each for one in documents for each in one.types),
            enums=tuple(each for one in documents for each in one.enums),
            operations=merged_operations(each for one in documents for each in one.operations),
            functions=merged_functions(each for one in documents for each in one.functions),
            data_sources=tuple(each for one in documents for each in one.data_sources),
            access=tuple(each for one in documents for each in one.access),
            descriptions=tuple(sorted((each for one in documents for each in one.descriptions), key=lambda each: each.place)),
            deprecations=tuple(sorted((each for one in documents for each in one.deprecations), key=lambda each: each.place)),
        )

    def second_apis(self) -> Iterable[Problem]:
        for each in self.apis[1:]:
            message = f"`api` stands in two files: first in {_where(self.apis[0].position)}"
            yield error("AP1015", each.position, message, "Put all of it into one file.")

    def with_lines(self, problems: Iterable[Problem]) -> Iterable[Problem]:
        """Yield the problems in order, each with its line."""
        order = {file: index for index, file in enumerate(self.sources)}
        lines = {file: lines_of(source.text) for file, source in self.sources.items()}
        for each in sorted(problems, key=lambda one: (order.get(one.position.file, -1) if one.position else -1, sort_key(one))):
            found = lines.get(each.position.file, []) if each.position else []
            line = each.position.line if each.position else 0
            yield replace(each, source_line=found[line - 1]) if 0 < line <= len(found) and not found[line - 1].isspace() else each


def _with_rules(thing: Governed, document: Document) -> Governed:
    return replace(thing, authorization=document.authorization) if thing.authorization is None else thing


def _where(position: Position | None) -> str:
    return f"{position.file}:{position.line}" if position else "another place"


def _is_elsewhere(path: str) -> bool:
    return PurePosixPath(path).is_absolute() or path.startswith("~") or "://" in path or "\\" in path or bool(PureWindowsPath(path).drive)


def _normal(path: Path) -> Path:
    """Return a path without `a/../`, so that messages name a file in one way only."""
    parts: list[str] = []
    for part in path.parts:
        if part == ".." and parts and parts[-1] not in ("..", path.anchor):
            parts.pop()
        else:
            parts.append(part)
    return Path(*parts)


def _resolved(path: Path) -> Path:
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):
        # A circle of links, or a name that no file can have: reading it says so.
        return path
