"""Tries everything that an access matrix speaks of, as every kind of caller, against the API as it runs here.

What should happen follows from the matrix and from what a token and an item say, by rules that are written down here a second time: who is
who, and when an item names him. Items are put into the tables directly, so that nothing of what is stored depends on the rules.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any

from boto3.dynamodb.types import TypeSerializer

from amplify_pulumi.codegen.access_matrix import AccessMatrix, Caller, Entry, access_matrix
from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.compiler.shape import Shape, shapes, type_of
from amplify_pulumi.local.identity import ApiKey, Iam, Identity, LambdaAuthorizer, Oidc, UserPool
from amplify_pulumi.local.references import ACCOUNT, AUTHENTICATED_ROLE, IDENTITY_POOL_ID, UNAUTHENTICATED_ROLE, table_name
from amplify_pulumi.local.subscriptions import SubscriptionRefusedError
from amplify_pulumi.schema import model
from amplify_pulumi.schema.model import Schema
from amplify_pulumi.testing import Events, LocalApi, Result, local_api

Item = dict[str, Any]
STRANGER = "stranger"
GUEST = Iam(
    username="AROAGUEST:CognitoIdentityCredentials",
    user_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{UNAUTHENTICATED_ROLE}/CognitoIdentityCredentials",
    cognito_identity_pool_id=IDENTITY_POOL_ID,
    cognito_identity_id="us-east-1:1",
    cognito_identity_auth_type="unauthenticated",
)
SIGNED_IN = replace(
    GUEST, user_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{AUTHENTICATED_ROLE}/x", cognito_identity_auth_type="authenticated"
)
ADMINISTRATOR = Iam()

_SAMPLES: Mapping[str, Any] = {
    "Boolean": True,
    "AWSJSON": '{"a": 1}',
    "AWSTime": "01:02:03Z",
    "AWSDateTime": "2024-02-03T01:02:03Z",
    "AWSEmail": "a@example.com",
    "AWSURL": "https://example.com",
    "AWSPhone": "+12025550123",
    "AWSIPAddress": "10.0.0.1",
}


_TRIED_BY: Mapping[str, str] = {
    **dict.fromkeys(["get", "list", "indexQuery", "read"], "_reads"),
    **dict.fromkeys(["onCreate", "onUpdate", "onDelete"], "_listens"),
    **dict.fromkeys(["update", "clear"], "_updates"),
    "create": "_creates",
    "delete": "_deletes",
    "relationship": "_relationships",
}


def people(matrix: AccessMatrix) -> dict[str, Identity]:
    """One caller of each kind that the matrix tells apart, and of each that it does not speak of."""
    callers = {caller for entry in matrix.entries for caller in (*entry.callers, *(entry.also or ()))}
    claims = {str(each.claim): f"by-{each.claim}" for each in callers if each.kind == "owner" and "::" not in str(each.claim)}
    claims = {name: value for name, value in claims.items() if name not in ("sub", "username", "cognito:username")}
    group_claims = {str(each.claim) for each in callers if each.kind in ("group", "groupInField")}
    found: dict[str, Identity] = {
        "api key": ApiKey(),
        "guest": GUEST,
        "identity pool": SIGNED_IN,
        "lambda": LambdaAuthorizer(),
        "alice": UserPool(username="alice", sub="a11ce", claims=claims),
        "oscar": Oidc(claims={"sub": "05ca4", "username": "oscar", **claims}),
    }
    groups = dict.fromkeys(str(each.name) for each in callers if each.kind == "group")
    if any(each.kind == "groupInField" for each in callers):
        groups["Blue"] = None
    for group in groups:
        member = {name: [group] for name in group_claims}
        groups_of_token = tuple(member.get("cognito:groups", ()))
        found[f"{group} of the pool"] = UserPool(
            username=f"u-{group}", sub=f"s-{group}", groups=groups_of_token, claims={**claims, **member}
        )
        found[f"{group} of oidc"] = Oidc(claims={"sub": f"o-{group}", "username": f"n-{group}", **claims, **member})
    types = set(matrix.authentication_types)
    return {name: each for name, each in found.items() if each.authentication_type in types} | {"administrator": ADMINISTRATOR}


def names(caller: Caller, identity: Identity) -> list[str]:
    """What in a field of an item names this identity to a rule, the whole name first."""
    claims = (identity.to_context() or {}).get("claims") or {}
    claims = {"username": claims.get("cognito:username"), "cognito:username": claims.get("username"), **claims}
    if caller.kind == "groupInField":
        return list(claims.get(caller.claim) or [])
    values = [claims.get(each) for each in str(caller.claim).split("::")]
    given = [each for each in values if each]
    return ["::".join(given), *given] if len(given) > 1 and len(given) == len(values) else given


def is_meant(caller: Caller, identity: Identity) -> bool:
    """Whether the identity is such a caller, as far as the token tells."""
    types = {"userPool": "AMAZON_COGNITO_USER_POOLS", "oidc": "OPENID_CONNECT"}
    match caller.kind:
        case "apiKey":
            return isinstance(identity, ApiKey)
        case "guest":
            return identity == GUEST
        case "administrator":
            return identity == ADMINISTRATOR
        case "lambdaAuthorizer":
            return isinstance(identity, LambdaAuthorizer)
        case "signedIn" if caller.provider == "identityPool":
            return identity == SIGNED_IN
        case "signedIn":
            return identity.authentication_type == types[str(caller.provider)]
        case "group":
            groups = ((identity.to_context() or {}).get("claims") or {}).get(caller.claim) or []
            return identity.authentication_type == types[str(caller.provider)] and caller.name in groups
        case "owner" | "groupInField":
            return identity.authentication_type == types[str(caller.provider)] and bool(names(caller, identity))
        case "function":
            return False


def is_named(caller: Caller, identity: Identity, item: Mapping[str, Any]) -> bool:
    """Whether the item is within the caller's reach: it names him, or need not."""
    if caller.field is None:
        return True
    value = item.get(caller.field)
    return any(each in names(caller, identity) for each in (value if isinstance(value, list) else [value]))


