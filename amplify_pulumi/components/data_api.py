"""A whole data API: AppSync, tables, roles and resolvers, from one schema.

A component takes no decision: `compiler.plan.ApiPlan` says what will exist, and each method below turns one list of it into resources of
pulumi-aws. What the deployment adds are values (ids, tags, settings of tables) and the order in which AppSync bears its changes:

- The API holds the schema, so that everything that names a type or field depends on it.
- Data sources wait for the policies of their roles, so that the first request does not come before its permission.
- AppSync refuses changes while it makes others (`ConcurrentModificationException`), and pulumi-aws retries that for resolvers only. So the
  NONE data source waits for every other data source and for the API keys, and every resolver waits for the NONE data source: one edge per
  resolver instead of one to each data source.
- A field has one resolver at most: resolvers are deleted before they are replaced.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pulumi
import pulumi_aws as aws
from graphql import strip_ignored_characters
from pulumi_aws import appsync, iam

from amplify_pulumi.codegen.outputs import amplify_outputs
from amplify_pulumi.compiler.plan import Resolver, policy_document
from amplify_pulumi.components import naming
from amplify_pulumi.components.api_key import api_key_expiry
from amplify_pulumi.components.bindings import (
    AUTHENTICATION,
    binding_values,
)
from amplify_pulumi.components.data_api_args import DataApiArgs, data_api_mistakes, pool_roles, table_settings
from amplify_pulumi.components.errors import refuse
from amplify_pulumi.components.invocation_policies import (
    Attached,
    Documents,
    InvokingRole,
    attach,
    invoking_roles,
    not_attached,
)
from amplify_pulumi.components.logs import ApiLogs, LogMaker
from amplify_pulumi.components.model_table import ModelTable, ModelTableArgs
from amplify_pulumi.components.references import resolve
from amplify_pulumi.components.source import plan_of
from amplify_pulumi.components.source_config import authentication_config, log_config, source_config
from amplify_pulumi.components.transforms import transformed


@dataclass(frozen=True, kw_only=True)
class DataApiResources:
    """The raw resources of a `DataApi`."""

    api: appsync.GraphQLApi
    api_keys: tuple[appsync.ApiKey, ...]
    """In the order of the plan."""
    tables: Mapping[str, ModelTable]
    """By model."""
    roles: Mapping[str, iam.Role]
    """By data source."""
    role_policies: Mapping[str, iam.RolePolicy]
    """By data source."""
    invocation_policies: Mapping[str, tuple[iam.Policy, ...]]
    """What lets callers with AWS credentials in, by principal: `authenticated`, `guest`, `function.echo`."""
    invocation_attachments: Mapping[str, tuple[iam.RolePolicyAttachment, ...]]
    """By principal."""
    data_sources: Mapping[str, appsync.DataSource]
    """By name."""
    logs: ApiLogs | None
    """None where nothing is logged."""
    functions: Mapping[str, appsync.Function]
    """AppSync's functions, the steps of pipelines; by name."""
    resolvers: Mapping[str, appsync.Resolver]
    """By `Type.field`."""


