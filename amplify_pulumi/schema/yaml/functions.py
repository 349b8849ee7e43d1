"""`functions`, `dataSources` and `access`: what stands beside the API, by name."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from amplify_pulumi.schema import vocabulary
from amplify_pulumi.schema.document import Report
from amplify_pulumi.schema.errors import quoted
from amplify_pulumi.schema.keys import Shape, Words, entries, is_null, known_entries, one_or_many, same_words, text, word
from amplify_pulumi.schema.model import DataSource, DataSourceKind, Function, FunctionAccess, FunctionOperation
from amplify_pulumi.schema.nodes import Node, Scalar
from amplify_pulumi.schema.suggestions import did_you_mean
from amplify_pulumi.schema.yaml.reading import Reading, Section, named

FUNCTION = Shape(name="function", keys=("entry",), synonyms={"handler": "entry", "file": "entry", "path": "entry", "code": "entry"})
ACCESS = Shape(name="access", keys=("function", "operations"), required=("function",))
FUNCTION_OPERATION: Words[FunctionOperation] = Words(
    name="functionOperation",
    words=same_words(*vocabulary.FUNCTION_OPERATIONS),
    synonyms={"read": "query", "mutation": "mutate", "write": "mutate", "subscribe": "listen", "subscription": "listen"},
)
SETTINGS: Mapping[DataSourceKind, Shape] = MappingProxyType(
    {kind: Shape(name=f"{kind}Settings", keys=settings) for kind, settings in vocabulary.DATA_SOURCES.items()}
)
_KINDS: Mapping[str, DataSourceKind] = MappingProxyType({each: each for each in SETTINGS})
_SYNONYMS = {
    "dynamo": "dynamodb",
    "ddb": "dynamodb",
    "function": "lambda",
    "aurora": "rds",
    "events": "eventBridge",
    "elasticsearch": "openSearch",
}


def _read_functions(_key: Scalar, node: Node, reading: Reading) -> None:
    found = named(node, "`functions`", reading)
    reading.functions = tuple(_function(key, value, reading.report) for key, value in found.values())


def _function(key: Scalar, node: Node, report: Report) -> Function:
    if is_null(node):
        return Function(name=key.text, position=key.position)
    what = f"The function {quoted(key.text)}"
    if isinstance(node, Scalar):
        report.error("AP1008", node.position, f"{what} must be a mapping, not {quoted(node.text)}", f"Write `{{ entry: {node.text} }}`.")
        return Function(name=key.text, position=key.position)
    found = known_entries(node, what, report, FUNCTION) or {}
    entry = text(found["entry"][1], f"`entry` of {quoted(key.text)}", report) if "entry" in found else None
    place = found["entry"][1].position if "entry" in found else None
    return Function(name=key.text, entry=entry, position=key.position, entry_position=place)


def _read_data_sources(_key: Scalar, node: Node, reading: Reading) -> None:
    found = named(node, "`dataSources`", reading)
    read = [_data_source(key, value, reading.report) for key, value in found.values()]
    reading.data_sources = tuple(each for each in read if each is not None)
    if None in read:
        # Handlers that name it would be told that it is not there.
        reading.report.complete = False


def _data_source(key: Scalar, node: Node, report: Report) -> DataSource | None:
    what = f"The data source {quoted(key.text)}"
    kinds = f"Write one of its kinds: {', '.join(f'{each}: {{ … }}' for each in SETTINGS)}."
    if isinstance(node, Scalar) and not is_null(node):
        kind = _KINDS.get(node.text)
        if kind is None:
            message = f"{what} cannot be of the kind {quoted(node.text)}{did_you_mean(node.text, SETTINGS.keys(), _SYNONYMS)}"
            report.error("AP1014", node.position, message, kinds)
            return None
        return DataSource(name=key.text, kind=kind, position=key.position)
    found = entries(node, what, report)
    if found is None:
        return None
    unknown = [one for name, (one, _) in found.items() if name not in SETTINGS]
    for one in unknown:
        report.error(
            "AP1006", one.position, f"{what} has no key {quoted(one.text)}{did_you_mean(one.text, SETTINGS.keys(), _SYNONYMS)}", kinds
        )
    known: list[DataSourceKind] = [kind for name, kind in _KINDS.items() if name in found]
    if len(known) > 1:
        report.error("AP1008", found[known[1]][0].position, f"{what} is both {known[0]} and {known[1]}", "Make two data sources of it.")
    if not known and not unknown:
        report.error("AP1012", node.position, f"{what} has no kind", kinds)
    if len(known) != 1 or unknown:
        return None
    kind = known[0]
    return DataSource(name=key.text, kind=kind, settings=_settings(key.text, kind, found[kind][1], report), position=key.position)


def _settings(name: str, kind: DataSourceKind, node: Node, report: Report) -> tuple[tuple[str, str], ...]:
    if is_null(node):
        return ()
    found = known_entries(node, f"`{kind}` of {quoted(name)}", report, SETTINGS[kind]) or {}
    read = ((each, text(found[each][1], f"`{each}` of {quoted(name)}", report)) for each in SETTINGS[kind].keys if each in found)
    return tuple((each, value) for each, value in read if value is not None)


def _read_access(_key: Scalar, node: Node, reading: Reading) -> None:
    items = () if is_null(node) else one_or_many(node)
    reading.access = tuple(access for each in items if (access := _access(each, reading.report)) is not None)


def _access(node: Node, report: Report) -> FunctionAccess | None:
    found = known_entries(node, "An entry of `access`", report, ACCESS)
    function = text(found["function"][1], "`function` of `access`", report) if found and "function" in found else None
    operations = _function_operations(found["operations"][1], report) if found and "operations" in found else vocabulary.FUNCTION_OPERATIONS
    return FunctionAccess(function=function, operations=operations, position=node.position) if function else None


def _function_operations(node: Node, report: Report) -> tuple[FunctionOperation, ...]:
    items = () if is_null(node) else one_or_many(node)
    if not items:
        message = "`operations` is an empty list: the function may do nothing"
        report.error("AP1008", node.position, message, "Remove it to allow all operations.")
    found: dict[FunctionOperation, None] = {}
    for each in items:
        operation = word(each, "An operation of `access`", report, FUNCTION_OPERATION)
        if operation in found:
            report.error("AP4009", each.position, f"`access` names {quoted(operation)} twice", "Remove one of the two.")
        elif operation is not None:
            found[operation] = None
    return tuple(each for each in vocabulary.FUNCTION_OPERATIONS if each in found) or vocabulary.FUNCTION_OPERATIONS


FUNCTIONS = Section(key="functions", read=_read_functions, shapes=(FUNCTION,))
DATA_SOURCES = Section(key="dataSources", read=_read_data_sources, shapes=tuple(SETTINGS.values()))
ACCESS_SECTION = Section(key="access", read=_read_access, shapes=(ACCESS,), words=(FUNCTION_OPERATION,))
