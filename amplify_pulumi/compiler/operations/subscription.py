"""Subscription.on<Create|Update|Delete><Model>: what happens to items, for those who may see it."""

from __future__ import annotations

from collections.abc import Iterator

from amplify_pulumi.compiler import access, model_types, naming
from amplify_pulumi.compiler.modes import operation_directives
from amplify_pulumi.compiler.operations.contract import Context, GeneratedField
from amplify_pulumi.compiler.operations.grants import grants
from amplify_pulumi.compiler.sdl import Argument, Directive, Field
from amplify_pulumi.compiler.shape import Shape


def fields(shape: Shape, context: Context) -> Iterator[GeneratedField]:
    """Generate one subscription for each mutation. An owner field by whose rule one may listen is an argument of its own."""
    filter_input = model_types.subscription_filter_input(shape)
    owners = access.owner_fields(shape.rules, "listen")
    for mutation in (naming.create_field(shape.name), naming.update_field(shape.name), naming.delete_field(shape.name)):
        yield GeneratedField(
            type_name="Subscription",
            field=Field(
                name=naming.subscription_field(mutation),
                type=shape.name,
                arguments=(Argument(name="filter", type=filter_input.name), *(Argument(name=each, type="String") for each in owners)),
                directives=(
                    Directive(name="aws_subscribe", arguments=(("mutations", (mutation,)),)),
                    *operation_directives(shape.rules, "listen", context.default_authentication_type),
                ),
            ),
            data_source=naming.NONE_DATA_SOURCE,
            module="subscription",
            config={"access": grants(shape, "listen"), "ownerFields": list(shape.owner_fields)},
            definitions=(filter_input,),
        )
