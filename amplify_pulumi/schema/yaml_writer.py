"""A schema as YAML, in the short forms that people write: read again it is the same schema."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence

from amplify_pulumi.schema.model import Api, ApiKeyMode, Field, Model, Relationship, Rule, Schema
from amplify_pulumi.schema.types import print_type

_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_]*!?")
# Words that other readers of YAML take for something else than a text.
_SPECIAL = frozenset({"null", "true", "false", "yes", "no", "on", "off", "y", "n"})
_UNPRINTABLE = re.compile("[^\t\n\r\x20-\x7e\xa0-\u2027\u202a-\ud7ff\ue000-\ufefe\uff00-\ufffd\U00010000-\U0010ffff]")


def write_yaml(schema: Schema) -> str:
    """Return the schema as YAML, ending with a newline.

    Args:
        schema: without mistakes; positions do not matter.
    """
    lines = [*_api(schema.api)]
    if schema.authorization is not None:
        lines.extend(_rules(schema.authorization))
    lines.append("models:")
    for model in schema.models:
        lines.extend(f"  {line}" for line in _model(model))
    return "\n".join(lines) + "\n"


def _api(api: Api) -> Iterator[str]:
    lines = []
    if api.name is not None:
        lines.append(f"  name: {_text(api.name)}")
    if api.default_authorization_mode is not None:
        lines.append(f"  defaultAuthorizationMode: {api.default_authorization_mode}")
    if api.api_key is not None:
        lines.append(f"  apiKeyAuthorizationMode: {_api_key(api.api_key)}")
    if lines:
        yield "api:"
        yield from lines


def _api_key(mode: ApiKeyMode) -> str:
    members = [f"expiresInDays: {mode.expires_in_days}"]
    if mode.description is not None:
        members.insert(0, f"description: {_quoted(mode.description)}")
    return _flow(members)


def _model(model: Model) -> Iterator[str]:
    yield f"{_text(model.name)}:"
    yield "  fields:"
    for field in model.fields:
        yield f"    {_text(field.name)}: {_field(field)}"
    if model.authorization is not None:
        yield from (f"  {line}" for line in _rules(model.authorization))


def _field(field: Field | Relationship) -> str:
    if isinstance(field, Relationship):
        return _flow([f"{field.kind}: {_text(field.model)}", f"references: {_list(map(_text, field.references))}"])
    notation = print_type(field.type, required=field.required, array=field.array, array_required=field.array_required)
    return _text(notation)


def _rules(rules: Sequence[Rule]) -> Iterator[str]:
    if not rules:
        yield "authorization: []"
        return
    yield "authorization:"
    for rule in rules:
        members = [f"allow: {rule.allow}"]
        if rule.operations is not None:
            members.append(f"operations: {_list(rule.operations)}")
        if rule.transferable:
            members.append("transferable: true")
        yield f"  - {members[0] if len(members) == 1 else _flow(members)}"


def _flow(members: Iterable[str]) -> str:
    return f"{{ {', '.join(members)} }}"


def _list(members: Iterable[str]) -> str:
    return f"[{', '.join(members)}]"


def _text(text: str) -> str:
    plain = _PLAIN.fullmatch(text) and text.lower() not in _SPECIAL
    return text if plain else _quoted(text)


def _quoted(text: str) -> str:
    # JSON's escapes are YAML's; what YAML does not take as it is, JSON does not escape.
    return _UNPRINTABLE.sub(_escaped, json.dumps(text, ensure_ascii=False))


def _escaped(match: re.Match[str]) -> str:
    code = ord(match[0])
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}"
