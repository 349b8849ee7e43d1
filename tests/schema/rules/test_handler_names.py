from __future__ import annotations

from schema_support import found, load

HEAD = "authorization: { allow: authenticated }\nmodels:\n  Post: { fields: { a: Int } }\n"


def query(handler: str, more: str = "") -> list[tuple[str, str, int, int, str]]:
    """Return the problems of a query whose handler is in line 7."""
    return found(load(f"{HEAD}queries:\n  q:\n    returns: String\n    handler: {handler}\n{more}"))


def test_names_that_are_declared():
    sources = "dataSources: { Archive: { dynamodb: { table: archive } } }\n"
    assert query("{ function: echo }", "functions: { echo: {} }\n") == []
    assert query("[{ dataSource: Post, entry: ./x.js }, { dataSource: Archive, entry: ./y.js }, { entry: ./z.js }]", sources) == []


def test_functions():
    """Probe: custom op unknown function name."""
    assert query("{ function: ecco }", "functions: { echo: {} }\n") == [
        ("error", "AP5005", 7, 14, 'The function "ecco" is not declared. Did you mean "echo"?'),
    ]


def test_data_sources():
    assert query("{ dataSource: Pst, entry: ./x.js }") == [
        ("error", "AP5006", 7, 14, '"Pst" is neither a model nor one of `dataSources`. Did you mean "Post"?'),
    ]


def test_name_that_is_both():
    problems = query("{ dataSource: Post, entry: ./x.js }", "dataSources:\n  Post: { dynamodb: { table: posts } }\n")
    message = '"Post" is a data source and a model (schema.yaml:3): handlers could mean either'
    assert problems == [("error", "AP5007", 9, 3, message)]


def test_authorizer():
    text = f"api:\n  lambdaAuthorizationMode: {{ function: who }}\n{HEAD}".replace("authenticated", "custom")
    assert found(load(text)) == [("error", "AP5005", 2, 3, 'The function "who" is not declared')]


def test_access():
    text = f"{HEAD}functions: {{ report: {{}} }}\naccess:\n"
    assert load(f"{text}  - {{ function: report, operations: [query] }}\n").problems == ()
    assert [each[1:3] for each in found(load(f"{text}  - {{ function: reprot }}\n"))] == [("AP5005", 6)]
    twice = "  - { function: report, operations: [query] }\n  - { function: report }\n"
    assert found(load(text + twice)) == [
        ("error", "AP5013", 7, 5, '`access` names the function "report" twice: first in schema.yaml:6'),
    ]
