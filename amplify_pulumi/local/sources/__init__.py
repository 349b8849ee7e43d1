"""Data sources: what a resolver's request goes to. One module for each type, one line for each in the registry below."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from amplify_pulumi.local.sources.base import DataSource
from amplify_pulumi.local.sources.dynamodb import dynamodb_source
from amplify_pulumi.local.sources.environment import Environment
from amplify_pulumi.local.sources.lambda_ import lambda_source
from amplify_pulumi.local.sources.none import none_source

__all__ = ["DATA_SOURCES", "Environment", "UnknownSourceError", "make_source"]

Factory = Callable[[Mapping[str, Any], Environment], DataSource]

DATA_SOURCES: Mapping[str, Factory] = {
    "AMAZON_DYNAMODB": dynamodb_source,
    "AWS_LAMBDA": lambda_source,
    "NONE": none_source,
}
"""What makes a data source of each `type` of AppSync's CreateDataSource."""


class UnknownSourceError(ValueError):
    """A data source has a type that does not run on this machine."""


def make_source(data_source: Mapping[str, Any], environment: Environment) -> DataSource:
    """Return the data source of a CreateDataSource request.

    Args:
        data_source: AppSync's request, with its references replaced by strings.
        environment: the services of this machine.

    Raises:
        UnknownSourceError: its type does not run here.
        PolicyError: the policy of its role cannot be evaluated here.
    """
    factory = DATA_SOURCES.get(data_source["type"])
    if factory is None:
        known = ", ".join(DATA_SOURCES)
        raise UnknownSourceError(f"the data source {data_source['name']} has the type {data_source['type']!r}; here run {known}")
    return factory(data_source, environment)
