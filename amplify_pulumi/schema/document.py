"""What one file says, and the list that its mistakes go to: the contract between the readers and the loader."""

from __future__ import annotations

from dataclasses import dataclass, field

from amplify_pulumi.schema.errors import MAX_PROBLEMS, Problem, error
from amplify_pulumi.schema.model import (
    Api,
    CustomOperation,
    CustomType,
    DataSource,
    Deprecation,
    Description,
    Enum,
    Function,
    FunctionAccess,
    Model,
    Position,
    Rule,
)
from amplify_pulumi.schema.source import Source


@dataclass(frozen=True, kw_only=True, slots=True)
class Include:
    """A file that another one includes, by its name as written."""

    path: str
    position: Position


@dataclass(frozen=True, kw_only=True, slots=True)
class Document:
    """What one file says. A part that could not be read is there as far as it could, so that it causes no further mistakes."""

    api: Api | None = None
    authorization: tuple[Rule, ...] | None = None
    models: tuple[Model, ...] = ()
    types: tuple[CustomType, ...] = ()
    enums: tuple[Enum, ...] = ()
    operations: tuple[CustomOperation, ...] = ()
    functions: tuple[Function, ...] = ()
    data_sources: tuple[DataSource, ...] = ()
    access: tuple[FunctionAccess, ...] = ()
    descriptions: tuple[Description, ...] = ()
    deprecations: tuple[Deprecation, ...] = ()
    includes: tuple[Include, ...] = ()
    sources: tuple[Source, ...] = ()
    """Other files that have been read for it: the modules that a program imports."""


class TooManyProblemsError(Exception):
    """Reading has been given up: so many mistakes have one cause."""


@dataclass(slots=True)
class Report:
    """Collects the problems of reading. The same problem is noted once, however many aliases lead to it."""

    found: dict[Problem, None] = field(default_factory=dict[Problem, None])
    complete: bool = True
    """Whether everything that stands in the files is in the documents. If not, checks across models would find what is not wrong."""

    def add(self, problem: Problem) -> None:
        """Note a problem.

        Raises:
            TooManyProblemsError: there are `MAX_PROBLEMS` already.
        """
        if len(self.found) >= MAX_PROBLEMS:
            raise TooManyProblemsError
        self.found[problem] = None

    def error(self, code: str, position: Position | None, message: str, advice: str) -> None:
        """Note a mistake."""
        self.add(error(code, position, message, advice))

    def missed(self, problem: Problem) -> None:
        """Note a problem that leaves a part of a file unread."""
        self.complete = False
        self.add(problem)

    def unsupported(self, position: Position | None, what: str, advice: str) -> None:
        """Note that something of the schema language is not supported in this version."""
        self.missed(error("AP1009", position, f"{what} is not supported in this version", advice))
