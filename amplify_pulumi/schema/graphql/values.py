"""@default and @validate: what a value is if none is given, and what it must be.

Sources: graphql-default-value-transformer, graphql-validate-transformer.
"""

from __future__ import annotations

from typing import get_args

from graphql.language import ast

from amplify_pulumi.schema.graphql.drafts import FieldDraft
from amplify_pulumi.schema.graphql.reader import Reader, arguments, text, word
from amplify_pulumi.schema.model import Validation, ValidationKind

KINDS: tuple[ValidationKind, ...] = get_args(ValidationKind)
KIND_SYNONYMS = {"min": "gte", "max": "lte", "regex": "matches", "pattern": "matches", "minlen": "minLength", "maxlen": "maxLength"}


def default(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read @default."""
    values = arguments(reader, node, "@default", ("value",))
    if "value" not in values:
        reader.error("AP1012", node, f"@default on {draft.what} needs `value`", 'Write @default(value: "…").')
        return
    draft.default_node = values["value"]
    draft.default = text(reader, values["value"], "`value` of @default", '@default(value: "5")')


def validate(reader: Reader, draft: FieldDraft, node: ast.ConstDirectiveNode) -> None:
    """Read one @validate."""
    values = arguments(reader, node, "@validate", ("type", "value", "errorMessage"))
    for name in ("type", "value"):
        if name not in values:
            reader.error("AP1012", node, f"@validate on {draft.what} needs `{name}`", 'Write @validate(type: minLength, value: "3").')
    kind = word(reader, values["type"], "`type` of @validate", KINDS, KIND_SYNONYMS) if "type" in values else None
    value = text(reader, values["value"], "`value` of @validate", 'value: "3"') if "value" in values else None
    message = text(reader, values["errorMessage"], "`errorMessage`", 'errorMessage: "too short"') if "errorMessage" in values else None
    if kind is not None and value is not None:
        draft.validations.append(Validation(kind=kind, value=value, message=message, position=reader.place(node)))
