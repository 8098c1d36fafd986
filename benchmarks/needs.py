"""What a needs profile costs: `.venv/bin/python benchmarks/needs.py [--r]`.

Claims: 19 departments with about 9,000 answers take well under a second more than `smeaton --help`, imports
included; the same model in lme4 takes several times as long (`--r`, where R with lme4 is installed). Medians
of five runs; the last size is run once.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402

from smeaton.engine.needs.answer_file import read_answers  # noqa: E402
from smeaton.engine.needs.fit import fit  # noqa: E402
from smeaton.engine.needs.profile import Params, profile  # noqa: E402
from smeaton.engine.needs.table import tabulate  # noqa: E402
from tests.factories.needs import CASES, Case, csv_text, rows_of, shipped  # noqa: E402

SMEATON = [sys.executable, "-m", "smeaton.cli"]
CLAIM = 1.0
"""Seconds that a profile of one place may take beyond `--help`."""
PLACE = CASES["plain"]
REGION = Case("region", seed=8, departments=340, teachers=(6, 20))


def seconds(work: Callable[[], object], runs: int = 5) -> float:
    """Median time of some runs."""
    times = []
    for _ in range(runs):
        start = time.perf_counter()
        work()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def engine(case: Case, runs: int) -> None:
    """Print a line of the table for one size."""
    content = csv_text(rows_of(case)).encode()
    audit = shipped()
    answers = read_answers(content, audit).answers
    table = tabulate(answers)
    columns = [
        seconds(lambda: read_answers(content, audit), runs),
        seconds(lambda: fit(table), runs),
        seconds(lambda: profile(answers, Params(), np.random.default_rng(1)), runs),
    ]
    cells = " | ".join(f"{column:7.3f} s" for column in columns)
    print(f"| {case.departments:>11} | {len(answers):>7,} | {cells} |")


def command_line(path: Path) -> None:
    """Print what the command costs beyond `--help`."""

    def run(*arguments: str) -> float:
        return seconds(lambda: subprocess.run([*SMEATON, *arguments], check=True, capture_output=True))

    help_, whole = run("--help"), run("needs", "profile", str(path), "--json")
    more = whole - help_
    print("\n| command              | seconds | share of the claim (1 s more) |\n|---|---|---|")
    print(f"| smeaton --help       | {help_:5.2f} s |                               |")
    print(f"| smeaton needs profile| {whole:5.2f} s | {more / CLAIM:29.2f} |")
    if "--r" in sys.argv:
        script = ROOT / "tests" / "reference" / "needs" / "fit.R"
        r = seconds(
            lambda: subprocess.run(["Rscript", str(script), str(path)], check=True, capture_output=True), 1
        )
        print(f"\nlme4 with the same answers, R's start included: {r:.2f} s, {r / whole:.1f} × as long")


if __name__ == "__main__":
    print("| departments | answers |  read file |       fit |   profile |\n|---|---|---|---|---|")
    engine(PLACE, 5)
    engine(REGION, 1)
    with tempfile.TemporaryDirectory() as folder:
        answers_file = Path(folder) / "answers.csv"
        answers_file.write_text(csv_text(rows_of(PLACE)), encoding="utf-8")
        command_line(answers_file)
