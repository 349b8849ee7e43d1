"""`authorization`: rules, wherever they stand."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.keys import (
    Entries,
    Shape,
    Words,
    flag,
    is_null,
    known_entries,
    one_or_many,
    same_words,
    text,
    texts,
    word,
)
from amplify_pulumi.schema.model import Allow, Operation, Provider, Rule
from amplify_pulumi.schema.nodes import Node, Scalar
from amplify_pulumi.schema.suggestions import did_you_mean
from amplify_pulumi.schema.yaml.reading import Reading, Section

_ALWAYS = ("allow", "provider", "operations")
_CLAIM_OF_OWNER = ("identityClaim", "claim")
_CLAIM_OF_GROUP = ("groupClaim", "claim")
_CLAIMS = ("claim", "identityClaim", "groupClaim")

_TOKENS: Mapping[str, Provider | None] = MappingProxyType({"userPool": None, "userPools": None, "oidc": "oidc"})
_SIGNED_IN: Mapping[str, Provider | None] = MappingProxyType({**_TOKENS, "identityPool": "identityPool", "iam": "identityPool"})


@dataclass(frozen=True, kw_only=True, slots=True)
class Kind:
    """What a rule can say beside `provider` and `operations`, by its `allow`."""

    allow: Allow
    providers: Mapping[str, Provider | None]
    """The ways in which callers come, as they are written, with what `Rule` holds of them."""
    keys: tuple[str, ...] = ()
    required: tuple[str, ...] = ()


_GROUP = Kind(allow="groups", providers=_TOKENS, keys=("group", *_CLAIM_OF_GROUP), required=("group",))
_OWNER_FIELD = ("field", *_CLAIM_OF_OWNER, "transferable")
_GROUP_FIELD = ("field", *_CLAIM_OF_GROUP)

KINDS: Mapping[str, Kind] = MappingProxyType(
    {
        "publicApiKey": Kind(allow="publicApiKey", providers=MappingProxyType({"apiKey": None})),
        "guest": Kind(allow="guest", providers=MappingProxyType({"identityPool": None, "iam": None})),
        "authenticated": Kind(allow="authenticated", providers=_SIGNED_IN),
        "owner": Kind(allow="owner", providers=_TOKENS, keys=(*_CLAIM_OF_OWNER, "transferable")),
        "ownerDefinedIn": Kind(allow="ownerDefinedIn", providers=_TOKENS, keys=_OWNER_FIELD, required=("field",)),
        "ownersDefinedIn": Kind(allow="ownersDefinedIn", providers=_TOKENS, keys=_OWNER_FIELD, required=("field",)),
        "group": _GROUP,
        "groups": Kind(allow="groups", providers=_TOKENS, keys=("groups", *_CLAIM_OF_GROUP), required=("groups",)),
        "groupDefinedIn": Kind(allow="groupDefinedIn", providers=_TOKENS, keys=_GROUP_FIELD, required=("field",)),
        "groupsDefinedIn": Kind(allow="groupsDefinedIn", providers=_TOKENS, keys=_GROUP_FIELD, required=("field",)),
        "custom": Kind(allow="custom", providers=MappingProxyType({"function": None, "lambda": None})),
    }
)

_AS_TEXT = re.compile(r"(?:allow\.)?(?P<kind>\w+)(?:\(\))?", re.ASCII)
"""A rule as in Amplify's builder, or its kind alone."""

RULE = Shape(
    name="rule",
    keys=("allow", "provider", "operations", "field", "group", "groups", "identityClaim", "groupClaim", "claim", "transferable"),
    required=("allow",),
    synonyms={
        "ownerfield": "field",
        "groupsfield": "field",
        "groupfield": "field",
        "groupsclaim": "groupClaim",
        "to": "operations",
        "withclaimin": "groupClaim",
    },
)
ALLOW = Words(name="allow", words=same_words(*KINDS), synonyms=vocabulary.ALLOW_SYNONYMS)
OPERATION: Words[Operation] = Words(
    name="operation",
    words=same_words(*vocabulary.OPERATIONS),
    synonyms=vocabulary.OPERATION_SYNONYMS,
    code="AP4003",
)
PROVIDERS = tuple(dict.fromkeys(provider for kind in KINDS.values() for provider in kind.providers))
PROVIDER = Words(
    name="provider",
    words=same_words(*PROVIDERS),
    synonyms={"cognito": "userPools", "amazon_cognito_user_pools": "userPools", "apikeys": "apiKey"},
)


def read_rules(node: Node, report: Report) -> tuple[Rule, ...]:
    """Return one rule, or a list of them."""
    items = () if is_null(node) else one_or_many(node)
    if not items:
        advice = "Write at least one rule, such as `- allow: owner`, or remove `authorization`."
        report.error("AP4001", node.position, "`authorization` has no rules: nobody could do anything", advice)
    return tuple(rule for each in items if (rule := _rule(each, report)) is not None)


