"""What is mutated, and which tests must notice it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

Stages = tuple[tuple[str, ...], ...]

_HANDLERS = (
    "tests/resolvers/test_rules.py",
    "tests/resolvers/test_tokens.py",
    "tests/resolvers/test_several_rules.py",
    "tests/resolvers/test_rules_of_fields.py",
    "tests/resolvers/test_reading.py",
    "tests/resolvers/test_writing.py",
    "tests/resolvers/test_subscribing.py",
    "tests/resolvers/test_keys.py",
    "tests/resolvers/test_protected_keys.py",
    "tests/resolvers/test_relationships.py",
    "tests/resolvers/test_relationships_of_gen_1.py",
    "tests/resolvers/test_stored_values.py",
)
_REPLAYS = (
    "tests/conformance/test_transcripts.py",
    "tests/conformance/test_behaviour.py::TestReplay::test_every_step_is_as_recorded_or_listed",
)
_REQUESTS = ("tests/compiler/test_access_properties.py", "tests/resolvers/test_requests.py")
_SECURITY = (
    "tests/security/test_claims.py",
    "tests/security/test_events.py",
    "tests/security/test_questions.py",
    "tests/security/test_relationships.py",
    "tests/security/test_writes.py",
)
_CUSTOM = ("tests/conformance/test_custom_operations.py", "tests/compiler/custom", "tests/compiler/handlers")
_RULES = ("tests/compiler/test_access.py", "tests/compiler/test_modes.py", "tests/compiler/test_sdl.py")

_STAGES: tuple[tuple[str, Stages], ...] = (
    ("amplify_pulumi/compiler/access.py", (_RULES, _HANDLERS, _SECURITY, _REPLAYS, _REQUESTS)),
    ("amplify_pulumi/compiler/callers.py", (_RULES, ("tests/conformance/test_cases.py",), _HANDLERS, _SECURITY, _REPLAYS, _REQUESTS)),
    ("amplify_pulumi/resolvers/handlers/", (_CUSTOM,)),
    ("amplify_pulumi/resolvers/invoke.js", (_CUSTOM,)),
    ("amplify_pulumi/resolvers/invokeStep.js", (_CUSTOM,)),
    ("amplify_pulumi/resolvers/pipeline.js", (_CUSTOM,)),
    ("amplify_pulumi/resolvers/lib/functions.js", (_CUSTOM,)),
    ("amplify_pulumi/resolvers/", (_HANDLERS, _SECURITY, _REQUESTS, _REPLAYS, _CUSTOM[:1])),
)
"""Tests of behaviour in stages, the quickest first, by what a file's path begins with. Those that read the generated code are not among
them: to them, every change is one."""


_LIKELY = {
    "tests/resolvers/test_rules_of_fields.py": ("fields",),
    "tests/resolvers/test_relationships.py": ("belongsTo", "hasMany", "hasOne", "relationships"),
    "tests/resolvers/test_writing.py": ("create", "delete", "mutations", "owners", "update"),
    "tests/resolvers/test_reading.py": ("get", "list", "owner", "pages", "protectedField"),
    "tests/resolvers/test_subscribing.py": ("subscription",),
    "tests/resolvers/test_keys.py": ("compositeKeys", "indexQuery", "keys", "listByKey", "queries", "sortKeys"),
    "tests/resolvers/test_stored_values.py": ("defaults", "filters", "timestamps", "validations"),
}
"""Which of the tests to ask first for a module."""
_SLOW = (_SECURITY[0], _REPLAYS[0], _REQUESTS[0])
"""The first tests of the stages that take longer."""


def files(root: Path) -> Iterator[str]:
    """Yield the paths of what is mutated, from the root of the clone."""
    yield "amplify_pulumi/compiler/access.py"
    yield "amplify_pulumi/compiler/callers.py"
    yield from sorted(path.relative_to(root).as_posix() for path in (root / "amplify_pulumi" / "resolvers").rglob("*.js"))


def stages_for(root: Path, file: str, *, quick: bool = False) -> list[list[str]]:
    """Return the tests that must notice a change of a file, as arguments for pytest; with `quick`, only those that take seconds."""
    found = next(stages for start, stages in _STAGES if file.startswith(start))
    likely = next((test for test, names in _LIKELY.items() if Path(file).stem in names), None)
    there = [[test for test in tests if (root / test.partition("::")[0]).exists()] for tests in found]
    return [sorted(tests, key=lambda test: test != likely) for tests in there if tests and not (quick and tests[0] in _SLOW)]


def all_tests(root: Path) -> list[str]:
    """Return every file of tests that some mutant needs, each once."""
    names = dict.fromkeys(test.partition("::")[0] for _, stages in _STAGES for tests in stages for test in tests)
    return [name for name in names if (root / name).exists()]
