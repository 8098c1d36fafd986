"""Planning anew after one cancelled run and one declined offer, half the plan frozen; beside, from scratch.

python benchmarks/replan.py [PROBLEM.json ...] [--plan-seconds 30] [--times 10] [--seconds 0.75]

For each problem: the time of a re-plan (median of `--times`), the need covered before, with nothing but
dropping, after, and by a plan from scratch in equal time; in how many cases others were disturbed, seats
changed for departments not touched, how many were touched (a run cancelled beside another like it touches all
who sit on either, for an undated plan does not say who sits where), how many packages stayed exactly as they
were, and how many seats change in all: by the re-plan, and by a plan from scratch.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from smeaton.engine.support import ItemKey, Plan, Problem, Run, evaluate, plan
from smeaton.engine.support.replan import Changed, Replan, replan
from smeaton.engine.support.replan.fallen import limited
from smeaton.engine.support.replan.told import Status

_DATA = Path(__file__).resolve().parents[2] / "shared" / "data" / "planning"


def happened(problem: Problem, before: Plan, rng: np.random.Generator) -> tuple[Problem, Changed, ItemKey]:
    """One run cancelled, and one offer declined by a department that has it."""
    run = before.runs[int(rng.integers(len(before.runs)))]
    items = [key for key in before.items() if key.kind == "offer" and key.id != run.offer]
    item = items[int(rng.integers(len(items)))]
    departments = tuple(
        replace(d, must_not=(*d.must_not, item.id)) if d.id == item.department else d
        for d in problem.departments
    )
    cancelled = Run(run.offer, run.host, 1)
    return replace(problem, departments=departments), Changed(cancelled=(cancelled,)), item


def moved_seats(before: Plan, after: Plan) -> int:
    """Seats that two plans give differently."""
    one, two = ({(s.offer, s.host, s.department): s.seats for s in made.seats} for made in (before, after))
    return sum(abs(one.get(key, 0) - two.get(key, 0)) for key in {*one, *two})


def line(
    name: str, times: list[float], found: list[Replan], changed: list[int], scratch: list[tuple[float, int]]
) -> str:
    """One row of the table; medians."""
    middle = statistics.median
    dropped = [one.covered_dropped for one in found if one.covered_dropped is not None]
    return (
        f"{name:10} {middle(times):6.2f} {max(times):6.2f} {found[0].covered_before:8.3f} "
        f"{middle(dropped) if dropped else float('nan'):8.3f} {middle(r.plan.covered for r in found):8.3f} "
        f"{middle(value for value, _ in scratch):8.3f} {sum(r.seats_moved > 0 for r in found):3d} "
        f"{middle(r.seats_moved for r in found):5.0f} {middle(len(r.touched) for r in found):7.0f} "
        f"{middle(len(r.still) for r in found):5.0f} {middle(changed):7.0f} "
        f"{middle(count for _, count in scratch):12.0f}"
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("problems", nargs="*", type=Path, default=sorted(_DATA.glob("place-?.json")))
    parser.add_argument("--plan-seconds", type=float, default=30.0)
    parser.add_argument("--times", type=int, default=10)
    parser.add_argument("--seconds", type=float, default=0.75)
    given = parser.parse_args()
    print(
        "place      median    max   before  dropped  re-plan  scratch  rippled moved touched still "
        "changed scratch-changed"
    )
    for path in given.problems:
        problem = Problem.from_dict(json.loads(path.read_text()))
        before = plan(problem, seconds=given.plan_seconds, seed=1)
        replan(problem, before, seconds=given.seconds)  # compiled loops are made ready
        times, found, scratch, moved = [], [], [], []
        for seed in range(given.times):
            rng = np.random.default_rng(seed)
            frozen: dict[ItemKey, Status] = {k: "agreed" for k in before.items() if rng.random() < 0.5}
            changed_problem, changed, _ = happened(problem, before, rng)
            began = time.perf_counter()
            found.append(
                replan(
                    changed_problem, before, frozen=frozen, changes=changed, seconds=given.seconds, seed=seed
                )
            )
            times.append(time.perf_counter() - began)
            moved.append(moved_seats(before, found[-1].plan))
            if evaluate(changed_problem, found[-1].plan).broken:
                sys.exit(f"{path.name}: the re-plan of seed {seed} breaks a rule")
            anew = plan(limited(changed_problem, changed)[0].problem, seconds=given.seconds, seed=seed)
            scratch.append((anew.covered, moved_seats(before, anew)))
        print(line(path.stem, times, found, moved, scratch), flush=True)


if __name__ == "__main__":
    main()