def optional_rules(found: Entries, report: Report) -> tuple[Rule, ...] | None:
    """Return the rules of a thing that can have some, None if it has none of its own."""
    return read_rules(found["authorization"][1], report) if "authorization" in found else None


def _rule(node: Node, report: Report) -> Rule | None:
    if isinstance(node, Scalar) and (meant := _AS_TEXT.fullmatch(node.text)) and meant["kind"] in KINDS:
        message = f"A rule must be a mapping, not {quoted(node.text)}"
        report.error("AP1008", node.position, message, f"Write `{{ allow: {meant['kind']} }}`.")
        return None
    found = known_entries(node, "A rule", report, RULE)
    if found is None or "allow" not in found:
        return None
    allow = found["allow"][1]
    if isinstance(allow, Scalar) and allow.text == "resource":
        advice = "Write the section `access`: `- { function: reporter, operations: [query] }`."
        report.error("AP1014", allow.position, '`allow` cannot be "resource": functions are not callers of single things', advice)
        return None
    written = word(allow, "`allow`", report, ALLOW)
    operations = _operations(found["operations"][1], report) if "operations" in found else None
    if written is None:
        return None
    kind = KINDS[written]
    found = _fitting(found, node, written, kind, report)
    given = found.get("groups") or found.get("group")
    defined_in = text(found["field"][1], "`field` of a rule", report) if "field" in found else None
    groups = tuple(each for each, _ in texts(given[1], "`groups`", report)) if given else ()
    rule = Rule(
        allow=kind.allow,
        provider=_provider(found["provider"][1], written, kind, report) if "provider" in found else None,
        operations=operations,
        defined_in=defined_in,
        groups=groups,
        claim=_claim(found, report),
        transferable=bool("transferable" in found and flag(found["transferable"][1], "`transferable`", report)),
        position=node.position,
    )
    # What lacks its field or its groups has been told so; the rules of validation would tell it again.
    return None if kind.required and not (groups or defined_in) else rule


def _fitting(found: Entries, node: Node, written: str, kind: Kind, report: Report) -> Entries:
    """Return the entries that a rule of this kind has."""
    keys = (*_ALWAYS, *kind.keys)
    result: Entries = {}
    for name, (key, value) in found.items():
        if name in keys:
            result[name] = (key, value)
        elif name == "transferable":
            report.error("AP4008", key.position, f"A rule with `allow: {written}` has no owner to transfer", "Remove `transferable`.")
        else:
            message = f"A rule with `allow: {written}` has no key {quoted(name)}{did_you_mean(name, kind.keys)}"
            report.error("AP1006", key.position, message, _advice(written, name, keys))
    for name in kind.required:
        if name not in found:
            report.error("AP1012", node.position, f"A rule with `allow: {written}` needs the key {quoted(name)}", f"Add `{name}:`.")
    return result


def _advice(written: str, name: str, keys: tuple[str, ...]) -> str:
    if name == "field":
        return f"Write `allow: {written}DefinedIn` for a field of your own." if written in ("owner", "group", "groups") else "Remove it."
    return f"The keys are: {', '.join(keys)}."


def _provider(node: Node, written: str, kind: Kind, report: Report) -> Provider | None:
    provider = word(node, "`provider`", report, PROVIDER)
    if provider is None or provider in kind.providers:
        return kind.providers[provider] if provider else None
    message = f"A rule with `allow: {written}` cannot have the provider {quoted(provider)}"
    report.error("AP4007", node.position, message, f"Write one of: {', '.join(kind.providers)}.")
    return None


def _claim(found: Entries, report: Report) -> str | None:
    claims = [each for each in _CLAIMS if each in found]
    if not claims:
        return None
    if len(claims) > 1:
        message = f"A rule has both `{claims[0]}` and `{claims[1]}`"
        report.error("AP1007", found[claims[1]][0].position, message, "They are names of the same thing: remove one of the two.")
    return text(found[claims[0]][1], f"`{claims[0]}`", report)


def _operations(node: Node, report: Report) -> tuple[Operation, ...] | None:
    names = one_or_many(node)
    if not names:
        message = "`operations` is an empty list: the rule lets nothing through"
        report.error("AP1008", node.position, message, "Remove it to allow all operations.")
        return None
    found: list[Operation | None] = [word(each, "An operation", report, OPERATION) for each in names]
    return tuple(each for each in found if each is not None) or None


def _read(_key: Scalar, node: Node, reading: Reading) -> None:
    reading.authorization = read_rules(node, reading.report)


SECTION = Section(key="authorization", read=_read, shapes=(RULE,), words=(ALLOW, OPERATION, PROVIDER))
