"""A schema told to the builder: the calls that a person would write for it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from amplify_pulumi import a, allow
from amplify_pulumi.schema.builder import SchemaBuilder
from amplify_pulumi.schema.inlining import Inline, inline_definitions
from amplify_pulumi.schema.model import (
    Api,
    CodeHandler,
    CustomOperation,
    CustomType,
    DataSource,
    Field,
    FunctionHandler,
    Index,
    Model,
    Relationship,
    Returns,
    Rule,
    Schema,
)
from amplify_pulumi.schema.naming import inline_name, return_type_name

SCALARS = {
    "ID": a.id,
    "String": a.string,
    "Int": a.integer,
    "Float": a.float,
    "Boolean": a.boolean,
    "AWSDate": a.date,
    "AWSTime": a.time,
    "AWSDateTime": a.datetime,
    "AWSTimestamp": a.timestamp,
    "AWSEmail": a.email,
    "AWSJSON": a.json,
    "AWSPhone": a.phone,
    "AWSURL": a.url,
    "AWSIPAddress": a.ip_address,
}
RULES = {
    "ownerDefinedIn": allow.owner_defined_in,
    "ownersDefinedIn": allow.owners_defined_in,
    "groupDefinedIn": allow.group_defined_in,
    "groupsDefinedIn": allow.groups_defined_in,
}
CHECKS = {"minLength": "min_length", "maxLength": "max_length", "startsWith": "starts_with", "endsWith": "ends_with"}
SOURCES = {"lambda": a.data_source.lambda_, "eventBridge": a.data_source.event_bridge, "openSearch": a.data_source.open_search}
SETTINGS = {"signingServiceName": "signing_service_name", "signingRegion": "signing_region"}


def told(schema: Schema) -> SchemaBuilder:
    """Return the builder of a schema."""
    inline = inline_definitions(schema)
    items: dict[str, Any] = {each.name: operation(each, inline) for each in reversed(schema.operations)}
    # Operations of one kind stand in their order, the kinds and all else in any.
    items = {name: items[name] for name in reversed(items)}
    items |= {each.name: a.enum(each.values) for each in schema.enums if each.name not in inline.enums}
    items |= {each.name: custom_type(each, inline) for each in schema.types if each.name not in inline.types}
    items |= {each.name: model(each, inline) for each in schema.models}
    builder = a.schema(items).api(api(schema.api))
    rules = [*(rule(each) for each in schema.authorization or ()), *(allow.resource(e.function).to(*e.operations) for e in schema.access)]
    if rules:
        builder = builder.authorization(*rules)
    functions = {each.name: a.function(entry=each.entry) for each in schema.functions}
    builder = builder.functions(functions).data_sources({each.name: data_source(each) for each in schema.data_sources})
    builder = builder.descriptions({each.place: each.text for each in schema.descriptions})
    return builder.deprecated({each.place: each.reason for each in schema.deprecations})


def custom_type(said: CustomType, inline: Inline) -> Any:
    return a.custom_type({each.name: field(said.name, each, inline) for each in said.fields})


def element(name: str, in_place: str, inline: Inline) -> Any:
    if name in SCALARS:
        return SCALARS[name]()
    if name == in_place and name in inline.types:
        return custom_type(inline.types[name], inline)
    if name == in_place and name in inline.enums:
        return a.enum(inline.enums[name].values)
    return a.ref(name)


def shaped(made: Any, said: Field | Returns) -> Any:
    made = made.required() if said.required else made
    made = made.array() if said.array else made
    return made.required() if said.array_required else made


def field(owner: str, said: Field, inline: Inline) -> Any:
    made = element(said.type, inline_name(owner, said.name), inline)
    if said.default is not None:
        python = {"Int": int, "Float": float, "AWSTimestamp": int, "Boolean": json.loads}.get(said.type, str)
        made = made.default(python(said.default))
    if said.validations:
        made = made.validate(**dict(check(said.type, each) for each in said.validations))
    if said.authorization is not None:
        made = made.authorization(*map(rule, said.authorization))
    return shaped(made, said)


def check(type_name: str, said: Any) -> tuple[str, Any]:
    number = {"Int": int, "Float": float, "String": int}[type_name]
    value = said.value if said.kind in ("startsWith", "endsWith", "matches") else number(said.value)
    return CHECKS.get(said.kind, said.kind), value if said.message is None else (value, said.message)


def relationship(said: Relationship) -> Any:
    references = said.references[0] if len(said.references) == 1 else said.references
    made = {"hasMany": a.has_many, "hasOne": a.has_one, "belongsTo": a.belongs_to}[said.kind](said.model, references)
    made = made.required() if said.required else made
    made = made.value_required() if said.value_required else made
    return made if said.authorization is None else made.authorization(*map(rule, said.authorization))


def model(said: Model, inline: Inline) -> Any:
    fields = {each.name: relationship(each) if isinstance(each, Relationship) else field(said.name, each, inline) for each in said.fields}
    made: Any = a.model(fields)
    if said.identifier is not None:
        made = made.identifier(list(said.identifier))
    if said.indexes:
        made = made.secondary_indexes(*map(index, said.indexes))
    if said.disabled:
        made = made.disable_operations(*said.disabled)
    return made if said.authorization is None else made.authorization(*map(rule, said.authorization))


def index(said: Index) -> Any:
    made: Any = a.index(said.partition_key).sort_keys(*said.sort_keys).query_field(said.query_field)
    made = made if said.name is None else made.name(said.name)
    return made.projection(said.projection, list(said.non_key_attributes))


def rule(said: Rule) -> Any:
    arguments: list[Any] = [] if said.defined_in is None else [said.defined_in]
    options: Mapping[str, Any] = {"transferable": True} if said.transferable else {}
    if said.provider is not None:
        arguments.append(said.provider)
    if said.allow == "groups":
        made: Any = allow.groups(said.groups, *arguments)
    elif said.allow in RULES:
        made = RULES[said.allow](*arguments, **options)
    elif said.allow == "publicApiKey":
        made = allow.public_api_key()
    else:
        made = getattr(allow, said.allow)(*arguments, **options)
    made = made if said.operations is None else made.to(*said.operations)
    if said.claim is None:
        return made
    return made.with_claim_in(said.claim) if "roup" in said.allow else made.identity_claim(said.claim)


def operation(said: CustomOperation, inline: Inline) -> Any:
    made: Any = {"query": a.query, "mutation": a.mutation, "subscription": a.subscription}[said.kind]()
    made = made.arguments({each.name: field(said.name, each, inline) for each in said.arguments})
    if said.returns is not None:
        made = made.returns(shaped(element(said.returns.type, return_type_name(said.name), inline), said.returns))
    if said.sources:
        made = made.for_(*(a.ref(each.name).mutations(*each.mutations) if each.mutations else a.ref(each.name) for each in said.sources))
    made = made.handler(*map(handler, said.handlers))
    return made if said.authorization is None else made.authorization(*map(rule, said.authorization))


def handler(said: FunctionHandler | CodeHandler) -> Any:
    if isinstance(said, CodeHandler):
        return a.handler.custom(entry=said.entry, data_source=said.data_source)
    made = a.handler.function(said.function)
    return made.asynchronous() if said.asynchronous else made


def data_source(said: DataSource) -> Any:
    make: Any = SOURCES.get(said.kind) or getattr(a.data_source, said.kind)
    return make(**{SETTINGS.get(name, name): value for name, value in said.settings})


def api(said: Api) -> Any:
    return a.api(
        name=said.name,
        default_authorization_mode=said.default_authorization_mode,
        api_key=said.api_key and a.api_key(expires_in_days=said.api_key.expires_in_days, description=said.api_key.description),
        oidc=said.oidc
        and a.oidc(
            provider_name=said.oidc.provider_name,
            issuer_url=said.oidc.issuer_url,
            client_id=said.oidc.client_id,
            token_expiry_from_authentication_in_seconds=said.oidc.token_expiry_from_authentication_in_seconds,
            token_expiry_from_issue_in_seconds=said.oidc.token_expiry_from_issue_in_seconds,
        ),
        lambda_=said.lambda_
        and a.lambda_authorizer(function=said.lambda_.function, time_to_live_in_seconds=said.lambda_.time_to_live_in_seconds),
        logging=said.logging
        and a.logging(
            field_log_level=said.logging.field_log_level,
            exclude_verbose_content=said.logging.exclude_verbose_content,
            retention_days=said.logging.retention_days,
        ),
    )
