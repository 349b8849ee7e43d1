"""The script that shows that tests bite does so itself: in a small project, it tells what tests notice from what they do not."""

from __future__ import annotations

import fcntl
import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.mutation.__main__ import ROOT
from tests.mutation.equivalents import read_equivalents
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.run import Run, UnusableTestsError
from tests.mutation.targets import all_tests, files, stages_for

PYTHON = """
def allows(groups, name, limit=3):
    return name in groups and len(groups) < limit


def largest(one, other):
    return one if one > other else other
"""
JAVASCRIPT = """
export function allows(groups, name) {
  if (groups.length > 2) return false;
  return groups.filter((group) => group).some((group) => group === name);
}

export function largest(one, other) {
  return one > other ? one : other;
}
"""
TESTS = """
from pathlib import Path
import pytest
from quickjs import Context
import amplify_pulumi
from amplify_pulumi.inner import callers
from amplify_pulumi.rules import largest

def script(call):
    text = (Path(amplify_pulumi.__file__).parent / "rules.js").read_text().replace("export ", "")
    return Context().eval(text + call)

def test_python():
    assert [callers.allows(["a"], "a"), callers.allows(["a"], "b"), callers.allows(["a", "b", "c"], "a")] == [True, False, False]
    assert [largest(1, 2), largest(2, 1), largest(2, 2)] == [2, 2, 2]

def test_javascript():
    assert script("allows(['a', 'b'], 'a')") is True
    assert script("allows(['b'], 'a')") is False
    assert script("allows(['a', 'b', 'c'], 'a')") is False
    assert [script("largest(1, 2)"), script("largest(2, 1)")] == [2, 2]
"""


@pytest.fixture
def project(tmp_path: Path) -> Path:
    for name, text in {
        "amplify_pulumi/__init__.py": "",
        "amplify_pulumi/inner/__init__.py": "",
        "amplify_pulumi/inner/callers.py": "from amplify_pulumi.rules import allows",
        "amplify_pulumi/rules.py": PYTHON,
        "amplify_pulumi/rules.js": JAVASCRIPT,
        "tests/test_rules.py": TESTS,
        "pyproject.toml": '[tool.pytest.ini_options]\naddopts = "--import-mode=importlib"\n',
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    return tmp_path


def survivors(project: Path) -> list[str]:
    mutants = [mutant for name in ("rules.py", "rules.js") for mutant in mutants_of(project, f"amplify_pulumi/{name}")]
    outcomes = run(project).outcomes(mutants)
    assert [outcome.mutant for outcome in outcomes] == mutants
    return [outcome.mutant.key for outcome in outcomes if not outcome.noticed]


def run(project: Path) -> Run:
    def report(done: int, number: int, mutant: Mutant) -> None:
        assert done <= number, mutant

    tests = ["tests/test_rules.py"]
    return Run(root=project, jobs=1, report=report, stages=lambda _: [tests], tests=tests)


def test_what_no_test_can_notice_survives_and_all_else_is_noticed(project: Path) -> None:
    """The larger of two equal numbers is either; that an empty name is no name is not tested. Of the project itself nothing is changed."""
    expected = [
        "amplify_pulumi/rules.py: largest: one > other => (one) >= (other)",
        "amplify_pulumi/rules.js: allows: groups.filter((group) => group) => groups",
        "amplify_pulumi/rules.js: largest: one > other => one >= other",
    ]
    assert survivors(project) == expected
    assert (project / "amplify_pulumi/rules.py").read_text() == PYTHON
    assert (project / "amplify_pulumi/rules.js").read_text() == JAVASCRIPT
    # From what is remembered, the same follows.
    assert survivors(project) == expected
    # With tests that notice nothing, everything survives, whatever is remembered.
    (project / "tests/test_rules.py").write_text("import amplify_pulumi.rules\n\ndef test_nothing():\n    pass\n")
    assert len(survivors(project)) == len(list(mutants_of(project, "amplify_pulumi/rules.py"))) + len(
        list(mutants_of(project, "amplify_pulumi/rules.js"))
    )


def test_tests_that_fail_anyway_say_nothing(project: Path) -> None:
    (project / "tests/test_rules.py").write_text("import amplify_pulumi.rules\n\ndef test_something():\n    assert False\n")
    with pytest.raises(UnusableTestsError, match=r"Without any mutant, this fails: tests/test_rules.py::test_something"):
        survivors(project)


WAITING = """
import fcntl, time
from pathlib import Path
import amplify_pulumi.compiler.access

def test_something_that_takes_long():
    with Path({place!r}).open("w") as place:
        fcntl.flock(place, fcntl.LOCK_EX)
        print("here", file=place, flush=True)
        time.sleep(600)
"""


def test_whoever_stops_a_run_is_told_so_and_nothing_runs_on(project: Path, tmp_path_factory: pytest.TempPathFactory) -> None:
    """Ctrl-C in a terminal goes to all processes of its session."""
    place = tmp_path_factory.mktemp("place") / "taken"
    for name, text in {
        "amplify_pulumi/compiler/__init__.py": "",
        "amplify_pulumi/compiler/access.py": PYTHON,
        "amplify_pulumi/compiler/callers.py": PYTHON,
        "tests/compiler/test_access.py": WAITING.format(place=str(place)),
    }.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text)
    shutil.copytree(ROOT / "tests" / "mutation", project / "tests" / "mutation")
    command = [sys.executable, "-m", "tests.mutation", "--jobs", "1"]
    with subprocess.Popen(command, cwd=project, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            while not (place.exists() and place.read_text()):
                assert process.poll() is None
                time.sleep(0.05)
            os.killpg(process.pid, signal.SIGINT)
            _, told = process.communicate()
        finally:
            process.kill()
    assert told == "Stopped. What was found is kept: the next run goes on from there.\n"
    assert process.returncode == 130
    # Nobody has it any longer, not even the process that runs the tests.
    with place.open() as file:
        fcntl.flock(file, fcntl.LOCK_EX)


@pytest.mark.parametrize("file", list(files(ROOT)))
def test_every_file_has_tests_and_its_mutants_can_be_told_apart(file: str) -> None:
    mutants = list(mutants_of(ROOT, file))
    assert len({mutant.key for mutant in mutants}) == len(mutants)
    text = (ROOT / file).read_bytes()
    assert all(mutant.apply(text) != text for mutant in mutants)
    stages = stages_for(ROOT, file)
    assert stages
    assert {test.partition("::")[0] for tests in stages for test in tests} <= set(all_tests(ROOT))


def test_a_mutant_is_known_whatever_line_it_stands_on(tmp_path: Path) -> None:
    (tmp_path / "one.py").write_text(PYTHON)
    before = [mutant.key for mutant in mutants_of(tmp_path, "one.py")]
    (tmp_path / "one.py").write_text("# more\n\n" + PYTHON)
    assert [mutant.key for mutant in mutants_of(tmp_path, "one.py")] == before


def test_every_equivalent_has_a_reason() -> None:
    assert all(read_equivalents(Path(__file__).with_name("equivalent.toml")).values())


def test_a_list_with_one_mutant_twice_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "equivalent.toml"
    path.write_text('[[equivalent]]\nreason = "so"\nmutants = ["a", "a"]\n')
    with pytest.raises(ValueError, match="a stands there twice"):
        read_equivalents(path)
