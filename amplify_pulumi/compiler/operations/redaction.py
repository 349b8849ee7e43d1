"""Whether a field is hidden in the payloads of mutations, and so in those of subscriptions.

A subscriber gets what the mutation selected, resolved with the rights of the one who made the mutation. So that he does not see what his
own rights would not show him, Amplify empties relationships in mutations, where the same callers can reach both sides, but not all of them
reach both alike, and everything that has rules of its own. The rule is graphql-auth-transformer's, as measured on its resolvers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from amplify_pulumi.compiler.callers import READ, Caller, may
from amplify_pulumi.compiler.operations.grants import hidden_fields
from amplify_pulumi.compiler.operations.readers import SIGNED_IN, allowed_readers, field_readers, without_needless
from amplify_pulumi.compiler.shape import Link, Shape


def marked_models(shapes: Mapping[str, Shape]) -> frozenset[str]:
    """Return the models whose mutations must mark their payloads: something is hidden there, at the model or further below.

    Relationships hand the mark on to what they return, so the mark is needed wherever a hidden field can be reached.
    """
    protected = [shape for shape in shapes.values() if hidden_fields(shape)]
    hiding = [shape for shape in shapes.values() if any(is_redacted(shape, link, shapes[link.related]) for link in shape.links)]
    marked = _reached([*hiding, *(shape for shape in protected if shape.subscribes)], shapes)
    # A model without subscriptions shows its protected fields to who writes them, but not to who listens to another model.
    return marked | {name for name in _reached(protected, shapes) if shapes[name].subscribes}


def heard_models(shapes: Mapping[str, Shape]) -> frozenset[str]:
    """Return the models whose items can stand in an event: those with subscriptions, and those to which relationships lead from them."""
    leading = {name: [link.related for link in shape.links] for name, shape in shapes.items()}
    return _along(leading, [name for name, shape in shapes.items() if shape.subscribes])


def _reached(found: Sequence[Shape], shapes: Mapping[str, Shape]) -> frozenset[str]:
    """Return these models and those from which relationships lead to them, at however many removes."""
    leading: dict[str, list[str]] = {name: [] for name in shapes}
    for shape in shapes.values():
        for link in shape.links:
            leading[link.related].append(shape.name)
    return _along(leading, [shape.name for shape in found])


def _along(ways: Mapping[str, Sequence[str]], start: Sequence[str]) -> frozenset[str]:
    """Return where one gets to by these ways, at however many removes, and where they start."""
    reached, pending = set(start), list(start)
    while pending:
        for name in ways[pending.pop()]:
            if name not in reached:
                reached.add(name)
                pending.append(name)
    return frozenset(reached)


def is_redacted(shape: Shape, link: Link, related: Shape) -> bool:
    """Whether a relationship is hidden in mutations of `shape`.

    It is if its own rules keep out somebody who may read the model; and if somebody who may get the one model may read the other, unless
    the same rules let read both and none of them looks at the item. A model without subscriptions hides nothing.
    """
    if not shape.subscribes:
        return False
    readers = field_readers(shape, link.name)
    own = allowed_readers(shape, link.name)
    if len(own) < len(readers):
        return True
    others = without_needless(_read_by(related), lambda _: True)
    if not any(_reaches(each, others) for each in own):
        return False
    return len(own) != len(others) or any(each.is_dynamic or each not in own for each in others)


def must_lead(shape: Shape, link: Link, related: Shape) -> bool:
    """Whether the type of a relationship says that it leads to an item.

    One that is hidden in mutations is null there. Amplify does not hide what must be there, so that subscribers get what they may not read.
    """
    return link.required and not is_redacted(shape, link, related)


def _read_by(shape: Shape) -> tuple[Caller, ...]:
    return tuple(dict.fromkeys(caller for operation in READ for caller in may(shape.rights, operation)))


def _reaches(reader: Caller, others: Sequence[Caller]) -> bool:
    for other in others:
        if other == reader:
            return True
        same = other.authentication_type == reader.authentication_type and reader.authentication_type in (*SIGNED_IN, "AWS_IAM")
        if same and "private" in (reader.strategy, other.strategy):
            return True
    return False
