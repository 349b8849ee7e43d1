"""Puts what only a deployment knows into a plan's values.

The plan says `{"ref": "table.Todo.name"}` or `${table.Todo.arn}` (`compiler.plan.REFERENCE` is the closed list); a deployment knows the
outputs. This is the one place where the two meet.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import pulumi

from amplify_pulumi.compiler.plan import REFERENCE, Reference
from amplify_pulumi.components.errors import ComponentError, choices

_EMBEDDED = re.compile(r"\$\{(" + REFERENCE.pattern + r")\}")


def resolve(value: Any, values: Mapping[str, pulumi.Input[str]]) -> Any:
    """Return `value` with every reference in it replaced, at any depth.

    What holds no reference comes back as it is, so that previews show it. A `${…}` that is not one of the plan's references (a template
    literal in JavaScript) is text like any other.

    Args:
        value: A value of the plan: a `Reference`, a string, or mappings and sequences of them.
        values: What each reference stands for.

    Raises:
        ComponentError: AP7006, where the plan refers to something that the deployment does not have.
    """
    if isinstance(value, Reference):
        return _value(value.ref, values)
    if isinstance(value, str):
        return _resolve_text(value, values)
    if isinstance(value, Mapping):
        return {key: resolve(each, values) for key, each in value.items()}  # pyright: ignore[reportUnknownVariableType]  # JSON
    if isinstance(value, Sequence):
        return [resolve(each, values) for each in value]  # pyright: ignore[reportUnknownVariableType]  # JSON
    return value


def _resolve_text(text: str, values: Mapping[str, pulumi.Input[str]]) -> pulumi.Input[str]:
    matches = list(_EMBEDDED.finditer(text))
    if not matches:
        return text
    parts: list[pulumi.Input[str]] = []
    end = 0
    for match in matches:
        parts += [text[end : match.start()], _value(match[1], values)]
        end = match.end()
    return pulumi.Output.concat(*parts, text[end:])


def _value(reference: str, values: Mapping[str, pulumi.Input[str]]) -> pulumi.Input[str]:
    if reference not in values:
        advice = choices(reference, values)
        raise ComponentError(f"AP7006: the plan refers to '{reference}', which this deployment does not have{advice}")
    return values[reference]
