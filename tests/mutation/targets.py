"""What is mutated, and which tests must notice it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

_REPLAYS = (
    "tests/conformance/test_behaviour.py::TestReplay::test_every_step_is_as_recorded_or_listed",
    "tests/conformance/test_transcripts.py::test_every_step_is_as_the_rules_say",
)
_HANDLERS = (
    "tests/resolvers/test_rules.py",
    "tests/resolvers/test_reading.py",
    "tests/resolvers/test_writing.py",
    "tests/resolvers/test_subscribing.py",
    "tests/resolvers/test_keys.py",
    "tests/resolvers/test_relationships.py",
    "tests/resolvers/test_stored_values.py",
)
_REQUESTS = ("tests/compiler/test_running.py", "tests/resolvers/test_requests.py", "tests/compiler/test_access_properties.py")
_CUSTOM = ("tests/conformance/test_custom_operations.py", "tests/compiler/custom", "tests/compiler/handlers")
_RULES = ("tests/compiler/test_access.py", "tests/compiler/test_modes.py", "tests/compiler/test_sdl.py")

_TESTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("amplify_pulumi/compiler/access.py", (*_RULES, *_HANDLERS, *_REPLAYS, *_REQUESTS)),
    ("amplify_pulumi/compiler/callers.py", (*_RULES, "tests/conformance/test_cases.py", *_HANDLERS, *_REPLAYS, *_REQUESTS)),
    ("amplify_pulumi/resolvers/handlers/", _CUSTOM),
    ("amplify_pulumi/resolvers/invoke.js", _CUSTOM),
    ("amplify_pulumi/resolvers/invokeStep.js", _CUSTOM),
    ("amplify_pulumi/resolvers/pipeline.js", _CUSTOM),
    ("amplify_pulumi/resolvers/lib/functions.js", _CUSTOM),
    ("amplify_pulumi/resolvers/", (*_HANDLERS, *_REPLAYS, *_REQUESTS, *_CUSTOM[:1])),
)
"""Tests of behaviour, the quickest first, by what a file's path begins with. Those that read the generated code are not among them:
to them, every change is one."""


def files(root: Path) -> Iterator[str]:
    """Yield the paths of what is mutated, from the root of the clone."""
    yield "amplify_pulumi/compiler/access.py"
    yield "amplify_pulumi/compiler/callers.py"
    yield from sorted(path.relative_to(root).as_posix() for path in (root / "amplify_pulumi" / "resolvers").rglob("*.js"))


def tests_for(root: Path, file: str) -> list[str]:
    """Return the tests that must notice a change of a file, as arguments for pytest."""
    found = next(tests for start, tests in _TESTS if file.startswith(start))
    return [test for test in found if (root / test.partition("::")[0]).exists()]


def all_tests() -> list[str]:
    """Return every file of tests that some mutant needs, each once."""
    return list(dict.fromkeys(test.partition("::")[0] for _, tests in _TESTS for test in tests))
