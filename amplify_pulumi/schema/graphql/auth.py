"""@auth: who may do what, on models, their fields and operations. Source: graphql-auth-transformer (`AuthDirective`, `validations`)."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from graphql.language import ast

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.graphql.drafts import FieldDraft, ModelDraft, OperationDraft
from amplify_pulumi.schema.graphql.reader import Reader, Values, arguments, members, text, texts, word
from amplify_pulumi.schema.model import Allow, Operation, Provider, Rule
from amplify_pulumi.schema.suggestions import did_you_mean

RULE_ARGUMENTS = ("allow", "provider", "ownerField", "identityClaim", "groups", "groupsField", "groupClaim", "operations")
PROVIDERS: Mapping[str, Mapping[str, tuple[Allow, Provider | None]]] = {
    "public": {"apiKey": ("publicApiKey", None), "identityPool": ("guest", None), "iam": ("guest", None)},
    "private": {
        "userPools": ("authenticated", None),
        "oidc": ("authenticated", "oidc"),
        "identityPool": ("authenticated", "identityPool"),
        "iam": ("authenticated", "identityPool"),
    },
    "owner": {"userPools": ("owner", None), "oidc": ("owner", "oidc")},
    "groups": {"userPools": ("groups", None), "oidc": ("groups", "oidc")},
    "custom": {"function": ("custom", None)},
}
"""Gen 1's `allow` and `provider`, as the rule that they are here; the first provider of each is its default."""
ALLOW_SYNONYMS = {
    "publicapikey": "public",
    "apikey": "public",
    "guest": "public",
    "authenticated": "private",
    "group": "groups",
    "ownerdefinedin": "owner",
    "ownersdefinedin": "owner",
    "lambda": "custom",
    "function": "custom",
}
BELONGS_TO_OTHERS: Mapping[str, tuple[str, ...]] = {
    "public": ("ownerField", "identityClaim", "groups", "groupsField", "groupClaim"),
    "private": ("ownerField", "identityClaim", "groups", "groupsField", "groupClaim"),
    "owner": ("groups", "groupsField", "groupClaim"),
    "groups": ("ownerField", "identityClaim"),
    "custom": ("ownerField", "identityClaim", "groups", "groupsField", "groupClaim"),
}
"""What a rule says to no effect, by its `allow`."""
REFUSED_BY_AMPLIFY = frozenset({("groups", "identityClaim"), ("owner", "groupClaim")})


def on_model(reader: Reader, draft: ModelDraft, node: ast.ConstDirectiveNode) -> None:
    """Read the rules of a model."""
    draft.authorization = rules(reader, node, draft.list_fields)


