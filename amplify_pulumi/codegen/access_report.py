"""The access matrix put in order for readers: rows of what the same callers may do, and what stands out.

Nothing is left out but the administrator, whom every row has. `access_text` prints it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain

from amplify_pulumi.codegen.access_matrix import AccessMatrix, Caller, Entry, ModelAccess, OperationAccess, without_transfer
from amplify_pulumi.codegen.access_words import is_public
from amplify_pulumi.compiler.naming import operation_field
from amplify_pulumi.compiler.plan import AuthenticationType

ADMINISTRATOR = Caller(kind="administrator")

_People = tuple[frozenset[Caller], frozenset[Caller] | None]

_READING = frozenset({"get", "list", "indexQuery"})
_SUBSCRIBING = frozenset({"onCreate", "onUpdate", "onDelete"})
_OF_ITEMS = frozenset({"read", "clear"})
"""What is said only of fields of an item that one has got."""
_OF_FIELDS = ("read", "create", "update", "clear")
"""What is said of a field, in this order."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What the same callers may do."""

    what: tuple[str, ...]
    callers: tuple[Caller, ...]
    """Without the administrator; empty for nobody but him."""
    also: tuple[Caller, ...] | None = None
    also_of: str | None = None
    """Of a relationship: the model by which `also` knows them, where it stands."""
    creates: bool = False
    """Whether it is about new items: whoever comes as a caller with a field makes one that names himself."""
    as_item: bool = False
    """Of a field: whether these are just those who may do it with the item."""

    @property
    def is_public(self) -> bool:
        """Whether anybody at all may."""
        return any(map(is_public, self.callers)) and (self.also is None or any(map(is_public, self.also)))


@dataclass(frozen=True, kw_only=True, slots=True)
class Fields:
    """Fields with the same rights."""

    names: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class ModelReport:
    """What there is to say of a model, and of others of which there is the same to say."""

    names: tuple[str, ...]
    model: ModelAccess
    """What is said of it holds for all of `names`; its own name and key are left out."""
    rows: tuple[Row, ...]
    """Its operations."""
    relationships: tuple[Row, ...]
    fields: tuple[Fields, ...]
    """Every field, where not all of them have the rights of the item."""
    silent: tuple[str, ...]
    """Fields by which rules let callers listen, and which no event shows: nobody hears anything through them."""
    givers: tuple[Row, ...]
    """Who may write any name into a field that names owners or groups; `what` is the field."""
    detours: tuple[Row, ...]
    """Who gets at items through relationships alone; `what` are these."""


@dataclass(frozen=True, kw_only=True, slots=True)
class OperationReport:
    """What there is to say of a custom operation."""

    operation: OperationAccess
    row: Row
    past: tuple[str, ...]
    """The models whose items it hands out, whatever their rules say."""


