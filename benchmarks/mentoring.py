"""Claim: a country's mentors are matched in about a second; the flow beats SciPy's assignment severalfold.

    .venv/bin/python benchmarks/mentoring.py [--departments 3400] [--mentors 1432] [--seed 1] [--no-scipy]

Two things side by side. First, pure assignment: each block of a mentor's hours is one worker, each block that
a department wants on a strand one task, and nothing else counts; the flow of `smeaton.engine.mentoring`
against `scipy.optimize.linear_sum_assignment` on a part of the region small enough for a dense matrix, both
reaching the same worth. Second, `match` on the whole region, with smallest pairs, numbers of pairs and load.
"""

import argparse
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np
from scipy.optimize import linear_sum_assignment

from smeaton.engine.mentoring import Problem, Rules, match
from smeaton.engine.mentoring.flow import best_flow, value
from smeaton.engine.mentoring.pairings import Pairings, pairings

ROOT = Path(__file__).resolve().parents[1]
NO_LIMITS = Rules(pair_hours_min=0, pair_hours_max=10_000, mentors_per_department_max=10_000, load=0)
DENSE_MOST = 60_000_000  # numbers in SciPy's matrix


def assigned(p: Pairings) -> float:
    """Worth of the best assignment of blocks to blocks, by SciPy."""
    wanted, spare = p.wanted.ravel(), p.spare
    worth = np.zeros((len(spare), len(wanted)))
    worth[p.mentor[p.pair], p.cell] = p.worth
    used = np.flatnonzero(wanted)
    blocks = np.repeat(np.repeat(worth[:, used], wanted[used], axis=1), spare, axis=0)
    row, column = linear_sum_assignment(blocks, maximize=True)
    return float(blocks[row, column].sum())


def part(problem: Problem) -> Problem:
    """The first departments and mentors, as many as a dense matrix of blocks holds."""
    share = 1.0
    while True:
        departments = problem.departments[: max(1, int(share * len(problem.departments)))]
        mentors = problem.mentors[: max(1, int(share * len(problem.mentors)))]
        block = problem.rules.block_hours
        size = sum(sum(d.hours) for d in departments) / block * sum(m.hours for m in mentors) / block
        if size <= DENSE_MOST:
            return replace(problem, departments=departments, mentors=mentors)
        share *= 0.9


def timed(name: str, seconds: float, text: str) -> None:
    """One line of the table."""
    print(f"{name:<44} {seconds:8.2f} s   {text}")


def main() -> None:
    """Print both comparisons."""
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--departments", type=int, default=3400)
    words.add_argument("--mentors", type=int, default=1432)
    words.add_argument("--seed", type=int, default=1)
    words.add_argument("--no-scipy", action="store_true")
    asked = words.parse_args()
    sys.path.insert(0, str(ROOT))
    from tests.factories.mentoring import region

    whole = region(asked.seed, asked.departments, asked.mentors, side=400, towns=180)
    if not asked.no_scipy:
        some = replace(part(whole), rules=NO_LIMITS)
        p = pairings(some)
        said = f"{len(some.departments)} departments, {len(some.mentors)} mentors, worth "
        began = time.perf_counter()
        flow = value(p, best_flow(p))
        ours = time.perf_counter() - began
        timed("pure assignment: minimum-cost flow", ours, f"{said}{flow:.3f}")
        began = time.perf_counter()
        theirs_worth = assigned(p)
        theirs = time.perf_counter() - began
        timed("pure assignment: scipy", theirs, f"{said}{theirs_worth:.3f}; ratio {theirs / ours:.0f}")
    began = time.perf_counter()
    made = match(whole)
    seconds = time.perf_counter() - began
    timed(
        "match with every limit",
        seconds,
        f"{asked.departments} departments, {asked.mentors} mentors, {len(made.pairs)} pairs, "
        f"{made.met_hours:.0f} of {made.wanted_hours:.0f} hours, gap to the flow's bound {made.gap:.1%}",
    )


if __name__ == "__main__":
    main()
