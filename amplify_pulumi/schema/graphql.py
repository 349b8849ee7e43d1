"""The schema in GraphQL with directives, Amplify Gen 1's language: what one file says.

One function reads one directive. What this version does not support is refused by its name, wherever it stands. Descriptions are for
people, as comments are.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from graphql import GraphQLSyntaxError, parse, print_ast
from graphql.language import ast

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.document import Document, Report
from amplify_pulumi.schema.errors import Problem, error, quoted
from amplify_pulumi.schema.model import Allow, Field, Model, Operation, Position, Relationship, Rule
from amplify_pulumi.schema.source import Source
from amplify_pulumi.schema.suggestions import did_you_mean

MAX_TOKENS = 100_000
"""Tokens of one file: some 1,000 models."""

MODEL_DIRECTIVES = ("model", "auth")
MODEL_DIRECTIVES_PLANNED = (
    "searchable",
    "versioned",
    "sql",
    "refersTo",
    "aws_api_key",
    "aws_iam",
    "aws_cognito_user_pools",
    "aws_oidc",
    "aws_lambda",
    "aws_auth",
)
FIELD_DIRECTIVES = ("hasMany", "belongsTo", "primaryKey")
FIELD_DIRECTIVES_PLANNED = (
    "index",
    "hasOne",
    "manyToMany",
    "auth",
    "default",
    "validate",
    "refersTo",
    "function",
    "http",
    "predictions",
    "mapsTo",
    "connection",
    "key",
    *MODEL_DIRECTIVES_PLANNED,
)
RULE_ARGUMENTS = ("allow", "provider", "ownerField", "operations")
RULE_ARGUMENTS_PLANNED = ("identityClaim", "groups", "groupsField", "groupClaim", "groupField", "and", "queries", "mutations")
ALLOW_WORDS: dict[str, tuple[Allow, str]] = {
    "public": ("publicApiKey", "apiKey"),
    "private": ("authenticated", "userPools"),
    "owner": ("owner", "userPools"),
}
"""Gen 1's `allow`, as the rule that it is here and the one provider that is supported with it, which is also its default."""
ALLOW_PLANNED = ("groups", "custom")
ALLOW_SYNONYMS = {"publicapikey": "public", "authenticated": "private", "apikey": "public", "group": "groups"}
PROVIDERS_PLANNED = {
    "public": ("identityPool", "iam"),
    "private": ("identityPool", "iam", "oidc"),
    "owner": ("oidc",),
}
RELATIONSHIP_ARGUMENTS = ("references",)
RELATIONSHIP_ARGUMENTS_PLANNED = ("fields", "indexName", "limit")
_NOTHING = re.compile(r"(?:[\s,]|#[^\n\r]*)*")
Word = TypeVar("Word", bound=str)
_NOTHING_ELSE = "Remove it, or move it to where it is supported."


def read_graphql(source: Source, report: Report) -> Document:
    """Return what a GraphQL file says; its mistakes go to the report."""
    if _NOTHING.fullmatch(source.text):
        report.missed(error("AP1003", source.position(1, 1), "This file is empty", "Write at least one `type … @model`."))
        return Document()
    try:
        document = parse(source.text, max_tokens=MAX_TOKENS)
    except GraphQLSyntaxError as reason:
        report.missed(_syntax_error(source, reason))
        return Document()
    reader = _Reader(source, report)
    return Document(models=tuple(model for each in document.definitions if (model := reader.definition(each)) is not None))


def _syntax_error(source: Source, reason: GraphQLSyntaxError) -> Problem:
    location = reason.locations[0] if reason.locations else None
    position = source.position(location.line, location.column) if location else source.position(1, 1)
    message = reason.message.removeprefix("Syntax Error: ").rstrip(".")
    if "Parsing aborted" in message:
        # The parser's own bounds: the number of tokens, and the depth.
        return error("AP1011", position, message.removesuffix(". Parsing aborted"), "Divide the schema with `include` in a YAML file.")
    return error("AP1005", position, f"This is not valid GraphQL: {message}", "Correct the syntax.")


