"""Whether a relationship is hidden in the payloads of mutations, and so in those of subscriptions.

A subscriber gets what the mutation selected, resolved with the rights of the one who made the mutation. So that he does not see related
items that his own rights would not show him, Amplify empties relationships in mutations, where the same callers can reach both sides, but
not all of them reach both alike. The rule is graphql-auth-transformer's, as measured on its resolvers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from amplify_pulumi.compiler import access
from amplify_pulumi.compiler.access import Grant
from amplify_pulumi.compiler.shape import Shape
from amplify_pulumi.schema.model import Operation, Rule

_SIGNED_IN = Grant(auth_type="User Pool Authorization")
"""Everybody of the user pool, whatever the item says."""


def marked_models(shapes: Mapping[str, Shape]) -> frozenset[str]:
    """Return the models whose mutations must mark their payloads: a relationship is hidden there, at the model or further below.

    Relationships hand the mark on to what they return, so the mark is needed wherever a hidden one can be reached.
    """
    marked = {shape.name for shape in shapes.values() if any(is_redacted(shape, shapes[link.related]) for link in shape.links)}
    pending = list(marked)
    while pending:
        # Every relationship has its counterpart: whoever can be reached from here leads here.
        for link in shapes[pending.pop()].links:
            if link.related not in marked:
                marked.add(link.related)
                pending.append(link.related)
    return frozenset(marked)


def is_redacted(shape: Shape, related: Shape) -> bool:
    """Whether a relationship from `shape` to `related` is hidden in mutations.

    It is if somebody who may get the one may read the other, unless the same rules let read both and none of them looks at the item.
    """
    own = _own_readers(shape.rules)
    others = _readers(related.rules, access.READ)
    if _SIGNED_IN in others:
        others = tuple(each for each in others if each == _SIGNED_IN or each.auth_type != _SIGNED_IN.auth_type)
    if not any(_reaches(each, others) for each in own):
        return False
    return len(own) != len(others) or any(each.field is not None or each not in own for each in others)


def _own_readers(rules: Sequence[Rule]) -> tuple[Grant, ...]:
    readers = _readers(rules, ("get",))
    if all(_SIGNED_IN in _readers(rules, (operation,)) for operation in access.READ):
        return tuple(each for each in readers if each == _SIGNED_IN or each.auth_type != _SIGNED_IN.auth_type)
    return readers


def _readers(rules: Sequence[Rule], operations: Sequence[Operation]) -> tuple[Grant, ...]:
    """Return who may do any of the operations, before one rule makes another needless."""
    allowed = (rule for rule in rules if any(access.allows(rule, operation) for operation in operations))
    grants = (replace(access.LOWERINGS[rule.allow](rule), transferable=False) for rule in allowed)
    return tuple(dict.fromkeys(grants))


def _reaches(reader: Grant, others: Sequence[Grant]) -> bool:
    for other in others:
        if other == reader:
            return True
        if other.auth_type == reader.auth_type == _SIGNED_IN.auth_type and _SIGNED_IN in {other, reader}:
            return True
    return False
