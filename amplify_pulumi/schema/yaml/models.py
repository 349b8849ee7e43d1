"""`models`: types with tables of their own."""

from __future__ import annotations

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.keys import Shape, Words, is_null, known_entries, one_or_many, same_words, texts, word
from amplify_pulumi.schema.model import Disabled, Field, Model, Relationship
from amplify_pulumi.schema.nodes import Node, Scalar
from amplify_pulumi.schema.yaml.fields import FIELD, INLINE_ENUM, INLINE_TYPE, read_fields
from amplify_pulumi.schema.yaml.indexes import INCLUDED, INDEX, PROJECTION, read_indexes
from amplify_pulumi.schema.yaml.reading import Reading, Section, named
from amplify_pulumi.schema.yaml.relationships import BELONGS_TO, HAS_MANY, HAS_ONE
from amplify_pulumi.schema.yaml.rules import optional_rules
from amplify_pulumi.schema.yaml.values import VALIDATION

MODEL = Shape(
    name="model",
    keys=("identifier", "fields", "indexes", "disableOperations", "authorization"),
    required=("fields",),
    below="fields",
    synonyms={"secondaryindexes": "indexes", "primarykey": "identifier", "key": "identifier", "id": "identifier", "auth": "authorization"},
)
DISABLED: Words[Disabled] = Words(
    name="disabledOperation", words=same_words(*vocabulary.DISABLED), synonyms={"read": "queries", "write": "mutations"}
)


def _read(_key: Scalar, node: Node, reading: Reading) -> None:
    found = named(node, "`models`", reading)
    reading.models = tuple(_model(key, value, reading) for key, value in found.values())


def _model(key: Scalar, node: Node, reading: Reading) -> Model:
    report = reading.report
    found = known_entries(node, f"The model {quoted(key.text)}", report, MODEL)
    if found is None or "fields" not in found:
        report.complete = False
    values = {name: value for name, (_, value) in (found or {}).items()}
    fields = read_fields(key.text, values["fields"], reading) if "fields" in values else ()
    return Model(
        name=key.text,
        fields=fields,
        identifier=_identifier(key.text, values.get("identifier"), fields, report),
        indexes=read_indexes(key.text, values["indexes"], reading) if "indexes" in values else (),
        disabled=_disabled(values["disableOperations"], report) if "disableOperations" in values else (),
        authorization=optional_rules(found or {}, report),
        position=key.position,
        identifier_position=values["identifier"].position if "identifier" in values else None,
        disabled_position=values["disableOperations"].position if "disableOperations" in values else None,
    )


def _identifier(model: str, node: Node | None, fields: tuple[Field | Relationship, ...], report: Report) -> tuple[str, ...] | None:
    if node is not None:
        return tuple(each for each, _ in texts(node, f"`identifier` of {quoted(model)}", report)) or None
    declared = any(isinstance(each, Field) and each.name == "id" for each in fields)
    return ("id",) if declared else None


def _disabled(node: Node, report: Report) -> tuple[Disabled, ...]:
    items = () if is_null(node) else one_or_many(node)
    found: list[Disabled | None] = [word(each, "`disableOperations`", report, DISABLED) for each in items]
    # The order says nothing: it is the one of the words, so that schemas are equal that mean the same.
    return tuple(sorted((each for each in found if each is not None), key=vocabulary.DISABLED.index))


SECTION = Section(
    key="models",
    read=_read,
    shapes=(MODEL, FIELD, INLINE_ENUM, INLINE_TYPE, HAS_MANY, HAS_ONE, BELONGS_TO, VALIDATION, INDEX, INCLUDED),
    words=(DISABLED, PROJECTION),
)
