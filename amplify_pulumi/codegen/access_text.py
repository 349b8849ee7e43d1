"""The access report as text for a terminal, and as Markdown for a pull request."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from amplify_pulumi.codegen.access_matrix import Caller, OperationAccess
from amplify_pulumi.codegen.access_report import AccessReport, ModelReport, OperationReport, Row
from amplify_pulumi.codegen.access_words import MODES, caller_in_words, creator_in_words, is_public

_WIDTH = 120
_COLUMN = 46
"""The widest first column; a longer text has a line of its own."""
_NARROW = 18
"""The first column where all of its texts are longer."""
_AS_ITEM = "as the item"
_NOBODY = "nobody"

_EVERYWHERE = "IAM administrators (AWS credentials of their own, whom IAM lets call the API) may do everything; no row repeats that."
_NAMED = "Whom a field of the item names (owner, group in field …) may do it with the items that name him."


def text_of(report: AccessReport, title: str) -> str:
    """Return the report as text, ending with a newline.

    Args:
        report: what `access_report` returned.
        title: what it is about: the file of the schema.
    """
    blocks = [
        [f"Who may do what: {title}", "", *(line for each in _legend(report) for line in _wrapped(each, ""))],
        *([list(_public_text(report))] if report.public else []),
        *(list(_model_text(each)) for each in report.models),
        *([list(_operations_text(report))] if report.operations else []),
        *([["Functions with access to the API, as administrators", *_functions_text(report)]] if report.functions else []),
    ]
    return "\n\n".join("\n".join(block) for block in blocks) + "\n"


def _modes(report: AccessReport) -> str:
    default, *others = (MODES[each] for each in report.authentication_types)
    return ", ".join([f"{default} (default)", *others])


def _legend(report: AccessReport) -> Iterator[str]:
    """Yield what the words below mean."""
    yield f"Callers come by {_modes(report)}."
    yield _EVERYWHERE
    if any(caller.field is not None for model in report.models for row in model.rows for caller in row.callers):
        yield _NAMED


def _public_text(report: AccessReport) -> Iterator[str]:
    yield "Open to the public (marked ! below)"
    for public in report.public:
        yield f"  {caller_in_words(public.caller)}"
        width = _column([", ".join(names) for names, _ in public.rows])
        for names, what in public.rows:
            yield from _two_columns("    ", ", ".join(names), what, width, ", ")


def _model_text(report: ModelReport) -> Iterator[str]:
    yield from _wrapped(", ".join(report.names), "")
    rows = (*report.rows, *report.relationships)
    notes = list(_notes(report))
    width = _column([*(", ".join(row.what) for row in rows), *(heading for heading, _ in notes)])
    for row in rows:
        yield from _row_text(row, "  ", width)
    for heading, said in notes:
        yield from _two_columns("    ", heading, said, width, "; ")
    for fields in report.fields:
        yield from _wrapped(f"field{'s' if len(fields.names) > 1 else ''} {', '.join(fields.names)}", "    ", "      ")
        width = _column([", ".join(row.what) for row in fields.rows])
        for row in fields.rows:
            yield from _row_text(row, "    ", width)


def _notes(report: ModelReport) -> Iterator[tuple[str, list[str]]]:
    """Yield what else there is to say of a model, each with its heading."""
    model = report.model
    if model.disabled:
        yield "not there", [", ".join(model.disabled)]
    for row in report.givers:
        yield f"may write any name into {row.what[0]}", _callers(row)
    for row in report.detours:
        yield f"only through {', '.join(row.what)}", _callers(row)
    if model.hidden_in_events:
        yield "null in events", [", ".join(model.hidden_in_events)]
    if report.silent:
        yield "no events for", [f"whom only {' or '.join(report.silent)} names"]
    if model.returned_by:
        yield "returned, past these rules, by", [", ".join(model.returned_by)]


def _operations_text(report: AccessReport) -> Iterator[str]:
    yield "Custom operations"
    width = _column([f"{each.operation.kind} {each.operation.name}" for each in report.operations])
    for each in report.operations:
        yield from _operation_text(each, width)


def _operation_text(report: OperationReport, width: int) -> Iterator[str]:
    yield from _row_text(replace(report.row, what=(f"{report.operation.kind} {report.operation.name}",)), "  ", width)
    yield from _wrapped("; ".join(_facts(report)), " " * 6)


def _facts(report: OperationReport) -> Iterator[str]:
    """Yield what else there is to say of a custom operation."""
    operation = report.operation
    items = f", past the rules of {report.past[0]}" if report.past else ""
    if operation.kind == "subscription":
        yield f"gets the events of {', '.join(operation.triggered_by)}{items}"
    else:
        yield f"returns {operation.returns}{items}"
    if operation.reaches:
        yield f"uses {', '.join(operation.reaches)}"
    yield f"checked by {_checks(operation)}"


def _checks(operation: OperationAccess) -> str:
    return " and ".join({"directives": "AppSync's directives", "resolver": "the resolver"}[each] for each in operation.checked_by)


def _functions_text(report: AccessReport) -> Iterator[str]:
    for each in report.functions:
        yield f"    {each.name}: {_roots(each.operations)}"


def _roots(operations: Sequence[str]) -> str:
    plural = {"query": "queries", "mutation": "mutations", "subscription": "subscriptions"}
    return f"all {', '.join(plural[each] for each in operations)}"


def _row_text(row: Row, margin: str, width: int) -> Iterator[str]:
    mark = "! " if row.is_public else "  "
    if row.as_item:
        yield from _two_columns(mark + margin, ", ".join(row.what), [_AS_ITEM], width, "; ")
        return
    also = [f"{_also(row)}: {'; '.join(map(caller_in_words, row.also))}"] if row.also else []
    yield from _two_columns(mark + margin, ", ".join(row.what), [*_callers(row), *also], width, "; ")


def _callers(row: Row) -> list[str]:
    return [_words(row, each) for each in row.callers] or [_NOBODY]


def _words(row: Row, caller: Caller) -> str:
    return creator_in_words(caller) if row.creates else caller_in_words(caller)


def _column(texts: Sequence[str]) -> int:
    return max((len(each) for each in texts if len(each) <= _COLUMN), default=_NARROW)


def _two_columns(margin: str, left: str, right: Sequence[str], width: int, joint: str) -> Iterator[str]:
    """Yield the lines of two columns; the parts of the right one are broken between each other only."""
    if not right:
        yield margin + left
        return
    indent = " " * (len(margin) + width + 2)
    lines = _packed(right, joint, _WIDTH - len(indent))
    if len(left) > width:
        yield from _wrapped(left, margin, " " * (len(margin) + 2))
        yield from (indent + line for line in lines)
    else:
        yield f"{margin}{left:<{width}}  {lines[0]}"
        yield from (indent + line for line in lines[1:])


def _packed(parts: Sequence[str], joint: str, width: int) -> list[str]:
    lines: list[str] = [""]
    for number, part in enumerate(parts):
        piece = part + (joint if number < len(parts) - 1 else "")
        if lines[-1] and len(lines[-1]) + len(piece.rstrip()) > width:
            lines.append("")
        lines[-1] += piece
    return [line.rstrip() for line in lines]


def _wrapped(text: str, first: str, others: str | None = None) -> Iterator[str]:
    lines = _packed(text.split(" "), " ", _WIDTH - len(first))
    yield first + lines[0]
    yield from ((first if others is None else others) + line for line in lines[1:])


def markdown_of(report: AccessReport, title: str) -> str:
    """Return the report as Markdown, ending with a newline. What the public may do is bold.

    Args:
        report: what `access_report` returned.
        title: what it is about: the file of the schema.
    """
    blocks = [
        f"# Who may do what: {_escaped(title)}",
        " ".join(_legend(report)),
        *(_public_markdown(report)),
        *(block for each in report.models for block in _model_markdown(each)),
        *(_operations_markdown(report)),
        *(_functions_markdown(report)),
    ]
    return "\n\n".join(blocks) + "\n"


def _public_markdown(report: AccessReport) -> Iterator[str]:
    if report.public:
        yield "## Open to the public"
    for public in report.public:
        yield f"**{_escaped(caller_in_words(public.caller))}** may:"
        rows = (f"- {', '.join(map(_code, names))}{': ' + ', '.join(map(_escaped, what)) if what else ''}" for names, what in public.rows)
        yield "\n".join(rows)


def _model_markdown(report: ModelReport) -> Iterator[str]:
    yield f"## {', '.join(report.names)}"
    yield _table("operation", (*report.rows, *report.relationships))
    notes = [f"- {_escaped(what)}: {_escaped('; '.join(said))}" for what, said in _notes(report)]
    if notes:
        yield "\n".join(notes)
    if report.fields:
        rows = [(fields, row) for fields in report.fields for row in fields.rows]
        lines = [f"| {', '.join(map(_code, fields.names))} | {', '.join(row.what)} | {_who(row)} |" for fields, row in rows]
        yield "\n".join(["| fields | operation | who |", "|---|---|---|", *lines])


def _operations_markdown(report: AccessReport) -> Iterator[str]:
    if report.operations:
        lines = [
            f"| {each.operation.kind} {_code(each.operation.name)} | {_who(each.row)} | {_escaped('; '.join(_facts(each)))} |"
            for each in report.operations
        ]
        yield "## Custom operations"
        yield "\n".join(["| operation | who | what |", "|---|---|---|", *lines])


def _functions_markdown(report: AccessReport) -> Iterator[str]:
    if report.functions:
        yield "## Functions with access to the API, as administrators"
        yield "\n".join(f"- {_code(each.name)}: {_roots(each.operations)}" for each in report.functions)


def _table(heading: str, rows: Iterable[Row]) -> str:
    lines = [f"| {', '.join(map(_escaped, row.what))} | {_who(row)} |" for row in rows]
    return "\n".join([f"| {heading} | who |", "|---|---|", *lines])


def _who(row: Row) -> str:
    if row.as_item:
        return f"**{_AS_ITEM}**" if row.is_public else _AS_ITEM

    who = [_strong(_words(row, each), each) for each in row.callers] or [_NOBODY]
    also = [f"{_also(row)}: {'; '.join(_strong(caller_in_words(each), each) for each in row.also)}"] if row.also else []
    return "; ".join([*who, *also])


def _strong(words: str, caller: Caller) -> str:
    return f"**{_escaped(words)}**" if is_public(caller) else _escaped(words)


def _also(row: Row) -> str:
    return "and also" if row.also_of is None else f"and also, of {row.also_of}"


def _code(name: str) -> str:
    return f"`{name}`"


def _escaped(text: str) -> str:
    """Return the text as Markdown shows it: names of groups and claims may hold any character."""
    return "".join(f"\\{each}" if each in "\\`*_[]<>|#" else each for each in text)