class _Reader:
    """Reads the definitions of one file."""

    def __init__(self, source: Source, report: Report) -> None:
        self.source = source
        self.report = report

    def place(self, node: ast.Node) -> Position:
        """Return where a node starts."""
        token = node.loc.start_token if node.loc else None
        return self.source.position(token.line, token.column) if token else self.source.position(1, 1)

    def definition(self, node: ast.DefinitionNode) -> Model | None:
        """Return the model that a definition stands for; others are refused by name."""
        name = getattr(node, "name", None)
        place = self.place(name or node)
        what = f"`{_KINDS.get(node.kind, node.kind.replace('_', ' '))}{' ' + name.value if name else ''}`"
        if not isinstance(node, ast.ObjectTypeDefinitionNode):
            self.report.unsupported(place, what, "Models, that is types with @model, are supported.")
            return None
        directives = self.directives(node, what, MODEL_DIRECTIVES, MODEL_DIRECTIVES_PLANNED)
        if "model" not in directives:
            self.report.unsupported(place, f"{what} without @model", "Add @model to make it a model with a table.")
            return None
        self.arguments(directives["model"], "@model", (), ("queries", "mutations", "subscriptions", "timestamps"))
        for each in node.interfaces or ():
            self.report.unsupported(self.place(each), f"`implements {each.name.value}`", _NOTHING_ELSE)
        return Model(
            name=node.name.value,
            fields=tuple(self.field(node.name.value, each) for each in _written_fields(node)),
            authorization=self.rules(directives["auth"]) if "auth" in directives else None,
            position=place,
        )

    def directives(self, node: Any, what: str, known: Iterable[str], planned: Iterable[str]) -> dict[str, ast.ConstDirectiveNode]:
        """Return the directives of a definition by name; each may stand once."""
        known = tuple(known)
        planned = tuple(planned)
        result: dict[str, ast.ConstDirectiveNode] = {}
        for each in node.directives or ():
            name = each.name.value
            if name in planned:
                self.report.unsupported(self.place(each), f"@{name} on {what}", _NOTHING_ELSE)
            elif name not in known:
                message = f"There is no directive @{name} for {what}{did_you_mean(name, [*known, *planned])}"
                self.report.error("AP1006", self.place(each), message, f"Supported: {', '.join('@' + one for one in known)}.")
            elif name in result:
                self.report.error("AP1007", self.place(each), f"@{name} stands twice on {what}", "Put all of it into one directive.")
            else:
                result[name] = each
        return result

    def arguments(
        self, node: Any, what: str, known: Iterable[str], planned: Iterable[str] = (), members: str = "arguments"
    ) -> dict[str, ast.ConstValueNode]:
        """Return the arguments of a directive, or the members of an object (`members="fields"`), by name."""
        known = tuple(known)
        planned = tuple(planned)
        result: dict[str, ast.ConstValueNode] = {}
        for each in getattr(node, members) or ():
            name = each.name.value
            if name in planned:
                self.report.unsupported(self.place(each), f"`{name}` of {what}", _NOTHING_ELSE)
            elif name not in known:
                message = f"{what} has no argument {quoted(name)}{did_you_mean(name, [*known, *planned])}"
                advice = f"Supported: {', '.join(known)}." if known else "Remove it."
                self.report.error("AP1006", self.place(each), message, advice)
            elif name in result:
                self.report.error("AP1007", self.place(each), f"`{name}` stands twice in {what}", "Remove one of the two.")
            else:
                result[name] = each.value
        return result

    def field(self, model: str, node: ast.FieldDefinitionNode) -> Field | Relationship:
        """Return a field of a model."""
        name = node.name.value
        what = f"the field {quoted(f'{model}.{name}')}"
        for each in node.arguments or ():
            self.report.unsupported(self.place(each), f"The argument `{each.name.value}` of {what}", _NOTHING_ELSE)
        directives = self.directives(node, what, FIELD_DIRECTIVES, FIELD_DIRECTIVES_PLANNED)
        if "primaryKey" in directives:
            self.primary_key(what, name, directives.pop("primaryKey"))
        if directives:
            return self.relationship(what, node, directives)
        array, array_required, element, required = _type(node.type)
        if isinstance(element, ast.ListTypeNode):
            self.report.error(
                "AP2002", self.place(element), f"{_capital(what)} is a list of lists", "AppSync's tables hold lists of values only."
            )
        return Field(
            name=name,
            type=element.name.value if isinstance(element, ast.NamedTypeNode) else "",
            required=required,
            array=array,
            array_required=array_required,
            position=self.place(node.name),
            type_position=self.place(element),
        )

    def primary_key(self, what: str, name: str, directive: ast.ConstDirectiveNode) -> None:
        """Check a primary key: `id` declared as it, alone, is the key that it is anyway."""
        if name != "id":
            self.report.unsupported(self.place(directive), f"@primaryKey on {what}", "Models are identified by `id` in this version.")
        self.arguments(directive, "@primaryKey", (), ("sortKeyFields",))

    def relationship(self, what: str, node: ast.FieldDefinitionNode, directives: dict[str, ast.ConstDirectiveNode]) -> Field | Relationship:
        """Return a relationship; its type must fit the directive."""
        name, *more = directives
        for each in more:
            message = f"{_capital(what)} has both @{name} and @{each}"
            self.report.error("AP1008", self.place(directives[each]), message, "A relationship has one kind: make two fields of it.")
        directive = directives[name]
        arguments = self.arguments(directive, f"@{name}", RELATIONSHIP_ARGUMENTS, RELATIONSHIP_ARGUMENTS_PLANNED)
        references: tuple[str, ...] = ()
        if "references" in arguments:
            references = tuple(self.strings(arguments["references"], f"`references` of @{name}"))
        elif "fields" not in {each.name.value for each in directive.arguments or ()}:
            advice = 'Name the fields on the @belongsTo side that hold the identifier: references: ["ownerId"].'
            self.report.error("AP1012", self.place(directive), f"@{name} on {what} needs `references`", advice)
        array, array_required, element, required = _type(node.type)
        model = element.name.value if isinstance(element, ast.NamedTypeNode) else ""
        kind = "hasMany" if name == "hasMany" else "belongsTo"
        if array != (kind == "hasMany") or not model:
            example = f"[{model or 'Model'}]" if kind == "hasMany" else model or "Model"
            message = f"@{name} stands on {what}, whose type is not {'a list' if kind == 'hasMany' else 'a single model'}"
            self.report.error("AP3008", self.place(node.type), message, f"Write `{node.name.value}: {example}`.")
        elif required or array_required:
            self.report.unsupported(self.place(node.type), f"`!` on the relationship of {what}", "Remove the `!`.")
        return Relationship(
            name=node.name.value,
            kind=kind,
            model=model,
            references=references,
            position=self.place(node.name),
            model_position=self.place(element),
            references_position=self.place(arguments["references"]) if "references" in arguments else None,
        )

    def strings(self, node: ast.ConstValueNode, what: str) -> Iterable[str]:
        """Yield the texts of a list of strings, or the one that stands alone."""
        items = node.values if isinstance(node, ast.ListValueNode) else (node,)
        if not items:
            self.report.error("AP1008", self.place(node), f"{_capital(what)} is an empty list", "Write at least one name.")
        for each in items:
            if isinstance(each, ast.StringValueNode):
                yield each.value
            else:
                self.report.error("AP1008", self.place(each), f"{_capital(what)} must hold texts", 'Write names in quotes: ["ownerId"].')

    def rules(self, directive: ast.ConstDirectiveNode) -> tuple[Rule, ...]:
        """Return the rules of an @auth directive."""
        rules = self.arguments(directive, "@auth", ("rules",)).get("rules")
        items = rules.values if isinstance(rules, ast.ListValueNode) else (rules,) if rules else ()
        if not items:
            advice = "Write at least one rule: @auth(rules: [{allow: owner}])."
            self.report.error("AP4001", self.place(directive), "@auth has no rules: nobody could do anything", advice)
        return tuple(rule for each in items if (rule := self.rule(each)) is not None)

    def rule(self, node: ast.ConstValueNode) -> Rule | None:
        """Return one rule of an @auth directive."""
        if not isinstance(node, ast.ObjectValueNode):
            self.report.error("AP1008", self.place(node), "A rule must be an object", "Write it in braces: {allow: owner}.")
            return None
        members = self.arguments(node, "a rule", RULE_ARGUMENTS, RULE_ARGUMENTS_PLANNED, "fields")
        operations = self.operations(members["operations"]) if "operations" in members else None
        if "allow" not in members:
            self.report.error("AP1012", self.place(node), "A rule needs `allow`", "Write whom it lets in: {allow: owner}.")
            return None
        written = self.word(members["allow"], "`allow`", ALLOW_WORDS, ALLOW_PLANNED, ALLOW_SYNONYMS)
        if written is None:
            return None
        allow, provider = ALLOW_WORDS[written]
        if "provider" in members:
            self.provider(members["provider"], written, provider)
        if "ownerField" in members:
            self.owner_field(members["ownerField"], written)
        # In Gen 1's language an owner may always write another name into the owner field.
        return Rule(allow=allow, operations=operations, transferable=allow == "owner", position=self.place(node))

    def provider(self, node: ast.ConstValueNode, allow: str, supported: str) -> None:
        """Check the provider of a rule."""
        words = (*PROVIDERS_PLANNED[allow], supported)
        if isinstance(node, ast.EnumValueNode) and node.value == supported:
            return
        if isinstance(node, ast.EnumValueNode) and node.value in words:
            self.report.unsupported(self.place(node), f"`provider: {node.value}`", f"Supported for `allow: {allow}`: {supported}.")
            return
        if not isinstance(node, ast.EnumValueNode):
            message = f"The provider of `allow: {allow}` must be a word without quotes"
        else:
            message = f"The provider of `allow: {allow}` cannot be {quoted(node.value)}{did_you_mean(node.value, words)}"
        self.report.error("AP4007", self.place(node), message, f"Write `provider: {supported}`, or leave it out.")

    def owner_field(self, node: ast.ConstValueNode, allow: str) -> None:
        """Check the owner field of a rule."""
        if allow != "owner":
            self.report.error("AP1006", self.place(node), f"A rule with `allow: {allow}` has no `ownerField`", "Remove it.")
        elif not isinstance(node, ast.StringValueNode):
            self.report.error("AP1008", self.place(node), "`ownerField` must be a text", 'Write ownerField: "owner".')
        elif node.value != "owner":
            self.report.unsupported(self.place(node), f"`ownerField: {quoted(node.value)}`", 'Write ownerField: "owner".')

    def operations(self, node: ast.ConstValueNode) -> tuple[Operation, ...] | None:
        """Return the operations of a rule."""
        items = node.values if isinstance(node, ast.ListValueNode) else (node,)
        if not items:
            advice = "Remove it to allow all operations."
            self.report.error("AP1008", self.place(node), "`operations` is an empty list: the rule lets nothing through", advice)
        found: list[Operation | None] = [
            self.word(each, "An operation", vocabulary.OPERATIONS, (), vocabulary.OPERATION_SYNONYMS, "AP4003") for each in items
        ]
        return tuple(each for each in found if each is not None) or None

    def word(
        self,
        node: ast.ConstValueNode,
        what: str,
        words: Iterable[Word],
        planned: Iterable[str],
        synonyms: Mapping[str, str],
        code: str = "AP1014",
    ) -> Word | None:
        """Return one of the given words, which GraphQL writes as an enum value."""
        known = tuple(words)
        if not isinstance(node, ast.EnumValueNode):
            advice = f"Write one of: {', '.join(known)}, without quotes."
            self.report.error("AP1008", self.place(node), f"{what} must be a word without quotes", advice)
            return None
        for each in known:
            if each == node.value:
                return each
        if node.value in planned:
            self.report.unsupported(self.place(node), f"{what} {quoted(node.value)}", f"Supported: {', '.join(known)}.")
            return None
        message = f"{what} cannot be {quoted(node.value)}{did_you_mean(node.value, [*known, *planned], synonyms)}"
        self.report.error(code, self.place(node), message, f"Write one of: {', '.join(known)}.")
        return None


