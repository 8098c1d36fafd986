"""When what is frozen cannot all be kept: the fewest items that would have to give way."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smeaton.engine.support.arrays import to_plan
from smeaton.engine.support.clashes import clash_sentence, explain_clash, smallest_clash
from smeaton.engine.support.model import Model
from smeaton.engine.support.plans import ItemKey, Plan
from smeaton.engine.support.problem import ProblemError
from smeaton.engine.support.replan.fallen import Situation, place
from smeaton.engine.support.replan.part import Bound, Free, solve

_CLASH = 3.0  # seconds to find the smallest clashing set, and as much to make one smaller
_PRICES = {"agreed": 1.0, "booked": 1.5, "past": 100.0}


def thaw(made: Situation, model: Model, wide: Free, *, seconds: float, seed: int) -> None:
    """Release the fewest frozen items whose runs can no longer be held; `made` is changed.

    Raises `ProblemError` when other frozen items would have to give way, naming what clashes, or when the
    leads' musts clash among themselves.
    """
    fewest = _fewest(made, model, wide, seconds, seed)
    if fewest is None:
        raise ProblemError(explain_clash(model, proven=True))
    short, problem = _odd(made), model.a.problem
    rest = [item for item in fewest if item not in short]
    if rest:
        clash = smallest_clash(problem, frozen=_frozen(made), proving=_CLASH, reducing=_CLASH)
        if clash is not None:
            raise ProblemError(clash_sentence(clash))
        named = "; ".join(f"{i.department} {i.id} ({made.frozen[i]})" for i in rest)
        raise ProblemError(
            "What is agreed, booked or past cannot all be kept with the budget, release days, evenings, "
            f"hours and musts as they are now. The fewest that would have to give way: {named}. Release "
            "them, or give more room."
        )
    for item in fewest:
        d, _ = place(model.a.problem, item)
        why = f"What is left of the run of {item.id} cannot be held with everybody on it."
        made.touch(d, why)
        made.release(item, why)


def _frozen(made: Situation) -> Plan:
    """The seats and hours of the frozen items."""
    full, frozen = to_plan(made.a, made.told), made.frozen
    return Plan(
        seats=tuple(s for s in full.seats if ItemKey(s.department, "offer", s.offer) in frozen),
        mentoring=tuple(m for m in full.mentoring if ItemKey(m.department, "mentoring", m.mentor) in frozen),
    )


def _fewest(made: Situation, model: Model, wide: Free, seconds: float, seed: int) -> list[ItemKey] | None:
    """Items of the smallest set that must give way; None where that does not help."""
    items, c = list(made.frozen), model.columns
    lower, upper = wide.lower.copy(), wide.upper.copy()
    column, item = [], []
    for n, key in enumerate(items):
        d, at = place(model.a.problem, key)
        if key.kind == "offer":
            where = c.at(0)[(c.x[0] == at) & (c.x[2] == d)]
        else:
            where = c.at(2)[(c.m[0] == at) & (c.m[1] == d)]
            pair = c.at(3)[(c.q[0] == at) & (c.q[1] == d)]
            lower[pair], upper[pair] = model.lower[pair], model.upper[pair]
        lower[where], upper[where] = model.lower[where], model.upper[where]
        column += where.tolist()
        item += [n] * len(where)
    runs = c.at(1)[made.kept_runs[c.y[:2]]]
    lower[runs] = 0.0
    price = np.array([_PRICES[made.frozen[key]] for key in items])
    free = replace(
        wide,
        lower=lower,
        upper=upper,
        objective=np.zeros_like(wide.objective),
        price=np.zeros_like(wide.price),
    )
    bound = Bound(np.array(column, dtype=np.int64), np.array(item, dtype=np.int64), price)
    found = solve(model, free, seconds=seconds, seed=seed, bound=bound)
    if found.vector is None:
        return None
    moved = np.abs(found.vector - wide.told)
    return [items[n] for n in sorted({n for at, n in zip(column, item, strict=True) if moved[at] > 0.5})]


def _odd(made: Situation) -> set[ItemKey]:
    """Frozen items with seats on a run that what fell away leaves with too few seats, or too many."""
    a, told, problem = made.a, made.told, made.a.problem
    seats = told.seats[:, :-1].sum(axis=2)
    few = (told.runs > 0) & (seats < a.seats_min[:, None] * told.runs)
    many = seats > a.seats_max[:, None] * told.runs
    found: set[ItemKey] = set()
    for o, h in np.argwhere(few | many).tolist():
        for d in np.flatnonzero(told.seats[o, h]).tolist():
            found.add(ItemKey(problem.departments[d].id, "offer", problem.offers[o].id))
    return found & set(made.frozen)
