"""What came of a re-plan, in ids: the plan with its dates, who was touched, who stayed, what moved."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np

from smeaton.engine.support.arrays import Allocation, to_plan
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.evaluate import evaluate
from smeaton.engine.support.plans import Floor, Plan, Run, Seats
from smeaton.engine.support.problem import Problem
from smeaton.engine.support.replan.fallen import Situation, known
from smeaton.engine.support.replan.moves import moved
from smeaton.engine.support.replan.told import Changed, Replan
from smeaton.engine.support.replan.trial import Ends, Trial


def reported(
    problem: Problem, before: Plan, made: Situation, trial: Trial, ends: Ends, changed: Changed
) -> Replan:
    """The result of `replan`; a plan that the evaluator rejects is an error of ours."""
    model, clock = trial.model, trial.clock
    result = model.allocation(ends.result)
    found = dated(to_plan(made.a, result), before)
    score = evaluate(problem, found)
    if score.broken:
        raise RuntimeError(f"re-planning made a plan that breaks a rule: {score.broken[0]}")
    was = known(problem, before)
    first = evaluate(problem, replace(was, bound=np.inf))
    bound = max(min(ends.bound, score.need), score.covered)
    plan = replace(
        found,
        covered=score.covered,
        bound=bound,
        gap=max((bound - score.covered) / bound, 0.0) if bound > 0 else 0.0,
        seconds=time.monotonic() - clock.began,
        seed=clock.seed,
        least_served=score.least_served,
        floor=_floor(problem, before.floor, score.least_served),
    )
    moves = moved(problem, before, plan, (first, score))
    free = trial.wide()
    touched = {problem.departments[d].id: why for d, why in sorted(made.touched.items())}
    shifted = {move.department for move in moves}
    seats, blocks = _others(made, result)
    rippled = ends.result is not ends.touched
    return Replan(
        plan=plan,
        touched=touched,
        still=tuple(d.id for d in problem.departments if d.id not in shifted),
        moves=moves,
        released=tuple(made.released),
        not_before=dict(changed.not_before),
        penalty=trial.penalty,
        covered_before=first.covered,
        covered_dropped=None if ends.dropped is None else _covered(trial, ends.dropped),
        net_dropped=None if ends.dropped is None else free.worth(ends.dropped),
        covered_touched=_covered(trial, ends.touched),
        recovered=score.covered - _covered(trial, ends.touched) if rippled else 0.0,
        disturbed=free.disturbed(ends.result) - free.disturbed(ends.touched) if rippled else 0.0,
        seats_moved=seats,
        hours_moved=blocks * problem.rules.mentor.block_hours,
        runs_moved=int(np.abs(result.runs - made.told.runs)[made.told.runs > 0].sum()),
        net=free.worth(ends.result),
        net_bound=ends.net_bound,
        seconds=time.monotonic() - clock.began,
        seed=clock.seed,
    )


def _covered(trial: Trial, vector: Floats) -> float:
    return trial.model.a.covered(trial.model.allocation(vector))


def _others(made: Situation, result: Allocation) -> tuple[int, int]:
    """Seats and blocks that changed for departments that were not touched."""
    others = [d for d in range(len(made.a.release)) if d not in made.touched]
    seats = np.abs(result.seats - made.told.seats)[:, :, others].sum()
    blocks = np.abs(result.blocks - made.told.blocks)[:, others].sum()
    return int(seats), int(blocks)


def _floor(problem: Problem, floor: Floor | None, least: float) -> Floor | None:
    """The floor that was kept: that of the plan before, or what is left of it."""
    if problem.rules.floor != "max" or floor is None:
        return None
    return replace(floor, kept=min(floor.kept, least))


def dated(plan: Plan, before: Plan) -> Plan:
    """The plan with the dates that runs and seats had before; what is new has none yet."""
    dates = {(r.offer, r.host): r.dates for r in before.runs if r.dates}
    runs = tuple(replace(r, dates=dates.get((r.offer, r.host), ())[: r.copies]) for r in plan.runs)
    told: dict[tuple[str, str | None, str], list[Seats]] = {}
    for some in before.seats:
        if some.date is not None:
            told.setdefault((some.offer, some.host, some.department), []).append(some)
    seats: list[Seats] = []
    for one in plan.seats:
        left = one.seats
        for some in told.get((one.offer, one.host, one.department), []):
            take = min(left, some.seats)
            if take:
                seats.append(replace(one, seats=take, date=some.date))
                left -= take
        if left:
            seats.append(replace(one, seats=left, date=_only(runs, one)))
    return replace(plan, runs=runs, seats=tuple(seats))


def _only(runs: tuple[Run, ...], seats: Seats) -> tuple[int, ...] | None:
    """The date of the only run that these seats can be on."""
    mine = [r for r in runs if (r.offer, r.host) == (seats.offer, seats.host)]
    if len(mine) == 1 and mine[0].copies == 1 and len(mine[0].dates) == 1:
        return mine[0].dates[0]
    return None
