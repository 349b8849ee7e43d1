"""What the create, update and delete mutations have in common: their arguments, and relationships that hide in their payloads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from amplify_pulumi.compiler import model_types, naming
from amplify_pulumi.compiler.modes import operation_directives
from amplify_pulumi.compiler.operations.contract import Action, Context, GeneratedField, Permission
from amplify_pulumi.compiler.operations.grants import field_grants, grants, hidden_grants, shown_owners
from amplify_pulumi.compiler.sdl import Argument, Field, InputType, required
from amplify_pulumi.compiler.shape import Shape


def mutation(
    shape: Shape,
    context: Context,
    operation: Literal["create", "update", "delete"],
    *,
    input_: InputType,
    action: Action,
    config: Mapping[str, Any],
) -> Iterator[GeneratedField]:
    """Yield a mutation of one item, unless it is disabled.

    The role may read the item too: after a condition that fails, AppSync reads what is there ("conditionCheckFailed" in its resolver
    mapping template reference for DynamoDB).

    Args:
        shape: the model.
        context: the other models.
        operation: what the rules call it, which is also the name of the resolver's module.
        input_: the type of its `input`.
        action: what it does to the table.
        config: what the module's config has beside access, `ownerFields` and `redact`.
    """
    name = shape.operation(operation)
    if name is None:
        return
    condition, *filters = model_types.condition_input(shape)
    yield GeneratedField(
        type_name="Mutation",
        field=Field(
            name=name,
            type=shape.name,
            arguments=(Argument(name="input", type=required(input_.name)), Argument(name="condition", type=condition.name)),
            directives=operation_directives(shape.rights, operation, context.default_authentication_type),
        ),
        data_source=naming.table_data_source(shape.name),
        module=operation,
        config={
            **config,
            "access": grants(shape, operation),
            **({} if operation == "delete" else {"fields": field_grants(shape, operation)}),
            **({} if operation == "create" else hidden_grants(shape)),
            **shown_owners(shape),
            "redact": shape.name in context.marked,
        },
        definitions=(input_, condition, *filters),
        permissions=(Permission(actions=("dynamodb:GetItem", action), model=shape.name),),
    )
