"""Fields of Query, Mutation and Subscription: @function, @aws_subscribe, arguments and what they return.

Sources: graphql-function-transformer, data-schema's SchemaProcessor.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Literal

from graphql import print_ast
from graphql.language import ast

from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.graphql.drafts import OperationDraft
from amplify_pulumi.schema.graphql.reader import Reader, arguments, text, texts, word
from amplify_pulumi.schema.graphql.types import field_of, written_type
from amplify_pulumi.schema.model import (
    CustomOperation,
    Field,
    Function,
    FunctionHandler,
    Model,
    OperationKind,
    Returns,
    SubscriptionSource,
)

KINDS: Mapping[str, OperationKind] = {"Query": "query", "Mutation": "mutation", "Subscription": "subscription"}
Action = Literal["create", "update", "delete"]
ACTIONS: tuple[Action, ...] = ("create", "update", "delete")
EVENT_RESPONSE = "EventInvocationResponse"
_ENVIRONMENT = re.compile(r"[-_]?\$\{[^}]*\}")


def function(reader: Reader, draft: OperationDraft, node: ast.ConstDirectiveNode) -> None:
    """Read one @function: it answers the operation, or takes its turn in the pipeline."""
    values = arguments(reader, node, "@function", ("name", "region", "accountId", "invocationType"))
    for name in ("region", "accountId"):
        if name in values:
            text(reader, values[name], f"`{name}` of @function", f'{name}: "…"')
            advice = "Remove it: DataApi is given the function itself, by its ARN, which says where it is."
            reader.warning("AP1009", values[name], f"`{name}` of @function is what the deployment says", advice)
    kind = None
    if "invocationType" in values:
        kind = word(reader, values["invocationType"], "`invocationType`", ("RequestResponse", "Event"), {"async": "Event"})
    if "name" not in values:
        reader.error("AP1012", node, f"@function on {draft.what} needs `name`", 'Write @function(name: "echo").')
        return
    name = text(reader, values["name"], "`name` of @function", '@function(name: "echo")')
    if name is not None:
        draft.handlers.append(
            FunctionHandler(function=function_name(name), asynchronous=kind == "Event", position=reader.place(values["name"])),
        )


def function_name(written: str) -> str:
    """Return the name of a function without the name of its environment: `echo` for `echo-${env}`."""
    return _ENVIRONMENT.sub("", written) or written


def subscribe(reader: Reader, draft: OperationDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @aws_subscribe: the mutations that trigger a subscription."""
    if draft.kind != "subscription":
        reader.error("AP1006", node, f"@aws_subscribe stands on {draft.what}, which is no subscription", "Remove it.")
        return
    values = arguments(reader, node, "@aws_subscribe", ("mutations",))
    if "mutations" not in values:
        reader.error("AP1012", node, "@aws_subscribe needs `mutations`", 'Write @aws_subscribe(mutations: ["publish"]).')
        return
    names = texts(reader, values["mutations"], "`mutations`")
    for name, count in Counter(names).items():
        if count > 1:
            message = f"`mutations` of @aws_subscribe names {quoted(name)} more than once"
            reader.error("AP1007", values["mutations"], message, "Name it once.")
    place = reader.place(values["mutations"])
    draft.sources = [SubscriptionSource(name=each, position=place) for each in dict.fromkeys(names)]


def required(draft: OperationDraft, results: Mapping[str, ast.TypeNode | str]) -> bool | None:
    """Return whether the result of a subscription may not be null, where that of its first mutation is otherwise; else None.

    Args:
        draft: The operation.
        results: What each mutation of the file returns: a type as written, or a model.
    """
    if draft.kind != "subscription" or not draft.sources:
        return None
    written = isinstance(draft.node.type, ast.NonNullTypeNode)
    return None if written == isinstance(results.get(draft.sources[0].name), ast.NonNullTypeNode) else written


def check_subscription(reader: Reader, draft: OperationDraft, results: Mapping[str, ast.TypeNode | str]) -> None:
    """Refuse a subscription that returns something else than its mutations, which AppSync refuses.

    Args:
        reader: The file.
        draft: The operation.
        results: What each mutation of the file returns: a type as written, or a model.
    """
    written = _type_name(draft.node.type)
    for source in draft.sources:
        result = results.get(source.name)
        name = result if result is None or isinstance(result, str) else _type_name(result)
        if name is not None and name != written:
            message = f"The subscription {quoted(draft.name)} returns {written}, but its mutation {quoted(source.name)} returns {name}"
            reader.error("AP5008", draft.node.type, message, f"Write `{draft.name}: {name}`.")


