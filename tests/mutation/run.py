"""Tries mutants in copies of the project, several at a time."""

from __future__ import annotations

import contextlib
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from queue import SimpleQueue
from typing import Any

from tests.mutation.mutants import ENCODING, Mutant
from tests.mutation.worker import UNUSABLE

WORKER = Path(__file__).with_name("worker.py")

COPIED = ("amplify_pulumi", "tests", "examples", "docs", "pyproject.toml", "README.md")
LEFT_OUT = ("node_modules", "engine", "target")
LIKELY = 8
"""How many of the tests that notice most mutants of a file are tried before all the others."""


class UnusableTestsError(Exception):
    """The tests say nothing of mutants: they fail without any."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """What came of one mutant."""

    mutant: Mutant
    killer: str | None
    """The test that noticed it."""

    @property
    def noticed(self) -> bool:
        return self.killer is not None


@dataclass(kw_only=True)
class Run:
    """One run over some mutants."""

    root: Path
    jobs: int
    report: Callable[[int, int, Mutant], None]
    """Is told how many mutants are done, of how many, and which was the last."""
    stages: Callable[[str], Sequence[Sequence[str]]]
    """The tests for a file, as arguments for pytest, in the order in which they are tried."""
    tests: Sequence[str]
    """All of them."""
    killers: dict[str, Counter[str]] = field(default_factory=dict)
    """How many mutants of a file each test has noticed."""

    def outcomes(self, mutants: Sequence[Mutant]) -> list[Outcome]:
        """Try each mutant and return what came of them, in their order.

        Raises:
            UnusableTestsError: the tests fail on the project as it is.
        """
        memory = Memory.of(self.root)
        known = {mutant.key: killer for mutant in mutants if (killer := memory.known(mutant.key))}
        for mutant in mutants:
            if killer := memory.guess(mutant.key):
                self._count(mutant, killer)
        found: dict[str, str | None] = {**known}
        pending = [mutant for mutant in mutants if mutant.key not in known]
        done = len(known)
        if pending:
            with contextlib.ExitStack() as stack:
                started = [stack.enter_context(worker(self.root, self.tests)) for _ in range(min(self.jobs, len(pending)))]
                workers: SimpleQueue[Worker] = SimpleQueue()
                for each in started:
                    workers.put(each)
                pool = stack.enter_context(ThreadPoolExecutor(self.jobs))
                lock = threading.Lock()

                def attempt(mutant: Mutant) -> None:
                    nonlocal done
                    killer = self._attempt(mutant, workers, memory.guess(mutant.key))
                    with lock:
                        done += 1
                        found[mutant.key] = killer
                        memory.note(mutant.key, killer)
                        if done % 20 == 0:
                            memory.write()
                        self._count(mutant, killer)
                        self.report(done, len(mutants), mutant)

                try:
                    self._check(pool, workers, {mutant.file for mutant in pending}, memory)
                    for future in [pool.submit(attempt, mutant) for mutant in pending]:
                        future.result()
                except BaseException:
                    # Whoever ends the run need not wait for the tests that run now.
                    for each in started:
                        each.process.terminate()
                    raise
                finally:
                    pool.shutdown(cancel_futures=True)
                    memory.write()
        return [Outcome(mutant=mutant, killer=found[mutant.key]) for mutant in mutants]

    def _check(self, pool: ThreadPoolExecutor, workers: SimpleQueue[Worker], files: set[str], memory: Memory) -> None:
        """See that all tests pass on what is not mutated."""
        suites = {" ".join(sorted(test for tests in self.stages(file) for test in tests)): file for file in sorted(files)}

        def check(suite: str) -> None:
            file = suites[suite]
            if memory.known(suite):
                return
            killer = self._try(workers, file, (self.root / file).read_bytes(), [], self.stages(file))
            if killer is not None:
                raise UnusableTestsError(f"Without any mutant, this fails: {killer}")
            memory.note(suite, "(nothing)")

        list(pool.map(check, suites))

    def _attempt(self, mutant: Mutant, workers: SimpleQueue[Worker], guess: str | None) -> str | None:
        text = mutant.apply((self.root / mutant.file).read_bytes())
        likely = [test for test, _ in self.killers.get(mutant.file, Counter()).most_common(LIKELY) if test != guess]
        guesses = [tests for tests in ([guess] if guess else [], likely) if tests]
        return self._try(workers, mutant.file, text, guesses, self.stages(mutant.file))

    def _try(
        self, workers: SimpleQueue[Worker], file: str, text: bytes, guesses: list[list[str]], stages: Sequence[Sequence[str]]
    ) -> str | None:
        free = workers.get()
        try:
            job = {"file": file, "text": text.decode(ENCODING), "guesses": guesses, "stages": stages}
            killer = free.ask(job)["killer"]
        finally:
            workers.put(free)
        if killer is not None and killer.startswith(UNUSABLE):
            raise UnusableTestsError(f"{file}: {killer}")
        return killer

    def _count(self, mutant: Mutant, killer: str | None) -> None:
        if killer is not None and not killer.startswith("("):
            self.killers.setdefault(mutant.file, Counter())[killer] += 1


@dataclass(frozen=True, kw_only=True)
class Worker:
    """A process that tries one mutant at a time, in a copy of its own."""

    process: subprocess.Popen[str]

    def ask(self, message: Any) -> Any:
        """Hand something to the process, and return its answer."""
        assert self.process.stdin is not None
        assert self.process.stdout is not None
        self.process.stdin.write(json.dumps(message) + "\n")
        self.process.stdin.flush()
        line = self.process.stdout.readline()
        if not line:
            raise UnusableTestsError("A process that tries mutants has ended.")
        return json.loads(line)


@contextlib.contextmanager
def worker(root: Path, tests: Sequence[str]) -> Iterator[Worker]:
    """Start a process in a copy of the project, and end it."""
    with tempfile.TemporaryDirectory(prefix="mutation-") as folder:
        copy(root, Path(folder))
        command = [sys.executable, str(WORKER), folder]
        # A Ctrl-C is for this process alone, which ends the other one without a word: that one gets a session of its own.
        with subprocess.Popen(
            command, cwd=folder, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding=ENCODING, start_new_session=True
        ) as process:
            assert process.stdin is not None
            started = Worker(process=process)
            try:
                started.ask(list(tests))
                yield started
            finally:
                process.terminate()
                with contextlib.suppress(BrokenPipeError):
                    process.stdin.close()


def copy(root: Path, folder: Path) -> None:
    """Copy what the tests need. Times of files stay, and with them what Python has compiled."""
    for name in COPIED:
        source = root / name
        if source.is_dir():
            shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns(*LEFT_OUT))
        elif source.exists():
            shutil.copy2(source, folder / name)


@dataclass(kw_only=True)
class Memory:
    """What earlier runs have found, by the key of a mutant."""

    path: Path
    state: str
    """Of the package and the tests."""
    found: dict[str, dict[str, str]]

    @classmethod
    def of(cls, root: Path) -> Memory:
        path = root / ".mutation" / "found.json"
        found = json.loads(path.read_text(ENCODING)) if path.exists() else {}
        return cls(path=path, state=state_of(root), found=found)

    def known(self, key: str) -> str | None:
        """Return the test that notices a mutant, if nothing has changed since it did."""
        entry = self.found.get(key)
        return entry["killer"] if entry and entry["state"] == self.state else None

    def guess(self, key: str) -> str | None:
        """Return the test that noticed a mutant the last time."""
        killer = self.found.get(key, {}).get("killer", "(")
        return None if killer.startswith("(") else killer

    def note(self, key: str, killer: str | None) -> None:
        if killer is None:
            self.found.pop(key, None)
        else:
            self.found[key] = {"killer": killer, "state": self.state}

    def write(self) -> None:
        self.path.parent.mkdir(exist_ok=True)
        draft = self.path.with_suffix(".draft")
        draft.write_text(json.dumps(self.found, indent=1, sort_keys=True, ensure_ascii=False) + "\n", ENCODING)
        draft.replace(self.path)


def state_of(root: Path) -> str:
    """Return what tells one state of the package and its tests from another."""
    state = hashlib.sha256()
    for part in ("amplify_pulumi", "tests"):
        for path in sorted((root / part).rglob("*")):
            if path.suffix in (".py", ".js", ".json", ".yaml", ".graphql") and not {"node_modules", "mutation"} & set(path.parts):
                state.update(path.relative_to(root).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return state.hexdigest()
