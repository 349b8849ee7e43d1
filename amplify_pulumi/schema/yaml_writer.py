"""A schema as YAML, in the short forms that people write: read again it is the same schema."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.inlining import Inline, inline_definitions
from amplify_pulumi.schema.model import (
    Api,
    CodeHandler,
    CustomOperation,
    DataSource,
    Field,
    FunctionAccess,
    FunctionHandler,
    Index,
    Logging,
    Model,
    OidcMode,
    OperationKind,
    Relationship,
    Returns,
    Rule,
    Schema,
    SubscriptionSource,
    Validation,
)
from amplify_pulumi.schema.naming import index_query_name, return_type_name
from amplify_pulumi.schema.types import print_type
from amplify_pulumi.schema.values import json_text, number_of, number_text
from amplify_pulumi.schema.yaml_layout import Below, Tree, Written, json_tree, lines_of_tree, quoted, text, texts

_SECTIONS: Mapping[OperationKind, str] = {"query": "queries", "mutation": "mutations", "subscription": "subscriptions"}
_RETENTIONS = {days: word for word, days in vocabulary.RETENTIONS.items()}
_DEEPEST_JSON = 20


class NotInYamlError(ValueError):
    """A schema says something that only Amplify Gen 1's GraphQL can say."""


def write_yaml(schema: Schema) -> str:
    """Return the schema as YAML, ending with a newline.

    Args:
        schema: without mistakes; positions do not matter.

    Raises:
        NotInYamlError: it says what only GraphQL can say; the text names it.
    """
    for each in schema.types:
        if each.callers is not None or each.only_input:
            what = "has no type of the same fields" if each.only_input else "names its own callers"
            message = f"{'the input' if each.only_input else 'the type'} {each.name} {what}, which only GraphQL can say"
            raise NotInYamlError(message)
    inline = inline_definitions(schema)
    sections: dict[str, Tree] = {
        "api": Below(_api(schema.api)),
        "authorization": Written("") if schema.authorization is None else _rules(schema.authorization),
        "models": Below({each.name: Below(_model(each, inline)) for each in schema.models}),
        "types": Below({each.name: _fields(each.fields, inline) for each in schema.types if each.name not in inline.types}),
        "enums": Below({each.name: texts(each.values) for each in schema.enums if each.name not in inline.enums}),
        "functions": Below({each.name: {"entry": text(each.entry)} if each.entry else {} for each in schema.functions}),
        "dataSources": Below({each.name: _data_source(each) for each in schema.data_sources}),
        **{
            section: Below({each.name: Below(_operation(each, inline)) for each in schema.operations if each.kind == kind})
            for kind, section in _SECTIONS.items()
        },
        "access": Below([_access(each) for each in schema.access]),
        "descriptions": Below({each.place: text(each.text) for each in schema.descriptions}),
        "deprecated": Below({each.place: Written("null") if each.reason is None else text(each.reason) for each in schema.deprecations}),
    }
    said = {key: tree for key, tree in sections.items() if not _is_empty(key, tree)}
    return "\n".join(lines_of_tree(said or {"models": {}})) + "\n"


def _is_empty(key: str, tree: Tree) -> bool:
    if isinstance(tree, Below):
        return not tree.value
    return key != "authorization" or isinstance(tree, Written)


def _some(members: Iterable[tuple[str, Tree | None]]) -> dict[str, Tree]:
    return {key: value for key, value in members if value is not None}


def _optional(value: str | None) -> Tree | None:
    return None if value is None else text(value)


def _flag(*, value: bool) -> Tree | None:
    return Written("true") if value else None


def _number(value: int | None, default: int | None = None) -> Tree | None:
    return None if value is None or value == default else Written(str(value))


def _api(api: Api) -> dict[str, Tree]:
    key, authorizer = api.api_key, api.lambda_
    return _some(
        [
            ("name", _optional(api.name)),
            ("defaultAuthorizationMode", _optional(api.default_authorization_mode)),
            (
                "apiKeyAuthorizationMode",
                key and _some([("description", _optional(key.description)), ("expiresInDays", _number(key.expires_in_days))]),
            ),
            (
                "lambdaAuthorizationMode",
                authorizer
                and _some(
                    [
                        ("function", text(authorizer.function)),
                        ("timeToLiveInSeconds", _number(authorizer.time_to_live_in_seconds, 60)),
                    ]
                ),
            ),
            ("oidcAuthorizationMode", api.oidc and _oidc(api.oidc)),
            ("logging", api.logging and _logging(api.logging)),
        ]
    )


