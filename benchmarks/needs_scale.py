"""What needs cost at size: `benchmarks/needs_scale.py`; lme4 stands beside where R with lme4 is found.

Claims: 19 departments under 50 ms in process, answers to profile; 3,400 departments with 148,000 teachers and
5.35 million answers fitted under 3 s and 2 GB, scored again with known variances under 0.3 s; one new answer
renews its department under 1 ms. Medians, in seconds of the processor, all in one thread, so that a busy
machine does not count. The country is fitted three times in a process of its own, whose peak memory counts,
making up the answers included. lme4 is not run on the country: what it would take is its time on 19
departments times the answers, which is kind to it.
"""

import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

for library in ("OPENBLAS", "OMP"):
    os.environ.setdefault(f"{library}_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402

from smeaton.engine.needs.country import Country, fit_country, score, sums_of  # noqa: E402
from smeaton.engine.needs.fit import fit  # noqa: E402
from smeaton.engine.needs.profile import Params, profile  # noqa: E402
from smeaton.engine.needs.table import tabulate  # noqa: E402
from smeaton.engine.needs.update import Standing  # noqa: E402
from tests.factories.needs import CASES, answers_of, csv_text, rows_of  # noqa: E402

DEPARTMENTS, TEACHERS = 3_400, (27, 60)
ITEMS, STRANDS = 40, 12
R_TIMED = """
suppressMessages(library(lme4))
d <- read.csv("%s", stringsAsFactors = TRUE)
f <- answer ~ 0 + item + (1 | department) + (1 | department:strand) +
  (1 | respondent) + (1 | respondent:strand)
cat(sum(system.time(lmer(f, d, REML = FALSE))[c("user.self", "sys.self")]))
"""


def seconds(work: Callable[[], object], runs: int) -> float:
    """Median processor time of some runs."""
    times = []
    for _ in range(runs):
        start = time.process_time()
        work()
        times.append(time.process_time() - start)
    return statistics.median(times)


def made_up() -> Country:
    """A country's answers, a tenth missing."""
    rng = np.random.default_rng(2026)
    owner = np.repeat(np.arange(DEPARTMENTS), rng.integers(TEACHERS[0], TEACHERS[1] + 1, DEPARTMENTS))
    block = np.sort(np.arange(ITEMS) % STRANDS)
    theta = rng.normal(0, 0.24, (DEPARTMENTS, 1)) + rng.normal(0, 0.2, (DEPARTMENTS, STRANDS))
    easy = rng.normal(2.3, 0.35, ITEMS)
    levels = np.empty((len(owner), ITEMS), dtype=np.int8)
    for first in range(0, len(owner), 10_000):
        mine = owner[first : first + 10_000]
        view = theta[mine] + rng.normal(0, 0.46, (len(mine), 1)) + rng.normal(0, 0.26, (len(mine), STRANDS))
        exact = easy + view[:, block] + rng.normal(0, 0.73, (len(mine), ITEMS))
        part = np.clip(np.round(exact), 1, 4)
        part[rng.random(part.shape) < 0.098] = 0
        levels[first : first + 10_000] = part
    return Country.of(owner, block, levels)


def country() -> None:
    """Print the country's figures: runs in a process of its own."""
    whole = made_up()
    answers = int((whole.levels > 0).sum())
    fitting = seconds(lambda: fit_country(whole, np.random.default_rng(1)), 3)
    found = fit_country(whole, np.random.default_rng(1))
    sums = sums_of(whole)
    scoring = seconds(lambda: score(whole, sums, found.variances, found.beta), 5)
    rows = slice(int(whole.starts[0]), int(whole.starts[1]))
    one = Standing.of(whole.levels[rows].astype(float), found.beta, whole.block, found.variances)
    updating = seconds(lambda: one.with_answer(0, 0, 4, before=2).levels(), 101)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{whole.departments} {len(whole.owner)} {answers} {fitting} {scoring} {updating} {peak}")


def lme4(path: Path) -> float | None:
    """Seconds that lme4 takes to fit a file of answers, R's start and reading left out; None without R."""
    if shutil.which("Rscript") is None:
        return None
    run = subprocess.run(["Rscript", "-e", R_TIMED % path], capture_output=True, text=True, check=False)
    return float(run.stdout) if run.returncode == 0 else None


def row(what: str, took: float, claim: float, unit: str = "s", theirs: str = "") -> None:
    """One line of the table."""
    print(f"| {what:<44} | {took:9.4f} {unit} | {claim:6.3f} {unit} | {took / claim:5.2f} | {theirs:<26} |")


def main() -> None:
    """Print the table."""
    rows = rows_of(CASES["plain"])
    answers = answers_of(rows)
    table = tabulate(answers)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "answers.csv"
        path.write_text(csv_text(rows), encoding="utf-8")
        reference = lme4(path)
    print(f"| {'what':<44} | took        | claim    | share | {'lme4 (times ours)':<26} |")
    print("|---" * 5 + "|")
    fitting = seconds(lambda: fit(table, restricted=False), 9)
    beside = f"{reference:.2f} s ({reference / fitting:.0f} ×)" if reference else "not installed"
    row(f"19 departments, {len(answers):,} answers: ML fit", fitting, 0.05, theirs=beside)
    whole = seconds(lambda: profile(answers, Params(), np.random.default_rng(1)), 9)
    row("19 departments: answers to profile", whole, 0.05)
    run = subprocess.run([sys.executable, __file__, "country"], capture_output=True, text=True, check=True)
    departments, teachers, count, fitted, scored, updated, peak = (float(x) for x in run.stdout.split())
    guess = reference * count / len(answers) if reference else None
    beside = f"{guess / 60:.0f} min if linear ({guess / fitted:.0f} ×)" if guess else "not installed"
    row(
        f"{departments:,.0f} depts, {teachers:,.0f} people, {count / 1e6:.2f}M: fit",
        fitted,
        3.0,
        theirs=beside,
    )
    row("the same, scored with known variances", scored, 0.3)
    row("the same, peak memory", peak, 2.0, "GB")
    row("one new answer renews its department", updated * 1000, 1.0, "ms")


if __name__ == "__main__":
    if sys.argv[1:] == ["country"]:
        country()
    else:
        main()