class DataApi(pulumi.ComponentResource):
    """Makes a GraphQL API with its tables from a data schema, ready for Amplify's clients.

    Args:
        name: The logical name; those of all resources begin with it (`components/naming.py`).
        args: What the API is made of.
        opts: Pulumi's options; a provider given here is used for every resource.

    Raises:
        ComponentError: With every mistake of the schema, or AP7001 to AP7017, before anything is registered.
    """

    graphql_url: pulumi.Output[str]
    """Where the API answers GraphQL over HTTP."""
    realtime_url: pulumi.Output[str]
    """Where the API takes WebSockets for subscriptions."""
    api_id: pulumi.Output[str]
    """AppSync's id of the API."""
    api_key: pulumi.Output[str | None]
    """The first API key, a secret; None where the schema lets nobody in by API key."""
    amplify_outputs: pulumi.Output[dict[str, Any]]
    """The content of `amplify_outputs.json`; secret as a whole where it holds the API key."""
    invocation_policies: pulumi.Output[Documents]
    """The IAM policies that callers with AWS credentials need and that nobody attached, by principal; empty where all are attached."""

    def __init__(self, name: str, args: DataApiArgs, opts: pulumi.ResourceOptions | None = None) -> None:
        plan = plan_of(args.schema)
        refuse(data_api_mistakes(args, plan))
        super().__init__("amplify-pulumi:index:DataApi", name, None, opts)
        self._name, self._args, self._plan = name, args, plan

        self._values = self._known_values()
        log_maker = LogMaker(component=self, name=name, tags=args.tags, transform=args.transform)
        logs_role = log_maker.role() if plan.log_group is not None else None
        self._values |= {} if logs_role is None else {"api.logsRole.arn": logs_role.arn}
        api = self._api()
        self._values |= _api_values(api)
        logs = None if logs_role is None or plan.log_group is None else log_maker.logs(plan.log_group, logs_role, self._values)
        api_keys = self._api_keys(api)
        tables = self._tables()
        self._values |= _table_values(tables)
        roles = self._roles()
        role_policies = self._role_policies(roles)
        data_sources = self._data_sources(api, api_keys, roles, role_policies)
        functions = self._functions(api, api_keys, data_sources)
        resolvers = self._resolvers(api, api_keys, data_sources, functions)
        invoking = self._invoking_roles()
        attached = self._attached(invoking)

        self.resources = DataApiResources(
            api=api,
            api_keys=api_keys,
            tables=tables,
            roles=roles,
            role_policies=role_policies,
            invocation_policies=attached.policies,
            invocation_attachments=attached.attachments,
            data_sources=data_sources,
            logs=logs,
            functions=functions,
            resolvers=resolvers,
        )
        self.graphql_url = api.uris["GRAPHQL"]
        self.realtime_url = api.uris["REALTIME"]
        self.api_id = api.id
        self.api_key = pulumi.Output.secret(api_keys[0].key) if api_keys else pulumi.Output.from_input(None)
        self.amplify_outputs = self._amplify_outputs()
        self.invocation_policies = not_attached(
            self, plan.invocations, attached, roles=invoking, values=self._values, refused=not args.attach_policies
        )
        self.register_outputs(
            {
                "graphql_url": self.graphql_url,
                "realtime_url": self.realtime_url,
                "api_id": self.api_id,
                "api_key": self.api_key,
                "amplify_outputs": self.amplify_outputs,
                "invocation_policies": self.invocation_policies,
            }
        )

    def _known_values(self) -> dict[str, pulumi.Input[str]]:
        """What the plan's references stand for before any resource exists."""
        region = aws.get_region_output(opts=pulumi.InvokeOutputOptions(parent=self)).region
        given = {name: getattr(self._args, argument) for name, argument in AUTHENTICATION.items()}
        values: dict[str, pulumi.Input[str]] = {"aws.region": region, **{name: value for name, value in given.items() if value is not None}}
        return values | binding_values(self._args.functions, self._args.data_sources, self._args.environment)

    def _api(self) -> appsync.GraphQLApi:
        name, planned = naming.graphql_api(self._name), self._plan.graphql_api
        arguments: dict[str, Any] = {
            "name": planned.name,
            "authentication_type": planned.authentication_type,
            **resolve(authentication_config(planned), self._values),
            "additional_authentication_providers": [
                {"authentication_type": each.authentication_type, **resolve(authentication_config(each), self._values)}
                for each in planned.additional_authentication_providers
            ],
            "log_config": resolve(log_config(planned), self._values),
            "schema": _schema_text(self._plan.schema, self._args.schema_revision),
            "tags": self._args.tags,
        }
        # None where it is off, so that a `protect` of the component itself still reaches the API.
        options = pulumi.ResourceOptions(parent=self, protect=None if self._args.ephemeral else True)
        return appsync.GraphQLApi(name, **transformed(self._args.transform, "api", name, arguments), opts=options)

    def _api_keys(self, api: appsync.GraphQLApi) -> tuple[appsync.ApiKey, ...]:
        now = self._args.clock()
        keys: list[appsync.ApiKey] = []
        for index, planned in enumerate(self._plan.api_keys):
            name = naming.api_key(self._name, index)
            arguments: dict[str, Any] = {
                "api_id": api.id,
                "expires": api_key_expiry(planned.expires_in_days, now),
                "description": planned.description,
            }
            options = pulumi.ResourceOptions(parent=self)
            keys.append(appsync.ApiKey(name, **transformed(self._args.transform, "api_key", name, arguments), opts=options))
        return tuple(keys)

    def _tables(self) -> dict[str, ModelTable]:
        transform = self._args.transform
        return {
            planned.model: ModelTable(
                naming.model_table(self._name, planned.model),
                ModelTableArgs(
                    table=planned,
                    settings=table_settings(self._args, planned.model),
                    tags=self._args.tags,
                    transform={"table": transform["table"]} if "table" in transform else {},
                ),
                pulumi.ResourceOptions(parent=self),
            )
            for planned in self._plan.tables
        }

    def _roles(self) -> dict[str, iam.Role]:
        trust = resolve(json.dumps(_TRUST_POLICY), self._values)
        roles: dict[str, iam.Role] = {}
        for planned in self._plan.roles:
            name = naming.role(self._name, planned.data_source)
            arguments: dict[str, Any] = {"assume_role_policy": trust, "tags": self._args.tags}
            options = pulumi.ResourceOptions(parent=self)
            roles[planned.data_source] = iam.Role(name, **transformed(self._args.transform, "role", name, arguments), opts=options)
        return roles

    def _role_policies(self, roles: Mapping[str, iam.Role]) -> dict[str, iam.RolePolicy]:
        policies: dict[str, iam.RolePolicy] = {}
        for planned in self._plan.roles:
            name = naming.role_policy(self._name, planned.data_source)
            arguments: dict[str, Any] = {
                "role": roles[planned.data_source].id,
                "policy": resolve(json.dumps(policy_document(planned)), self._values),
            }
            arguments = transformed(self._args.transform, "role_policy", name, arguments)
            policies[planned.data_source] = iam.RolePolicy(name, **arguments, opts=pulumi.ResourceOptions(parent=self))
        return policies

    def _data_sources(
        self,
        api: appsync.GraphQLApi,
        api_keys: tuple[appsync.ApiKey, ...],
        roles: Mapping[str, iam.Role],
        policies: Mapping[str, iam.RolePolicy],
    ) -> dict[str, appsync.DataSource]:
        sources: dict[str, appsync.DataSource] = {}
        # The sort is stable: the others keep the plan's order, and exist when the NONE data source names them.
        for planned in sorted(self._plan.data_sources, key=lambda each: each.type == "NONE"):
            name = naming.data_source(self._name, planned.name)
            role = roles.get(planned.name)
            arguments: dict[str, Any] = {
                "api_id": api.id,
                "name": planned.name,
                "type": planned.type,
                "service_role_arn": None if role is None else role.arn,
                **resolve(source_config(planned), self._values),
            }
            before: list[pulumi.Resource] = [policies[planned.name]] if planned.name in policies else []
            if planned.type == "NONE":
                before += [*sources.values(), *api_keys]
            arguments = transformed(self._args.transform, "data_source", name, arguments)
            options = pulumi.ResourceOptions(parent=self, depends_on=before)
            sources[planned.name] = appsync.DataSource(name, **arguments, opts=options)
        return sources

    def _before_code(self, api_keys: tuple[appsync.ApiKey, ...], data_sources: Mapping[str, appsync.DataSource]) -> list[pulumi.Resource]:
        """What must be there before the first function or resolver: the NONE data source, which waits for all else."""
        none = [data_sources[each.name] for each in self._plan.data_sources if each.type == "NONE"]
        return [*none] or [*data_sources.values(), *api_keys]

    def _functions(
        self, api: appsync.GraphQLApi, api_keys: tuple[appsync.ApiKey, ...], data_sources: Mapping[str, appsync.DataSource]
    ) -> dict[str, appsync.Function]:
        """The steps of pipelines, one after the other: pulumi-aws retries changes that collide for resolvers only."""
        before = self._before_code(api_keys, data_sources)
        functions: dict[str, appsync.Function] = {}
        for planned in self._plan.functions:
            name = naming.function(self._name, planned.name)
            arguments: dict[str, Any] = {
                "api_id": api.id,
                "name": planned.name,
                "data_source": data_sources[planned.data_source_name].name,
                "runtime": {"name": planned.runtime.name, "runtime_version": planned.runtime.runtime_version},
                "code": resolve(planned.code, self._values),
            }
            arguments = transformed(self._args.transform, "function", name, arguments)
            options = pulumi.ResourceOptions(parent=self, depends_on=before)
            functions[planned.name] = appsync.Function(name, **arguments, opts=options)
            before = [functions[planned.name]]
        return functions

    def _resolvers(
        self,
        api: appsync.GraphQLApi,
        api_keys: tuple[appsync.ApiKey, ...],
        data_sources: Mapping[str, appsync.DataSource],
        functions: Mapping[str, appsync.Function],
    ) -> dict[str, appsync.Resolver]:
        last = list(functions.values())[-1:]
        before: list[pulumi.Resource] = [*last] or self._before_code(api_keys, data_sources)
        return {
            f"{each.type_name}.{each.field_name}": self._resolver(api, each, self._target(each, data_sources, functions), before)
            for each in self._plan.resolvers
        }

    def _target(
        self, planned: Resolver, data_sources: Mapping[str, appsync.DataSource], functions: Mapping[str, appsync.Function]
    ) -> dict[str, Any]:
        """What a resolver runs on: a data source, or the functions of its pipeline."""
        if planned.pipeline_config is not None:
            return {"pipeline_config": {"functions": [functions[name].function_id for name in planned.pipeline_config.functions]}}
        return {"data_source": data_sources[planned.data_source_name or ""].name}

    def _resolver(
        self, api: appsync.GraphQLApi, planned: Resolver, target: Mapping[str, Any], before: list[pulumi.Resource]
    ) -> appsync.Resolver:
        name = naming.resolver(self._name, planned.type_name, planned.field_name)
        arguments: dict[str, Any] = {
            "api_id": api.id,
            "type": planned.type_name,
            "field": planned.field_name,
            "kind": planned.kind,
            **target,
            "runtime": {"name": planned.runtime.name, "runtime_version": planned.runtime.runtime_version},
            "code": resolve(planned.code, self._values),
        }
        arguments = transformed(self._args.transform, "resolver", name, arguments)
        options = pulumi.ResourceOptions(parent=self, depends_on=before, delete_before_replace=True)
        return appsync.Resolver(name, **arguments, opts=options)

    def _invoking_roles(self) -> Mapping[str, InvokingRole]:
        return invoking_roles(self._plan.invocations, pool_roles(self._args), self._args.functions, self._args.function_roles)

    def _attached(self, roles: Mapping[str, InvokingRole]) -> Attached:
        return attach(
            self,
            self._name,
            self._plan.invocations if self._args.attach_policies else (),
            roles=roles,
            values=self._values,
            tags=self._args.tags,
            transform=self._args.transform,
        )

    def _amplify_outputs(self) -> pulumi.Output[dict[str, Any]]:
        planned = self._plan.graphql_api
        types = [planned.authentication_type, *(each.authentication_type for each in planned.additional_authentication_providers)]
        return pulumi.Output.all(
            url=self.graphql_url,
            region=self._values["aws.region"],
            api_key=self.api_key,
            user_pool_id=self._args.user_pool_id,
            user_pool_client_id=self._args.user_pool_client_id,
            identity_pool_id=self._args.identity_pool_id,
            guests=self._args.unauthenticated_role_arn not in (None, ""),
        ).apply(
            lambda known: amplify_outputs(
                **known, authentication_types=list(dict.fromkeys(types)), model_introspection=self._plan.model_introspection
            )
        )


