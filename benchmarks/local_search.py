"""Claim: local search in compiled loops finds the best plans within seconds of one core's work.

    .venv/bin/python benchmarks/local_search.py [--seconds 10] [--seeds 2] [--made 1] [--no-shared]

Covered need after a quarter, a half and all of the seconds, by the thread's own clock, so that a busy machine
counts for less; then the mean over the seeds. Plans start from nothing and are scored by the evaluator.
"""

import argparse
import sys
import time
from pathlib import Path

from smeaton.engine.support import evaluate
from smeaton.engine.support.arrays import Allocation, Arrays, arrays, to_plan
from smeaton.engine.support.local import search


def values(a: Arrays, seconds: float, seed: int) -> list[float]:
    """Covered need at each mark."""
    began = time.thread_time()
    told: list[tuple[float, float]] = []

    def found(_plan: Allocation, value: float) -> None:
        told.append((time.thread_time() - began, value))

    best = search(a, None, seed=seed, found=found, stop=lambda: time.thread_time() - began > seconds)
    assert best is not None
    score = evaluate(a.problem, to_plan(a, best))
    assert not score.broken, score.broken[:3]
    marks = (seconds / 4, seconds / 2)
    return [max((value for at, value in told if at <= mark), default=0.0) for mark in marks] + [score.covered]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=10.0)
    parser.add_argument("--seeds", type=int, default=2)
    parser.add_argument("--made", type=int, default=1)
    parser.add_argument("--no-shared", action="store_true")
    options = parser.parse_args()
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.plan import problems

    for problem in problems(options.made, not options.no_shared):
        a = arrays(problem)
        search(a, None, seed=0, rounds=1)  # compile, or read what is kept
        rows = [values(a, options.seconds, seed) for seed in range(1, options.seeds + 1)]
        shown = " | ".join(" ".join(f"{value:.3f}" for value in row) for row in rows)
        print(f"{problem.name:<10}{sum(row[-1] for row in rows) / len(rows):>9.3f}   {shown}", flush=True)


if __name__ == "__main__":
    main()
