"""AppSync's reading of an SDL: its scalars and directives, and which callers each field lets in.

Directives on a field replace those on its type; where neither has one, only the API's default mode gets in (AppSync's page
"Configuring authorization and authentication").
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    ConstDirectiveNode,
    GraphQLObjectType,
    GraphQLScalarType,
    GraphQLSchema,
    ListValueNode,
    StringValueNode,
    ValueNode,
    build_ast_schema,
    parse,
    value_from_ast_untyped,
)

from amplify_pulumi.local.identity import Identity, UserPool
from amplify_pulumi.local.scalars import SCALARS, InvalidValueError

PRELUDE = """
scalar AWSDate scalar AWSTime scalar AWSDateTime scalar AWSTimestamp scalar AWSEmail
scalar AWSJSON scalar AWSPhone scalar AWSURL scalar AWSIPAddress
directive @aws_api_key on OBJECT | FIELD_DEFINITION
directive @aws_iam on OBJECT | FIELD_DEFINITION
directive @aws_oidc on OBJECT | FIELD_DEFINITION
directive @aws_lambda on OBJECT | FIELD_DEFINITION
directive @aws_cognito_user_pools(cognito_groups: [String!]) on OBJECT | FIELD_DEFINITION
directive @aws_auth(cognito_groups: [String!]!) on FIELD_DEFINITION
directive @aws_subscribe(mutations: [String!]!) on FIELD_DEFINITION
directive @aws_publish(subscriptions: [String!]!) on FIELD_DEFINITION
"""

_AUTHENTICATION_TYPES = {
    "aws_api_key": "API_KEY",
    "aws_iam": "AWS_IAM",
    "aws_oidc": "OPENID_CONNECT",
    "aws_lambda": "AWS_LAMBDA",
    "aws_cognito_user_pools": "AMAZON_COGNITO_USER_POOLS",
    "aws_auth": "AMAZON_COGNITO_USER_POOLS",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Admission:
    """Who gets to a field: per authentication type the groups of which a caller must have one, None for everybody."""

    groups: Mapping[str, frozenset[str] | None]

    def admits(self, identity: Identity) -> bool:
        """Tell whether the directives let the caller through."""
        authentication_type = identity.authentication_type
        if authentication_type not in self.groups:
            return False
        required = self.groups[authentication_type]
        return required is None or (isinstance(identity, UserPool) and not required.isdisjoint(identity.groups))


@dataclass(frozen=True, kw_only=True, slots=True)
class ApiSchema:
    """An SDL, ready to execute."""

    graphql: GraphQLSchema
    admissions: Mapping[tuple[str, str], Admission]
    """By type and field. Introspection fields are not in there: they are open to every caller."""
    subscribed_mutations: Mapping[str, tuple[str, ...]]
    """By field of Subscription, the mutations that trigger it."""


def build_schema(sdl: str, authentication_types: tuple[str, ...]) -> ApiSchema:
    """Read an SDL as AppSync does.

    Args:
        sdl: the schema document.
        authentication_types: of the API, the default one first.

    Raises:
        graphql.GraphQLError: the text is not an SDL.
        TypeError: the SDL is not a valid schema.
    """
    document = parse(PRELUDE + sdl, no_location=True)
    schema = build_ast_schema(document)
    for name, type_ in schema.type_map.items():
        if isinstance(type_, GraphQLScalarType) and name in SCALARS:
            _teach(type_)
    default = Admission(groups={authentication_types[0]: None})
    admissions: dict[tuple[str, str], Admission] = {}
    for type_ in schema.type_map.values():
        if isinstance(type_, GraphQLObjectType) and not type_.name.startswith("__"):
            of_type = _admission(_directives(type_)) or default
            for name, field in type_.fields.items():
                admissions[type_.name, name] = _admission(_directives(field)) or of_type
    return ApiSchema(graphql=schema, admissions=admissions, subscribed_mutations=_subscribed_mutations(schema))


def _teach(type_: GraphQLScalarType) -> None:
    """Give one of AppSync's scalars its way of reading and writing, in place: graphql-core builds it from SDL without any."""
    scalar = SCALARS[type_.name]

    def parse_literal(node: ValueNode, variables: Mapping[str, Any] | None = None) -> Any:
        return scalar.parse(value_from_ast_untyped(node, dict(variables) if variables else None))

    def parse_value(value: Any) -> Any:
        try:
            return scalar.parse(value)
        except InvalidValueError as error:
            raise ValueError(str(error)) from None

    if type_.name.startswith("AWS"):
        # setattr: graphql-core declares these as methods, and builds scalars from SDL only with its defaults
        for attribute, function in (("parse_value", parse_value), ("parse_literal", parse_literal), ("serialize", scalar.serialize)):
            setattr(type_, attribute, function)


def _directives(definition: Any) -> tuple[ConstDirectiveNode, ...]:
    nodes = [definition.ast_node, *getattr(definition, "extension_ast_nodes", ())]
    return tuple(directive for node in nodes if node is not None for directive in node.directives or ())


def _admission(directives: tuple[ConstDirectiveNode, ...]) -> Admission | None:
    groups: dict[str, frozenset[str] | None] = {}
    for directive in directives:
        authentication_type = _AUTHENTICATION_TYPES.get(directive.name.value)
        if authentication_type is not None:
            named = _strings(directive, "cognito_groups")
            groups[authentication_type] = frozenset(named) if named else None
    return Admission(groups=groups) if groups else None


def _strings(directive: ConstDirectiveNode, argument: str) -> tuple[str, ...]:
    for each in directive.arguments or ():
        if each.name.value == argument and isinstance(each.value, ListValueNode):
            return tuple(value.value for value in each.value.values if isinstance(value, StringValueNode))
    return ()


def _subscribed_mutations(schema: GraphQLSchema) -> dict[str, tuple[str, ...]]:
    if schema.subscription_type is None:
        return {}
    return {
        name: tuple(
            mutation
            for directive in _directives(field)
            if directive.name.value == "aws_subscribe"
            for mutation in _strings(directive, "mutations")
        )
        for name, field in schema.subscription_type.fields.items()
    }
