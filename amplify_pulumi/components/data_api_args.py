"""What a `DataApi` is made of, and what is wrong with it."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pulumi

from amplify_pulumi.compiler.plan import ApiPlan
from amplify_pulumi.components.bindings import (
    AUTHENTICATION,
    DataSources,
    Environment,
    FunctionInput,
    Functions,
    authentication_mistakes,
    binding_mistakes,
)
from amplify_pulumi.components.errors import Mistake, choices, mistake
from amplify_pulumi.components.invocation_policies import FunctionRoles, role_mistakes
from amplify_pulumi.components.model_table import TableSettings, merged_settings, settings_mistakes
from amplify_pulumi.components.source import SchemaSource
from amplify_pulumi.components.transforms import Transforms, transform_mistakes

_KINDS = (
    *("api", "api_key", "table", "role", "role_policy", "data_source", "function", "resolver"),
    *("log_group", "invocation_policy", "invocation_attachment"),
)


def _now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True, kw_only=True)
class DataApiArgs:
    """What a `DataApi` is made of. What decides the structure is plain; values may be Pulumi inputs."""

    schema: SchemaSource
    """The data schema: a path (relative to the program's working folder), its text, a `Schema`, or a compiled `ApiPlan`."""
    user_pool_id: pulumi.Input[str] | None = None
    """The Cognito user pool whose users may call the API. Needed where the schema lets signed-in users in."""
    identity_pool_id: pulumi.Input[str] | None = None
    """The Cognito identity pool whose guests or signed-in users may call. Needed where a rule speaks of them."""
    authenticated_role_arn: pulumi.Input[str] | None = None
    """The role that the identity pool gives to signed-in users; what lets them call is attached to it."""
    unauthenticated_role_arn: pulumi.Input[str] | None = None
    """The role that the identity pool gives to guests; what lets them call is attached to it."""
    oidc_issuer_url: pulumi.Input[str] | None = None
    """The OpenID Connect issuer, where `api:` does not name it."""
    lambda_authorizer_arn: pulumi.Input[str] | None = None
    """The Lambda function that authorizes callers, where `api:` does not name it."""
    user_pool_client_id: pulumi.Input[str] | None = None
    """The pool's app client that clients sign in with: with it, `amplify_outputs` has the `auth` section that they need."""
    table: TableSettings = field(default_factory=TableSettings)
    """Settings of every table."""
    tables: Mapping[str, TableSettings] = field(default_factory=dict[str, TableSettings])
    """Settings of single tables, by model; what they leave out is taken from `table`."""
    functions: Functions = field(default_factory=dict[str, FunctionInput])
    """The Lambda functions that answer custom operations, by the names that the schema gives them: functions, or their ARNs."""
    function_roles: FunctionRoles = field(default_factory=dict[str, pulumi.Input[str]])
    """The ARNs of the roles of functions that `access` of the schema lets call the API, by the functions' names; what lets them is attached
    to it. Not needed for a function that stands in `functions` itself."""
    attach_policies: bool = True
    """Whether policies are attached to the roles that are handed in. If not, the output `invocation_policies` holds them."""
    data_sources: DataSources = field(default_factory=dict[str, Mapping[str, pulumi.Input[str]]])
    """What the schema leaves open of external data sources, by their names: `{"Legacy": {"table": table.name}}`."""
    environment: Environment = field(default_factory=dict[str, pulumi.Input[str]])
    """The values of `ctx.env.NAME` in the code of custom operations. They stand in the code, so a secret is refused."""
    ephemeral: bool = False
    """For throw-away stacks: the API and the tables may be deleted with everything in them. Turns `protect`, deletion protection and
    point-in-time recovery off where `table` and `tables` say nothing else."""
    schema_revision: str | int | None = None
    """Stands as a comment before the schema. Another value pushes the same schema again, after a push that failed half way."""
    tags: pulumi.Input[Mapping[str, pulumi.Input[str]]] | None = None
    """Tags of the API, the tables and the roles."""
    transform: Transforms = field(default_factory=Transforms)
    """Changes to the arguments of the raw resources, by kind (`Transforms` lists them)."""
    clock: Callable[[], datetime] = _now
    """Tells the time, which decides when API keys expire. For tests."""


def pool_roles(args: DataApiArgs) -> dict[str, pulumi.Input[str] | None]:
    """Return the roles of the identity pool, by the names of the arguments that hand them in."""
    return {"authenticated_role_arn": args.authenticated_role_arn, "unauthenticated_role_arn": args.unauthenticated_role_arn}


def table_settings(args: DataApiArgs, model: str) -> TableSettings:
    """Return the settings of the table of a model."""
    return merged_settings(args.tables.get(model), args.table, TableSettings(ephemeral=args.ephemeral))


def data_api_mistakes(args: DataApiArgs, plan: ApiPlan) -> Iterator[Mistake]:
    """Yield everything that is wrong with the arguments for a plan."""
    api = plan.graphql_api
    modes = {api.authentication_type, *(each.authentication_type for each in api.additional_authentication_providers)}
    if "AMAZON_COGNITO_USER_POOLS" in modes and args.user_pool_id in (None, ""):
        yield mistake(
            "AP7001",
            "the schema lets signed-in users in (authorization mode userPool), but no user pool is handed in. "
            "Give the id of a Cognito user pool: DataApiArgs(user_pool_id=pool.id).",
        )
    if args.user_pool_client_id is not None and args.user_pool_id is None:
        yield mistake("AP7007", "user_pool_client_id needs the pool that it belongs to: give user_pool_id, too.")
    if args.schema_revision is not None and len(str(args.schema_revision).splitlines()) > 1:
        yield mistake("AP7008", f"schema_revision must be one line, not {args.schema_revision!r}.")
    given = {reference for reference, argument in AUTHENTICATION.items() if getattr(args, argument) not in (None, "")}
    yield from authentication_mistakes(plan, given)
    yield from binding_mistakes(plan, args.functions, args.data_sources, args.environment)
    yield from role_mistakes(plan, args.function_roles, pool_roles(args))
    yield from transform_mistakes(args.transform, _KINDS)
    models = [each.model for each in plan.tables]
    for model in args.tables:
        if model not in models:
            yield mistake("AP7004", f"tables: the schema has no model '{model}'{choices(model, models)}")
    for model in models:
        yield from settings_mistakes(f"the table of {model}", table_settings(args, model))
