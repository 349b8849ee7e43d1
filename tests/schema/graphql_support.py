"""What the tests of the GraphQL reader share: reading without validating, so that one part is seen alone."""

from __future__ import annotations

from amplify_pulumi.schema.document import Document, Report
from amplify_pulumi.schema.graphql import read_graphql
from amplify_pulumi.schema.model import Model
from amplify_pulumi.schema.source import Source

RULES = "@auth(rules: [{allow: public}])"


def read(text: str) -> tuple[Document, list[tuple[str, str, int, int, str]]]:
    """Return what a text says, and severity, code, line, column and message of each problem of reading it."""
    report = Report()
    document = read_graphql(Source(file="schema.graphql", text=text, language="graphql"), report)
    problems = [(each.severity, each.code, each.position.line, each.position.column, each.message) for each in report.found]
    return document, problems


def document_of(text: str) -> Document:
    """Return what a text says that has no mistakes."""
    document, problems = read(text)
    assert problems == []
    return document


def model_of(*fields: str, directives: str = "@model", rules: str = RULES, name: str = "Todo") -> Model:
    """Return the one model that its fields make; the first field is in line 2."""
    return document_of(model_text(*fields, directives=directives, rules=rules, name=name)).models[0]


def model_text(*fields: str, directives: str = "@model", rules: str = RULES, name: str = "Todo") -> str:
    """Return the text of one model; the first field is in line 2, column 3."""
    return "\n".join([f"type {name} {directives} {rules} {{", *(f"  {each}" for each in fields), "}"]) + "\n"


def only_problem(text: str) -> tuple[str, str, int, int, str]:
    """Return the one problem of a text."""
    [problem] = read(text)[1]
    return problem
