"""From the JSON of a plan to an API that runs.

Read are `api` (AppSync's own requests), `tables` and `roles`; `modelIntrospection` is for clients and not looked at.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any

from amplify_pulumi.local.api import Api
from amplify_pulumi.local.graphql_schema import build_schema
from amplify_pulumi.local.javascript import InvalidCode
from amplify_pulumi.local.javascript import load as load_code
from amplify_pulumi.local.references import (
    UnknownReferenceError,
    environment_names,
    named_in,
    references,
    resolve,
    resolve_code,
    table_name,
)
from amplify_pulumi.local.resolvers import MAXIMUM_FUNCTIONS, PipelineResolver, Resolver, UnitResolver
from amplify_pulumi.local.role import PolicyError
from amplify_pulumi.local.sources import Environment, UnknownSourceError, make_source
from amplify_pulumi.local.sources.base import DataSource
from amplify_pulumi.local.store.base import DynamoDB
from amplify_pulumi.local.store.tables import ensure_tables

FORMAT_VERSION = 1


class PlanError(ValueError):
    """A plan that cannot be loaded: of another format, or one that AppSync would refuse."""


def load(
    plan: Mapping[str, Any],
    *,
    store: DynamoDB,
    token_key: bytes | None = None,
    functions: Mapping[str, Callable[[Any, Any], Any]] | None = None,
    environment: Mapping[str, str] | None = None,
) -> Api:
    """Create what a plan's tables lack in the store, and return its API.

    Args:
        plan: the value of plan.json.
        store: where the tables are; they keep what they hold.
        token_key: signs the tokens of next pages; a key of this process where none is given, and tokens then end with it.
        functions: the handlers of Lambda functions, `def handler(event, context)`, by the functions' names. One that is not here answers
            that it was not found.
        environment: the values of `ctx.env.NAME` in handlers' code.

    Raises:
        PlanError: the plan's format is not known, AppSync would refuse what it holds, or a value of the environment is missing.
    """
    if plan.get("formatVersion") != FORMAT_VERSION:
        raise PlanError(f"the plan has formatVersion {plan.get('formatVersion')!r}; this version reads {FORMAT_VERSION}")
    try:
        return _load(plan, store, token_key, functions or {}, environment or {})
    except (InvalidCode, PolicyError, UnknownReferenceError, UnknownSourceError) as error:
        raise PlanError(str(error)) from error


def _load(
    plan: Mapping[str, Any],
    store: DynamoDB,
    token_key: bytes | None,
    functions: Mapping[str, Callable[[Any, Any], Any]],
    environment: Mapping[str, str],
) -> Api:
    api = plan["api"]
    named = dict.fromkeys(named_in([api["dataSources"], plan["roles"]]))
    values = {**references(plan["tables"], named=named), **_environment(api, environment)}
    ensure_tables(store, {table_name(each): each for each in plan["tables"]})
    services = Environment(
        store=store,
        roles={each["dataSource"]: resolve(each["policyDocument"], values) for each in plan["roles"]},
        token_key=token_key,
        functions=functions,
    )
    sources = {each["name"]: make_source(resolve(each, values), services) for each in api["dataSources"]}
    steps = {each["name"]: _unit(each["name"], each, sources, values) for each in api["functions"]}
    resolvers = {(each["typeName"], each["fieldName"]): _resolver(each, sources, steps, values) for each in api["resolvers"]}
    authentication_types = _authentication_types(api["graphqlApi"])
    return Api(
        schema=build_schema(api["schema"], authentication_types),
        resolvers=resolvers,
        authentication_types=authentication_types,
    )


def _environment(api: Mapping[str, Any], given: Mapping[str, str]) -> dict[str, str]:
    """Return the values of `env`, escaped as they stand in JavaScript's strings."""
    names = dict.fromkeys(name for each in (*api["functions"], *api["resolvers"]) for name in environment_names(each["code"]))
    missing = [name for name in names if name not in given]
    if missing:
        raise PlanError(f"handlers read {', '.join(f'ctx.env.{name}' for name in missing)}, but environment does not hold it")
    return {f"env.{name}": json.dumps(given[name])[1:-1] for name in names}


def _resolver(
    resolver: Mapping[str, Any], sources: Mapping[str, DataSource], steps: Mapping[str, UnitResolver], values: Mapping[str, str]
) -> Resolver:
    name = f"{resolver['typeName']}.{resolver['fieldName']}"
    if resolver.get("kind", "UNIT") == "UNIT":
        return _unit(name, resolver, sources, values)
    functions: list[str] = resolver.get("pipelineConfig", {}).get("functions", [])
    unknown = [each for each in functions if each not in steps]
    if unknown:
        raise PlanError(f"the pipeline of {name} uses the functions {', '.join(unknown)}, which the plan does not hold")
    if len(functions) > MAXIMUM_FUNCTIONS:
        raise PlanError(f"the pipeline of {name} has {len(functions)} functions; AppSync takes at most {MAXIMUM_FUNCTIONS}")
    module = load_code(name, resolve_code(resolver["code"], values))
    return PipelineResolver(name=name, module=module, functions=tuple(steps[each] for each in functions))


def _unit(name: str, resolver: Mapping[str, Any], sources: Mapping[str, DataSource], values: Mapping[str, str]) -> UnitResolver:
    source = sources.get(resolver["dataSourceName"])
    if source is None:
        raise PlanError(f"the resolver of {name} uses the data source {resolver['dataSourceName']!r}, which the plan does not hold")
    return UnitResolver(name=name, module=load_code(name, resolve_code(resolver["code"], values)), source=source)


def _authentication_types(graphql_api: Mapping[str, Any]) -> tuple[str, ...]:
    additional = graphql_api.get("additionalAuthenticationProviders", ())
    return (graphql_api["authenticationType"], *(each["authenticationType"] for each in additional))
