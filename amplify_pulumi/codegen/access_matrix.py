"""Who may do what: every model, field, operation and function of a schema with the callers whom it admits.

What is said here is read from where it holds: from the grants in the configs of the resolvers, and from the directives where no resolver
checks (`compiler.operations`, `compiler.custom`). Nothing is decided here. Callers and the keys of entries are plain values that are equal
across schemas, so that two matrices can be compared entry by entry.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import reduce
from types import MappingProxyType
from typing import Any, Literal

from amplify_pulumi.compiler import access, modes
from amplify_pulumi.compiler.access import ADMINISTRATOR, AUTH_TYPES, DEFAULT_GROUP_CLAIM, JOINT, PRINCIPALS, AuthType, Grant, Principal
from amplify_pulumi.compiler.compile import generate
from amplify_pulumi.compiler.custom.operations import checked_grants
from amplify_pulumi.compiler.custom.types import ROOTS, field_directives, is_checked_by_directives, returned, rules_of, type_of
from amplify_pulumi.compiler.naming import ModelOperation
from amplify_pulumi.compiler.operations.contract import GeneratedField
from amplify_pulumi.compiler.plan import AuthenticationType
from amplify_pulumi.compiler.sdl import Directive
from amplify_pulumi.compiler.shape import OPERATION_GROUPS, Shape, shapes
from amplify_pulumi.schema.model import CodeHandler, CustomOperation, FunctionHandler, OperationKind, Schema

CallerKind = Literal["apiKey", "guest", "signedIn", "owner", "group", "groupInField", "lambdaAuthorizer", "administrator", "function"]
Provider = Literal["userPool", "oidc", "identityPool"]
SubjectKind = Literal["model", "operation", "function"]
AccessOperation = Literal[
    "get",
    "list",
    "indexQuery",
    "relationship",
    "create",
    "update",
    "delete",
    "onCreate",
    "onUpdate",
    "onDelete",
    "read",
    "clear",
    "query",
    "mutation",
    "subscription",
]
"""What can be done.

`get` to `onDelete` are a model's; with a `part`, `create` and `update` are about one field, `read` is reading a field of an item that one
has got, in whichever way, and `clear` is an update that sets a field to null. The last three are custom operations and what functions do.
Whom a field of the item names, and who may not give it away, may name himself there in an update, which changes nothing.
"""


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A kind of callers. Equal callers are the same people, in whichever schema.

    Attributes:
        kind: who they are. `signedIn` is everybody of a provider; `owner` is whom a field of the item names, `group` who is in one group,
            `groupInField` who is in a group that a field of the item names.
        provider: how callers of the kinds signedIn, owner, group and groupInField come; None for the others.
        name: of the group or the function.
        field: the field of the item that names the owner or the group.
        is_list: whether that field is a list of names.
        claim: the claim of the token that holds the name or the groups; several joined by `::`. Never None where a claim counts.
        transferable: whether he may write another name into `field`, which the input then has. Only of `update`.
    """

    kind: CallerKind
    provider: Provider | None = None
    name: str | None = None
    field: str | None = None
    is_list: bool = False
    claim: str | None = None
    transferable: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Entry:
    """Who may do one thing.

    Attributes:
        subject_kind: what `subject` is.
        subject: the name of the model, the custom operation or the function.
        operation: what is done.
        part: the field of the model, the relationship, or the query of an index; None for the operation as a whole.
        name: where GraphQL has it: `Query.getPost`, `Post.comments`; None for fields of inputs.
        callers: who may, each once, in the order of the rules; the administrator is among them. The fields in which their rules look are
            those of the item; for a relationship those of the item at its other end.
        also: who else one must be, too: both lists must admit the caller. None where `callers` says it all. For a relationship, the fields
            are those of the item from which it leads.
        leads_to: the model at the other end of a relationship.
    """

    subject_kind: SubjectKind
    subject: str
    operation: AccessOperation
    part: str | None = None
    name: str | None = None
    callers: tuple[Caller, ...]
    also: tuple[Caller, ...] | None = None
    leads_to: str | None = None

    @property
    def key(self) -> tuple[str, ...]:
        """What the entry is about: unique within a matrix, and the same in another version of the schema."""
        return (self.subject_kind, self.subject, self.operation, self.part or "")


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelAccess:
    """What there is to say of a model beside its entries."""

    name: str
    key: tuple[str, ...]
    """The fields of its key, which whoever gets an item may read."""
    disabled: tuple[ModelOperation, ...]
    """Operations that are not there for anybody."""
    hidden_in_events: tuple[str, ...]
    """Fields and relationships that are null in the payloads of mutations, and so in those of subscriptions."""
    returned_by: tuple[str, ...]
    """Custom operations that return items of it: their code decides which, not the model's rules; the rules of fields hold there, too."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationAccess:
    """What there is to say of a custom operation beside its entry."""

    name: str
    kind: OperationKind
    returns: str
    """The type in GraphQL notation."""
    reaches: tuple[str, ...]
    """What its handlers use, each once, in order: `function echo`, `table Post`, `data source Legacy (http)`."""
    triggered_by: tuple[str, ...]
    """The mutations whose events a subscription gets."""
    checked_by: tuple[Literal["directives", "resolver"], ...]
    """Where callers are told apart. Directives do not tell apart those who come by IAM: their policies do."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessMatrix:
    """Who may do what with an API."""

    authentication_types: tuple[AuthenticationType, ...]
    """How callers may come at all; the default first."""
    models: tuple[ModelAccess, ...]
    operations: tuple[OperationAccess, ...]
    functions: tuple[str, ...]
    """Those that may call the API."""
    entries: tuple[Entry, ...]
    """In the order of the schema: models, custom operations, functions."""


