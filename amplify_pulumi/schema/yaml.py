"""The schema in YAML: what one file says.

One function reads one kind of thing, and one table says which keys may stand where: a new key is one line there. Keys of the language that
this version does not support are in the tables, too, so that they are refused by name.
"""

from __future__ import annotations

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.document import Document, Include, Report
from amplify_pulumi.schema.errors import Problem, quoted
from amplify_pulumi.schema.keys import describe, entries, flag, is_null, known_entries, one_or_many, text, texts, whole_number, word
from amplify_pulumi.schema.model import Api, ApiKeyMode, Field, Model, Operation, Position, Relationship, Rule
from amplify_pulumi.schema.nodes import Mapping, Node, Scalar, Sequence, compose
from amplify_pulumi.schema.source import Source
from amplify_pulumi.schema.types import parse_type

FILE_KEYS = ("include", "api", "authorization", "models")
FILE_KEYS_PLANNED = ("types", "enums", "dataSources", "functions", "queries", "mutations", "subscriptions", "access")
API_KEYS = ("name", "defaultAuthorizationMode", "apiKeyAuthorizationMode")
API_KEYS_PLANNED = ("userPoolAuthorizationMode", "oidcAuthorizationMode", "lambdaAuthorizationMode", "iamAuthorizationMode", "logging")
API_KEY_KEYS = ("description", "expiresInDays")
MODEL_KEYS = ("fields", "authorization")
MODEL_KEYS_PLANNED = ("identifier", "indexes", "disableOperations")
FIELD_KEYS = ("type",)
FIELD_KEYS_PLANNED = ("default", "validate", "authorization", "enum")
RELATIONSHIPS = ("hasMany", "belongsTo")
RELATIONSHIPS_PLANNED = ("hasOne",)
RELATIONSHIP_KEYS = ("references",)
RELATIONSHIP_KEYS_PLANNED = ("authorization", "required", "valueRequired")
RULE_KEYS = ("allow", "operations", "transferable")
RULE_KEYS_PLANNED = ("provider", "identityClaim", "groups", "group", "groupClaim", "field", "ownerField", "groupsField", "function")


def read_yaml(source: Source, report: Report) -> Document:
    """Return what a YAML file says; its mistakes go to the report."""
    root = compose(source)
    if isinstance(root, Problem):
        report.missed(root)
        return Document()
    if is_null(root):
        report.error("AP1003", root.position, "This file is empty", "Write at least one model below `models:`.")
        report.complete = False
        return Document()
    found = known_entries(root, "The schema", report, known=FILE_KEYS, planned=FILE_KEYS_PLANNED)
    if found is None:
        report.complete = False
        return Document()
    if "models" not in found and isinstance(root, Mapping) and len(found) < len(root.entries):
        # Whatever is unknown here may have been meant to hold the models.
        report.complete = False
    values = {name: value for name, (_, value) in found.items()}
    return Document(
        api=_api(values["api"], found["api"][0].position, report) if "api" in values else None,
        authorization=_rules(values["authorization"], report) if "authorization" in values else None,
        models=_models(values["models"], report) if "models" in values else (),
        includes=_includes(values["include"], report) if "include" in values else (),
    )


def _includes(node: Node, report: Report) -> tuple[Include, ...]:
    return tuple(Include(path=path, position=each.position) for path, each in texts(node, "A file of `include`", report))


def _api(node: Node, position: Position, report: Report) -> Api:
    found = known_entries(node, "`api`", report, known=API_KEYS, planned=API_KEYS_PLANNED) or {}
    values = {name: value for name, (_, value) in found.items()}
    mode = None
    if "defaultAuthorizationMode" in values:
        mode = word(
            values["defaultAuthorizationMode"],
            "`defaultAuthorizationMode`",
            report,
            words=vocabulary.MODES,
            planned=vocabulary.MODES_PLANNED,
            synonyms=vocabulary.MODE_SYNONYMS,
        )
    return Api(
        name=text(values["name"], "`name` of the API", report) if "name" in values else None,
        default_authorization_mode=mode,
        api_key=_api_key(*found["apiKeyAuthorizationMode"], report) if "apiKeyAuthorizationMode" in values else None,
        position=position,
    )


