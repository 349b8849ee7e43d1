"""A difference as text for people, as Markdown for pull requests, and as JSON for programs."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any

from amplify_pulumi.codegen.difference.model import CATEGORIES, FORMAT_VERSION, PARTS, Category, Difference, Finding, Resource, Resources

_MARKDOWN = re.compile(r"([\\`*_{}\[\]<>|#~])")


def to_text(difference: Difference, *, verbose: bool = False) -> str:
    """Return the difference for a terminal.

    Args:
        difference: what was found.
        verbose: whether each AWS resource is named, instead of how many there are.
    """
    lines = [f"{_line(difference.old)} → {_line(difference.new)}: {_headline(difference)}"]
    for category, findings in _by_category(difference.findings):
        lines += ["", f"{category}: {CATEGORIES[category]}"]
        for each in findings:
            position = each.position
            place = f"{position.file}:{position.line}:{position.column}: " if position else ""
            lines += ["", _line(f"  {place}{each.subject} ({each.kind})"), _line(f"    {each.message}")]
            lines += [_line(f"    {label}: {value}") for label, value in (("was", each.old), ("is", each.new)) if _is_news(value, each)]
            lines += [_line(f"    {each.advice}")] if each.advice else []
    lines += ["", _line(_not_compared(difference))] if difference.not_compared else []
    if _any(difference.resources):
        lines += ["", f"AWS resources: {_counts(difference.resources)}"]
        if verbose:
            lines += [_line(f"  {what}: {each.type} {each.name}") for what, each in _resources(difference.resources)]
    return "\n".join(lines) + "\n"


def to_markdown(difference: Difference, *, verbose: bool = False) -> str:
    """Return the difference for a comment on a pull request.

    Args:
        difference: what was found.
        verbose: as for `to_text`.
    """
    lines = [f"### {_code(difference.old)} → {_code(difference.new)}", "", f"**{_escaped(_headline(difference))}**"]
    for category, findings in _by_category(difference.findings):
        lines += ["", f"#### {category}: {CATEGORIES[category]}", ""]
        for each in findings:
            place = f" in {_code(f'{each.position.file}:{each.position.line}')}" if each.position else ""
            lines.append(f"- {_code(each.subject)} ({each.kind}){place}: {_escaped(each.message)}")
            if _is_news(each.old, each) or _is_news(each.new, each):
                lines.append(f"  - {_change(each)}")
            if each.advice:
                lines.append(f"  - {_with_code(each.advice)}")
    lines += ["", _escaped(_not_compared(difference))] if difference.not_compared else []
    if _any(difference.resources):
        lines += ["", f"AWS resources: {_counts(difference.resources)}"]
        if verbose:
            lines += ["", *(f"- {what}: {_code(f'{each.type} {each.name}')}" for what, each in _resources(difference.resources))]
    return "\n".join(lines) + "\n"


def to_json(difference: Difference) -> dict[str, Any]:
    """Return the difference as the JSON value that docs/cli.md describes."""
    return {
        "formatVersion": FORMAT_VERSION,
        "old": difference.old,
        "new": difference.new,
        "counts": {category: sum(each.category == category for each in difference.findings) for category in CATEGORIES},
        "findings": [_finding(each) for each in difference.findings],
        "resources": {
            name: [{"type": each.type, "name": each.name} for each in getattr(difference.resources, name)]
            for name in ("added", "removed", "replaced", "updated")
        },
        "notCompared": list(difference.not_compared),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    position = finding.position
    return {
        "category": finding.category,
        "kind": finding.kind,
        "subject": finding.subject,
        "message": finding.message,
        "old": finding.old,
        "new": finding.new,
        "advice": finding.advice,
        "file": position.file if position else None,
        "line": position.line if position else None,
        "column": position.column if position else None,
    }


def _headline(difference: Difference) -> str:
    counted = [(category, len(found)) for category, found in _by_category(difference.findings)]
    if counted:
        return ", ".join(f"{number} {category}" for category, number in counted)
    if difference.not_compared and not _any(difference.resources):
        return "no difference in what could be compared"
    return "nothing that clients, data or access notice" if _any(difference.resources) else "no difference"


def _by_category(findings: Sequence[Finding]) -> Iterator[tuple[Category, list[Finding]]]:
    for category in CATEGORIES:
        found = [each for each in findings if each.category == category]
        if found:
            yield category, found


def _not_compared(difference: Difference) -> str:
    parts = [PARTS[each] for each in difference.not_compared]
    return f"Not compared, since a plan.json does not hold it: {'; '.join(parts)}."


def _any(resources: Resources) -> bool:
    return bool(resources.added or resources.removed or resources.replaced or resources.updated)


def _counts(resources: Resources) -> str:
    named = {
        "added": resources.added,
        "removed": resources.removed,
        "replaced": resources.replaced,
        "updated in place": resources.updated,
    }
    return ", ".join(f"{len(found)} {what}" for what, found in named.items() if found)


def _resources(resources: Resources) -> Iterator[tuple[str, Resource]]:
    for what in ("replaced", "removed", "added", "updated"):
        yield from ((what, each) for each in getattr(resources, what))


def _is_news(value: str | None, finding: Finding) -> bool:
    return value is not None and value not in finding.message


def _change(finding: Finding) -> str:
    old, new = (None if each is None else _code(each) for each in (finding.old, finding.new))
    return f"{old} → {new}" if old and new else f"was {old}" if old else f"is {new}"


def _line(text: str) -> str:
    """Return the text as one line that does nothing to a terminal: it may quote whatever stands in a schema."""
    return "".join(each if each.isprintable() else "\ufffd" for each in text)


def _escaped(text: str) -> str:
    """Return the text so that Markdown shows it as it is, and GitHub tells nobody who is named in it."""
    return _MARKDOWN.sub(r"\\\1", _line(text)).replace("@", "&#64;")


def _with_code(text: str) -> str:
    """Return advice, which is our own words: what stands in backticks is code."""
    return "".join(_code(part) if number % 2 else _escaped(part) for number, part in enumerate(text.split("`")))


def _code(text: str) -> str:
    """Return the text as a code span, whatever backticks it holds."""
    shown = _line(text)
    fence = "`" * (max((len(each) for each in re.findall("`+", shown)), default=0) + 1)
    return f"{fence} {shown} {fence}" if "`" in shown else f"{fence}{shown}{fence}"