_PROVIDERS: Mapping[AuthType, Provider] = MappingProxyType(
    {
        "User Pool Authorization": "userPool",
        "Open ID Connect Authorization": "oidc",
        "IAM Authorization": "identityPool",
    }
)
_TYPES_BY_DIRECTIVE: Mapping[str, AuthenticationType] = MappingProxyType({own.name: each for each, own in modes.DIRECTIVES.items()})

_ROOT_OPERATIONS: Mapping[str, AccessOperation] = MappingProxyType(
    {
        "get": "get",
        "list": "list",
        "listByKey": "list",
        "indexQuery": "indexQuery",
        "create": "create",
        "update": "update",
        "delete": "delete",
    }
)
"""What the modules of resolvers below Query and Mutation do."""
_FUNCTION_OPERATIONS: Mapping[str, AccessOperation] = MappingProxyType({"query": "query", "mutate": "mutation", "listen": "subscription"})


def access_matrix(schema: Schema) -> AccessMatrix:
    """Return who may do what with the API of a schema.

    Args:
        schema: without mistakes: `amplify_pulumi.schema.rules.validate` has passed it. No file of a handler is read.
    """
    models = shapes(schema)
    generated = generate(schema, models)
    types = modes.authentication_types(schema)
    return AccessMatrix(
        authentication_types=types,
        models=tuple(_model(shape, generated[name], schema) for name, shape in models.items()),
        operations=tuple(_operation(each, schema, models) for each in schema.operations),
        functions=tuple(dict.fromkeys(each.function for each in schema.access)),
        entries=(
            *(entry for name, shape in models.items() for entry in _of_model(shape, generated[name], types[0])),
            *(_of_operation(each, schema, types[0]) for each in schema.operations),
            *_of_functions(schema),
        ),
    )


def _model(shape: Shape, fields: Iterable[GeneratedField], schema: Schema) -> ModelAccess:
    every: tuple[ModelOperation, ...] = tuple(operation for operations in OPERATION_GROUPS.values() for operation in operations)
    return ModelAccess(
        name=shape.name,
        key=shape.key,
        disabled=tuple(each for each in every if each not in shape.names),
        hidden_in_events=tuple(each.field.name for each in fields if each.type_name == shape.name and each.config.get("redact")),
        returned_by=tuple(each.name for each in schema.operations if each.returns is not None and each.returns.type == shape.name),
    )


