"""AppSync's limits, as mistakes with their places."""

from __future__ import annotations

import pytest

from amplify_pulumi.compiler import CompileError, compile_schema, limits
from amplify_pulumi.compiler.plan import Resolver
from amplify_pulumi.compiler.shape import shapes
from amplify_pulumi.schema import load_text, require_schema
from amplify_pulumi.schema.model import Schema


def schema_of(models: int, fields: int) -> Schema:
    """Return a schema of equal models, model number N (from 0) in line N + 3."""
    columns = ", ".join(f"field{number}: String" for number in range(fields))
    lines = "".join(f"  Model{number:03}: {{ fields: {{ {columns} }} }}\n" for number in range(models))
    return require_schema(load_text(f"authorization: {{ allow: publicApiKey }}\nmodels:\n{lines}"))


def test_a_schema_that_is_too_large_is_a_mistake_at_the_model_that_is_too_much() -> None:
    """A schema of `most` models fits; what every schema has beside its models is a hundredth, so the model named is one off at most."""
    most = limits.SCHEMA_BYTES * 100 // len(compile_schema(schema_of(100, 20)).schema.encode())
    assert len(compile_schema(schema_of(most, 20)).schema.encode()) <= limits.SCHEMA_BYTES
    with pytest.raises(CompileError) as raised:
        compile_schema(schema_of(most + 20, 20))
    (problem,) = raised.value.problems
    assert problem.code == "AP6005"
    assert problem.message.startswith(f"The GraphQL schema of {most + 20} models has 1,0")
    assert "1,000,000" in problem.message
    assert "Split the API" in problem.advice
    assert problem.position is not None
    assert problem.position.line - 3 == pytest.approx(most, abs=1)


@pytest.mark.parametrize(("characters", "codes"), [(32_768, []), (32_769, ["AP6004"])])
def test_too_much_code_is_a_mistake_at_the_model(characters: int, codes: list[str]) -> None:
    """No schema of this language makes so long a resolver today, so the limit is asked directly."""
    models = shapes(schema_of(2, 1))
    short = Resolver(type_name="Query", field_name="getModel001", data_source_name="Model001Table", code="x")
    long = Resolver(type_name="Mutation", field_name="updateModel001", data_source_name="Model001Table", code="x" * characters)
    problems = list(limits.resolvers(models, {"Model000": [short], "Model001": [short, long]}))
    assert [each.code for each in problems] == codes
    for problem in problems:
        assert "Mutation.updateModel001" in problem.message
        assert problem.position is not None
        assert problem.position.line == 4