def _api_key(key: Scalar, node: Node, report: Report) -> ApiKeyMode:
    position = key.position
    if is_null(node):
        # `apiKeyAuthorizationMode:` with nothing behind it can only mean the mode with what it has by default.
        return ApiKeyMode(position=position)
    found = known_entries(node, "`apiKeyAuthorizationMode`", report, known=API_KEY_KEYS) or {}
    description = text(found["description"][1], "`description`", report) if "description" in found else None
    days = None
    if "expiresInDays" in found:
        value = found["expiresInDays"][1]
        position = value.position
        days = whole_number(value, "`expiresInDays`", report)
    if days is None:
        return ApiKeyMode(description=description, position=position)
    return ApiKeyMode(expires_in_days=days, description=description, position=position)


def _models(node: Node, report: Report) -> tuple[Model, ...]:
    if is_null(node):
        return ()
    found = entries(node, "`models`", report)
    if found is None:
        report.complete = False
        return ()
    return tuple(_model(key, value, report) for key, value in found.values())


def _model(key: Scalar, node: Node, report: Report) -> Model:
    what = f"The model {quoted(key.text)}"
    found = known_entries(node, what, report, known=MODEL_KEYS, planned=MODEL_KEYS_PLANNED, required=("fields",))
    if found is None or "fields" not in found:
        report.complete = False
    values = {name: value for name, (_, value) in (found or {}).items()}
    return Model(
        name=key.text,
        fields=_fields(key.text, values["fields"], report) if "fields" in values else (),
        authorization=_rules(values["authorization"], report) if "authorization" in values else None,
        position=key.position,
    )


def _fields(model: str, node: Node, report: Report) -> tuple[Field | Relationship, ...]:
    if is_null(node):
        return ()
    found = entries(node, f"`fields` of {quoted(model)}", report)
    if found is None:
        report.complete = False
        return ()
    return tuple(_field(f"{model}.{key.text}", key, value, report) for key, value in found.values())


def _field(path: str, key: Scalar, node: Node, report: Report) -> Field | Relationship:
    what = f"The field {quoted(path)}"
    if isinstance(node, Scalar):
        return _typed_field(what, key, node, report)
    if isinstance(node, Sequence):
        _array_without_quotes(what, node, report)
        return Field(name=key.text, type="", position=key.position)
    names = {each.text for each, _ in node.entries if isinstance(each, Scalar)}
    if names.intersection((*RELATIONSHIPS, *RELATIONSHIPS_PLANNED)):
        return _relationship(what, key, node, report)
    found = known_entries(node, what, report, known=FIELD_KEYS, planned=(*FIELD_KEYS_PLANNED, *RELATIONSHIPS_PLANNED))
    if found is None or "type" not in found:
        if not names.intersection(FIELD_KEYS_PLANNED):
            advice = "Write `type:`, or a relationship with `hasMany:` or `belongsTo:`."
            report.error("AP1012", node.position, f"{what} has no type", advice)
        return Field(name=key.text, type="", position=key.position)
    return _typed_field(what, key, found["type"][1], report)


def _typed_field(what: str, key: Scalar, node: Node, report: Report) -> Field:
    nothing = Field(name=key.text, type="", position=key.position)
    if isinstance(node, Sequence):
        _array_without_quotes(what, node, report)
        return nothing
    if is_null(node) or not isinstance(node, Scalar):
        problem = "has no type" if is_null(node) else f"must have a type in GraphQL's notation, not {describe(node)}"
        report.error("AP2002", node.position, f"{what} {problem}", f"Write a type, such as `{key.text}: String`.")
        return nothing
    reference = parse_type(node.text)
    if reference is None:
        advice = 'Write String, String!, "[String]", "[String!]", "[String]!" or "[String!]!", with any type for String.'
        report.error("AP2002", node.position, f"{what}: {quoted(node.text)} is not a type in GraphQL's notation", advice)
        return nothing
    start = node.position
    column = start.column + reference.offset + (0 if node.plain else 1)
    return Field(
        name=key.text,
        type=reference.name,
        required=reference.required,
        array=reference.array,
        array_required=reference.array_required,
        position=key.position,
        type_position=Position(file=start.file, line=start.line, column=column, language=start.language),
    )