_KINDS = {
    "object_type_definition": "type",
    "enum_type_definition": "enum",
    "input_object_type_definition": "input",
    "interface_type_definition": "interface",
    "union_type_definition": "union",
    "scalar_type_definition": "scalar",
    "schema_definition": "schema",
    "directive_definition": "directive",
    "operation_definition": "operation",
    "fragment_definition": "fragment",
    "object_type_extension": "extend type",
}


def _written_fields(node: ast.ObjectTypeDefinitionNode) -> Sequence[ast.FieldDefinitionNode]:
    """Return the fields of a model but for an `id` that says what is so without it.

    `id: ID!` without @primaryKey is the implicit `id` to graphql-transformer, where one with @primaryKey also makes lists take an `id`.
    """
    fields = tuple(node.fields or ())
    implicit = [each for each in fields if each.name.value == "id" and not each.directives and print_ast(each.type) in ("ID", "ID!")]
    return tuple(each for each in fields if each not in implicit) if len(implicit) == 1 and len(fields) > 1 else fields


def _type(node: ast.TypeNode) -> tuple[bool, bool, ast.TypeNode, bool]:
    """Return whether a type is an array, whether that is required, its element, and whether the element is required."""
    outer_required = isinstance(node, ast.NonNullTypeNode)
    inner = node.type if isinstance(node, ast.NonNullTypeNode) else node
    if not isinstance(inner, ast.ListTypeNode):
        return False, False, inner, outer_required
    required = isinstance(inner.type, ast.NonNullTypeNode)
    return True, outer_required, inner.type.type if isinstance(inner.type, ast.NonNullTypeNode) else inner.type, required


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
