"""Who may call the API with AWS credentials: IAM policies for the roles of the identity pool and of functions.

A caller who signs his requests needs `appsync:GraphQL` on what he calls before any resolver runs. The roles of the identity pool get it on
exactly the fields that the rules open to them: fields of the roots, and those fields of models and other types that can be reached from
there. What is open is read from where it holds, the grants in the configs of the resolvers. Functions (`allow.resource`) get it on whole
root types, as in Amplify (`AppSyncPolicyGenerator` in backend-data): to the resolvers they are administrators.

A role bears a few managed policies. Where the exact fields take more, whole root types are allowed instead, subscriptions first, mutations
last. Resolvers check every rule in any case. Where directives alone keep callers out (handlers in JavaScript), they admit everybody who
comes with AWS credentials: such operations are denied by name in the policies that allow their type as a whole.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Literal

from amplify_pulumi.compiler import access
from amplify_pulumi.compiler.access import Grant
from amplify_pulumi.compiler.callers import authentication_type
from amplify_pulumi.compiler.custom.types import ROOTS, is_checked_by_resolver, rules_of
from amplify_pulumi.compiler.operations.contract import GeneratedField
from amplify_pulumi.compiler.plan import Invocation, Statement, document_of
from amplify_pulumi.compiler.sdl import Definition, InputType, ObjectType, named
from amplify_pulumi.schema.errors import Problem, error, warning
from amplify_pulumi.schema.lookup import every_list_of_rules
from amplify_pulumi.schema.model import FunctionAccess, FunctionOperation, Position, Schema

POLICY_CHARACTERS = 6_144
"""The most characters of a managed policy, white space not counted (IAM and STS quotas)."""

MAXIMUM_POLICIES = 5
"""How many managed policies we attach to a role. IAM's default quota is 10, and others attach some, too."""

API_ARN_CHARACTERS = 90
"""The most characters that `${api.arn}` is taken to have: 82 with the longest region and partition that there are, and 26 of the id."""

_API = "${api.arn}"
_ACTION = "appsync:GraphQL"
_ROOTS = tuple(sorted(ROOTS.values()))
_EVERY_TYPE = "*"
_WIDENING = ("Subscription", "Query", "Mutation", _EVERY_TYPE)
"""What is allowed as a whole where there is too much to name, in this order: what writes stays exact for longest."""

_FUNCTION_TYPES: Mapping[FunctionOperation, str] = MappingProxyType({"query": "Query", "mutate": "Mutation", "listen": "Subscription"})

_Effect = Literal["Allow", "Deny"]
PoolPrincipal = Literal["authenticated", "guest"]
POOL_PRINCIPALS: tuple[PoolPrincipal, ...] = ("authenticated", "guest")
"""The callers of an identity pool, each with a role of the pool."""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Surface:
    """What there is to call.

    Attributes:
        types: the fields of each object type with the names of their types.
        guards: the grants that a field's resolver checks, one list after the other.
        unchecked: custom operations whose resolvers check nothing.
    """

    types: Mapping[str, Mapping[str, str]]
    guards: Mapping[tuple[str, str], tuple[Sequence[Mapping[str, Any]], ...]]
    unchecked: frozenset[tuple[str, str]]


def invocations(schema: Schema, definitions: Iterable[Definition], fields: Iterable[GeneratedField]) -> tuple[Invocation, ...]:
    """Return the policies of everybody who comes with AWS credentials and may call something; administrators bring their own.

    Args:
        schema: as the user wrote it, without mistakes.
        definitions: the whole GraphQL schema.
        fields: the generated fields that have resolvers.
    """
    there = _surface(schema, definitions, fields)
    pools = (_of_pool(each, there) for each in POOL_PRINCIPALS)
    functions = (_of_function(each, there) for each in sorted(schema.access, key=lambda rule: rule.function))
    return tuple(each for each in (*pools, *functions) if each is not None)


