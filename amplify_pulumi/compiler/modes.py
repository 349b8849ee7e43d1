"""Who may call: the authorization modes of the API, and the directives that admit them to types and fields.

Directives are written even for the default mode, and `@aws_iam` everywhere, as Amplify Gen 2 does: its APIs always accept AWS_IAM, so
that functions and administrators may call them. The directives only open the door to a mode; the rules themselves are checked by the
resolvers.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any

from amplify_pulumi.compiler.callers import Rights, authentication_type, may
from amplify_pulumi.compiler.plan import (
    ApiKey,
    AuthenticationProvider,
    AuthenticationType,
    GraphqlApi,
    LambdaAuthorizerConfig,
    OpenIdConnectConfig,
    Reference,
    UserPoolConfig,
)
from amplify_pulumi.compiler.sdl import Directive
from amplify_pulumi.schema.model import ApiKeyMode, AuthorizationMode, LambdaMode, OidcMode, Operation, Rule, Schema

DEFAULT_API_NAME = "amplifyData"
"""The name of an API that is given none, as Amplify's construct calls it."""

AUTHENTICATION_TYPES: Mapping[AuthorizationMode, AuthenticationType] = MappingProxyType(
    {
        "apiKey": "API_KEY",
        "userPool": "AMAZON_COGNITO_USER_POOLS",
        "oidc": "OPENID_CONNECT",
        "lambda": "AWS_LAMBDA",
        "iam": "AWS_IAM",
    },
)
"""The modes of `api:` in AppSync's words."""

_IAM: AuthenticationType = "AWS_IAM"

DIRECTIVES: Mapping[AuthenticationType, Directive] = MappingProxyType(
    {
        "API_KEY": Directive(name="aws_api_key"),
        "AWS_IAM": Directive(name="aws_iam"),
        "OPENID_CONNECT": Directive(name="aws_oidc"),
        "AMAZON_COGNITO_USER_POOLS": Directive(name="aws_cognito_user_pools"),
        "AWS_LAMBDA": Directive(name="aws_lambda"),
    },
)
"""The directive that admits each authentication type, in the order in which they are written."""

OPEN_TO_IAM = (DIRECTIVES["AWS_IAM"],)
"""What every type that has no table and every field of a root that the user writes has, whatever the default is, as Amplify writes it."""


def effective_rules(schema: Schema, rules: Sequence[Rule] | None) -> tuple[Rule, ...]:
    """Return the rules of a model: its own or else the schema's."""
    return tuple(rules if rules is not None else schema.authorization or ())


def authentication_types(schema: Schema) -> tuple[AuthenticationType, ...]:
    """Return the authentication types of the API: the default first, AWS_IAM last.

    A type is there if `api:` configures it or a rule uses it. The default is what `api:` says, else the user pool if a rule uses it, else
    the API key if a rule uses it or `api:` configures it, else the only type that there is.
    """
    api = schema.api
    used: dict[AuthenticationType, None] = dict.fromkeys(authentication_type(rule) for rule in _rules(schema))
    configured: dict[AuthenticationType, Any] = {"API_KEY": api.api_key, "OPENID_CONNECT": api.oidc, "AWS_LAMBDA": api.lambda_}
    used.update({each: None for each, mode in configured.items() if mode is not None})
    default = _default(used) if api.default_authorization_mode is None else AUTHENTICATION_TYPES[api.default_authorization_mode]
    others: list[AuthenticationType] = [each for each in DIRECTIVES if each in used and each not in (default, _IAM)]
    return (default, *others) if default == _IAM else (default, *others, _IAM)


def _default(used: Mapping[AuthenticationType, None]) -> AuthenticationType:
    if "AMAZON_COGNITO_USER_POOLS" in used:
        return "AMAZON_COGNITO_USER_POOLS"
    return "API_KEY" if "API_KEY" in used or not used else next(iter(used))


def _rules(schema: Schema) -> Iterator[Rule]:
    """Yield every rule that somebody may come by."""
    for model in schema.models:
        yield from effective_rules(schema, model.authorization)
        for field in model.fields:
            yield from field.authorization or ()
    for operation in schema.operations:
        yield from effective_rules(schema, operation.authorization)
    for each in schema.types:
        yield from each.callers or ()


