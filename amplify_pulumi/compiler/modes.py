"""Who may call: the authorization modes of the API, and the directives that admit them to types and fields.

Directives are written even for the default mode, and `@aws_iam` everywhere, as Amplify Gen 2 does: its APIs always accept AWS_IAM, so
that functions and administrators may call them. The directives only open the door to a mode; the rules themselves are checked by the
resolvers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from amplify_pulumi.compiler import access
from amplify_pulumi.compiler.plan import (
    ApiKey,
    AuthenticationProvider,
    AuthenticationType,
    GraphqlApi,
    Reference,
    UserPoolConfig,
)
from amplify_pulumi.compiler.sdl import Directive
from amplify_pulumi.schema.model import ApiKeyMode, AuthorizationMode, Operation, Rule, Schema

DEFAULT_API_NAME = "amplifyData"
"""The name of an API that is given none, as Amplify's construct calls it."""

AUTHENTICATION_TYPES: Mapping[AuthorizationMode, AuthenticationType] = MappingProxyType(
    {"apiKey": "API_KEY", "userPool": "AMAZON_COGNITO_USER_POOLS"},
)
"""The modes of `api:` in AppSync's words."""

_IAM: AuthenticationType = "AWS_IAM"

_DIRECTIVES: Mapping[AuthenticationType, Directive] = MappingProxyType(
    {
        "API_KEY": Directive(name="aws_api_key"),
        "AWS_IAM": Directive(name="aws_iam"),
        "AMAZON_COGNITO_USER_POOLS": Directive(name="aws_cognito_user_pools"),
    },
)


def effective_rules(schema: Schema, rules: Sequence[Rule] | None) -> tuple[Rule, ...]:
    """Return the rules of a model: its own or else the schema's."""
    return tuple(rules if rules is not None else schema.authorization or ())


def authentication_types(schema: Schema) -> tuple[AuthenticationType, ...]:
    """Return the authentication types of the API: the default first, AWS_IAM last.

    A type is there if `api:` configures it or a rule uses it. The default is what `api:` says, else the user pool if a rule uses it, else
    the API key.
    """
    rules = [rule for model in schema.models for rule in effective_rules(schema, model.authorization)]
    used: dict[AuthenticationType, None] = dict.fromkeys(access.authentication_types(rules))
    if schema.api.api_key is not None:
        used["API_KEY"] = None
    if schema.api.default_authorization_mode is not None:
        default = AUTHENTICATION_TYPES[schema.api.default_authorization_mode]
    else:
        default = "AMAZON_COGNITO_USER_POOLS" if "AMAZON_COGNITO_USER_POOLS" in used else "API_KEY"
    others: list[AuthenticationType] = [each for each in used if each not in (default, _IAM)]
    return (default, *others, _IAM)


def graphql_api(schema: Schema) -> GraphqlApi:
    """Return the API itself with its name and authentication types."""
    default, *additional = authentication_types(schema)
    return GraphqlApi(
        name=schema.api.name or DEFAULT_API_NAME,
        authentication_type=default,
        user_pool_config=_user_pool(default, is_default=True),
        additional_authentication_providers=tuple(
            AuthenticationProvider(authentication_type=each, user_pool_config=_user_pool(each, is_default=False)) for each in additional
        ),
    )


def api_keys(schema: Schema) -> tuple[ApiKey, ...]:
    """Return the one API key of an API that accepts API keys."""
    if "API_KEY" not in authentication_types(schema):
        return ()
    mode = schema.api.api_key or ApiKeyMode()
    return (ApiKey(expires_in_days=mode.expires_in_days, description=mode.description),)


def _user_pool(authentication_type: AuthenticationType, *, is_default: bool) -> UserPoolConfig | None:
    if authentication_type != "AMAZON_COGNITO_USER_POOLS":
        return None
    return UserPoolConfig(
        user_pool_id=Reference(ref="auth.userPool.id"),
        aws_region=Reference(ref="aws.region"),
        default_action="ALLOW" if is_default else None,
    )


def type_directives(rules: Sequence[Rule], *more: AuthenticationType) -> tuple[Directive, ...]:
    """Return the directives of a type: of every mode in which one of the rules admits somebody, and of `more`."""
    return tuple(_DIRECTIVES[each] for each in dict.fromkeys((*access.authentication_types(rules), *more)))


def operation_directives(rules: Sequence[Rule], operation: Operation, default: AuthenticationType) -> tuple[Directive, ...]:
    """Return the directives of an operation's field.

    An operation that no rule lets through is still there, open to the default mode, and its resolver refuses everyone but the IAM
    administrator. This is what graphql-auth-transformer generates (cases operations and api-key-default-partial).
    """
    types = access.authentication_types(rules, operation)
    if types == (_IAM,):
        types = (default, _IAM)
    return tuple(_DIRECTIVES[each] for each in types)