def problems(schema: Schema, found: Iterable[Invocation]) -> Iterator[Problem]:
    """Yield a warning for each principal whose policies allow more than the rules, and a mistake where even that does not fit."""
    for each in found:
        if len(each.policies) > MAXIMUM_POLICIES:
            text = (
                f"The role for {_CALLERS[each.principal]} would need {len(each.policies)} IAM policies of {POLICY_CHARACTERS:,} characters"
            )
            yield error("AP6010", _position(schema, each), text, f"It bears {MAXIMUM_POLICIES}: answer some operations with functions.")
        elif each.widened:
            what = "all types" if _EVERY_TYPE in each.widened else " and ".join(each.widened)
            text = f"The rules let {_CALLERS[each.principal]} use more fields than {MAXIMUM_POLICIES} IAM policies name"
            advice = f"Their role may call all fields of {what}; the resolvers check the rules. Narrow the rules, or split the API."
            yield warning("AP6009", _position(schema, each), text, advice)


_CALLERS = MappingProxyType({"authenticated": "signed-in users of the identity pool", "guest": "guests", "function": "a function"})


def _surface(schema: Schema, definitions: Iterable[Definition], fields: Iterable[GeneratedField]) -> _Surface:
    guards = {(field.type_name, field.field.name): tuple(_guards(field)) for field in fields}
    unchecked: set[tuple[str, str]] = set()
    for operation in schema.operations:
        place = (ROOTS[operation.kind], operation.name)
        guards[place] = ([grant.to_json() for grant in access.lower(rules_of(operation, schema), "get")],)
        if not is_checked_by_resolver(operation):
            unchecked.add(place)
    return _Surface(
        types={each.name: {field.name: named(field.type) for field in each.fields} for each in definitions if isinstance(each, ObjectType)},
        guards=guards,
        unchecked=frozenset(unchecked),
    )


def _guards(field: GeneratedField) -> Iterator[Sequence[Mapping[str, Any]]]:
    """Yield the lists of grants of which every caller needs one, whatever he asks."""
    yield from (field.config[each] for each in ("access", "own") if each in field.config)
    given = set(_always_given(field))
    for rules in (*field.config.get("hidden", ()), *field.config.get("fields", ())):
        if rules.get("sorts") or given.intersection(rules["fields"]):
            yield rules["access"]


def _always_given(field: GeneratedField) -> Iterator[str]:
    """Yield the fields of the model that every call names: in arguments, or in an input, that must be there."""
    inputs = {each.name: each.fields for each in field.definitions if isinstance(each, InputType)}
    for argument in field.field.arguments:
        if argument.type.endswith("!"):
            yield argument.name
            yield from (each.name for each in inputs.get(named(argument.type), ()) if each.type.endswith("!"))


def _of_pool(principal: PoolPrincipal, there: _Surface) -> Invocation | None:
    opened = _opened(Grant(auth_type="IAM Authorization", principal=principal).to_json(), there)
    if not opened:
        return None
    made = (_with_whole(principal, opened, there, whole) for whole in _attempts(opened, there))
    # The last of them allows everything: what does not fit even so is a problem (see `problems`).
    widest = _with_whole(principal, opened, there, frozenset((_EVERY_TYPE,)))
    return next((each for each in made if len(each.policies) <= MAXIMUM_POLICIES), widest)


def _attempts(opened: Mapping[str, tuple[str, ...]], there: _Surface) -> Iterator[frozenset[str]]:
    """Yield the types to allow as a whole, ever more of them.

    Roots are named field by field while they fit, so that what is added to a schema is not allowed before its policies say so.
    """
    wholly = _wholly(opened, there)
    yield wholly.difference(_ROOTS)
    for number in range(len(_WIDENING) + 1):
        yield wholly.union(_WIDENING[:number])


def _wholly(opened: Mapping[str, tuple[str, ...]], there: _Surface) -> frozenset[str]:
    return frozenset(name for name, fields in opened.items() if len(fields) == len(there.types[name]))


def _with_whole(principal: PoolPrincipal, opened: Mapping[str, tuple[str, ...]], there: _Surface, whole: frozenset[str]) -> Invocation:
    wider = whole - _wholly(opened, there)
    widened = (_EVERY_TYPE,) if _EVERY_TYPE in whole else tuple(name for name in _WIDENING if name in opened and name in wider)
    return Invocation(principal=principal, policies=tuple(_packed(*_resources(opened, there, whole))), widened=widened)