def _of_model(shape: Shape, fields: Iterable[GeneratedField], default: AuthenticationType) -> Iterator[Entry]:
    of_type = _admitted(modes.type_directives(shape.all_rules, default), default)
    found = {(each.type_name, each.field.name): each for each in fields}
    seen: set[str] = set()
    for (type_name, name), each in found.items():
        if type_name == shape.name:
            if "access" in each.config and each.module != "protectedField":
                yield _relationship(shape, each, of_type)
            continue
        what = _subscription(shape, name) if type_name == "Subscription" else _ROOT_OPERATIONS[each.module]
        admitted = _admitted(each.field.directives, default)
        grants = _within(_grants_of(shape, each.config["access"]), admitted)
        # A second name of a subscription (Gen 1) is a part of it.
        part = name if what == "indexQuery" or what in seen else None
        seen.add(what)
        asked = [_within(own, admitted) for own in _asking(each.config)] if what == "indexQuery" else []
        people = _both(*_needed([grants, *asked]))
        yield Entry(subject_kind="model", subject=shape.name, operation=what, part=part, name=f"{type_name}.{name}", **people)
        if what in ("create", "update"):
            yield from _written(shape, what, each.config)
    yield from _read(shape, found)


def _asking(config: Mapping[str, Any]) -> Iterator[tuple[Grant, ...]]:
    """Yield who may ask by fields of an index's key that not everybody may read: its partition key, and those by which it sorts."""
    for each in config.get("hidden", ()):
        if each.get("sorts") or config["key"][0] in each["fields"]:
            yield _grants(each["access"])


def _needed(lists: Iterable[tuple[Grant, ...]]) -> tuple[tuple[Grant, ...], tuple[Grant, ...] | None]:
    """Return the one list, or the two, that let in whom all of the lists let in.

    Where three are left of which none includes another, those are left out whom two of them know by different rules alone.
    """
    kept: list[tuple[Grant, ...]] = []
    for grants in lists:
        if not any(access.includes(grants, each) for each in kept):
            kept = [each for each in kept if not access.includes(each, grants)] + [grants]
    first, *others = kept
    return first, reduce(_common, others) if others else None


def _common(grants: tuple[Grant, ...], others: tuple[Grant, ...]) -> tuple[Grant, ...]:
    kept = (*(each for each in grants if access.includes(others, [each])), *(each for each in others if access.includes(grants, [each])))
    return tuple(dict.fromkeys(kept))


def _subscription(shape: Shape, name: str) -> AccessOperation:
    found: Iterator[ModelOperation] = (operation for operation, names in shape.names.items() if name in names)
    return next(found)


def _relationship(shape: Shape, field: GeneratedField, admitted: frozenset[AuthType]) -> Entry:
    """Return who may follow a relationship of an item that he has got. Whom the type does not admit has got none."""
    target = _within(_grants(field.config["access"]), admitted)
    own = _within(_grants(field.config["own"]), admitted) if "own" in field.config else None
    link = next(each for each in shape.links if each.name == field.field.name)
    return Entry(
        subject_kind="model",
        subject=shape.name,
        operation="relationship",
        part=link.name,
        name=f"{shape.name}.{link.name}",
        leads_to=link.related,
        **_both(target, own, same_item=False),
    )


def _read(shape: Shape, found: Mapping[tuple[str, str], GeneratedField]) -> Iterator[Entry]:
    """Yield who may read each field that holds a value: whoever has got an item, unless the field has a resolver that asks."""
    rules = dict.fromkeys(map(tuple, shape.rights.values())) or [shape.rules]
    readers = callers_of(access.lower_reading(dict.fromkeys(rule for each in rules for rule in each)))
    for field in shape.values:
        own = found.get((shape.name, field.name))
        yield Entry(
            subject_kind="model",
            subject=shape.name,
            operation="read",
            part=field.name,
            name=f"{shape.name}.{field.name}",
            callers=readers if own is None or "access" not in own.config else callers_of(_grants(own.config["access"])),
        )


