"""Subscribers, and who of them gets which event.

An event is the result of a mutation, with what that mutation selected; a field that it left out is null to the subscriber, and where the
type says non-null he gets an error in place of data (AppSync's page "Real-time data"). No resolver runs for an event.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLList, GraphQLNonNull, GraphQLObjectType, is_leaf_type

from amplify_pulumi.local.document import Selected, Selection
from amplify_pulumi.local.execution import Published
from amplify_pulumi.local.subscription_filter import passes

OnEvent = Callable[[dict[str, Any]], None]


class SubscriptionRefusedError(Exception):
    """A subscription that AppSync does not start. `errors` is the payload of the `error` frame."""

    def __init__(self, errors: list[dict[str, Any]]) -> None:
        super().__init__("; ".join(str(each["message"]) for each in errors))
        self.errors = errors


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class Subscriber:
    """One started subscription."""

    root: GraphQLObjectType
    selection: Selection
    selected: Selected
    mutations: frozenset[str]
    arguments: Mapping[str, Any]
    """Those that the caller gave. They are matched by equality, but only where `filter` is None."""
    filter: Mapping[str, Any] | None
    on_event: OnEvent

    def wants(self, event: Published) -> bool:
        """Tell whether an event is for this subscriber."""
        if event.mutation not in self.mutations:
            return False
        if self.filter is not None:
            return passes(self.filter, event.payload)
        payload = event.payload if isinstance(event.payload, dict) else {}
        return all(payload.get(name) == value for name, value in self.arguments.items() if not isinstance(value, (dict, list)))

    def deliver(self, event: Published) -> None:
        """Hand the event over, in the shape of the subscription's own selection."""
        errors: list[dict[str, Any]] = []
        value = _select(self.selected.definition.type, self.root, self.selected, event.payload, (self.selected.key,), errors)
        message: dict[str, Any] = {"data": None if value is _BROKEN else {self.selected.key: value}}
        if errors:
            message["errors"] = errors
        self.on_event(message)


@dataclass(kw_only=True, slots=True)
class Subscriptions:
    """Everybody who is subscribed to one API. Safe to use from several threads."""

    subscribers: dict[int, Subscriber] = field(default_factory=dict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, subscriber: Subscriber) -> None:
        """Let a subscriber have events from now on."""
        with self.lock:
            self.subscribers[id(subscriber)] = subscriber

    def remove(self, subscriber: Subscriber) -> None:
        """Let a subscriber have no more events. Does nothing where he is gone."""
        with self.lock:
            self.subscribers.pop(id(subscriber), None)

    def publish(self, event: Published) -> None:
        """Deliver an event to all who want it."""
        with self.lock:
            wanted = [each for each in self.subscribers.values() if each.wants(event)]
        for subscriber in wanted:
            subscriber.deliver(event)


@dataclass(frozen=True, kw_only=True, slots=True)
class Subscription:
    """What `Api.subscribe` gives back."""

    subscriber: Subscriber
    subscriptions: Subscriptions

    @property
    def filter(self) -> Mapping[str, Any] | None:
        """The filter that the resolver set, None where it set none."""
        return self.subscriber.filter

    def close(self) -> None:
        """End the subscription. Closing twice is fine."""
        self.subscriptions.remove(self.subscriber)


_BROKEN = object()


def _select(
    type_: Any, parent: GraphQLObjectType, selected: Selected, value: Any, path: tuple[str | int, ...], errors: list[dict[str, Any]]
) -> Any:
    if isinstance(type_, GraphQLNonNull):
        inner = _select(type_.of_type, parent, selected, value, path, errors)
        if inner is None:
            written = "".join(f"[{each}]" if isinstance(each, int) else f"/{each}" for each in path)
            text = f"Cannot return null for non-nullable type: '{_name(type_)}' within parent '{parent.name}' ({written})"
            errors.append({"path": list(path), "locations": None, "message": text})
            return _BROKEN
        return inner
    if value is None:
        return None
    if isinstance(type_, GraphQLList):
        values = value if isinstance(value, list) else [value]
        chosen = [_select(type_.of_type, parent, selected, each, (*path, index), errors) for index, each in enumerate(values)]
        return None if any(each is _BROKEN for each in chosen) else chosen
    if is_leaf_type(type_) or selected.below is None or not isinstance(value, dict):
        return value
    return _select_object(type_, selected.below, value, path, errors)


def _select_object(
    type_: Any, below: Selection, value: dict[str, Any], path: tuple[str | int, ...], errors: list[dict[str, Any]]
) -> dict[str, Any] | None:
    concrete = type_ if isinstance(type_, GraphQLObjectType) else below.document.schema.get_type(str(value.get("__typename")))
    if not isinstance(concrete, GraphQLObjectType):
        return None
    data: dict[str, Any] = {}
    broken = False
    for each in below.fields(concrete):
        if each.name == "__typename":
            data[each.key] = concrete.name
            continue
        chosen = _select(each.definition.type, concrete, each, value.get(each.name), (*path, each.key), errors)
        broken = broken or chosen is _BROKEN
        data[each.key] = chosen
    return None if broken else data


def _name(type_: Any) -> str:
    while not hasattr(type_, "name"):
        type_ = type_.of_type
    return type_.name
