"""@model: which operations a model has, what they and the timestamps are called. Source: graphql-model-transformer."""

from __future__ import annotations

from collections.abc import Mapping

from graphql.language import ast

from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.graphql.drafts import ModelDraft
from amplify_pulumi.schema.graphql.reader import Reader, arguments, is_null, members, text, texts, word
from amplify_pulumi.schema.model import Disabled

PARTS: Mapping[Disabled, tuple[Disabled, ...]] = {
    "queries": ("get", "list"),
    "mutations": ("create", "update", "delete"),
    "subscriptions": ("onCreate", "onUpdate", "onDelete"),
}
LEVELS = ("off", "public", "on")
TIMESTAMPS = ("createdAt", "updatedAt")


def on_model(reader: Reader, draft: ModelDraft, node: ast.ConstDirectiveNode) -> None:
    """Read what @model says about the operations and the timestamps."""
    values = arguments(reader, node, "@model", (*PARTS, "timestamps"))
    draft.disabled_node = node
    for part, operations in PARTS.items():
        if part not in values:
            continue
        if is_null(values[part]):
            draft.disabled.add(part)
            continue
        known = (*operations, "level") if part == "subscriptions" else operations
        found = members(reader, values[part], f"`{part}` of @model", known) or {}
        if "level" in found:
            _level(reader, draft, found.pop("level"))
        for name in operations:
            if name in found:
                _operation(reader, draft, name, found[name])
    if "timestamps" in values:
        _timestamps(reader, draft, values["timestamps"])


def _operation(reader: Reader, draft: ModelDraft, name: Disabled, node: ast.ConstValueNode) -> None:
    """Read `get: "todo"`, `get: null`, and for subscriptions also `onCreate: ["onTodo"]`."""
    if is_null(node):
        draft.disabled.add(name)
        return
    if name not in PARTS["subscriptions"]:
        written = text(reader, node, f"`{name}` of @model", f'{name}: "{name}{draft.name}"')
        if written is not None:
            _name(reader, draft, name, node, written)
        return
    names = texts(reader, node, f"`{name}` of @model", may_be_empty=True)
    for each in names:
        _name(reader, draft, name, node, each)


def _name(reader: Reader, draft: ModelDraft, operation: Disabled, node: ast.Node, name: str) -> None:
    if name:
        draft.operation_names.append((operation, name))
    else:
        # Amplify takes the empty name for no operation.
        reader.tolerated("AP1008", node, f"`{operation}` of @model is an empty name", f"Write `{operation}: null` to disable it.")
        draft.disabled.add(operation)


def _level(reader: Reader, draft: ModelDraft, node: ast.ConstValueNode) -> None:
    level = word(reader, node, "`level` of the subscriptions", LEVELS)
    if level == "off":
        draft.disabled.add("subscriptions")
    elif level == "public":
        advice = "It opens subscriptions to everybody whom the API lets in. Remove it, and write @auth rules with `operations: [listen]`."
        reader.unsupported(node, "`level: public`", advice)


def _timestamps(reader: Reader, draft: ModelDraft, node: ast.ConstValueNode) -> None:
    if is_null(node):
        draft.created_at = draft.updated_at = None
        return
    found = members(reader, node, "`timestamps` of @model", TIMESTAMPS) or {}
    names: dict[str, str | None] = {"createdAt": "createdAt", "updatedAt": "updatedAt"}
    for name in TIMESTAMPS:
        if name in found:
            value = found[name]
            written = None if is_null(value) else text(reader, value, f"`{name}` of `timestamps`", f'{name}: "{name[:-2]}On"')
            names[name] = written if written or is_null(value) else name
    draft.created_at, draft.updated_at = names["createdAt"], names["updatedAt"]


def maps_to(reader: Reader, draft: ModelDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @mapsTo: the model has had another name, and its table still has it."""
    name = text(reader, value, "`name` of @mapsTo", '@mapsTo(name: "OldName")') if (value := required(reader, node)) is not None else None
    draft.mapped = node
    if name is not None:
        message = f"@mapsTo: {draft.what} keeps the table of {quoted(name)} only if the deployment says which one that is"
        advice = f"Hand the existing table of {quoted(name)} to DataApi as the table of {quoted(draft.name)}."
        reader.warning("AP1009", node, message, advice)


def required(reader: Reader, node: ast.ConstDirectiveNode) -> ast.ConstValueNode | None:
    """Return the one argument `name` of a directive that cannot do without."""
    value = arguments(reader, node, f"@{node.name.value}", ("name",)).get("name")
    if value is None:
        reader.error("AP1012", node, f"@{node.name.value} needs `name`", f'Write @{node.name.value}(name: "…").')
    return value