_TRUST_POLICY = {
    "Version": "2012-10-17",
    "Statement": [
        {
            "Effect": "Allow",
            "Principal": {"Service": "appsync.amazonaws.com"},
            "Action": "sts:AssumeRole",
            "Condition": {
                "StringEquals": {"aws:SourceAccount": "${aws.account}"},
                "ArnEquals": {"aws:SourceArn": "${api.arn}"},
            },
        }
    ],
}
"""AppSync may take the role, for this API only (AppSync's guide, "Attaching a data source")."""


def _api_values(api: appsync.GraphQLApi) -> dict[str, pulumi.Input[str]]:
    """What the API makes known: an ARN tells account and partition, so that they need no calls of their own."""
    return {
        "api.id": api.id,
        "api.arn": api.arn,
        "aws.partition": api.arn.apply(lambda arn: arn.split(":")[1]),
        "aws.account": api.arn.apply(lambda arn: arn.split(":")[4]),
    }


def _table_values(tables: Mapping[str, ModelTable]) -> dict[str, pulumi.Input[str]]:
    values: dict[str, pulumi.Input[str]] = {}
    for model, table in tables.items():
        values |= {f"table.{model}.name": table.table_name, f"table.{model}.arn": table.table_arn}
    return values


def _schema_text(schema: str, revision: str | int | None) -> str:
    """The SDL without white space and comments: AppSync's limit counts them, and every state file and preview carries them."""
    compact = strip_ignored_characters(schema)
    return compact if revision is None else f"# revision {revision}\n{compact}"
