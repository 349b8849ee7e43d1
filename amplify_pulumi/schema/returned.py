"""Who may see the types without a table that operations return, as data-schema's SchemaProcessor has it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from amplify_pulumi.schema.model import CustomOperation, CustomType, Rule
from amplify_pulumi.schema.naming import return_type_name


def rules_of_types(
    operations: Sequence[CustomOperation], types: Sequence[CustomType], rules: Sequence[Rule], *, limit: int | None = None
) -> Mapping[str, tuple[Rule, ...]] | None:
    """Return the rules of the operations that lead to each type, by its name; types to which none leads are not there.

    A type is open to all who may call an operation that returns it, or returns a type that holds it. A subscription adds its own callers to
    what its mutation returns, unless that was written in place.

    Args:
        operations: of the schema.
        types: of the schema.
        rules: of the schema, for operations that have none of their own.
        limit: the most steps from operations to types.

    Returns:
        The rules by type; None where there are more steps.
    """
    fields = {each.name: tuple(field.type for field in each.fields) for each in types}
    by_name = {each.name: each for each in operations}
    found: dict[str, list[Rule]] = {}
    steps = 0
    for operation in operations:
        own = operation.authorization if operation.authorization is not None else rules
        pending, seen = list(_starts(operation, by_name)), set[str]()
        while pending:
            name = pending.pop()
            steps += 1
            if limit is not None and steps > limit:
                return None
            if name in fields and name not in seen:
                seen.add(name)
                found.setdefault(name, []).extend(own)
                pending.extend(fields[name])
    return {name: tuple(each) for name, each in found.items()}


def _starts(operation: CustomOperation, operations: Mapping[str, CustomOperation]) -> Iterator[str]:
    """Yield the type that an operation opens; a subscription returns what its first mutation does."""
    if operation.kind != "subscription":
        if operation.returns is not None:
            yield operation.returns.type
        return
    source = operation.sources[0] if operation.sources else None
    mutation = operations.get(source.name) if source is not None and not source.mutations else None
    if mutation is not None and mutation.returns is not None and mutation.returns.type != return_type_name(mutation.name):
        yield mutation.returns.type
