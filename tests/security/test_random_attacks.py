"""Random schemas, items, callers and documents, against an oracle that knows the rules from the documentation alone."""

from __future__ import annotations

import json
import os
import re
from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from amplify_pulumi.local.identity import Iam, Identity
from amplify_pulumi.schema.model import Model
from amplify_pulumi.testing import SubscriptionRefusedError
from tests.security.documents import Writer, read
from tests.security.oracle import Oracle, every_list, relationship
from tests.security.worlds import CALLERS, Laboratory, Stored, World, key_of, random_value, random_world

EXAMPLES = int(os.environ.get("SECURITY_EXAMPLES", "5"))
"""More of them find more: `SECURITY_EXAMPLES=1000`."""
seeds = st.integers(min_value=0, max_value=2**48)

bounded = settings(max_examples=EXAMPLES, phases=[Phase.explicit, Phase.generate])
"""A seed that is made smaller says nothing simpler."""

Key = tuple[Any, ...]


def world_of(seed: int) -> tuple[Random, World]:
    random = Random(seed)
    while True:
        world = random_world(random)
        if world is not None:
            return random, world


# Soundness: nothing that the oracle hides is in an answer


def leaks(world: World, oracle: Oracle, items: Mapping[str, Mapping[Key, Mapping[str, Any]]], data: Any, way: str) -> Iterator[str]:
    """What of an answer the caller may not read. `way` is how he reads: get, list, or write."""
    if isinstance(data, list):
        for each in data:
            yield from leaks(world, oracle, items, each, way)
        return
    if not isinstance(data, dict):
        return
    answer = read(data)
    if answer["__typename"] not in items:
        for each in data.values():
            yield from leaks(world, oracle, items, each, "list" if answer["__typename"].endswith("Connection") else way)
        return
    yield from leaks_of_item(world, oracle, items, data, way)


def leaks_of_item(world: World, oracle: Oracle, items: Mapping[str, Any], data: Mapping[str, Any], way: str) -> Iterator[str]:
    answer = read(data)
    model = world.model(answer["__typename"])
    key = tuple(answer[name] for name in key_of(model))
    if "holder" in key_of(model) and key not in items[model.name]:
        return  # an owner field in the key is shown shortened: which item it is cannot be told
    item = items[model.name].get(key)
    if item is None:
        yield f"{model.name} {key} is not there"
        return
    if way != "write" and not oracle.may_read(model, item, (way,)):
        yield f"{model.name} {key} by {way}"
    for alias, value in data.items():
        name = alias.rpartition("__")[2]
        if alias == "__typename" or value is None:
            continue
        link = relationship(model, name)
        # Who writes an item that he may not read is shown it by the mutation, as in Amplify.
        seen = oracle.may_read_field(model, item, name) or (way == "write" and not oracle.may_read(model, item))
        if not seen and not empty(value):
            yield f"{model.name}.{name} of {key}"
        if link is not None:
            yield from leaks(world, oracle, items, value, "list" if link.kind == "hasMany" else "get")


def ways_of(name: str) -> str:
    return "get" if name.startswith("get") else "list" if name.startswith(("list", "by")) else "write"


