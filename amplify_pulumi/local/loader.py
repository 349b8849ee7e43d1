"""From the JSON of a plan to an API that runs.

Read are `api` (AppSync's own requests), `tables` and `roles`; `modelIntrospection` is for clients and not looked at.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amplify_pulumi.local.api import Api
from amplify_pulumi.local.graphql_schema import build_schema
from amplify_pulumi.local.javascript import load as load_code
from amplify_pulumi.local.references import references, resolve, resolve_code, table_name
from amplify_pulumi.local.resolvers import UnitResolver
from amplify_pulumi.local.sources import Environment, make_source
from amplify_pulumi.local.sources.base import DataSource
from amplify_pulumi.local.store.base import DynamoDB
from amplify_pulumi.local.store.tables import ensure_tables

FORMAT_VERSION = 1


class PlanError(ValueError):
    """A plan that cannot be loaded: of another format, or one that AppSync would refuse."""


def load(plan: Mapping[str, Any], *, store: DynamoDB, token_key: bytes | None = None) -> Api:
    """Create what a plan's tables lack in the store, and return its API.

    Args:
        plan: the value of plan.json.
        store: where the tables are; they keep what they hold.
        token_key: signs the tokens of next pages; a key of this process where none is given, and tokens then end with it.

    Raises:
        PlanError: the plan's format is not known, or AppSync would refuse what it holds.
    """
    if plan.get("formatVersion") != FORMAT_VERSION:
        raise PlanError(f"the plan has formatVersion {plan.get('formatVersion')!r}; this version reads {FORMAT_VERSION}")
    values = references(plan["tables"])
    ensure_tables(store, {table_name(each): each for each in plan["tables"]})
    api = plan["api"]
    sources = _sources(plan, values, store, token_key)
    resolvers = {(each["typeName"], each["fieldName"]): _resolver(each, sources, values) for each in api["resolvers"]}
    authentication_types = _authentication_types(api["graphqlApi"])
    return Api(
        schema=build_schema(api["schema"], authentication_types),
        resolvers=resolvers,
        authentication_types=authentication_types,
    )


def _sources(plan: Mapping[str, Any], values: Mapping[str, str], store: DynamoDB, token_key: bytes | None) -> dict[str, DataSource]:
    roles = {each["dataSource"]: resolve(each["policyDocument"], values) for each in plan["roles"]}
    environment = Environment(store=store, roles=roles, token_key=token_key)
    return {each["name"]: make_source(resolve(each, values), environment) for each in plan["api"]["dataSources"]}


def _resolver(resolver: Mapping[str, Any], sources: Mapping[str, DataSource], values: Mapping[str, str]) -> UnitResolver:
    name = f"{resolver['typeName']}.{resolver['fieldName']}"
    source = sources.get(resolver["dataSourceName"])
    if source is None:
        raise PlanError(f"the resolver of {name} uses the data source {resolver['dataSourceName']!r}, which the plan does not hold")
    return UnitResolver(name=name, module=load_code(name, resolve_code(resolver["code"], values)), source=source)


def _authentication_types(graphql_api: Mapping[str, Any]) -> tuple[str, ...]:
    additional = graphql_api.get("additionalAuthenticationProviders", ())
    return (graphql_api["authenticationType"], *(each["authenticationType"] for each in additional))
