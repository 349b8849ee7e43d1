"""Runs tests against mutants, in a copy of the project that the parent process has made.

    python worker.py FOLDER

The first line of the input lists all tests, so that what they stand on is imported once. Each further one is a job, `{"file", "text",
"guesses", "stages"}`: the file is written, then the tests run until one fails, and a line says what came of it:
`{"killer": "tests/…::test_…"}`, or `null` where none did. Each job runs in a child of this process, which has collected the tests: nothing
that a mutant does is left for the next one.
"""

from __future__ import annotations

import ast
import contextlib
import gc
import importlib
import json
import os
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import partial
from itertools import zip_longest
from pathlib import Path
from typing import IO, Any

import pytest

TIMEOUT = 1200.0
"""Seconds for all the tests of one mutant. Handlers that do not end are stopped by the engine, long before."""
UNUSABLE = "(no tests) "
"""How an answer begins that says nothing of the mutant."""
OPTIONS = ("-x", "-q", "-s", "--assert=plain", "--no-header", "--no-summary", "-p", "no:cacheprovider", "-p", "no:xdist")


class FirstFailure:
    """Notes the first test that fails, or the file that cannot be read."""

    def __init__(self) -> None:
        self.name: str | None = None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.name = self.name or report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        if report.failed:
            self.name = self.name or report.nodeid


class Server(FirstFailure):
    """Answers jobs where pytest would run the tests: what it has collected serves every job."""

    def __init__(self, folder: Path, answers: IO[str]) -> None:
        super().__init__()
        self.folder = folder
        self.answers = answers
        self.items: list[pytest.Item] = []

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        found = getattr(sys.modules.get("amplify_pulumi"), "__file__", None)
        if session.testsfailed or found is None or Path(found).parent.parent != self.folder:
            raise SystemExit(f"The tests cannot be read ({self.name}), or are those of {found} instead of the copy in {self.folder}")
        self.items = session.items
        # A file that changes back and forth within a second would otherwise be mistaken for what was compiled of it before.
        sys.dont_write_bytecode = True
        gc.freeze()
        self.answer(ready=True)
        for line in sys.stdin:
            job = json.loads(line)
            with written(self.folder / job["file"], job["text"]):
                self.answer(killer=in_child(partial(self.first_failure, job)))
        return True

    def answer(self, **members: Any) -> None:
        self.answers.write(json.dumps(members) + "\n")
        self.answers.flush()

    def first_failure(self, job: Mapping[str, Any]) -> str | None:
        """Run tests until one fails. Of guesses that are no longer there, nothing is held against the mutant."""
        file, run = job["file"], self.run
        forget(file)
        if file.endswith(".py"):
            # A module that cannot be read needs no test to be noticed; else the tests are read anew, with what they import.
            importlib.import_module(file.removesuffix(".py").replace("/", "."))
            run = run_anew
        for tests in job["guesses"]:
            failed, _ = run(tests)
            if failed is not None:
                return failed
        for tests in job["stages"]:
            failed, passed = run(tests)
            if failed is not None or not passed:
                return failed or f"{UNUSABLE}{' '.join(tests)}"
        return None

    def run(self, tests: Sequence[str]) -> tuple[str | None, bool]:
        """Return which of the collected tests fails first, and whether there are any and all pass."""
        chosen = [item for test in tests for item in self.items if is_part(item.nodeid, test)]
        for item, following in zip_longest(chosen, chosen[1:]):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if self.name is not None:
                return self.name, False
        return None, bool(chosen)


def main(folder: Path) -> int:
    os.chdir(folder)
    sys.path.insert(0, str(folder))
    answers = os.fdopen(os.dup(1), "w")
    tests = json.loads(sys.stdin.readline())
    return pytest.main([*OPTIONS, *tests], plugins=[Server(folder.resolve(), answers)])


def is_part(name: str, of: str) -> bool:
    """Whether a test is the one that is meant, or in the folder, file, class or function."""
    return name == of or name.startswith((f"{of}/", f"{of}::", f"{of}["))


def run_anew(tests: Sequence[str]) -> tuple[str | None, bool]:
    noted = FirstFailure()
    with quiet():
        code = pytest.main([*OPTIONS, *tests], plugins=[noted])
    return noted.name, code == pytest.ExitCode.OK


@contextlib.contextmanager
def written(path: Path, text: str) -> Iterator[None]:
    """Give a file another text for a while."""
    before = path.read_bytes()
    path.write_bytes(text.encode())
    try:
        yield
    finally:
        path.write_bytes(before)


def in_child(work: Callable[[], str | None]) -> str | None:
    """Return what a function returns in a process of its own."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        os.setsid()
        try:
            with quiet():
                killer = work()
        except BaseException as error:  # noqa: BLE001 - whatever a mutant does, it is noticed
            killer = f"({type(error).__name__}: {error})"
        os.write(writing, json.dumps(killer).encode())
        os._exit(0)
    os.close(writing)

    def stop(*_: object) -> None:
        kill(child)
        os._exit(1)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        return wait(child, reading)
    finally:
        signal.signal(signal.SIGTERM, before)
        os.close(reading)


def kill(child: int) -> None:
    """End a process that leads a group, and all that it has started there."""
    with contextlib.suppress(ProcessLookupError):
        os.kill(child, signal.SIGKILL)
        os.killpg(child, signal.SIGKILL)


def wait(child: int, reading: int) -> str | None:
    deadline = time.monotonic() + TIMEOUT
    while os.waitpid(child, os.WNOHANG) == (0, 0):
        if time.monotonic() > deadline:
            kill(child)
            os.waitpid(child, 0)
            return "(time)"
        time.sleep(0.01)
    text = os.read(reading, 1 << 16)
    return json.loads(text) if text else "(the process ended)"


def forget(file: str) -> None:
    """Let go of what was made of the original: a module and all that import it; of a resolver, what is cached."""
    ours = {name: module for name, module in sys.modules.items() if name.partition(".")[0] in ("amplify_pulumi", "tests")}
    if file.endswith(".py"):
        for name in dependents(file.removesuffix(".py").replace("/", "."), ours):
            # A package keeps what was imported from it, too.
            package, _, last = name.rpartition(".")
            vars(sys.modules.get(package, ours[name])).pop(last, None)
            sys.modules.pop(name)
        return
    for module in ours.values():
        for value in list(vars(module).values()):
            clear: Any = getattr(value, "cache_clear", None)
            if clear is not None:
                clear()


def dependents(name: str, modules: Mapping[str, Any]) -> set[str]:
    """Return those of the modules that import one, by way of others too, and itself."""
    imports = {each: imported(module) for each, module in modules.items()}
    found, pending = {name}, [name]
    while pending:
        one = pending.pop()
        for each, names in imports.items():
            if one in names and each not in found:
                found.add(each)
                pending.append(each)
    return found & modules.keys()


def imported(module: Any) -> set[str]:
    """Return the names of the modules that one imports, and of the packages that these are in."""
    path = getattr(module, "__file__", None)
    if path is None:
        return set()
    names: set[str] = set()
    for node in ast.walk(ast.parse(Path(path).read_bytes())):
        if isinstance(node, ast.ImportFrom) and node.module:
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        elif isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
    return names | {name.rpartition(".")[0] for name in names}


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
    sys.exit(main(Path(sys.argv[1])))