def _written(shape: Shape, operation: Literal["create", "update"], config: Mapping[str, Any]) -> Iterator[Entry]:
    """Yield who may write each field of the input, and who may set it to null."""
    every: list[Mapping[str, Any]] = [{"fields": [field.name for field in shape.values], "access": config["access"]}, *config["fields"]]
    ruled = {name: each for each in every for name in each["fields"]}
    lowered = {id(each): (grants, callers_of(grants)) for each in every for grants in [_grants_of(shape, each["access"])]}
    for field in shape.values:
        is_key = field.name in shape.key
        if (field.name not in shape.declared and not is_key) or (operation == "update" and is_key):
            continue
        rules = ruled[field.name]
        grants, callers = lowered[id(rules)]
        yield Entry(subject_kind="model", subject=shape.name, operation=operation, part=field.name, callers=callers)
        if operation == "update":
            # Null is another name than his own: whom the field names needs a rule that is transferable.
            free = tuple(each for each in grants if each.field != field.name or each.transferable)
            plain: dict[str, Any] = {"callers": callers} if free == grants else {"callers": callers_of(free)}
            removal = _both(free, _grants(rules["removal"])) if "removal" in rules else plain
            yield Entry(subject_kind="model", subject=shape.name, operation="clear", part=field.name, **removal)


def _operation(operation: CustomOperation, schema: Schema, models: Mapping[str, Shape]) -> OperationAccess:
    mutations = {each.name: each for each in schema.operations if each.kind == "mutation"}
    checks: list[Literal["directives", "resolver"]] = ["directives"] if is_checked_by_directives(operation) else []
    if checked_grants(operation, schema):
        checks.append("resolver")
    return OperationAccess(
        name=operation.name,
        kind=operation.kind,
        returns=type_of(returned(operation, mutations)),
        reaches=tuple(dict.fromkeys(_reached(each, schema) for each in operation.handlers)),
        triggered_by=tuple(dict.fromkeys(_triggers(operation, models))),
        checked_by=tuple(checks),
    )


def _reached(handler: FunctionHandler | CodeHandler, schema: Schema) -> str:
    if isinstance(handler, FunctionHandler):
        return f"function {handler.function}"
    if handler.data_source is None:
        return "no data source"
    kinds = {each.name: each.kind for each in schema.data_sources}
    if handler.data_source in kinds:
        return f"data source {handler.data_source} ({kinds[handler.data_source]})"
    return f"table {handler.data_source}"


def _triggers(operation: CustomOperation, models: Mapping[str, Shape]) -> Iterator[str]:
    for source in operation.sources:
        names = (models[source.name].operation(each) for each in source.mutations) if source.mutations else (source.name,)
        yield from (name for name in names if name is not None)


def _of_operation(operation: CustomOperation, schema: Schema, default: AuthenticationType) -> Entry:
    directives = field_directives(operation, schema)
    checked = checked_grants(operation, schema)
    native = tuple(_native(operation, directives, schema, default)) if is_checked_by_directives(operation) else None
    first = _within(checked, _admitted(directives, default)) if checked else native or ()
    return Entry(
        subject_kind="operation",
        subject=operation.name,
        operation=operation.kind,
        name=f"{ROOTS[operation.kind]}.{operation.name}",
        **_both(first, native if checked else None),
    )


def _native(operation: CustomOperation, directives: Iterable[Directive], schema: Schema, default: AuthenticationType) -> Iterator[Grant]:
    """Yield those whom directives let in, as grants. Of those who come by IAM, policies admit whom the rules name."""
    known = [each for each in directives if each.name in _TYPES_BY_DIRECTIVE] or [modes.DIRECTIVES[default]]
    for directive in known:
        each, groups = _TYPES_BY_DIRECTIVE[directive.name], dict(directive.arguments).get("cognito_groups")
        if isinstance(groups, tuple):
            yield Grant(auth_type=AUTH_TYPES[each], groups=tuple(map(str, groups)), group_claim=DEFAULT_GROUP_CLAIM)
        elif each == "AWS_IAM":
            yield from (grant for grant in map(access.grant_of, rules_of(operation, schema)) if grant.principal is not None)
            yield ADMINISTRATOR
        else:
            yield Grant(auth_type=AUTH_TYPES[each])


def _of_functions(schema: Schema) -> Iterator[Entry]:
    """Yield what functions may do: they come with AWS credentials, to which the resolvers open everything."""
    allowed = dict.fromkeys((each.function, operation) for each in schema.access for operation in each.operations)
    for function, operation in allowed:
        what = _FUNCTION_OPERATIONS[operation]
        root = {"query": "Query", "mutation": "Mutation", "subscription": "Subscription"}[what]
        caller = Caller(kind="function", name=function)
        yield Entry(subject_kind="function", subject=function, operation=what, name=f"{root}.*", callers=(caller,))