def _oidc(mode: OidcMode) -> dict[str, Tree]:
    return _some(
        [
            ("oidcProviderName", text(mode.provider_name)),
            ("oidcIssuerUrl", text(mode.issuer_url)),
            ("clientId", _optional(mode.client_id)),
            ("tokenExpiryFromAuthInSeconds", _number(mode.token_expiry_from_authentication_in_seconds)),
            ("tokenExpireFromIssueInSeconds", _number(mode.token_expiry_from_issue_in_seconds)),
        ]
    )


def _logging(logging: Logging) -> Tree:
    if logging.retention_days not in _RETENTIONS:
        message = f"logs cannot be kept for {logging.retention_days} days: CloudWatch has a list of numbers"
        raise NotInYamlError(message)
    default = Logging()
    said = _some(
        [
            ("fieldLogLevel", None if logging.field_log_level == default.field_log_level else text(logging.field_log_level)),
            ("excludeVerboseContent", None if logging.exclude_verbose_content else Written("false")),
            ("retention", None if logging.retention_days == default.retention_days else Written(_RETENTIONS[logging.retention_days])),
        ]
    )
    return said or Written("true")


def _model(model: Model, inline: Inline) -> dict[str, Tree]:
    if model.operation_names or (model.created_at, model.updated_at) != ("createdAt", "updatedAt"):
        message = f"the model {model.name} renames its operations or timestamps, which only GraphQL can say"
        raise NotInYamlError(message)
    declares_id = any(each.name == "id" for each in model.values)
    if declares_id and model.identifier is None:
        message = f"the model {model.name} declares an id that is not its identifier, which only GraphQL can say"
        raise NotInYamlError(message)
    implied = ("id",) if declares_id else None
    members = _some(
        [
            ("identifier", None if model.identifier in (implied, None) else texts(model.identifier)),
            ("fields", Below({each.name: _field(each, inline) for each in model.fields})),
            ("indexes", Below([_index(model.name, each) for each in model.indexes]) if model.indexes else None),
            ("disableOperations", texts(model.disabled) if model.disabled else None),
        ]
    )
    return members | _authorization(model.authorization)


def _authorization(rules: Sequence[Rule] | None) -> dict[str, Tree]:
    return {} if rules is None else {"authorization": _rules(rules)}


def _index(model: str, index: Index) -> dict[str, Tree]:
    if index.query_field is None:
        query: Tree | None = Written("null")
    else:
        query = None if index.query_field == index_query_name(model, index.partition_key, index.sort_keys) else text(index.query_field)
    included = {"include": texts(index.non_key_attributes)} if index.projection == "INCLUDE" else None
    return _some(
        [
            ("partitionKey", text(index.partition_key)),
            ("sortKeys", texts(index.sort_keys) if index.sort_keys else None),
            ("queryField", query),
            ("name", _optional(index.name)),
            ("projection", included or (None if index.projection == "ALL" else text(index.projection))),
        ]
    )


def _fields(fields: Iterable[Field], inline: Inline) -> dict[str, Tree]:
    return {each.name: _field(each, inline) for each in fields}


def _field(field: Field | Relationship, inline: Inline) -> Tree:
    if isinstance(field, Relationship):
        return _relationship(field)
    default = None if field.default is None else _default(field.default, field)
    more = _some([("default", default), ("validate", [_validation(each) for each in field.validations] or None)])
    more |= {"authorization": list(_rule_trees(field.authorization))} if field.authorization is not None else {}
    written_in_place = _in_place(field, inline)
    if written_in_place:
        return written_in_place | more
    notation = _notation(field)
    return {"type": notation, **more} if more else notation


def _in_place(field: Field | Returns, inline: Inline) -> dict[str, Tree]:
    """Return the definition of a type that is written here and nowhere else, or nothing."""
    if field.type in inline.enums:
        definition: dict[str, Tree] = {"enum": texts(inline.enums[field.type].values)}
    elif field.type in inline.types:
        definition = {"fields": _fields(inline.types[field.type].fields, inline)}
    else:
        return {}
    flags = (("required", field.required), ("array", field.array), ("arrayRequired", field.array_required))
    return definition | _some((name, _flag(value=value)) for name, value in flags)


def _notation(field: Field | Returns) -> Written:
    return text(print_type(field.type, required=field.required, array=field.array, array_required=field.array_required))