def may(callers: Iterable[Caller], identity: Identity, item: Mapping[str, Any] | None = None) -> bool:
    """Whether one of the callers is the identity and reaches the item; without an item, whether some item could be reached."""
    return any(is_meant(each, identity) and (item is None or is_named(each, identity, item)) for each in callers)


def is_allowed(entry: Entry, identity: Identity, item: Mapping[str, Any] | None = None) -> bool:
    """Whether an entry lets the identity in."""
    return may(entry.callers, identity, item) and (entry.also is None or may(entry.also, identity, item))


@dataclass(kw_only=True)
class Trial:
    """Everything that is tried with one schema. `wrong` says what was otherwise than the matrix says."""

    schema: Schema
    matrix: AccessMatrix | None = None
    """What the schema's matrix is taken for; its own by default."""
    wrong: list[str] = field(default_factory=list[str])
    allowed: int = 0
    denied: int = 0

    def __post_init__(self) -> None:
        self.matrix = self.matrix or access_matrix(self.schema)
        self.shapes = shapes(self.schema)
        self.people = people(self.matrix)
        self.entries = {each.key: each for each in self.matrix.entries}
        plan = compile_schema(self.schema).to_json()
        self.tables = {each["model"]: table_name(each) for each in plan["tables"]}
        self.enums = {each.name: each.values[0] for each in self.schema.enums}
        self.types = {each.name: each for each in self.schema.types}
        self.numbers = itertools.count(1)
        functions = {each.name: lambda _event, _context: None for each in self.schema.functions}
        self.api: LocalApi = local_api(self.schema, functions=functions)

    def run(self, only: Entry | None = None) -> None:
        """Try everything, or only what shows whether one entry is right."""
        tried = _TRIED_BY[only.operation] if only is not None and only.subject_kind == "model" else None
        with self.api:
            for shape in self.shapes.values():
                if only is not None and only.subject != shape.name:
                    continue
                for person in self.people:
                    for each in (self._reads, self._creates, self._updates, self._deletes, self._relationships):
                        if tried is None or each.__name__ == tried:
                            each(shape, person)
                if tried is None or tried == "_listens":
                    self._listens(shape)
            for entry in self.matrix.entries:
                if entry.subject_kind == "operation" and (only is None or only.key == entry.key):
                    for person in self.people:
                        self._calls(entry, person)

    def _note(self, what: str, *, expected: bool, happened: bool) -> None:
        if expected:
            self.allowed += 1
        else:
            self.denied += 1
        if expected != happened:
            self.wrong.append(
                f"{what}: {'allowed' if expected else 'denied'} by the matrix, {'happened' if happened else 'did not happen'}"
            )

    # Values and items

    def sample(self, field_: model.Field, *, named: str | None = None) -> Any:
        """A value of the field; one of its own for each call where it is a text or a number."""
        number = next(self.numbers)
        if named is not None:
            value: Any = named
        elif field_.type in self.enums:
            value = self.enums[field_.type]
        elif field_.type in self.types:
            value = {each.name: self.sample(each) for each in self.types[field_.type].fields}
        elif field_.type in ("ID", "String"):
            value = f"v{number}"
        elif field_.type in ("Int", "AWSTimestamp", "Float"):
            value = number
        elif field_.type == "AWSDate":
            value = f"{2000 + number // 300:04}-{1 + number // 25 % 12:02}-{1 + number % 25:02}"
        else:
            value = _SAMPLES[field_.type]
        return [value] if field_.array else value

    def named_fields(self, shape: Shape) -> list[str]:
        """The fields in which rules look."""
        return [each.name for each in shape.values if each.name in shape.owner_fields or each.name in shape.group_fields]

    def item(self, shape: Shape, given: Mapping[str, Any]) -> Item:
        """Store an item that names nobody but whom `given` does."""
        named = self.named_fields(shape)
        values = {each.name: self.sample(each, named=STRANGER if each.name in named else None) for each in shape.values}
        values.update(given)
        self.put(shape, values)
        return values

    def put(self, shape: Shape, item: Item) -> None:
        """Store an item as it is."""
        joined = {"#".join(each): "#".join(str(item[name]) for name in each) for each in shape.composite_keys}
        numbers = _decimals({**item, **joined, "__typename": shape.name})
        typed = {name: TypeSerializer().serialize(value) for name, value in numbers.items()}
        self.api.store.call("PutItem", {"TableName": self.tables[shape.name], "Item": typed})

    def items(self, shape: Shape, person: str) -> Iterator[Item]:
        """An item that names a stranger, and one for each way in which an item may name this caller."""
        yield self.item(shape, {})
        for given in self.namings(shape, person):
            yield self.item(shape, given)

    def namings(self, shape: Shape, person: str) -> list[Item]:
        """What an item must hold to name the caller, once for each field and claim."""
        identity = self.people[person]
        # Those who may follow a relationship are named by what it leads to.
        own = [each for each in self.matrix.entries if each.subject == shape.name]
        callers = {caller for each in own for caller in (each.also or () if each.leads_to else each.callers)}
        found: list[Item] = []
        for caller in sorted((each for each in callers if each.field is not None), key=repr):
            if is_meant(caller, identity):
                field_ = shape.value(str(caller.field))
                given = {field_.name: self.sample(field_, named=names(caller, identity)[0])}
                if given not in found:
                    found.append(given)
        return found

    # Requests

    def ask(self, person: str, document: str, variables: Mapping[str, Any] | None = None) -> Result:
        return self.api.as_identity(self.people[person]).execute(document, variables)

    def key(self, shape: Shape, item: Item) -> Item:
        return {name: item[name] for name in shape.key}

    def shown_key(self, shape: Shape, item: Item) -> Item:
        """The key as answers have it: of a joined name, the user name."""
        return {name: value.split("::")[-1] if name in shape.owner_fields else value for name, value in self.key(shape, item).items()}

    def get(self, shape: Shape, person: str, item: Item, selection: str) -> Result:
        name = str(self.entries["model", shape.name, "get", ""].name).partition(".")[2]
        declared = ", ".join(f"${each}: {type_of(shape.value(each)).rstrip('!')}!" for each in shape.key)
        given = ", ".join(f"{each}: ${each}" for each in shape.key)
        return self.ask(person, f"query ({declared}) {{ {name}({given}) {{ {selection} }} }}", self.key(shape, item))

    def mutate(self, shape: Shape, entry: Entry, person: str, input_: Item) -> Result:
        name = str(entry.name).partition(".")[2]
        kind = entry.operation.capitalize()
        type_ = f"{kind}{shape.name[:1].upper()}{shape.name[1:]}Input"
        document = f"mutation ($input: {type_}!) {{ {name}(input: $input) {{ {' '.join(shape.key)} {self.selected_names(shape)} }} }}"
        return self.ask(person, document, {"input": input_})

    def selected_names(self, shape: Shape) -> str:
        return " ".join(self.named_fields(shape))

    def selection(self, field_: model.Field) -> str:
        return f"{field_.name} {{ __typename }}" if field_.type in self.types else field_.name

    # Trials

    def _reads(self, shape: Shape, person: str) -> None:
        identity = self.people[person]
        items = list(self.items(shape, person))
        get, list_ = (self.entries.get(("model", shape.name, each, "")) for each in ("get", "list"))
        for item in items:
            if get is not None:
                expected = is_allowed(get, identity, item)
                self._read_as_said(f"{person}: {get.name} {item}", self.get(shape, person, item, "__typename"), expected=expected)
                for field_ in shape.values if expected else ():
                    entry = self.entries["model", shape.name, "read", field_.name]
                    answer = self.get(shape, person, item, self.selection(field_))
                    self._read_as_said(f"{person}: {entry.name} {item}", answer, field_.name, expected=is_allowed(entry, identity, item))
            for index in (each for each in shape.indexes if each.query_field is not None):
                self._query(shape, index.fields[0], str(index.query_field), person, item)
        if list_ is not None:
            name = str(list_.name).partition(".")[2]
            document = (
                f"query ($from: String) {{ {name}(limit: 1000, nextToken: $from) {{ items {{ {' '.join(shape.key)} }} nextToken }} }}"
            )
            answer = self.ask(person, document)
            page = (answer.data or {}).get(name)
            while page and page["nextToken"]:
                more = self.ask(person, document, {"from": page["nextToken"]}).data[name]
                page.update(items=[*page["items"], *more["items"]], nextToken=more["nextToken"])
            self._page(person, answer, name, list_, items, whole=True)

    def _query(self, shape: Shape, field_: str, query: str, person: str, item: Item) -> None:
        entry = self.entries["model", shape.name, "indexQuery", query]
        declared = shape.value(field_)
        document = f"query ($k: {declared.type}!) {{ {query}({field_}: $k, limit: 1000) {{ items {{ {' '.join(shape.key)} }} }} }}"
        answer = self.ask(person, document, {"k": item[field_]})
        self._page(person, answer, query, entry, [item], whole=False)

    def _page(self, person: str, answer: Result, name: str, entry: Entry, items: Sequence[Item], *, whole: bool) -> None:
        """Note which of the items were found, and that nobody is let in whom the entry does not."""
        what, shape, identity = f"{person}: {entry.name}", self.shapes[entry.subject], self.people[person]
        page = (answer.data or {}).get(name)
        found = page["items"] if page else []
        if not is_allowed(entry, identity) or whole:
            # A key that names somebody else is refused at once, whoever asks.
            self._note(f"{what} at all", expected=is_allowed(entry, identity), happened=not _is_refused(answer, name))
        for item in items:
            self._note(f"{what} {item}", expected=is_allowed(entry, identity, item), happened=self.shown_key(shape, item) in found)

    def _read_as_said(self, what: str, answer: Result, *path: str, expected: bool) -> None:
        name = next(iter(answer.data or {"": None}))
        refused = _is_refused(answer, name, *path)
        if not refused and answer.errors:
            self.wrong.append(f"{what}: {answer.errors}")
        self._note(what, expected=expected, happened=not refused)
        value = (answer.data or {}).get(name)
        shown = value if not path or value is None else value[path[0]]
        if (shown is None) == expected:
            self.wrong.append(f"{what}: {shown} is shown")

    def _creates(self, shape: Shape, person: str) -> None:
        entry = self.entries.get(("model", shape.name, "create", ""))
        if entry is None:
            return
        parts = {each.part: each for each in self.entries.values() if each.key[:3] == ("model", shape.name, "create") and each.part}
        composite = {name: each for each in shape.composite_keys for name in each}
        named = self.named_fields(shape)
        for given in [{}, *self.namings(shape, person)]:
            for name in parts:
                tried = composite.get(str(name), (name,))
                needed = [each for each in shape.values if each.name in parts and (each.name in tried or self._is_needed(shape, each))]
                values = {each.name: self.sample(each, named=STRANGER if each.name in named else None) for each in needed}
                input_ = {**values, **{each: value for each, value in given.items() if each in values}}
                expected = self._may_create(entry, parts, self.people[person], input_, shape)
                answer = self.mutate(shape, entry, person, input_)
                self._wrote(f"{person}: {entry.name} {input_}", answer, expected=expected)

    def _is_needed(self, shape: Shape, field_: model.Field) -> bool:
        is_required = field_.array_required if field_.array else field_.required
        return is_required and not (field_.name == "id" and shape.automatic_id)

    def _may_create(self, entry: Entry, parts: Mapping[str | None, Entry], identity: Identity, input_: Item, shape: Shape) -> bool:
        """Whether the caller may create the item that comes of the input: owners whom it does not name are those who create it."""
        owners: Item = {}
        for caller in entry.callers:
            if caller.kind == "owner" and is_meant(caller, identity) and caller.field not in input_:
                owners[str(caller.field)] = self.sample(shape.value(str(caller.field)), named=names(caller, identity)[0])
        item = {**input_, **owners}
        return is_allowed(entry, identity, item) and all(is_allowed(parts[each], identity, item) for each in input_ if each in parts)

    def _updates(self, shape: Shape, person: str) -> None:
        entry = self.entries.get(("model", shape.name, "update", ""))
        if entry is None:
            return
        identity = self.people[person]
        parts = {each.part: each for each in self.entries.values() if each.key[:3] == ("model", shape.name, "update") and each.part}
        named = self.named_fields(shape)
        composite = {name: each for each in shape.composite_keys for name in each}
        for given in [{}, *self.namings(shape, person)]:
            item = self.item(shape, given)
            answer = self.mutate(shape, entry, person, self.key(shape, item))
            self._wrote(f"{person}: {entry.name} {item}", answer, expected=is_allowed(entry, identity, item))
            for name in parts:
                assert name is not None
                changed = [each for each in composite.get(name, (name,)) if each in parts]
                for value in ("own", "other", "null"):
                    if value == "null" and name in composite:
                        continue
                    item = self.item(shape, given)
                    input_, expected = self._change(shape, item, changed, value, identity, named)
                    answer = self.mutate(shape, entry, person, {**self.key(shape, item), **input_})
                    self._wrote(f"{person}: {entry.name} {input_} of {item}", answer, expected=expected)

    def _change(
        self, shape: Shape, item: Item, changed: Sequence[str], value: str, identity: Identity, named: Sequence[str]
    ) -> tuple[Item, bool]:
        """Return the input that changes the fields, and whether the caller may: only who may give an item away writes another name."""
        input_: Item = {}
        expected = True
        for name in changed:
            entry = self.entries["model", shape.name, "update", name]
            if value == "null":
                input_[name] = None
                expected = expected and is_allowed(self.entries["model", shape.name, "clear", name], identity, item)
            elif name not in named:
                input_[name] = self.sample(shape.value(name))
                expected = expected and is_allowed(entry, identity, item)
            elif value == "own":
                input_[name] = item[name]
                expected = expected and is_allowed(entry, identity, item)
            else:
                input_[name] = self.sample(shape.value(name), named="somebody else")
                free = [each for each in entry.callers if each.field != name or each.transferable]
                expected = expected and may(free, identity, item)
        return input_, expected

    def _deletes(self, shape: Shape, person: str) -> None:
        entry = self.entries.get(("model", shape.name, "delete", ""))
        for item in self.items(shape, person) if entry is not None else ():
            answer = self.mutate(shape, entry, person, self.key(shape, item))
            self._wrote(f"{person}: {entry.name} {item}", answer, expected=is_allowed(entry, self.people[person], item))

    def _wrote(self, what: str, answer: Result, *, expected: bool) -> None:
        name = next(iter(answer.data or {"": None}))
        refused = _is_refused(answer, name)
        if answer.errors and not refused and not any(len(each["path"] or ()) > 1 for each in answer.errors):
            self.wrong.append(f"{what}: {answer.errors}")
        self._note(what, expected=expected, happened=not refused)

    def _relationships(self, shape: Shape, person: str) -> None:
        identity = self.people[person]
        get = self.entries.get(("model", shape.name, "get", ""))
        if get is None:
            return
        for link in shape.links:
            entry = self.entries["model", shape.name, "relationship", link.name]
            target = self.shapes[link.related]
            for of_source, of_target in itertools.product([{}, *self.namings(shape, person)], [{}, *self.namings(target, person)]):
                item = self.item(target, of_target)
                if link.kind == "belongsTo":
                    pairs = dict(zip(link.references, target.key, strict=True))
                    source = self.item(shape, {**of_source, **{reference: item[key] for reference, key in pairs.items()}})
                else:
                    source = self.item(shape, of_source)
                    item = self.item(target, {**of_target, **{to: source[by] for to, by in zip(link.references, shape.key, strict=True)}})
                if is_allowed(get, identity, source):
                    self._follow(entry, shape, target, person, source, item)

    def _follow(self, entry: Entry, shape: Shape, target: Shape, person: str, source: Item, item: Item) -> None:
        identity = self.people[person]
        name = str(entry.part)
        is_list = next(each for each in shape.links if each.name == name).kind == "hasMany"
        keys = " ".join(target.key)
        answer = self.get(shape, person, source, f"{name} {{ items {{ {keys} }} }}" if is_list else f"{name} {{ {keys} }}")
        what = f"{person}: {entry.name} {source} {item}"
        gate = entry.also is None or may(entry.also, identity, source)
        got = next(iter((answer.data or {"": None}).values()))
        value = (got or {}).get(name)
        found = value["items"] if is_list and value else [value]
        self._note(what, expected=gate and may(entry.callers, identity, item), happened=self.shown_key(target, item) in found)
        if not (gate and may(entry.callers, identity)):
            refused = _is_refused(answer, next(iter(answer.data or {"": None})), name)
            self._note(f"{what} at all", expected=False, happened=not refused)

    def _listens(self, shape: Shape) -> None:
        for operation in ("onCreate", "onUpdate", "onDelete"):
            entry = self.entries.get(("model", shape.name, operation, ""))
            if entry is None:
                continue
            name = str(entry.name).partition(".")[2]
            heard: dict[str, Events] = {}
            for person, identity in self.people.items():
                document = f"subscription {{ {name} {{ {' '.join(shape.key)} }} }}"
                try:
                    heard[person] = self.api.as_identity(identity).subscribe(document)
                except SubscriptionRefusedError as error:
                    self._check_refusal(f"{person}: {entry.name}", error)
                self._note(f"{person}: {entry.name}", expected=is_allowed(entry, identity), happened=person in heard)
            source = self.entries.get(("model", shape.name, operation.removeprefix("on").lower(), ""))
            if operation != "onCreate" and source is not None:
                self._events(shape, entry, source, heard)
            for events in heard.values():
                events.close()

    def _events(self, shape: Shape, entry: Entry, source: Entry, heard: Mapping[str, Events]) -> None:
        """Note who hears of changes that the administrator makes. A field that is hidden in events names nobody there."""
        hidden = next(each.hidden_in_events for each in self.matrix.models if each.name == shape.name)
        for owner in self.people:
            for item in self.items(shape, owner):
                answer = self.mutate(shape, source, "administrator", self.key(shape, item))
                assert not answer.errors, answer.errors
                for person, events in heard.items():
                    seen = {name: value for name, value in item.items() if name not in hidden}
                    expected = is_allowed(entry, self.people[person], seen)
                    self._note(f"{person}: event of {entry.name} {item}", expected=expected, happened=bool(events.all()))

    def _check_refusal(self, what: str, error: SubscriptionRefusedError) -> None:
        if error.errors[0]["errorType"] != "Unauthorized":
            self.wrong.append(f"{what}: {error.errors}")

    def _calls(self, entry: Entry, person: str) -> None:
        operation = next(each for each in self.schema.operations if each.name == entry.subject)
        checks = next(each.checked_by for each in self.matrix.operations if each.name == entry.subject)
        identity = self.people[person]
        if isinstance(identity, Iam) and identity != ADMINISTRATOR and checks == ("directives",):
            return
        given = {each.name: self.sample(each) for each in operation.arguments}
        inputs = {name: f"{name}Input" for name in self.types}
        declared = ", ".join(
            f"${each.name}: {type_of(replace(each, type=inputs.get(each.type, each.type)))}" for each in operation.arguments
        )
        passed = ", ".join(f"{each}: ${each}" for each in given)
        returns = next(each.returns for each in self.matrix.operations if each.name == entry.subject).strip("[]!")
        body = " { __typename }" if returns in self.shapes or returns in self.types or returns == "EventInvocationResponse" else ""
        call = f"{operation.name}{f'({passed})' if passed else ''}{body}"
        document = f"{operation.kind} {f'({declared}) ' if declared else ''}{{ {call} }}"
        happened = True
        if operation.kind == "subscription":
            try:
                self.api.as_identity(identity).subscribe(document, given).close()
            except SubscriptionRefusedError as error:
                happened = False
                self._check_refusal(f"{person}: {entry.name}", error)
        else:
            answer = self.ask(person, document, given)
            assert not any("ValidationError" in str(each.get("errorType")) for each in answer.errors), (document, answer.errors)
            happened = not _is_refused(answer, operation.name)
        self._note(f"{person}: {entry.name}", expected=is_allowed(entry, identity), happened=happened)


def _is_refused(answer: Result, *path: str) -> bool:
    return any(each.get("errorType") == "Unauthorized" and list(each.get("path") or ()) == list(path) for each in answer.errors)


def _decimals(value: Any) -> Any:
    match value:
        case float():
            return Decimal(str(value))
        case list():
            return [_decimals(each) for each in value]
        case dict():
            return {name: _decimals(each) for name, each in value.items()}
        case _:
            return value