def _array_without_quotes(what: str, node: Sequence, report: Report) -> None:
    element = node.items[0] if len(node.items) == 1 else None
    example = f"[{element.text}]" if isinstance(element, Scalar) and parse_type(element.text) else "[String!]!"
    report.error("AP2002", node.position, f"{what} has a YAML list as its type", f'Write the types of arrays in quotes: "{example}".')


def _relationship(what: str, key: Scalar, node: Node, report: Report) -> Relationship | Field:
    known = (*RELATIONSHIPS, *RELATIONSHIP_KEYS)
    planned = (*RELATIONSHIPS_PLANNED, *RELATIONSHIP_KEYS_PLANNED)
    found = known_entries(node, what, report, known=known, planned=planned) or {}
    kinds = [each for each in RELATIONSHIPS if each in found]
    if len(kinds) > 1:
        message = f"{what} is both {' and '.join(kinds)}"
        report.error("AP1008", found[kinds[1]][0].position, message, "A relationship has one kind: make two fields of it.")
        return Field(name=key.text, type="", position=key.position)
    if "references" not in found and kinds:
        advice = "Name the fields on the belongsTo side that hold the identifier: `references: [ownerId]`."
        report.error("AP1012", node.position, f'{what} needs the key "references"', advice)
    if not kinds:
        return Field(name=key.text, type="", position=key.position)
    kind = "hasMany" if kinds[0] == "hasMany" else "belongsTo"
    model = text(found[kind][1], f"`{kind}` of {quoted(key.text)}", report)
    references = found["references"][1] if "references" in found else None
    return Relationship(
        name=key.text,
        kind=kind,
        model=model or "",
        references=tuple(each for each, _ in texts(references, f"`references` of {quoted(key.text)}", report)) if references else (),
        position=key.position,
        model_position=found[kind][1].position,
        references_position=references.position if references else None,
    )


def _rules(node: Node, report: Report) -> tuple[Rule, ...]:
    items = () if is_null(node) else one_or_many(node)
    if not items:
        advice = "Write at least one rule, such as `- allow: owner`, or remove `authorization`."
        report.error("AP4001", node.position, "`authorization` has no rules: nobody could do anything", advice)
    return tuple(rule for each in items if (rule := _rule(each, report)) is not None)


def _rule(node: Node, report: Report) -> Rule | None:
    found = known_entries(node, "A rule", report, known=RULE_KEYS, planned=RULE_KEYS_PLANNED, required=("allow",))
    if found is None or "allow" not in found:
        return None
    allow = word(
        found["allow"][1],
        "`allow`",
        report,
        words=vocabulary.ALLOW,
        planned=vocabulary.ALLOW_PLANNED,
        synonyms=vocabulary.ALLOW_SYNONYMS,
    )
    operations = _operations(found["operations"][1], report) if "operations" in found else None
    transferable = False
    if "transferable" in found:
        key, value = found["transferable"]
        transferable = bool(flag(value, "`transferable`", report))
        if transferable and allow not in (None, "owner"):
            report.error("AP4008", key.position, f"A rule with `allow: {allow}` has no owner to transfer", "Remove `transferable`.")
            transferable = False
    if allow is None:
        return None
    return Rule(allow=allow, operations=operations, transferable=transferable, position=node.position)


def _operations(node: Node, report: Report) -> tuple[Operation, ...] | None:
    names = one_or_many(node)
    if not names:
        report.error(
            "AP1008", node.position, "`operations` is an empty list: the rule lets nothing through", "Remove it to allow all operations."
        )
        return None
    found: list[Operation | None] = [
        word(each, "An operation", report, words=vocabulary.OPERATIONS, synonyms=vocabulary.OPERATION_SYNONYMS, code="AP4003")
        for each in names
    ]
    return tuple(each for each in found if each is not None) or None