def on_field(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read the rules of a field, which replace the model's."""
    draft.authorization = rules(reader, node, draft.model.list_fields)


def on_operation(reader: Reader, draft: OperationDraft, node: ast.ConstDirectiveNode) -> None:
    """Read the rules of an operation."""
    draft.has_rules = True
    draft.rules.extend(rules(reader, node, frozenset()))


def rules(reader: Reader, node: ast.ConstDirectiveNode, list_fields: Collection[str]) -> tuple[Rule, ...]:
    """Return the rules of an @auth directive.

    Args:
        reader: The file.
        node: The directive.
        list_fields: The fields of the type that are lists.
    """
    written = arguments(reader, node, "@auth", ("rules",)).get("rules")
    items = written.values if isinstance(written, ast.ListValueNode) else (written,) if written else ()
    if not items:
        advice = "Write at least one rule: @auth(rules: [{allow: owner}])."
        reader.error("AP4001", node, "@auth has no rules: nobody could do anything", advice)
    return tuple(rule for each in items if (rule := _rule(reader, each, list_fields)) is not None)


def _rule(reader: Reader, node: ast.ConstValueNode, list_fields: Collection[str]) -> Rule | None:
    if not isinstance(node, ast.ObjectValueNode):
        reader.error("AP1008", node, "A rule must be an object", "Write it in braces: {allow: owner}.")
        return None
    values = members(reader, node, "a rule", RULE_ARGUMENTS) or {}
    operations = _operations(reader, values["operations"]) if "operations" in values else None
    if "allow" not in values:
        reader.error("AP1012", node, "A rule needs `allow`", "Write whom it lets in: {allow: owner}.")
        return None
    written = word(reader, values["allow"], "`allow`", PROVIDERS, ALLOW_SYNONYMS)
    if written is None:
        return None
    _check_members(reader, values, written)
    allow, provider = _provider(reader, values.get("provider"), written)
    if written == "owner":
        return _owner_rule(reader, node, values, provider, operations, list_fields)
    if written == "groups":
        return _group_rule(reader, node, values, provider, operations, list_fields)
    return Rule(allow=allow, provider=provider, operations=operations, position=reader.place(node))


def _check_members(reader: Reader, values: Values, allow: str) -> None:
    for name in BELONGS_TO_OTHERS[allow]:
        if name in values:
            note = reader.error if (allow, name) in REFUSED_BY_AMPLIFY else reader.tolerated
            note("AP1006", values[name], f"A rule with `allow: {allow}` has no `{name}`", "Remove it.")


def _owner_rule(
    reader: Reader,
    node: ast.Node,
    values: Values,
    provider: Provider | None,
    operations: tuple[Operation, ...] | None,
    list_fields: Collection[str],
) -> Rule:
    """Return a rule for owners: one owner or, where the field is a list, several."""
    name = text(reader, values["ownerField"], "`ownerField`", 'ownerField: "owner"') if "ownerField" in values else None
    claim = text(reader, values["identityClaim"], "`identityClaim`", 'identityClaim: "email"') if "identityClaim" in values else None
    owner = name or "owner"
    allow: Allow = "ownersDefinedIn" if owner in list_fields else "ownerDefinedIn" if owner != "owner" else "owner"
    return Rule(
        allow=allow,
        provider=provider,
        operations=operations,
        defined_in=None if allow == "owner" else owner,
        claim=claim,
        # In Gen 1's language an owner may always write another name into the owner field.
        transferable=True,
        position=reader.place(node),
    )


def _group_rule(
    reader: Reader,
    node: ast.Node,
    values: Values,
    provider: Provider | None,
    operations: tuple[Operation, ...] | None,
    list_fields: Collection[str],
) -> Rule | None:
    """Return a rule for groups that it names, or that a field of the item names."""
    claim = text(reader, values["groupClaim"], "`groupClaim`", 'groupClaim: "cognito:groups"') if "groupClaim" in values else None
    place = reader.place(node)
    if "groups" in values:
        if "groupsField" in values:
            advice = "Write two rules: the item may belong to one of its own groups, or the caller to one of these."
            reader.error("AP1008", values["groupsField"], "A rule has either `groups` or `groupsField`", advice)
        groups = texts(reader, values["groups"], "`groups`")
        return (
            Rule(allow="groups", provider=provider, operations=operations, groups=groups, claim=claim, position=place) if groups else None
        )
    if "groupsField" not in values:
        advice = 'Write {allow: groups, groups: ["Admin"]}, or groupsField: "groups" for a field that names them.'
        reader.error("AP1012", node, "A rule for groups needs `groups` or `groupsField`", advice)
        return None
    name = text(reader, values["groupsField"], "`groupsField`", 'groupsField: "groups"')
    if name is None:
        return None
    allow: Allow = "groupsDefinedIn" if name in list_fields else "groupDefinedIn"
    return Rule(allow=allow, provider=provider, operations=operations, defined_in=name, claim=claim, position=place)


def _provider(reader: Reader, node: ast.ConstValueNode | None, allow: str) -> tuple[Allow, Provider | None]:
    """Return what `allow` and `provider` are together; a provider that does not fit is a mistake."""
    known = PROVIDERS[allow]
    default, meaning = next(iter(known.items()))
    if node is None:
        return meaning
    if isinstance(node, ast.EnumValueNode):
        if node.value in known:
            return known[node.value]
        message = f"The provider of `allow: {allow}` cannot be {quoted(node.value)}{did_you_mean(node.value, tuple(known))}"
    else:
        message = f"The provider of `allow: {allow}` must be a word without quotes"
    others = "" if len(known) == 1 else f" Others: {', '.join(each for each in known if each != default)}."
    reader.error("AP4007", node, message, f"Write `provider: {default}`, or leave it out.{others}")
    return meaning


def _operations(reader: Reader, node: ast.ConstValueNode) -> tuple[Operation, ...] | None:
    items = node.values if isinstance(node, ast.ListValueNode) else (node,)
    if not items:
        advice = "Remove it to allow all operations."
        reader.error("AP1008", node, "`operations` is an empty list: the rule lets nothing through", advice)
    found: list[Operation | None] = [
        word(reader, each, "An operation", vocabulary.OPERATIONS, vocabulary.OPERATION_SYNONYMS, "AP4003") for each in items
    ]
    return tuple(each for each in found if each is not None) or None
