"""What the tests of schemas share: asserting a problem means asserting its code, its place and its message."""

from __future__ import annotations

from amplify_pulumi.schema import Loaded, load_text
from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.model import Api, Schema
from amplify_pulumi.schema.source import Source
from amplify_pulumi.schema.yaml import read_yaml


def load(text: str, language: str = "yaml", **options: object) -> Loaded:
    return load_text(text, file=f"schema.{language}", language=language, **options)


def read(text: str) -> Schema:
    """Return what YAML says, whether or not it holds together."""
    report = Report()
    document = read_yaml(Source(file="schema.yaml", text=text, language="yaml"), report)
    assert list(report.found) == []
    return Schema(
        api=document.api or Api(),
        authorization=document.authorization,
        models=document.models,
        types=document.types,
        enums=document.enums,
        operations=document.operations,
        functions=document.functions,
        data_sources=document.data_sources,
        access=document.access,
        descriptions=tuple(sorted(document.descriptions, key=lambda each: each.place)),
        deprecations=tuple(sorted(document.deprecations, key=lambda each: each.place)),
    )


def found(loaded: Loaded) -> list[tuple[str, str, int, int, str]]:
    """Return severity, code, line, column and message of each problem."""
    return [(each.severity, each.code, each.position.line, each.position.column, each.message) for each in loaded.problems]


def yaml_model(*fields: str, rules: str = "{ allow: publicApiKey }", name: str = "Todo") -> str:
    """Return a schema of one model; the first field is in line 4, column 7."""
    return "\n".join(["models:", f"  {name}:", "    fields:", *(f"      {each}" for each in fields), f"    authorization: {rules}"]) + "\n"


def graphql_model(*fields: str, rules: str = "{allow: public}", name: str = "Todo") -> str:
    """Return a schema of one model; the first field is in line 2, column 3."""
    return "\n".join([f"type {name} @model @auth(rules: [{rules}]) {{", *(f"  {each}" for each in fields), "}"]) + "\n"
