"""Random worlds to attack: a schema, what is stored, and callers. All follows from one number, so that it can be run again."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Any

from amplify_pulumi.compiler import compile_schema
from amplify_pulumi.local.identity import ApiKey, Iam, Identity, LambdaAuthorizer, Oidc, UserPool
from amplify_pulumi.local.loader import load
from amplify_pulumi.local.references import ACCOUNT, IDENTITY_POOL_ID, UNAUTHENTICATED_ROLE, table_name
from amplify_pulumi.local.store import ensure_tables, open_store
from amplify_pulumi.local.store.base import DynamoDB
from amplify_pulumi.schema.model import (
    Api,
    ApiKeyMode,
    CustomType,
    Disabled,
    Field,
    Function,
    Index,
    LambdaMode,
    Model,
    OidcMode,
    Operation,
    Relationship,
    Rule,
    Schema,
)
from amplify_pulumi.schema.rules import validate
from amplify_pulumi.testing import Caller, LocalApi

ALICE = UserPool(username="alice", sub="a11ce", groups=("Admin", "Red"))
BOB = UserPool.from_claims({"sub": "b0b", "cognito:username": "bob", "org": "o1", "cognito:groups": ["Red", "Blue"]})
EVE = UserPool(username="a11ce::alice", sub="e4e", claims={"cognito:groups": '["Blue"]', "org": ""})
CARL = UserPool(username="carl", sub="ca41", claims={"cognito:groups": "Admin,Red", "org": ["o1"]})
TWIN = UserPool(username="b0b", sub="7w1", claims={"cognito:groups": [["Admin"], None, 1, ""], "org": None})
OTTO = Oidc(claims={"sub": "oidc-otto", "username": "otto", "cognito:groups": "Admin", "org": "o1"})
NAMELESS = Oidc(claims={"sub": "oidc-pat", "cognito:groups": '["Red"', "org": {"o1": "o1"}})
EMPTY = Oidc(claims={})
GUEST = Iam(
    username="AROAGUEST:CognitoIdentityCredentials",
    user_arn=f"arn:aws:sts::{ACCOUNT}:assumed-role/{UNAUTHENTICATED_ROLE}/CognitoIdentityCredentials",
    cognito_identity_pool_id=IDENTITY_POOL_ID,
    cognito_identity_id="us-east-1:1",
    cognito_identity_auth_type="unauthenticated",
)
SIGNED_IN = replace(GUEST, user_arn="arn:aws:sts::1:assumed-role/other/x", cognito_identity_auth_type="authenticated")
STRANGER = replace(SIGNED_IN, cognito_identity_pool_id="us-east-1:another")
HALF = replace(GUEST, cognito_identity_pool_id=None)
CALLERS: tuple[Identity, ...] = (
    ALICE, BOB, EVE, CARL, TWIN, OTTO, NAMELESS, EMPTY, GUEST, SIGNED_IN, STRANGER, HALF, ApiKey(), LambdaAuthorizer(), Iam()
)  # fmt: skip

NAMES = ("a11ce::alice", "alice", "a11ce", "b0b::bob", "bob", "b0b", "o1", "e4e::a11ce::alice", "oidc-otto::otto", "oidc-pat", "al")
GROUPS = ("Admin", "Red", "Blue", "Adm", "R", "Admin,Red", "[")
TEXTS = ("x", "y", "xy", "a#b", "a", "b#c", "z")

MODES = Api(
    default_authorization_mode="userPool",
    api_key=ApiKeyMode(),
    oidc=OidcMode(provider_name="issuer", issuer_url="https://issuer.example"),
    lambda_=LambdaMode(function="authorizer"),
)
EVERYBODY = (
    Rule(allow="publicApiKey"),
    Rule(allow="custom"),
    Rule(allow="authenticated", provider="oidc"),
    Rule(allow="authenticated"),
)
"""Of a model that is there so that the API has every mode."""

CONTENT = (
    Field(name="title", type="String"),
    Field(name="rank", type="Int"),
    Field(name="secret", type="String"),
    Field(name="holder", type="String"),
    Field(name="authors", type="String", array=True),
    Field(name="team", type="String"),
    Field(name="teams", type="String", array=True),
)
PLACE = CustomType(name="Place", fields=(Field(name="note", type="String"), Field(name="level", type="Int")))

KEYS: Mapping[str, tuple[str, ...] | None] = {
    "id": None,
    "pair": ("tenant", "code"),
    "triple": ("tenant", "code", "part"),
    "holder": ("holder", "code"),
}
INDEXES: tuple[tuple[str, ...], ...] = (
    ("team",),
    ("holder", "rank"),
    ("title", "rank"),
    ("title", "team"),
    ("rank", "title", "team"),
    ("title", "holder"),
    ("secret",),
    ("title", "secret"),
)
"""The keys of indexes, the partition key first: rules look in some of these fields, and some are hidden."""


@dataclass(frozen=True, kw_only=True)
class World:
    schema: Schema
    items: Mapping[str, tuple[Mapping[str, Any], ...]]
    """What is stored, by model."""

    def model(self, name: str) -> Model:
        return next(each for each in self.schema.models if each.name == name)

    @property
    def models(self) -> tuple[Model, ...]:
        return self.schema.models[:-1]


def random_world(random: Random) -> World | None:
    """Return a world, or None where the schema is one that users are told to mend."""
    schema = _schema(random)
    if any(problem.severity == "error" for problem in validate(schema)):
        return None
    items = {model.name: tuple(_items(random, model)) for model in schema.models[:-1]}
    return World(schema=schema, items=items)


def key_of(model: Model) -> tuple[str, ...]:
    return model.identifier or ("id",)


# Schemas


def _schema(random: Random) -> Schema:
    kind = random.choice(list(KEYS))
    key = KEYS[kind] or ("id",)
    references = tuple(f"album{name.capitalize()}" for name in key)
    reference_fields = tuple(Field(name=name, type="ID" if name == "albumId" else "String") for name in references)
    key_fields = tuple(Field(name=name, type="String", required=True) for name in key if name not in ("id", "holder"))
    content = tuple(replace(each, required=True) if each.name in key else each for each in CONTENT)
    links = (
        Relationship(name="tracks", kind="hasMany", model="Track", references=references),
        Relationship(name="cover", kind="hasOne", model="Cover", references=references),
    )
    back = (Relationship(name="album", kind="belongsTo", model="Album", references=references),)
    place = (Field(name="place", type="Place"),)
    album = Model(
        name="Album", fields=_ruled(random, (*key_fields, *content, *place, *links)), identifier=KEYS[kind], **_settings(random, "Album")
    )
    track = Model(name="Track", fields=_ruled(random, (*CONTENT, *reference_fields, *back)), **_settings(random, "Track"))
    cover = Model(name="Cover", fields=_ruled(random, (*CONTENT, *reference_fields, *back)), **_rules_only(random))
    every = Model(name="Every", fields=(Field(name="text", type="String"),), authorization=EVERYBODY)
    return Schema(
        api=MODES,
        models=(album, track, cover, every),
        types=(PLACE,),
        functions=(Function(name="authorizer"),),
        authorization=_rules(random),
    )


def _settings(random: Random, name: str) -> dict[str, Any]:
    own = _rules_only(random)
    looked_in = {rule.defined_in for rule in own["authorization"] or ()} | {"secret"}
    # Indexes by fields in which rules look, or which are hidden, are where mistakes are made.
    likely = [fields for fields in INDEXES if looked_in & {*fields}]
    chosen = {random.choice(random.choice((INDEXES, likely, likely))) for _ in range(random.choice((0, 1, 2)))}
    disabled: tuple[Disabled, ...] = random.choice(((), (), (), ("subscriptions",), ("list",)))
    return {"indexes": tuple(_index(random, name, fields) for fields in sorted(chosen)), "disabled": disabled, **own}


def _index(random: Random, name: str, fields: tuple[str, ...]) -> Index:
    projection = random.choice(("ALL", "ALL", "ALL", "KEYS_ONLY", "INCLUDE"))
    included = ("secret", "holder") if projection == "INCLUDE" else ()
    kept = tuple(each for each in included if each not in fields)
    query = f"by{name}" + "And".join(each.capitalize() for each in fields)
    return Index(partition_key=fields[0], sort_keys=fields[1:], query_field=query, projection=projection, non_key_attributes=kept)


def _rules_only(random: Random) -> dict[str, Any]:
    return {"authorization": _rules(random) if random.random() < 0.9 else None}


def _ruled(random: Random, fields: Sequence[Field | Relationship]) -> tuple[Field | Relationship, ...]:
    """Give rules of their own to some fields, in some models."""
    share = random.choice((0.0, 0.2, 0.4))
    return tuple(
        replace(each, authorization=_field_rules(random)) if random.random() < share and not getattr(each, "required", False) else each
        for each in fields
    )


def _field_rules(random: Random) -> tuple[Rule, ...]:
    parts: tuple[tuple[Operation, ...] | None, ...] = (None, None, ("read",), ("create", "update"), ("read", "update"))
    return tuple(replace(rule, operations=random.choice(parts)) for rule in _some(random, 2))


def _rules(random: Random) -> tuple[Rule, ...]:
    parts: tuple[tuple[Operation, ...] | None, ...] = (
        None, None, None, ("read",), ("get",), ("list",), ("listen",), ("create", "read"), ("update", "delete"), ("create", "update"),
        ("read", "delete"),
    )  # fmt: skip
    return tuple(replace(rule, operations=random.choice(parts)) for rule in _some(random, 3))


def _some(random: Random, most: int) -> tuple[Rule, ...]:
    found = [_rule(random) for _ in range(random.randint(1, most))]
    return tuple({repr(replace(each, operations=None)): each for each in found}.values())


def _rule(random: Random) -> Rule:
    provider = random.choice((None, None, None, "oidc"))
    claim = random.choice((None, None, None, "org", "username", "sub"))
    transferable = random.random() < 0.2
    return random.choice(
        (
            Rule(allow="owner", provider=provider, claim=claim, transferable=transferable),
            Rule(allow="owner", provider=provider),
            Rule(allow="ownerDefinedIn", defined_in="holder", provider=provider, claim=claim, transferable=transferable),
            Rule(allow="ownersDefinedIn", defined_in="authors", provider=provider, claim=claim),
            Rule(allow="groups", groups=random.choice((("Admin",), ("Red", "Blue"))), provider=provider),
            Rule(allow="groupDefinedIn", defined_in="team", provider=provider),
            Rule(allow="groupsDefinedIn", defined_in="teams", provider=provider),
            random.choice(
                (
                    Rule(allow="publicApiKey"),
                    Rule(allow="guest"),
                    Rule(allow="custom"),
                    Rule(allow="authenticated", provider=random.choice((None, "oidc", "identityPool"))),
                )
            ),
        )
    )


# Items


def _items(random: Random, model: Model) -> Iterable[dict[str, Any]]:
    seen: set[tuple[Any, ...]] = set()
    for number in range(random.randint(3, 6)):
        item = random_item(random, model, number)
        key = tuple(item[name] for name in key_of(model))
        joined = (key[0], "#".join(map(str, key[1:])))
        if joined not in seen:
            seen.add(joined)
            yield item


def random_item(random: Random, model: Model, number: int) -> dict[str, Any]:
    item: dict[str, Any] = {"id": f"{model.name[0].lower()}{number}"} if "id" in key_of(model) else {}
    for field in model.values:
        value = random_value(random, field.name, required=field.name in key_of(model))
        if value is not None:
            item[field.name] = value
    if random.random() < 0.7:
        item["owner"] = random.choice(NAMES)
    return {**item, "createdAt": "2026-01-01T00:00:00.000Z", "updatedAt": "2026-01-01T00:00:00.000Z", "__typename": model.name}


def random_value(random: Random, name: str, *, required: bool = False) -> Any:  # noqa: C901 - one line for each field
    if not required and random.random() < 0.15:
        return None
    if name in ("holder", "owner", "albumHolder"):
        return random.choice(NAMES)
    if name == "authors":
        return random.choices(NAMES, k=random.randint(0, 3))
    if name == "team":
        return random.choice(GROUPS)
    if name == "teams":
        return random.choices(GROUPS, k=random.randint(0, 3))
    if name == "rank":
        return random.randint(0, 5)
    if name == "place":
        return {"note": random.choice(TEXTS), "level": random.randint(0, 3)}
    if name in ("tenant", "albumTenant"):
        return random.choice(("t1", "t1", "t2"))
    if name in ("code", "part", "albumCode", "albumPart"):
        return random.choice(("a", "b", "a#b"))
    if name == "albumId":
        return f"a{random.randint(0, 3)}"
    return random.choice(TEXTS)


# What is stored


class Switch:
    """A store that can be exchanged below an API."""

    name = "switch"
    durable = False

    def __init__(self) -> None:
        self.store = open_store()

    def call(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        return self.store.call(operation, request)

    def call_plain(self, operation: str, request: Mapping[str, Any]) -> dict[str, Any]:
        return self.store.call_plain(operation, request)

    def close(self) -> None:
        self.store.close()


class Laboratory:
    """One API over two stores: the world as it is, and the world as it could be."""

    def __init__(self, world: World) -> None:
        plan = compile_schema(world.schema).to_json()
        self._switch = Switch()
        self._api = LocalApi(api=load(plan, store=self._switch), store=self._switch)
        self.schema = self._api.api.schema.graphql
        tables = {each["model"]: each for each in plan["tables"]}
        self.this = Stored(world, {model.name: table_name(tables[model.name]) for model in world.models}, self._switch.store)
        self.other = Stored(world, self.this.tables, open_store())
        ensure_tables(self.other.store, {table_name(each): each for each in plan["tables"]})

    def caller(self, identity: Identity, stored: Stored | None = None) -> Caller:
        """Somebody who calls the API over one of the stores, from now on."""
        self._switch.store = (stored or self.this).store
        return self._api.as_identity(identity)

    def close(self) -> None:
        self.this.store.close()
        self.other.store.close()


class Stored:
    """A store that can be looked at and filled."""

    def __init__(self, world: World, tables: Mapping[str, str], store: DynamoDB) -> None:
        self.world = world
        self.tables = tables
        self.store = store

    def fill(self, items: Mapping[str, Iterable[Mapping[str, Any]]]) -> None:
        """Store these items and nothing else."""
        wanted = {model: {_key(self.world.model(model), item): dict(item) for item in each} for model, each in items.items()}
        present = self.look()
        for model, found in wanted.items():
            for key in present[model].keys() - found.keys():
                self.store.call("DeleteItem", {"TableName": self.tables[model], "Key": self._typed_key(model, present[model][key])})
            for key, item in found.items():
                if present[model].get(key) != item:
                    self.store.call("PutItem", {"TableName": self.tables[model], "Item": _typed(self._stored(model, item))})

    def look(self) -> dict[str, dict[tuple[Any, ...], dict[str, Any]]]:
        """What is stored now, by model and key."""
        found: dict[str, dict[tuple[Any, ...], dict[str, Any]]] = {}
        for model, table in self.tables.items():
            items = self.store.call_plain("Scan", {"TableName": table})["Items"]
            found[model] = {
                _key(self.world.model(model), item): {name: value for name, value in item.items() if "#" not in name} for item in items
            }
        return found

    def _stored(self, model: str, item: Mapping[str, Any]) -> dict[str, Any]:
        """The item with what is made of several fields: keys of the table and of indexes."""
        stored = dict(item)
        for parts in self._composite(model):
            if all(stored.get(part) is not None for part in parts):
                stored["#".join(parts)] = "#".join(_text(stored[part]) for part in parts)
        return stored

    def _composite(self, model: str) -> Iterable[tuple[str, ...]]:
        definition = self.world.model(model)
        keys = [key_of(definition)[1:], *(index.sort_keys for index in definition.indexes)]
        if model != "Album":
            keys.append(next(definition.relationships).references[1:])
        return [each for each in keys if len(each) > 1]

    def _typed_key(self, model: str, item: Mapping[str, Any]) -> dict[str, Any]:
        first, *rest = key_of(self.world.model(model))
        key = {first: item[first], **({"#".join(rest): "#".join(_text(item[part]) for part in rest)} if rest else {})}
        return _typed(key)


def _key(model: Model, item: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(item[name] for name in key_of(model))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def _typed(value: Mapping[str, Any]) -> dict[str, Any]:
    return {name: _attribute(each) for name, each in value.items()}


def _attribute(value: Any) -> dict[str, Any]:
    match value:
        case None:
            return {"NULL": True}
        case bool():
            return {"BOOL": value}
        case int() | float():
            return {"N": str(value)}
        case str():
            return {"S": value}
        case list():
            return {"L": [_attribute(each) for each in value]}
        case _:
            return {"M": _typed(value)}
