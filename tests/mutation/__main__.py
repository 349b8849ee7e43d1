"""Shows that the tests bite: takes away one check after the other, and says which of them no test misses.

    python -m tests.mutation [--only PART] [--jobs N] [--quick] [--equivalent]

The mutants are made in copies of the project; the working tree is only read. What survives is printed with its place and the change, and
the exit code is 1. `equivalent.toml` lists mutants that change nothing which matters, each with the reason; entries that fit no mutant
any longer are printed, too, and the exit code is 1.

What was found is kept in `.mutation/`: a mutant that was noticed is tried against the test that noticed it first, and not at all while
neither the package nor a test has changed.
"""

from __future__ import annotations

import argparse
import os
import signal
import sys
from functools import partial
from pathlib import Path

from tests.mutation.equivalents import read_equivalents
from tests.mutation.mutants import Mutant, mutants_of
from tests.mutation.run import Outcome, Run, UnusableTestsError
from tests.mutation.targets import all_tests, files, stages_for

ROOT = Path(__file__).parents[2]
LINE_ANEW = "\r\033[K"


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.mutation", description="Take away each check and see that a test misses it.")
    parser.add_argument(
        "--only", default="", help="a part of a file's path, `access.py`, or of a function's name after it: `access.py: _owner`"
    )
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1, help="how many processes (default: one for each core)")
    parser.add_argument("--equivalent", action="store_true", help="try those that are listed as equivalent instead: none may be noticed")
    parser.add_argument("--quick", action="store_true", help="only the quickest tests: what survives, others may still notice")
    options = parser.parse_args(arguments)
    listed = read_equivalents(Path(__file__).with_name("equivalent.toml"))
    every = [mutant for file in files(ROOT) for mutant in mutants_of(ROOT, file)]
    stale = sorted(listed.keys() - {mutant.key for mutant in every})
    chosen = [mutant for mutant in every if options.only in mutant.key and (mutant.key in listed) == options.equivalent]
    try:
        run = Run(root=ROOT, jobs=options.jobs, report=report, stages=partial(stages_for, ROOT, quick=options.quick), tests=all_tests(ROOT))
        outcomes = run.outcomes(chosen)
    except UnusableTestsError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    wrong = [each for each in outcomes if each.noticed == options.equivalent]
    for outcome in wrong:
        sys.stdout.write(text_of(outcome))
    for key in stale:
        sys.stdout.write(f"equivalent.toml lists what is no mutant any longer: {key}\n")
    sys.stdout.write(
        f"{len(outcomes)} mutants, {len(wrong)} {'noticed' if options.equivalent else 'survived'}, {len(listed)} listed as equivalent\n"
    )
    return 1 if wrong or stale else 0


def text_of(outcome: Outcome) -> str:
    mutant = outcome.mutant
    by = f" is noticed by {outcome.killer}" if outcome.killer else " survives"
    return f"{mutant.file}:{mutant.line}{by}: {mutant.key}\n{mutant.difference((ROOT / mutant.file).read_bytes())}\n"


def report(done: int, number: int, mutant: Mutant) -> None:
    """Say on the standard error stream how far it is, in one line where somebody looks on."""
    if sys.stderr.isatty():
        sys.stderr.write(f"{LINE_ANEW}{done}/{number} {mutant.key[:100]}")
    elif done % 50 == 0 or done == number:
        sys.stderr.write(f"{done}/{number}\n")


if __name__ == "__main__":
    # Whoever stops the run stops what it has started, too, and finds what it has found.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(2))
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.stderr.write(LINE_ANEW if sys.stderr.isatty() else "")
        sys.stderr.write("Stopped. What was found is kept: the next run goes on from there.\n")
        sys.exit(130)