def _type_name(node: ast.TypeNode) -> str:
    """Return a type without the `!` behind it, which a subscription may leave out."""
    return print_ast(node.type if isinstance(node, ast.NonNullTypeNode) else node)


def operation(
    reader: Reader,
    draft: OperationDraft,
    inputs: Mapping[str, str],
    mutations: Mapping[str, tuple[str, Action]],
    results: Mapping[str, ast.TypeNode | str],
) -> CustomOperation:
    """Return the operation that a draft stands for.

    Args:
        reader: The file.
        draft: What its directives say.
        inputs: The custom types that stand for inputs, by the input's name.
        mutations: The generated mutations, each with its model and what it does to an item.
        results: What each mutation of the file returns: a type as written, or a model.
    """
    what = f"The {draft.kind} {quoted(draft.name)}"
    written = written_type(reader, draft.node.type, what)
    last = draft.handlers[-1] if draft.handlers else None
    asynchronous = isinstance(last, FunctionHandler) and last.asynchronous
    returns = Returns(
        type=written.name,
        required=written.required,
        array=written.array,
        array_required=written.array_required,
        position=reader.place(written.node),
    )
    is_event = asynchronous and written.name == EVENT_RESPONSE and not written.array
    return CustomOperation(
        kind=draft.kind,
        name=draft.name,
        arguments=tuple(_argument(reader, draft, each, inputs) for each in draft.node.arguments or ()),
        returns=None if draft.kind == "subscription" or is_event else returns,
        required=required(draft, results),
        sources=tuple(_sources(draft.sources, mutations)),
        handlers=tuple(draft.handlers),
        authorization=tuple(draft.rules) if draft.has_rules else None,
        position=reader.place(draft.node.name),
    )


def _argument(reader: Reader, draft: OperationDraft, node: ast.InputValueDefinitionNode, inputs: Mapping[str, str]) -> Field:
    what = f"The argument {quoted(f'{draft.name}.{node.name.value}')}"
    plain(reader, node, what)
    found = field_of(reader, node, what)
    return with_type(found, inputs.get(found.type, found.type))


def with_type(field: Field, name: str) -> Field:
    """Return the field with another name of its type."""
    return Field(
        name=field.name,
        type=name,
        required=field.required,
        array=field.array,
        array_required=field.array_required,
        position=field.position,
        type_position=field.type_position,
    )


def plain(reader: Reader, node: ast.InputValueDefinitionNode, what: str) -> None:
    """Refuse defaults and directives of arguments and of fields of inputs, which Amplify's data schemas do not have."""
    if node.default_value is not None:
        reader.unsupported(node.default_value, f"{what} has a default, which", "Remove it; the handler can fill in what is missing.")
    for each in node.directives or ():
        reader.unsupported(each, f"@{each.name.value} on {what[:1].lower()}{what[1:]}", "Remove it.")


def _sources(written: Iterable[SubscriptionSource], mutations: Mapping[str, tuple[str, Action]]) -> list[SubscriptionSource]:
    """Return the sources of a subscription: the generated mutations of one model together, custom ones by name."""
    result: dict[str, SubscriptionSource] = {}
    for each in written:
        model, action = mutations.get(each.name, (None, None))
        if model is None or action is None:
            result[f"mutation {each.name}"] = each
            continue
        before = result.get(f"model {model}", SubscriptionSource(name=model, position=each.position))
        result[f"model {model}"] = SubscriptionSource(name=model, mutations=(*before.mutations, action), position=before.position)
    return list(result.values())


def generated_mutations(models: Iterable[Model]) -> dict[str, tuple[str, Action]]:
    """Return the generated mutations of models by name, each with its model and what it does."""
    result: dict[str, tuple[str, Action]] = {}
    for model in models:
        for action in ACTIONS:
            renamed = [name for operation, name in model.operation_names if operation == action]
            for name in renamed or [f"{action}{model.name[:1].upper()}{model.name[1:]}"]:
                result[name] = (model.name, action)
    return result


def functions(operations: Iterable[CustomOperation]) -> tuple[Function, ...]:
    """Return the functions that operations name, each once: in GraphQL naming one is declaring it."""
    found: dict[str, Function] = {}
    for each in operations:
        for handler in each.handlers:
            if isinstance(handler, FunctionHandler):
                found.setdefault(handler.function, Function(name=handler.function, position=handler.position))
    return tuple(found.values())
