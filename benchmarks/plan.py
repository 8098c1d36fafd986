"""Claim: in equal time the planner covers more than plain HiGHS, and far more than plans made without one.

    .venv/bin/python benchmarks/plan.py [--seconds 40] [--made 2] [--seed 1] [--no-shared]
    .venv/bin/python benchmarks/plan.py --gaps [--seconds 60] [--made 10] [--expected] [--floor] [--runs 3]
                                        [--enough 0.01]

Each method plans the same places: those of ../shared/data/planning where it stands, and places made here
from a seed. Planner and plain HiGHS have the same number of seconds; the others take little. Covered need
is always scored by the evaluator; a gap is to the bound that the method proved. Leads' musts are left out:
the simple methods know none. With `--gaps` only the planner runs, leads' musts kept, once per seed from
`--seed` on: when its first plan stood and its proven gap after 1, 15 and 60 seconds (or the time given),
from one run's progress; the last columns are how long the run took and the processor time that it had, which
on a busy machine is far below two cores' worth. With `--enough` a run ends once it has gone on for 15 seconds
and its gap is no larger: the gap after 60 seconds would be smaller still.

"Same for all": seats of the same offers for everybody, best value first. "First come": the runs of that
programme, open to all, booked by departments in a random order.
"""

import argparse
import json
import math
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from smeaton.engine.support import Plan, Problem, Progress, evaluate, plan
from smeaton.engine.support.arrays import arrays, to_plan
from smeaton.engine.support.greedy import greedy
from smeaton.engine.support.model import build
from smeaton.engine.support.solve import search

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "data" / "planning"


def problems(made: int, shared: bool, *, musts: bool = False) -> list[Problem]:
    """The places compared, without the leads' musts unless they are asked for."""
    sys.path.insert(0, str(ROOT))
    from tests.factories.planning import place

    paths = sorted(SHARED.glob("place-*.json")) if shared else []
    documents = [json.loads(path.read_text(encoding="utf-8")) for path in paths]
    documents += [place(seed) for seed in range(1, made + 1)]
    found = [Problem.from_dict(document) for document in documents]
    if musts:
        return found
    return [replace(p, departments=tuple(replace(d, must=()) for d in p.departments)) for p in found]


def results(
    problem: Problem, seconds: float, seed: int
) -> list[tuple[str, float, float | None, float, float]]:
    """Method, covered, bound, least served and seconds, each method on one place."""
    from benchmarks._baselines import first_come, same_for_all

    a = arrays(problem)
    rows = []

    def row(name: str, began: float, made: Plan, bound: float | None) -> None:
        took = time.monotonic() - began
        score = evaluate(problem, made)
        assert not score.broken, (name, score.broken[:3])
        rows.append((name, score.covered, bound, score.least_served, took))

    began = time.monotonic()
    made = plan(problem, seconds=seconds, seed=seed)
    row("planner", began, made, made.bound)
    began = time.monotonic()
    model = build(a)
    outcome = search(model, seconds=seconds, seed=seed)
    if outcome.vector is not None:
        row("plain HiGHS", began, to_plan(a, model.allocation(outcome.vector)), outcome.bound)
    began = time.monotonic()
    start = greedy(a)
    assert start is not None
    row("greedy", began, to_plan(a, start), None)
    began = time.monotonic()
    row("same for all", began, to_plan(a, same_for_all(a)), None)
    began = time.monotonic()
    row("first come", began, to_plan(a, first_come(a, np.random.default_rng(seed))), None)
    return rows


MARKS = (1.0, 15.0, 60.0)


def gaps(problem: Problem, seconds: float, seed: int, enough: float) -> list[float]:
    """Seconds to the first plan, gaps at the marks, covered, bound, least served, seconds and processor's."""
    told: list[Progress] = []

    def over() -> bool:
        return bool(told) and told[-1].elapsed > MARKS[1] and told[-1].gap <= enough

    began, spent = time.monotonic(), time.process_time()
    made = plan(problem, seconds=seconds, seed=seed, progress=told.append, stop=over)
    took, spent = time.monotonic() - began, time.process_time() - spent
    assert not evaluate(problem, made).broken
    at = [[p.gap for p in told if p.elapsed <= mark] for mark in MARKS]
    found = [some[-1] if some else math.nan for some in at]
    found = [made.gap if mark >= seconds else gap for mark, gap in zip(MARKS, found, strict=True)]
    return [told[0].elapsed, *found, made.covered, made.bound, made.least_served, took, spent]


def print_gaps(options: argparse.Namespace) -> None:
    """A line per place: medians over the runs."""
    heads = ("first plan", "gap at 1 s", "15 s", f"{min(options.seconds, 60):.0f} s")
    print(f"{'place':<10}" + "".join(f"{head:>11}" for head in heads), end="")
    print(f"{'covered':>10}{'bound':>9}{'least':>7}{'s':>6}{'cpu s':>7}")
    for place in problems(options.made, not options.no_shared, musts=True):
        rules = replace(
            place.rules,
            objective="expected" if options.expected else place.rules.objective,
            floor="max" if options.floor else place.rules.floor,
        )
        problem = replace(place, rules=rules)
        rows = [gaps(problem, options.seconds, options.seed + n, options.enough) for n in range(options.runs)]
        first, one, fifteen, sixty, covered, bound, least, took, spent = np.median(np.array(rows), axis=0)
        print(f"{problem.name:<10}{first:>10.2f}s{one:>11.2%}{fifteen:>11.2%}{sixty:>11.2%}", end="")
        print(f"{covered:>10.3f}{bound:>9.3f}{least:>7.3f}{took:>6.0f}{spent:>7.1f}", flush=True)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("--seconds", type=float, default=40.0)
    parser.add_argument("--made", type=int, default=2)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--no-shared", action="store_true")
    parser.add_argument("--gaps", action="store_true")
    parser.add_argument("--expected", action="store_true")
    parser.add_argument("--floor", action="store_true")
    parser.add_argument("--runs", type=int, default=1)
    parser.add_argument("--enough", type=float, default=0.0)
    options = parser.parse_args()
    if options.gaps:
        print_gaps(options)
        return
    print(f"{'place':<10}{'method':<14}{'covered':>9}{'of planner':>11}{'gap':>8}{'least':>7}{'seconds':>9}")
    for problem in problems(options.made, not options.no_shared):
        rows = results(problem, options.seconds, options.seed)
        for name, covered, bound, least, took in rows:
            gap = f"{(bound - covered) / bound:.2%}" if bound else ""
            ratio = covered / rows[0][1]
            print(
                f"{problem.name:<10}{name:<14}{covered:>9.3f}{ratio:>11.3f}{gap:>8}{least:>7.3f}{took:>9.1f}"
            )


if __name__ == "__main__":
    main()