@dataclass(frozen=True, kw_only=True, slots=True)
class FunctionReport:
    """What a function may do."""

    name: str
    operations: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class PublicReport:
    """Everything that somebody whom nothing identifies may do."""

    caller: Caller
    rows: tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]
    """Models and what, or a custom operation and nothing."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AccessReport:
    """The whole report."""

    authentication_types: tuple[AuthenticationType, ...]
    public: tuple[PublicReport, ...]
    models: tuple[ModelReport, ...]
    operations: tuple[OperationReport, ...]
    functions: tuple[FunctionReport, ...]


def access_report(matrix: AccessMatrix) -> AccessReport:
    """Return the matrix in the order in which it is read."""
    entries: dict[tuple[str, str], list[Entry]] = {}
    towards: dict[str, list[Entry]] = {}
    reached = _reached(matrix)
    for entry in matrix.entries:
        callers, also = _people(entry.callers), None if entry.also is None else _people(entry.also)
        if entry.leads_to is not None:
            callers = tuple(each for each in callers if (entry.subject, _way(each)) in reached)
        if also is not None:
            # Nobody comes in two ways at once.
            both = {*map(_way, callers)} & {*map(_way, also)}
            callers, also = (tuple(each for each in those if _way(each) in both) for those in (callers, also))
        plain = replace(entry, callers=callers, also=also)
        entries.setdefault((entry.subject_kind, entry.subject), []).append(plain)
        if entry.leads_to is not None:
            towards.setdefault(entry.leads_to, []).append(plain)
    models = frozenset(each.name for each in matrix.models)
    return AccessReport(
        authentication_types=matrix.authentication_types,
        public=tuple(_public(chain.from_iterable(entries.values()))),
        models=_together(_model(each, entries.get(("model", each.name), []), towards.get(each.name, [])) for each in matrix.models),
        operations=tuple(_operation(each, entries["operation", each.name][0], models) for each in matrix.operations),
        functions=tuple(
            FunctionReport(name=each, operations=tuple(entry.operation for entry in entries["function", each])) for each in matrix.functions
        ),
    )


def _together(reports: Iterable[ModelReport]) -> tuple[ModelReport, ...]:
    """Return one report for all models of which there is the same to say."""
    found: dict[ModelReport, list[str]] = {}
    for each in reports:
        found.setdefault(replace(each, names=(), model=replace(each.model, name="", key=())), []).extend(each.names)
    return tuple(replace(each, names=tuple(names)) for each, names in found.items())


def _people(callers: Iterable[Caller]) -> tuple[Caller, ...]:
    return tuple(each for each in callers if each != ADMINISTRATOR)


def _way(caller: Caller) -> tuple[str, str | None]:
    """Return how the caller comes: those who come in the same way may be the same."""
    return ("signedIn", caller.provider) if caller.provider is not None else (caller.kind, None)


def _reached(matrix: AccessMatrix) -> frozenset[tuple[str, tuple[str, str | None]]]:
    """Return of which models one can get an item at all, by the way in which one comes: only then are there relationships to follow."""
    returned = {name: each.name for each in matrix.models for name in each.returned_by}
    found: set[tuple[str, tuple[str, str | None]]] = set()
    for entry in matrix.entries:
        model = entry.subject if entry.subject_kind == "model" else returned.get(entry.subject)
        if model is not None and entry.leads_to is None and entry.operation not in _OF_ITEMS:
            found.update((model, _way(each)) for each in entry.callers)
    steps = {(entry.subject, entry.leads_to, _way(each)) for entry in matrix.entries if entry.leads_to for each in entry.callers}
    while more := {(to, way) for by, to, way in steps if (by, way) in found and (to, way) not in found}:
        found |= more
    return frozenset(found)


def label(entry: Entry) -> str:
    """Return what an operation is called: `get`, with its name where that is not the usual one; `posts → Post`; `read` of a field."""
    if entry.leads_to is not None:
        return f"{entry.part} → {entry.leads_to}"
    if entry.operation == "clear":
        return "set to null"
    if entry.subject_kind != "model" or (entry.part is not None and entry.operation in _OF_FIELDS):
        return entry.operation
    name = (entry.name or "").partition(".")[2]
    if entry.operation == "indexQuery":
        return name
    match entry.operation:
        case "get" | "list" | "create" | "update" | "delete" | "onCreate" | "onUpdate" | "onDelete" as operation:
            return operation if name == operation_field(entry.subject, operation) else f"{operation} ({name})"
        case _:
            return entry.operation


def _people_of(entry: Entry) -> _People:
    return frozenset(map(without_transfer, entry.callers)), None if entry.also is None else frozenset(entry.also)


def _rows(entries: Iterable[Entry], named: Callable[[Entry], str] = label) -> tuple[Row, ...]:
    """Return a row for each set of callers, in the order in which they come up."""
    found: dict[tuple[_People, bool], list[Entry]] = {}
    for entry in entries:
        found.setdefault((_people_of(entry), _is_self_made(entry)), []).append(entry)
    return tuple(
        Row(
            what=tuple(map(named, each)),
            callers=tuple(map(without_transfer, each[0].callers)),
            also=each[0].also,
            also_of=_source(each[0]),
            creates=creates,
        )
        for (_, creates), each in found.items()
    )


def _is_self_made(entry: Entry) -> bool:
    """Whether callers whom no item names yet may do it, since it makes one that does."""
    return entry.operation == "create" and entry.part is None and any(each.field is not None for each in entry.callers)


def _source(entry: Entry) -> str | None:
    return None if entry.leads_to is None else entry.subject


def _model(model: ModelAccess, entries: Sequence[Entry], towards: Sequence[Entry]) -> ModelReport:
    of_fields = [each for each in entries if each.part is not None and each.operation in _OF_FIELDS]
    whole = [each for each in entries if each.leads_to is None and (each.part is None or each.operation not in _OF_FIELDS)]
    update = next((each for each in whole if each.operation == "update"), None)
    people = {each.operation: _people_of(each) for each in whole}
    is_plain = _is_plain(of_fields, people)
    emptying = _emptying([each for each in of_fields if each.operation == "clear"], update) if is_plain else ()
    return ModelReport(
        names=(model.name,),
        model=model,
        rows=(*_rows(sorted(whole, key=lambda each: each.operation in _SUBSCRIBING)), *emptying),
        relationships=_rows(each for each in entries if each.leads_to is not None),
        fields=() if is_plain else _fields(of_fields, people, model.key),
        silent=tuple(
            dict.fromkeys(
                caller.field
                for each in whole
                if each.operation in _SUBSCRIBING
                for caller in each.callers
                if caller.field is not None and caller.field in model.hidden_in_events
            )
        ),
        givers=tuple(_givers(of_fields, whole)),
        detours=_detours(whole, towards),
    )


def _fields(entries: Iterable[Entry], whole: Mapping[str, _People], key: Sequence[str]) -> tuple[Fields, ...]:
    """Return the fields by their rights."""
    rights: dict[str, list[Entry]] = {}
    for entry in entries:
        rights.setdefault(entry.part or "", []).append(entry)
    # Whoever gets an item in some way may read its key.
    item = {**whole, "clear": whole.get("update"), "read": next(_people_of(each) for each in rights[key[0]] if each.operation == "read")}
    found: dict[tuple[tuple[str, _People], ...], list[str]] = {}
    for name, own in rights.items():
        own.sort(key=lambda each: _OF_FIELDS.index(each.operation))
        found.setdefault(tuple((each.operation, _people_of(each)) for each in own), []).append(name)
    return tuple(Fields(names=tuple(names), rows=tuple(_field_rows(rights[names[0]], item))) for names in found.values())


def _field_rows(entries: Sequence[Entry], item: Mapping[str, _People | None]) -> Iterator[Row]:
    """Yield the rows of a field: first of what whoever may do it with the item may do, then of everything else."""
    same = [each for each in entries if _people_of(each) == item[each.operation]]
    if same:
        public = dict.fromkeys(chain.from_iterable(each.callers for each in same))
        yield Row(what=tuple(map(label, same)), callers=tuple(map(without_transfer, public)), as_item=True)
    yield from _rows(each for each in entries if each not in same)


def _is_plain(entries: Iterable[Entry], whole: Mapping[str, _People]) -> bool:
    """Whether fields are read as each other, and written as the item is."""
    readers = {_people_of(each) for each in entries if each.operation == "read"}
    return len(readers) <= 1 and all(
        _people_of(each) == whole[each.operation] for each in entries if each.operation in ("create", "update")
    )


def _emptying(entries: Sequence[Entry], update: Entry | None) -> Iterator[Row]:
    """Yield who may set which fields to null, unless whoever may update the item may set all to null that he may write any value into."""
    writers = update.callers if update else ()
    expected = {
        each.part: (frozenset(without_transfer(who) for who in writers if who.field != each.part or who.transferable), None)
        for each in entries
    }
    if any(_people_of(each) != expected[each.part] for each in entries):
        for row in _rows(entries, lambda each: each.part or ""):
            yield replace(row, what=(f"set {', '.join(row.what)} to null",))


def _givers(of_fields: Iterable[Entry], whole: Iterable[Entry]) -> Iterator[Row]:
    """Yield who may write any name into each field by which rules know owners and groups."""
    named = {each.field for entry in whole for each in entry.callers}
    for entry in of_fields:
        if entry.operation == "update" and entry.part in named:
            callers = tuple(without_transfer(each) for each in entry.callers if each.field != entry.part or each.transferable)
            yield Row(what=(entry.part or "",), callers=callers)


def _detours(whole: Iterable[Entry], towards: Iterable[Entry]) -> tuple[Row, ...]:
    """Return those who get at items of a model through relationships, whom none of its own queries lets in."""
    direct = {caller for entry in whole if entry.operation in _READING for caller in entry.callers}
    everybody = {(each.kind, each.provider) for each in direct}
    found: dict[tuple[Caller, ...], list[str]] = {}
    for entry in towards:
        # All users of the user pool or the issuer include the owners and groups among them.
        covered = ("signedIn", "userPool"), ("signedIn", "oidc")
        callers = tuple(
            each for each in entry.callers if each not in direct and not any(of in everybody and each.provider == of[1] for of in covered)
        )
        if callers:
            found.setdefault(callers, []).append(entry.name or "")
    return tuple(Row(what=tuple(names), callers=callers) for callers, names in found.items())


def _operation(operation: OperationAccess, entry: Entry, models: frozenset[str]) -> OperationReport:
    returned = operation.returns.strip("[]!")
    row = Row(what=(operation.name,), callers=entry.callers, also=entry.also)
    return OperationReport(operation=operation, row=row, past=(returned,) if returned in models else ())


def _public(entries: Iterable[Entry]) -> Iterator[PublicReport]:
    """Yield everything that each caller may do whom nothing identifies."""
    found: dict[Caller, dict[str, dict[str, None]]] = {}
    for entry in entries:
        if entry.part is not None and entry.operation in _OF_FIELDS:
            continue
        for caller in entry.callers:
            if is_public(caller) and (entry.also is None or caller in entry.also):
                if entry.subject_kind == "model":
                    found.setdefault(caller, {}).setdefault(entry.subject, {})[label(entry)] = None
                else:
                    found.setdefault(caller, {})[f"{entry.operation} {entry.subject}"] = {}
    for caller, subjects in found.items():
        rows: dict[tuple[str, ...], list[str]] = {}
        for subject, what in subjects.items():
            rows.setdefault(tuple(what) or (subject,), []).append(subject)
        pairs = ((tuple(names), () if what == (names[0],) else what) for what, names in rows.items())
        yield PublicReport(caller=caller, rows=tuple(pairs))