def _admitted(directives: Iterable[Directive], default: AuthenticationType) -> frozenset[AuthType]:
    """Return how callers may come whom directives let in; where there are none, those of the default mode."""
    found: Iterator[AuthType] = (AUTH_TYPES[_TYPES_BY_DIRECTIVE[each.name]] for each in directives if each.name in _TYPES_BY_DIRECTIVE)
    return frozenset(found) or frozenset([AUTH_TYPES[default]])


def _within(grants: Iterable[Grant], admitted: frozenset[AuthType]) -> tuple[Grant, ...]:
    return tuple(each for each in grants if each.auth_type in admitted)


def _both(grants: tuple[Grant, ...], also: tuple[Grant, ...] | None, *, same_item: bool = True) -> dict[str, Any]:
    """Return `callers` and `also` of an entry; one of them where it lets in nobody whom the other does not.

    Args:
        grants: of the one list.
        also: of the other; None where there is none.
        same_item: whether the fields in which they look are those of the same item; otherwise equal ones are not the same.
    """
    if also is None or access.includes([each for each in also if same_item or each.field is None], grants):
        return {"callers": callers_of(grants)}
    if access.includes(grants, also) and (same_item or all(each.field is None for each in also)):
        return {"callers": callers_of(also)}
    return {"callers": callers_of(grants), "also": callers_of(also)}


def _grants(members: Iterable[Mapping[str, Any]]) -> tuple[Grant, ...]:
    """Return grants as they stand in a config: the reverse of `Grant.to_json`."""
    return tuple(map(grant_of_json, members))


def _grants_of(shape: Shape, members: Iterable[Mapping[str, Any]]) -> tuple[Grant, ...]:
    """Return grants of the model. What no input can name cannot be given away: a field that nobody declared, or a part of the key."""
    return tuple(
        replace(grant, transferable=grant.transferable and grant.field in shape.declared and grant.field not in shape.key)
        for grant in _grants(members)
    )


def grant_of_json(members: Mapping[str, Any]) -> Grant:
    """Return a grant that stands in a resolver's config: the reverse of `Grant.to_json`."""
    identity = members.get("identity")
    named: Iterator[Principal] = (name for name, each in PRINCIPALS.items() if each["identity"] == identity)
    claims = members.get("claims", [members["claim"]] if "claim" in members else [])
    return Grant(
        auth_type=members["authType"],
        principal=next(named, None),
        groups=tuple(members.get("groups", ())),
        group_claim=members.get("groupClaim"),
        field=members.get("field"),
        operator=members.get("operator", "eq" if "field" in members else None),
        claim=JOINT.join(names[0] for names in claims) or None,
        transferable=members.get("transferable", False),
    )


def callers_of(grants: Iterable[Grant]) -> tuple[Caller, ...]:
    """Return the callers whom grants let in, each once: a group of its own for each that a grant names."""
    return tuple(dict.fromkeys(caller for grant in grants for caller in _callers(grant)))


def _callers(grant: Grant) -> Iterator[Caller]:
    provider = _PROVIDERS.get(grant.auth_type)
    if grant.field is not None:
        kind: CallerKind = "groupInField" if grant.claim is None else "owner"
        yield Caller(
            kind=kind,
            provider=provider,
            field=grant.field,
            is_list=grant.operator == "contains",
            claim=grant.claim or grant.group_claim,
            transferable=grant.transferable,
        )
    elif grant.groups:
        yield from (Caller(kind="group", provider=provider, name=each, claim=grant.group_claim) for each in grant.groups)
    elif grant.principal == "guest":
        yield Caller(kind="guest")
    elif grant.auth_type == "API Key Authorization":
        yield Caller(kind="apiKey")
    elif grant.auth_type == "Lambda Authorization":
        yield Caller(kind="lambdaAuthorizer")
    elif grant == ADMINISTRATOR:
        yield Caller(kind="administrator")
    else:
        yield Caller(kind="signedIn", provider=provider)


def without_transfer(caller: Caller) -> Caller:
    """Return the caller as he is where nothing is given away."""
    return replace(caller, transferable=False)