def _opened(grant: Mapping[str, Any], there: _Surface) -> Mapping[str, tuple[str, ...]]:
    """Return the fields that a grant opens, by type: those of the roots, and what can be reached from there."""

    def allowed(type_name: str, field: str) -> bool:
        # What the caller's identity must be tells the principals apart; the role that a grant asks for is the one that the policy is for.
        return all(any(each.get("identity") == grant["identity"] for each in grants) for grants in there.guards.get((type_name, field), ()))

    roots = [name for name in _ROOTS if name in there.types]
    opened = {
        name: tuple(field for field in there.types[name] if there.guards.get((name, field)) and allowed(name, field)) for name in roots
    }
    pending = [there.types[name][field] for name in roots for field in opened[name]]
    while pending:
        name = pending.pop()
        if name in there.types and name not in opened:
            opened[name] = tuple(field for field in there.types[name] if allowed(name, field))
            pending.extend(there.types[name][field] for field in opened[name])
    return {name: found for name, found in opened.items() if found}


def _resources(opened: Mapping[str, tuple[str, ...]], there: _Surface, whole: frozenset[str]) -> tuple[list[str], list[str]]:
    """Return the resources to allow, and those to deny since what is allowed as a whole holds them.

    Args:
        opened: the fields of each type that are to be allowed.
        there: what there is to call.
        whole: the types to allow as a whole.
    """
    everything = _EVERY_TYPE in whole
    named_ones = ((name, field) for name, fields in opened.items() for field in (["*"] if name in whole else fields))
    allow = [f"{_API}/types/*"] if everything else sorted(_resource(*each) for each in named_ones)
    deny = (each for each in there.unchecked if (everything or each[0] in whole & opened.keys()) and each[1] not in opened.get(each[0], ()))
    return allow, sorted(_resource(*each) for each in deny)


def _resource(type_name: str, field: str) -> str:
    return f"{_API}/types/{type_name}/*" if field == "*" else f"{_API}/types/{type_name}/fields/{field}"


def _packed(allow: Iterable[str], deny: Iterable[str]) -> Iterator[tuple[Statement, ...]]:
    """Yield policies with all resources in their order, each policy as full as IAM lets it be."""
    everything: list[tuple[_Effect, str]] = [*(("Allow", each) for each in allow), *(("Deny", each) for each in deny)]
    entries: list[tuple[_Effect, str]] = []
    size = _FRAME
    for entry in everything:
        added = len(entry[1]) - len(_API) + API_ARN_CHARACTERS + len('"",')
        if entries and size + added > POLICY_CHARACTERS:
            yield _statements(entries)
            entries, size = [], _FRAME
        entries.append(entry)
        size += added
    if entries:
        yield _statements(entries)


def _statements(entries: Sequence[tuple[_Effect, str]]) -> tuple[Statement, ...]:
    resources: dict[_Effect, list[str]] = {}
    for effect, resource in entries:
        resources.setdefault(effect, []).append(resource)
    return tuple(Statement(action=(_ACTION,), resource=tuple(each), effect=effect) for effect, each in resources.items())


def _size(statements: Sequence[Statement]) -> int:
    return len(json.dumps(document_of(statements), separators=(",", ":")))


_FRAME = _size(_statements([("Allow", ""), ("Deny", "")]))
"""The characters of a policy without its resources."""


def _of_function(rule: FunctionAccess, there: _Surface) -> Invocation | None:
    types = sorted(_FUNCTION_TYPES[operation] for operation in rule.operations)
    resources = tuple(_resource(each, "*") for each in types if each in there.types)
    if not resources:
        return None
    return Invocation(principal="function", function=rule.function, policies=((Statement(action=(_ACTION,), resource=resources),),))


def _position(schema: Schema, invocation: Invocation) -> Position | None:
    """Return the first rule that lets the principal in."""
    rules = (rule for rules in every_list_of_rules(schema) for rule in rules if authentication_type(rule) == "AWS_IAM")
    return next((rule.position for rule in rules if (rule.allow == "guest") == (invocation.principal == "guest")), None)
