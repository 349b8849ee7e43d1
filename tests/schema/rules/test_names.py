from __future__ import annotations

import pytest
from schema_support import found, load, yaml_model

from amplify_pulumi.schema.vocabulary import RESERVED_TYPES


@pytest.mark.parametrize("name", ["to-do", "2do", "to do", "Tödo", '""', "a.b", '"a\\nb"'])
def test_names_that_graphql_does_not_take(name):
    [model] = found(load(yaml_model("a: Int", name=name)))
    assert model[:4] == ("error", "AP2003", 2, 3)
    assert model[4].endswith(" is not a name that GraphQL takes for a model")
    [field] = found(load(yaml_model(f"{name}: Int")))
    assert field[:4] == ("error", "AP2003", 4, 7)
    assert field[4].endswith(" is not a name that GraphQL takes for a field")


@pytest.mark.parametrize("name", ["todo", "_Todo", "Todo2", "Todo2Item", "T", "Model", "true", "query"])
def test_names_that_amplify_takes(name):
    """Names that the real implementation accepts (probes: lower case, digits, a leading underscore, Model)."""
    assert load(yaml_model("a: Int", name=name)).problems == ()


@pytest.mark.parametrize("name", [*sorted(RESERVED_TYPES), "__Todo", "AWSThing"])
def test_reserved_names_of_models(name):
    [problem] = found(load(yaml_model("a: Int", name=name)))
    assert problem[:4] == ("error", "AP2004", 2, 3)
    assert problem[4].startswith(f'There cannot be a model "{name}": ')


def test_reserved_names_of_fields():
    """Probe: reserved field __typename."""
    [problem] = found(load(yaml_model("__typename: String")))
    assert problem == (
        "error",
        "AP2004",
        4,
        7,
        'There cannot be a field "Todo.__typename": GraphQL keeps names with two underscores',
    )