def graphql_api(schema: Schema) -> GraphqlApi:
    """Return the API itself with its name and authentication types."""
    default, *additional = authentication_types(schema)
    return GraphqlApi(
        name=schema.api.name or DEFAULT_API_NAME,
        authentication_type=default,
        **_config(default, schema, is_default=True),
        additional_authentication_providers=tuple(
            AuthenticationProvider(authentication_type=each, **_config(each, schema, is_default=False)) for each in additional
        ),
    )


def api_keys(schema: Schema) -> tuple[ApiKey, ...]:
    """Return the one API key of an API that accepts API keys."""
    if "API_KEY" not in authentication_types(schema):
        return ()
    mode = schema.api.api_key or ApiKeyMode()
    return (ApiKey(expires_in_days=mode.expires_in_days, description=mode.description),)


def _config(kind: AuthenticationType, schema: Schema, *, is_default: bool) -> dict[str, Any]:
    """Return what AppSync wants to know of an authentication type, as members of GraphqlApi and AuthenticationProvider."""
    match kind:
        case "AMAZON_COGNITO_USER_POOLS":
            user_pool = UserPoolConfig(
                user_pool_id=Reference(ref="auth.userPool.id"),
                aws_region=Reference(ref="aws.region"),
                default_action="ALLOW" if is_default else None,
            )
            return {"user_pool_config": user_pool}
        case "OPENID_CONNECT":
            return {"open_id_connect_config": _oidc(schema.api.oidc)}
        case "AWS_LAMBDA":
            return {"lambda_authorizer_config": _lambda(schema.api.lambda_)}
        case _:
            return {}


def _oidc(mode: OidcMode | None) -> OpenIdConnectConfig:
    if mode is None:
        return OpenIdConnectConfig(issuer=Reference(ref="auth.oidc.issuerUrl"))
    return OpenIdConnectConfig(
        issuer=mode.issuer_url,
        client_id=mode.client_id,
        auth_ttl=_milliseconds(mode.token_expiry_from_authentication_in_seconds),
        iat_ttl=_milliseconds(mode.token_expiry_from_issue_in_seconds),
    )


def _lambda(mode: LambdaMode | None) -> LambdaAuthorizerConfig:
    if mode is None:
        return LambdaAuthorizerConfig(authorizer_uri=Reference(ref="auth.lambdaAuthorizer.arn"))
    return LambdaAuthorizerConfig(
        authorizer_uri=Reference(ref=f"function.{mode.function}.arn"), authorizer_result_ttl_in_seconds=mode.time_to_live_in_seconds
    )


def _milliseconds(seconds: int | None) -> int | None:
    return None if seconds is None else seconds * 1000


def directives(types: Iterable[AuthenticationType], default: AuthenticationType, *, with_default: bool = False) -> tuple[Directive, ...]:
    """Return the directives that admit callers of these authentication types, and AWS_IAM, to a type or a field.

    An API whose default is AWS_IAM needs none where nobody else is admitted.

    Args:
        types: by which callers may come.
        default: the default authentication type of the API.
        with_default: whether the default type is admitted, too, where others are.
    """
    admitted = {*types, _IAM}
    if admitted == {default}:
        return ()
    if with_default:
        admitted.add(default)
    return tuple(directive for each, directive in DIRECTIVES.items() if each in admitted)


def type_directives(rules: Iterable[Rule], default: AuthenticationType) -> tuple[Directive, ...]:
    """Return the directives of a type: of every authentication type in which one of the rules admits somebody."""
    return directives((authentication_type(rule) for rule in rules), default)


def operation_directives(rights: Rights, operation: Operation, default: AuthenticationType) -> tuple[Directive, ...]:
    """Return the directives of a model's operation.

    An operation that no rule lets through is still there, open to the default mode, and its resolver refuses everyone but the IAM
    administrator. This is what graphql-auth-transformer generates (cases operations and api-key-default-partial).
    """
    types: list[AuthenticationType] = [caller.authentication_type for caller in may(rights, operation)]
    return directives(types, default, with_default=not types)