def normal(value: Any) -> Any:
    """An answer without what is random in it: tokens, ids of requests, times."""
    if isinstance(value, dict):
        return {key: "token" if key.endswith("nextToken") and each else normal(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [normal(each) for each in value]
    if isinstance(value, str):
        text = re.sub(r"Request ID: [-0-9a-f]+", "Request ID", value)
        text = re.sub(r"^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$", "uuid", text)
        return re.sub(r"^20\d\d-\d\d-\d\dT[0-9:.]+Z$", "time", text)
    return value


# Non-interference: what the caller may not read changes nothing


def varied(random: Random, world: World, oracle: Oracle, model: Model, item: Mapping[str, Any], fixed: frozenset[str]) -> dict[str, Any]:
    """The item, otherwise in everything that the caller may not read, as far as that changes nothing of what he may."""
    seen = sees(oracle, model, item)
    names = [field.name for field in model.values if field.name not in fixed and field.name not in seen]
    if any(name in seen for name in ("", "update", "delete")):
        # A relationship tells to which item it leads, and so what its references are: its rules are those of its field.
        references = {name for each in model.relationships if each.kind == "belongsTo" for name in each.references}
        names = [name for name in names if name not in references]
    else:
        names.append("owner")
    result = dict(item)
    for name in names:
        for _ in range(3):
            value = random_value(random, name)
            changed = {**result, name: value} if value is not None else {each: result[each] for each in result if each != name}
            if sees(oracle, model, changed) == seen:
                result = changed
                break
    return result


def sees(oracle: Oracle, model: Model, item: Mapping[str, Any]) -> frozenset[str]:
    """What the caller may do with an item, as far as he can tell: which fields he sees, and what he may write."""
    names = [field.name for field in model.fields]
    found = {name for name in names if oracle.may_read_field(model, item, name)}
    found |= {f"write {name}" for name in names if oracle.may_write(model, item, [name])}
    found |= {way for way in ("get", "list", "listen") if oracle.may_read(model, item, (way,))}
    found |= {"update"} if oracle.may_write(model, item, []) else set()
    found |= {"delete"} if oracle.may_delete(model, item) else set()
    if {"update", "delete"} & found and not oracle.may_read(model, item):
        found |= set(names)  # a mutation answers with the item
    found |= {""} if oracle.may_read(model, item) else set()
    return frozenset(found)


def fixed_fields(world: World, model: Model, *, paged: bool) -> frozenset[str]:
    """What is not varied: keys, the references of hasOne, and where pages may be cut, whatever says on which page an item is."""
    fixed = {*key_of(model)}
    if model.name == "Cover" or paged:
        fixed |= {name for each in model.relationships if each.kind == "belongsTo" for name in each.references}
    if paged:
        fixed |= {name for index in model.indexes for name in (index.partition_key, *index.sort_keys)}
    return frozenset(fixed)


Items = Mapping[str, tuple[Mapping[str, Any], ...]]


def other_items(random: Random, world: World, oracle: Oracle, *, paged: bool) -> Items:
    return {
        name: tuple(
            varied(random, world, oracle, world.model(name), item, fixed_fields(world, world.model(name), paged=paged)) for item in each
        )
        for name, each in world.items.items()
    }


def favoured(world: World) -> frozenset[str]:
    return frozenset(field.name for model in world.models for field in model.fields if field.authorization is not None)


def some_callers(random: Random) -> list[Identity]:
    return random.sample(CALLERS[:-1], 4)


@bounded
@given(seeds)
def test_queries_show_what_may_be_read_and_depend_on_nothing_else(seed: int) -> None:
    random, world = world_of(seed)
    paged = random.random() < 0.5
    laboratory = Laboratory(world)
    this, other = laboratory.this, laboratory.other
    this.fill(world.items)
    tokens: list[str] = []
    for identity in some_callers(random):
        oracle = Oracle(schema=world.schema, identity=identity)
        other.fill(other_items(random, world, oracle, paged=paged))
        stored = this.look()
        for _ in range(8):
            writer = Writer(random=random, schema=laboratory.schema, favoured=favoured(world), paged=paged, tokens=tuple(tokens))
            document = writer.query(random.choice((1, 1, 2, 4)))
            answer = laboratory.caller(identity).execute(document, writer.variables)
            report = f"{identity}\n{document}\n{writer.variables}\n{answer.to_json()}"
            for name, value in (answer.data or {}).items():
                found = list(leaks(world, oracle, stored, value, ways_of(name.rpartition("__")[2])))
                assert not found, f"{found}\n{report}"
            again = laboratory.caller(identity, other).execute(document, writer.variables)
            assert normal(again.to_json()) == normal(answer.to_json()), f"{report}\n{again.to_json()}\n{difference(this, other)}"
            tokens += tokens_in(answer.data)
    laboratory.close()


def tokens_in(data: Any) -> Iterator[str]:
    if isinstance(data, list):
        for each in data:
            yield from tokens_in(each)
    elif isinstance(data, dict):
        for key, each in data.items():
            if key.endswith("nextToken") and each:
                yield each
            else:
                yield from tokens_in(each)


def difference(this: Stored, other: Stored) -> str:
    one, two = this.look(), other.look()
    return "\n".join(f"{model} {key}:\n  {one[model][key]}\n  {two[model].get(key)}" for model in one for key in one[model])


# Completeness: nothing that is allowed is refused


@bounded
@given(seeds)
def test_what_is_allowed_is_not_refused(seed: int) -> None:
    random, world = world_of(seed)
    laboratory = Laboratory(world)
    this = laboratory.this
    this.fill(world.items)
    for identity in random.sample(CALLERS, 6):
        oracle = Oracle(schema=world.schema, identity=identity)
        caller = laboratory.caller(identity)
        for model in world.models:
            gets = {f"g{number}": item for number, item in enumerate(world.items[model.name])}
            document = (
                "{" + " ".join(f"{alias}: get{model.name}({written(model, item)}) {{ __typename }}" for alias, item in gets.items()) + "}"
            )
            got = caller.execute(document).data
            assert {alias: got[alias] is not None for alias in gets} == {
                alias: oracle.may_read(model, item, ("get",)) for alias, item in gets.items()
            }, f"{identity} {model}"
            if "list" not in model.disabled:
                fields = " ".join(key_of(model))
                listed = (caller.execute(f"{{ list{model.name}s {{ items {{ {fields} }} }} }}").data or {})[f"list{model.name}s"]
                wanted = [item for item in world.items[model.name] if oracle.may_read(model, item, ("list",))]
                assert len((listed or {"items": []})["items"]) == len(wanted), f"{identity} {model}"
            for item in world.items[model.name]:
                assert_written(laboratory, oracle, model, item)


def assert_written(laboratory: Laboratory, oracle: Oracle, model: Model, item: Mapping[str, Any]) -> None:
    """Whoever may write a field or delete the item is not Unauthorized."""
    world, caller, key = laboratory.this.world, laboratory.caller(oracle.identity), written(model, item)
    attempts: list[tuple[bool, str]] = [
        (oracle.may_write(model, item, [name]), f"update{model.name}(input: {{{key}, {name}: {value}}})")
        for name, value in (("title", '"new"'), ("teams", '["R"]'))
    ]
    if not any(field.authorization is not None for field in model.fields):
        attempts.append((oracle.may_delete(model, item), f"delete{model.name}(input: {{{key}}})"))
    for allowed, attempt in attempts:
        if not allowed:
            continue
        answer = caller.execute(f"mutation {{ {attempt} {{ __typename }} }}")
        assert "Unauthorized" not in [each["errorType"] for each in answer.errors], f"{oracle.identity}\n{attempt}\n{item}\n{model}"
        laboratory.this.fill(world.items)


def written(model: Model, item: Mapping[str, Any]) -> str:
    """The key of an item as arguments."""
    return ", ".join(f"{name}: {json.dumps(item[name])}" for name in key_of(model))


# Writes


@bounded
@given(seeds)
def test_mutations_change_what_may_be_changed_and_tell_nothing_else(seed: int) -> None:
    random, world = world_of(seed)
    laboratory = Laboratory(world)
    this, other = laboratory.this, laboratory.other
    for identity in some_callers(random):
        oracle = Oracle(schema=world.schema, identity=identity)
        others = other_items(random, world, oracle, paged=False)
        for _ in range(8):
            this.fill(world.items)
            other.fill(others)
            before = this.look()
            writer = Writer(random=random, schema=laboratory.schema, favoured=favoured(world))
            document = writer.mutation()
            answer = laboratory.caller(identity).execute(document, writer.variables)
            after = this.look()
            report = f"{identity}\n{document}\n{writer.variables}\n{answer.to_json()}"
            found = list(trespasses(world, oracle, before, after))
            assert not found, f"{found}\n{report}"
            [(name, value)] = (answer.data or {"": None}).items()
            if value is not None:
                there = {model: {**before[model], **after[model]} for model in before}
                found = list(leaks(world, oracle, there, value, "write"))
                assert not found, f"{found}\n{report}"
            assert value is not None or before == after, f"changed without an answer\n{report}"
            again = laboratory.caller(identity, other).execute(document, writer.variables)
            assert normal(again.to_json()) == normal(answer.to_json()), f"{report}\n{again.to_json()}\n{name}\n{difference(this, other)}"


def trespasses(world: World, oracle: Oracle, before: Mapping[str, Any], after: Mapping[str, Any]) -> Iterator[str]:
    """What has been changed that the caller may not change."""
    for name in before:
        model = world.model(name)
        own = {field.name for field in model.values}
        for key in before[name].keys() | after[name].keys():
            old, new = before[name].get(key), after[name].get(key)
            if old == new:
                continue
            if new is None:
                if not oracle.may_delete(model, old):
                    yield f"{name} {key} is gone"
            elif old is None:
                if not oracle.may_create(model, new, (own & new.keys()) - oracle.stamped(model, new)):
                    yield f"{name} {key} has come"
            else:
                changed = {each for each in {*old, *new} if old.get(each) != new.get(each)}
                if not oracle.may_write(model, old, own & changed):
                    yield f"{name} {key} has other {changed}"
                yield from (f"{name} {key} has another {each}" for each in changed if each in given_away(world, oracle, model, old))


def given_away(world: World, oracle: Oracle, model: Model, item: Mapping[str, Any]) -> set[str]:
    """The fields that name the caller in the item, where he may change the item for no other reason, and may not give it away."""
    lists = every_list(world.schema, model)
    reasons = [rule for rules in lists for rule in rules if oracle.may_change_by(rule, item)]
    bound = {rule.defined_in or "owner" for rule in reasons if rule.allow.startswith("owner") and not rule.transferable}
    free = [rule for rule in reasons if not rule.allow.startswith("owner") or rule.transferable]
    return bound if len(bound) == 1 and not free and not oracle.is_administrator else set()


# Events


@bounded
@given(seeds)
def test_events_reach_those_who_may_read_and_tell_nothing_else(seed: int) -> None:
    random, world = world_of(seed)
    laboratory = Laboratory(world)
    this, other = laboratory.this, laboratory.other
    for identity in some_callers(random):
        oracle = Oracle(schema=world.schema, identity=identity)
        others = other_items(random, world, oracle, paged=False)
        heard: dict[bool, list[Any]] = {}
        subscriptions = [Writer(random=random, schema=laboratory.schema, favoured=favoured(world)) for _ in range(6)]
        listeners = [(each.subscription(), each.variables) for each in subscriptions]
        mutations = [Writer(random=random, schema=laboratory.schema, favoured=favoured(world)) for _ in range(8)]
        changes = [(each.mutation(), each.variables) for each in mutations]
        for stored, items in ((this, world.items), (other, others)):
            stored.fill(items)
            heard[stored is other] = []
            for number, event, sources in events(laboratory, stored, identity, listeners, changes):
                report = f"{identity}\n{listeners[number]}\n{event}\n{changes}"
                heard[stored is other].append((number, normal(event)))
                for value in (event["data"] or {}).values():
                    found = list(hidden_in_event(world, oracle, sources, value))
                    assert not found, f"{found}\n{report}"
        assert heard[False] == heard[True], f"{identity}\n{listeners}\n{changes}\n{heard}\n{difference(this, other)}"


def events(laboratory: Laboratory, stored: Stored, identity: Identity, listeners: Any, changes: Any) -> Iterator[tuple[int, Any, Any]]:
    """Let the administrator change things, and yield what the caller hears of it, with what is stored."""
    received = []
    for document, variables in listeners:
        try:
            received.append(laboratory.caller(identity, stored).subscribe(document, variables))
        except SubscriptionRefusedError:
            received.append(None)
    for document, variables in changes:
        before = stored.look()
        laboratory.caller(Iam(), stored).execute(document, variables)
        after = stored.look()
        for number, each in enumerate(received):
            for event in each.all() if each else ():
                yield number, event, {model: {**after[model], **before[model]} for model in before} if "delete" in document else after
    for each in received:
        if each:
            each.close()


def hidden_in_event(world: World, oracle: Oracle, items: Mapping[str, Any], answer: Any) -> Iterator[str]:
    """What of an event the caller may not read: the item itself, and fields with rules of their own, here and below relationships.

    Which items a mutation shows below a relationship that Amplify does not hide there is up to who makes it, as in Amplify.
    """
    if answer is None:
        return
    event = read(answer)
    model = world.model(event["__typename"])
    item = items[model.name].get(tuple(event[name] for name in key_of(model)))
    if item is not None and "holder" not in key_of(model) and not oracle.may_read(model, item, ("listen",)):
        yield f"the event of {model.name} {item}"
    yield from hidden_fields_in(world, oracle, items, answer)


def hidden_fields_in(world: World, oracle: Oracle, items: Mapping[str, Any], value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for each in value:
            yield from hidden_fields_in(world, oracle, items, each)
    elif isinstance(value, dict):
        answer = read(value)
        model = next((each for each in world.models if each.name == answer["__typename"]), None)
        if model is not None and "holder" not in key_of(model):
            item = items[model.name].get(tuple(answer[name] for name in key_of(model)))
            shown = [name for name, each in answer.items() if name != "__typename" and each is not None and not empty(each)]
            if item is not None and oracle.may_read(model, item):
                yield from (f"{model.name}.{name} of {item}" for name in shown if not oracle.may_read_field(model, item, name))
        for each in value.values():
            yield from hidden_fields_in(world, oracle, items, each)


def empty(value: Any) -> bool:
    return isinstance(value, dict) and read(value).get("items") == []