def _relationship(field: Relationship) -> dict[str, Tree]:
    said_alone = {
        "stands alone": field.fields is not None,
        "must lead to an item": field.kind == "belongsTo" and field.required,
        f"has pages of {field.limit} items": field.limit is not None,
        f"is read by the index {field.index}": field.index is not None,
    }
    for what, is_so in said_alone.items():
        if is_so:
            raise NotInYamlError(f"the relationship {field.name} {what}, which only GraphQL can say")
    members = _some(
        [
            (field.kind, text(field.model)),
            ("references", texts(field.references)),
            ("required", _flag(value=field.required)),
            ("valueRequired", _flag(value=field.value_required)),
        ]
    )
    return members | ({"authorization": list(_rule_trees(field.authorization))} if field.authorization is not None else {})


def _default(default: str, field: Field) -> Tree:
    """Return a default such that its text is read again as it was."""
    if field.array or field.type == "AWSJSON":
        value = _structure(default)
        if value is not None:
            return json_tree(value)
    return _scalar(default, as_number=field.type in ("Int", "Float", "AWSTimestamp", "AWSJSON") and not field.array)


def _structure(written: str) -> Any:
    """Return the list or mapping that a text is in the one way in which it is written, else None."""
    try:
        value = json.loads(written) if written[:1] in ("[", "{") else None
        canonical = value is not None and json_text(value) == written
    except (ValueError, RecursionError):
        return None
    return value if canonical and _depth(value) <= _DEEPEST_JSON else None


def _depth(value: Any) -> int:
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return 1 + max(map(_depth, inner), default=0)


def _scalar(value: str, *, as_number: bool) -> Written:
    number = number_of(value) if as_number else None
    if number is None:
        return text(value)
    return Written(value) if number_text(number) == value else quoted(value)


def _validation(check: Validation) -> dict[str, Tree]:
    value = _scalar(check.value, as_number=check.kind in vocabulary.NUMBER_VALIDATIONS)
    return _some([(check.kind, value), ("message", _optional(check.message))])


def _rules(rules: Sequence[Rule]) -> Tree:
    return Below(list(_rule_trees(rules))) if rules else []


def _rule_trees(rules: Iterable[Rule]) -> Iterable[Tree]:
    for rule in rules:
        claim = "groupClaim" if rule.allow.startswith("group") else "identityClaim"
        yield _some(
            [
                ("allow", text(rule.allow)),
                ("provider", _optional(rule.provider)),
                ("field", _optional(rule.defined_in)),
                ("groups", texts(rule.groups) if rule.groups else None),
                (claim, _optional(rule.claim)),
                ("operations", None if rule.operations is None else texts(rule.operations)),
                ("transferable", _flag(value=rule.transferable)),
            ]
        )


def _data_source(source: DataSource) -> Tree:
    return {source.kind: {key: text(value) for key, value in source.settings}} if source.settings else text(source.kind)


def _operation(operation: CustomOperation, inline: Inline) -> dict[str, Tree]:
    if operation.authorization == ():
        message = f"the {operation.kind} {operation.name} is for callers with AWS credentials alone, which only GraphQL can say"
        raise NotInYamlError(message)
    if operation.required is not None:
        null = "may not" if operation.required else "may"
        message = f"the result of the subscription {operation.name} {null} be null, other than its mutation's, which only GraphQL can say"
        raise NotInYamlError(message)
    members = _some(
        [
            ("for", [_source(each) for each in operation.sources] or None),
            ("arguments", _fields(operation.arguments, inline) or None),
            ("returns", operation.returns and _returns(operation.name, operation.returns, inline)),
            ("handler", _handlers(operation.handlers)),
        ]
    )
    return members | _authorization(operation.authorization)


def _returns(operation: str, returns: Returns, inline: Inline) -> Tree:
    return (returns.type == return_type_name(operation) and _in_place(returns, inline)) or _notation(returns)


def _source(source: SubscriptionSource) -> Tree:
    return {"model": text(source.name), "mutations": texts(source.mutations)} if source.mutations else text(source.name)


def _handlers(handlers: Sequence[FunctionHandler | CodeHandler]) -> Tree | None:
    trees: list[Tree] = [_handler(each) for each in handlers]
    return trees[0] if len(trees) == 1 else trees or None


def _handler(handler: FunctionHandler | CodeHandler) -> dict[str, Tree]:
    if isinstance(handler, FunctionHandler):
        return _some([("function", text(handler.function)), ("async", _flag(value=handler.asynchronous))])
    return _some([("dataSource", _optional(handler.data_source)), ("entry", text(handler.entry))])


def _access(access: FunctionAccess) -> dict[str, Tree]:
    operations = None if access.operations == vocabulary.FUNCTION_OPERATIONS else texts(access.operations)
    return _some([("function", text(access.function)), ("operations", operations)])
