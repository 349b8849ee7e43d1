"""Subscription.on<Create|Update|Delete><Model>: what happens to items, for those who may see it."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.callers import may
from amplify_pulumi.compiler.modes import operation_directives
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.grants import grants
from amplify_pulumi.compiler.sdl import Argument, Directive, Field
from amplify_pulumi.compiler.shape import SUBSCRIBED, Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate the subscriptions to each mutation."""
    for operation, source in SUBSCRIBED.items():
        mutation = shape.operation(source)
        for name in shape.names.get(operation, ()):
            yield _field(shape, context, name, mutation)


def _field(shape: Shape, context: Context, name: str, mutation: str | None) -> GeneratedField:
    """Return a subscription. A field that holds one owner, by whose rule one may listen, is an argument of its own."""
    filter_input = model_types.subscription_filter_input(shape)
    listeners = (caller.entity for caller in may(shape.rights, "listen") if caller.strategy == "owner")
    owners = (each for each in dict.fromkeys(listeners) if each is not None and not shape.value(each).array)
    return GeneratedField(
        type_name="Subscription",
        field=Field(
            name=name,
            type=shape.name,
            arguments=(Argument(name="filter", type=filter_input.name), *(Argument(name=each, type="String") for each in owners)),
            directives=(
                Directive(name="aws_subscribe", arguments=(("mutations", (mutation,)),)),
                *operation_directives(shape.rights, "listen", context.default_authentication_type),
            ),
        ),
        data_source=naming.NONE_DATA_SOURCE,
        module="subscription",
        config={"access": grants(shape, "listen"), "ownerFields": list(shape.owner_fields)},
        definitions=(filter_input,),
    )
