"""What the tests of schemas share: asserting a problem means asserting its code, its place and its message."""

from __future__ import annotations

from amplify_pulumi.schema import Loaded, load_text


def load(text: str, language: str = "yaml", **options: object) -> Loaded:
    return load_text(text, file=f"schema.{language}", language=language, **options)


def found(loaded: Loaded) -> list[tuple[str, str, int, int, str]]:
    """Return severity, code, line, column and message of each problem."""
    return [(each.severity, each.code, each.position.line, each.position.column, each.message) for each in loaded.problems]


def yaml_model(*fields: str, rules: str = "{ allow: publicApiKey }", name: str = "Todo") -> str:
    """Return a schema of one model; the first field is in line 4, column 7."""
    return "\n".join(["models:", f"  {name}:", "    fields:", *(f"      {each}" for each in fields), f"    authorization: {rules}"]) + "\n"


def graphql_model(*fields: str, rules: str = "{allow: public}", name: str = "Todo") -> str:
    """Return a schema of one model; the first field is in line 2, column 3."""
    return "\n".join([f"type {name} @model @auth(rules: [{rules}]) {{", *(f"  {each}" for each in fields), "}"]) + "\n"
