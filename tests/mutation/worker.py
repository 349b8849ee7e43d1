"""Runs tests against mutants, in a copy of the project that the parent process has made.

    python -m tests.mutation.worker FOLDER

Each line of the input is a job, `{"file", "text", "stages"}`: the file is written, the stages of tests run until one fails, and a line says
what came of it: `{"killer": "tests/…::test_…"}`, or `null` where none did. Each job runs in a child of this process, which has everything
imported already: nothing that a mutant does is left for the next one.
"""

from __future__ import annotations

import contextlib
import gc
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

TIMEOUT = 180.0
"""Seconds for all the tests of one mutant. Handlers that do not end are stopped by the engine, long before."""
UNUSABLE = "(no tests) "
"""How an answer begins that says nothing of the mutant."""
OPTIONS = ("-x", "-q", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-p", "no:xdist")


class FirstFailure:
    """Notes the first test that fails, or the file that cannot be read."""

    def __init__(self) -> None:
        self.name: str | None = None
        self.collected = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.name = self.name or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.name = self.name or report.nodeid

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        self.collected = len(session.items)


def main(folder: Path) -> None:
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    sys.dont_write_bytecode = True
    answers, sys.stdout = sys.stdout, sys.stderr
    warm(json.loads(sys.stdin.readline()))
    print(json.dumps({"ready": True}), file=answers, flush=True)
    for line in sys.stdin:
        job = json.loads(line)
        with written(folder / job["file"], job["text"]):
            killer = run(job["file"], job["stages"])
        print(json.dumps({"killer": killer}), file=answers, flush=True)


def warm(tests: Sequence[str]) -> None:
    """Import what the tests stand on, once for all mutants."""
    with quiet():
        pytest.main([*OPTIONS, "--collect-only", *tests])
    found = str(Path(sys.modules["amplify_pulumi"].__file__ or "").parent.parent)
    if found != str(Path.cwd()):
        raise SystemExit(f"{found} is tested instead of the copy")
    gc.freeze()


@contextlib.contextmanager
def written(path: Path, text: str) -> Iterator[None]:
    """Give a file another text for a while."""
    before = path.read_bytes()
    path.write_bytes(text.encode())
    try:
        yield
    finally:
        path.write_bytes(before)


def run(file: str, stages: Sequence[Sequence[str]]) -> str | None:
    """Return the first test that fails, in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.setsid()
        killer = None
        try:
            killer = first_failure(file, stages)
        except BaseException as error:  # noqa: BLE001 - whatever a mutant does, it is noticed
            killer = f"({type(error).__name__}: {error})"
        os.write(writing, json.dumps(killer).encode())
        os._exit(0)
    os.close(writing)
    try:
        return wait(child, reading)
    finally:
        os.close(reading)


def wait(child: int, reading: int) -> str | None:
    deadline = time.monotonic() + TIMEOUT
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            os.killpg(child, signal.SIGKILL)
            os.waitpid(child, 0)
            return "(time)"
        time.sleep(0.01)
    text = os.read(reading, 1 << 16)
    return json.loads(text) if text else "(the process ended)"


def first_failure(file: str, stages: Sequence[Sequence[str]]) -> str | None:
    """Run the stages. Those before the last are guesses: of tests that are no longer there, nothing is held against the mutant."""
    forget(everything=file.endswith(".py"))
    if file.endswith(".py"):
        importlib.import_module(file.removesuffix(".py").replace("/", "."))
    for number, tests in enumerate(stages, 1):
        noted = FirstFailure()
        with quiet():
            code = pytest.main([*OPTIONS, *tests], plugins=[noted])
        if noted.name is not None:
            return noted.name
        if number == len(stages) and (code != pytest.ExitCode.OK or not noted.collected):
            return f"{UNUSABLE}{code!r} of {' '.join(tests)}"
    return None


def forget(*, everything: bool) -> None:
    """Let go of what was made of the original.

    Args:
        everything: the modules themselves; otherwise only what they have cached.
    """
    ours = [name for name in sys.modules if name.partition(".")[0] in ("amplify_pulumi", "tests") and not name.startswith("tests.mutation")]
    for name in ours:
        if everything:
            del sys.modules[name]
            continue
        for value in list(vars(sys.modules[name]).values()):
            clear: Any = getattr(value, "cache_clear", None)
            if clear is not None:
                clear()


@contextlib.contextmanager
def quiet() -> Iterator[None]:
    """Send what tests print nowhere."""
    sys.stdout.flush()
    sys.stderr.flush()
    with Path(os.devnull).open("w") as nowhere:
        kept = os.dup(1), os.dup(2)
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
        try:
            yield
        finally:
            os.dup2(kept[0], 1)
            os.dup2(kept[1], 2)
            os.close(kept[0])
            os.close(kept[1])


if __name__ == "__main__":
    main(Path(sys.argv[1]))
