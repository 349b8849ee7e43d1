"""93 odd schemas: what the real Amplify says of them, and what we say.

Each file here holds a part of them. `amplify` is whether the real implementation (data-schema 1.26.2, data-construct 1.17.7) made an API
of the schema; `yaml` and, as far as the directives can say it, `graphql` are the same schema in our languages, with the problems that we
find.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from amplify_pulumi.schema import load_text

PROBES: list[dict[str, Any]] = [
    probe for path in sorted(Path(__file__).parent.glob("*.yaml")) for probe in yaml.safe_load(path.read_text("utf-8"))
]
REASONABLE = {"json default with quotes", "string default with quote", "AWSTime default without offset", "custom query mixed handlers"}
"""What Amplify refuses without reason."""
BROKEN = {
    "enum value true",
    "reserved field __typename",
    "custom type same name as model input",
    "no query at all (all disabled)",
    "everything disabled",
}
"""What Amplify synthesizes although no GraphQL API can be that: an error in every language."""


def problems(probe: dict[str, Any], language: str) -> list[str]:
    loaded = load_text(probe[language], file=f"schema.{language}", language=language)
    assert (loaded.schema is None) == any(each.severity == "error" for each in loaded.problems)
    return [f"{each.severity} {each.code} {each.position.line}:{each.position.column} {each.message}" for each in loaded.problems]


def is_brought_by_the_deployment(probe: dict[str, Any]) -> bool:
    return probe["probe"].startswith("auth mode not configured")


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe["probe"])
def test_in_yaml(probe):
    """Code, place and message of every problem."""
    assert problems(probe, "yaml") == probe["yamlProblems"]


@pytest.mark.parametrize("probe", [each for each in PROBES if "graphql" in each], ids=lambda probe: probe["probe"])
def test_in_graphql(probe):
    """Code, place and message of every problem; what Amplify tolerates is a warning."""
    assert problems(probe, "graphql") == probe["graphqlProblems"]


def test_there_are_all_of_them():
    assert len(PROBES) == len({each["probe"] for each in PROBES}) == 93


@pytest.mark.parametrize("probe", [each for each in PROBES if each["amplify"] == "rejects"], ids=lambda probe: probe["probe"])
def test_never_worse(probe):
    """What Amplify refuses with reason, we refuse; modes apart, which the deployment brings."""
    refused = any(each.startswith("error ") for each in probe["yamlProblems"])
    assert refused != (probe["probe"] in REASONABLE or is_brought_by_the_deployment(probe))


@pytest.mark.parametrize("probe", [each for each in PROBES if each["amplify"] == "accepts"], ids=lambda probe: probe["probe"])
def test_existing_backends_can_move_in(probe):
    """What Amplify makes an API of is at most a warning in GraphQL, unless that API could not be."""
    refused = any(each.startswith("error ") for each in probe.get("graphqlProblems", []))
    assert refused == (probe["probe"] in BROKEN)


@pytest.mark.parametrize("probe", [each for each in PROBES if "graphql" in each], ids=lambda probe: probe["probe"])
def test_strict_tolerates_nothing(probe):
    """With `strict`, what is tolerated in GraphQL is an error; warnings that are advice stay warnings."""
    relaxed = load_text(probe["graphql"], language="graphql").problems
    strict = load_text(probe["graphql"], language="graphql", strict=True).problems
    assert [each.severity for each in strict] == ["error" if each.tolerated else each.severity for each in relaxed]
