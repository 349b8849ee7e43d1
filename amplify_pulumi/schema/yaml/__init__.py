"""The schema in YAML: what one file says.

    nodes ──▶ one module per section ──▶ Reading ──▶ Document

A file is a mapping of sections, and `SECTIONS` is the list of them: each has its module, which says what its keys are (`Shape`), which
words it knows (`Words`) and how it is read. `schema.json` says the same to editors, and the tests compare the two. Nothing is ignored: what
is not in the tables is a mistake.
"""

from __future__ import annotations

from amplify_pulumi.schema.document import Document, Report
from amplify_pulumi.schema.errors import Problem
from amplify_pulumi.schema.keys import Shape, is_null, known_entries
from amplify_pulumi.schema.nodes import Mapping, compose
from amplify_pulumi.schema.source import Source
from amplify_pulumi.schema.yaml import api, descriptions, functions, includes, models, operations, rules, types
from amplify_pulumi.schema.yaml.reading import Reading, Section

SECTIONS: tuple[Section, ...] = (
    includes.SECTION,
    api.SECTION,
    rules.SECTION,
    models.SECTION,
    types.TYPES,
    types.ENUMS,
    functions.FUNCTIONS,
    functions.DATA_SOURCES,
    operations.QUERIES,
    operations.MUTATIONS,
    operations.SUBSCRIPTIONS,
    functions.ACCESS_SECTION,
    descriptions.DESCRIPTIONS,
    descriptions.DEPRECATED,
)
"""Every section, in the order in which they are read: types that are written in place follow each other in this order."""

FILE = Shape(
    name="schema",
    keys=tuple(each.key for each in SECTIONS),
    synonyms={
        "model": "models",
        "type": "types",
        "customtypes": "types",
        "enum": "enums",
        "enumerations": "enums",
        "query": "queries",
        "mutation": "mutations",
        "subscription": "subscriptions",
        "auth": "authorization",
        "rules": "authorization",
        "includes": "include",
        "imports": "include",
        "lambdas": "functions",
        "description": "descriptions",
        "documentation": "descriptions",
        "deprecations": "deprecated",
        "authorizationmodes": "api",
    },
    below="models",
)


def read_yaml(source: Source, report: Report) -> Document:
    """Return what a YAML file says; its mistakes go to the report."""
    root = compose(source)
    if isinstance(root, Problem):
        report.missed(root)
        return Document()
    if is_null(root):
        report.error("AP1003", root.position, "This file is empty", "Write at least one model below `models:`.")
        report.complete = False
        return Document()
    found = known_entries(root, "The schema", report, FILE)
    taken = {key.text for key, _ in (found or {}).values()}
    if not isinstance(root, Mapping) or not _names(root) <= taken:
        # Whatever is unknown here may have been meant to hold what the other parts name.
        report.complete = False
    reading = Reading(report)
    for section in SECTIONS:
        if found and section.key in found:
            section.read(*found[section.key], reading)
    return reading.document()


def _names(root: Mapping) -> set[str]:
    return {getattr(key, "text", "") for key, _ in root.entries} - {"<<"}
