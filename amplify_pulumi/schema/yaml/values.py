"""`default` and `validate`: values, as the texts that Amplify's directives hold."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.keys import Shape, describe, flag, is_null, known_entries, one_or_many, text
from amplify_pulumi.schema.model import Validation, ValidationKind
from amplify_pulumi.schema.nodes import Node, Scalar, Sequence
from amplify_pulumi.schema.types import TypeReference
from amplify_pulumi.schema.values import json_text, number_of, number_text
from amplify_pulumi.schema.yaml.json_values import NotJsonError, json_value

_NUMBERS = frozenset(("Int", "Float", "AWSTimestamp", "AWSJSON"))
_SIGNS: dict[str, ValidationKind] = {"positive": "gt", "negative": "lt"}
_KINDS: Mapping[str, ValidationKind] = {each: each for each in vocabulary.VALIDATIONS}
VALIDATION = Shape(name="validation", keys=(*vocabulary.VALIDATIONS, *_SIGNS, "message"))


def read_default(node: Node, reference: TypeReference, report: Report) -> str | None:
    """Return the text of a default. Numbers are written as JavaScript writes them, lists and mappings as JSON."""
    if is_null(node):
        report.error("AP2015", node.position, "`default` cannot be null", "Remove it: a field that is given no value is null.")
        return None
    if isinstance(node, Scalar):
        return _scalar(node, as_number=reference.name in _NUMBERS and not reference.array)
    if reference.name != "AWSJSON" and not reference.array:
        message = f"`default` of a field of type {reference.name} cannot be {describe(node)}"
        report.error("AP2015", node.position, message, "Write one value.")
        return None
    try:
        value: Any = json_value(node, report)
    except NotJsonError:
        return None
    return json_text(value)


def _scalar(node: Scalar, *, as_number: bool) -> str:
    number = number_of(node.text) if as_number and node.plain else None
    return node.text if number is None else number_text(number)


def read_validations(node: Node, report: Report) -> tuple[Validation, ...]:
    """Return the checks of a field, one or a list."""
    items = () if is_null(node) else one_or_many(node)
    if not items:
        report.error("AP1008", node.position, "`validate` is empty", "Write a check, such as `- { minLength: 3 }`, or remove it.")
    return tuple(check for each in items if (check := _validation(each, report)) is not None)


def _validation(node: Node, report: Report) -> Validation | None:
    found = known_entries(node, "A check of `validate`", report, VALIDATION)
    if found is None:
        return None
    kinds = [each for each in found if each != "message"]
    message = text(found["message"][1], "`message`", report) if "message" in found else None
    if not kinds:
        if not isinstance(node, Sequence) and len(found) == len(getattr(node, "entries", ())):
            advice = "Write what is checked, such as `minLength: 3`."
            report.error("AP1012", node.position, "A check of `validate` says nothing to check", advice)
        return None
    if len(kinds) > 1:
        advice = "Write a list with one check in each entry: `[{ minLength: 3 }, { maxLength: 9 }]`."
        report.error("AP1008", found[kinds[1]][0].position, f"A check of `validate` has both `{kinds[0]}` and `{kinds[1]}`", advice)
    written = kinds[0]
    key, value = found[written]
    if written in _SIGNS:
        if flag(value, f"`{written}`", report) is False:
            report.error("AP1008", value.position, f"`{written}` cannot be false", "Remove the check.")
        return Validation(kind=_SIGNS[written], value="0", message=message, position=key.position)
    if is_null(value) or not isinstance(value, Scalar):
        report.error("AP1008", value.position, f"`{written}` must be a value, not {describe(value)}", "Write a number or a text.")
        return None
    kind = _KINDS[written]
    as_number = kind in vocabulary.NUMBER_VALIDATIONS
    return Validation(kind=kind, value=_scalar(value, as_number=as_number), message=message, position=key.position)
