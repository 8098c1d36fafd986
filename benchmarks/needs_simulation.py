"""How well needs are estimated where the truth is known: `benchmarks/needs_simulation.py [N [FIRST]]`.

N replicates (20) of each scenario, seeds from FIRST (0): 19 departments, 40 items in 12 strands, answers
made by an ordinal probit (tests/factories/needs_truth.py). Beside each figure of this engine stands ± two
Monte-Carlo standard errors, and in brackets the figure of the mixed model in the project's own trials.
Claims, within those:

- error (RMSE) no larger than that of the trials' mixed model;
- 90% intervals cover 88 to 92%, where departments have no culture of generosity or vignettes show it;
- Spearman's correlation over departments .80 with three vignettes where the culture's sd is .5.

The trials did not keep every constant of their truth. Ours were chosen on seeds below 24, so that plain
means of the answers do as badly here as there (first columns), some of them after the mixed model's figures
had been seen: docs/explanation/how-needs-are-estimated.md says which. Seeds from 1000 took no part in that.
Average leniency is that of the place's own people.
"""

import os
import sys
from pathlib import Path

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
ROOT = Path(__file__).resolve().parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "src")]

import numpy as np  # noqa: E402

from tests.factories.needs_truth import SCENARIOS, Outcome, Scenario, replicate  # noqa: E402

REPLICATES = 20
COVERAGE = (0.88, 0.92)
ACROSS = 0.80


def mean_of(outcomes: list[Outcome], name: str) -> tuple[float, float]:
    """Mean over the replicates, and two Monte-Carlo standard errors of it."""
    values = np.array([getattr(outcome, name) for outcome in outcomes])
    return float(values.mean()), 2 * float(values.std(ddof=1)) / len(values) ** 0.5


def misses(scenario: Scenario, outcomes: list[Outcome]) -> list[str]:
    """Which claims do not hold within two standard errors."""
    found = []
    rmse, give = mean_of(outcomes, "rmse")
    if rmse - give > scenario.rmse:
        found.append("error")
    coverage, give = mean_of(outcomes, "coverage")
    if scenario.covers and not COVERAGE[0] - give <= coverage <= COVERAGE[1] + give:
        found.append("coverage")
    across, give = mean_of(outcomes, "across")
    if scenario.vignettes and scenario.culture >= 0.5 and across + give < ACROSS:
        found.append("across")
    return found


def line(scenario: Scenario, outcomes: list[Outcome]) -> str:
    """One row of the table."""

    def shown(name: str, theirs: float | None) -> str:
        mean, give = mean_of(outcomes, name)
        beside = f"({theirs:.3f})" if theirs is not None else " " * 7
        return f"{mean:.3f} ±{give:.3f} {beside}"

    wrong = misses(scenario, outcomes)
    cells = [
        shown("raw_rmse", scenario.raw_rmse),
        shown("raw_across", scenario.raw_across),
        shown("rmse", scenario.rmse),
        shown("coverage", scenario.trial_coverage),
        shown("across", scenario.across),
        f"{mean_of(outcomes, 'within')[0]:.3f}",
        f"{mean_of(outcomes, 'top3')[0]:.3f}",
        "ok" if not wrong else "MISSED: " + ", ".join(wrong),
    ]
    return f"| {scenario.name:<24} | {' | '.join(cells)} |"


if __name__ == "__main__":
    count = int(sys.argv[1]) if len(sys.argv) > 1 else REPLICATES
    first = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    print(f"{count} replicates, seeds from {first}; ours ± two Monte-Carlo standard errors (the trials)\n")
    heads = ("plain means: error", "across", "error (RMSE)", "90% cover", "across")
    print(f"| {'scenario':<24} | {' | '.join(f'{head:<21}' for head in heads)} | within | top 3 | verdict |")
    print("|---" * 9 + "|")
    failed = False
    for each in SCENARIOS:
        results = [replicate(each, seed) for seed in range(first, first + count)]
        failed = failed or bool(misses(each, results))
        print(line(each, results), flush=True)
    sys.exit(failed)
