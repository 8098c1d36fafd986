"""Put something in the place of what fell away, by the greedy: first runs that frozen seats hold open."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from smeaton.engine.support.arrays import Allocation
from smeaton.engine.support.greedy import State, complete
from smeaton.engine.support.replan.fallen import Situation

_CHEAP = 1.0


def refilled(made: Situation, plan: Allocation) -> Allocation:
    """The plan with seats added to kept runs that are too small: touched departments first, best value."""
    a = made.a
    state = State(a, Allocation(plan.runs.copy(), plan.seats.copy(), plan.blocks.copy()))
    touched = np.zeros(len(a.release), dtype=bool)
    touched[list(made.touched)] = True
    for o, h in np.argwhere(made.kept_runs).tolist():
        need = int(a.seats_min[o] * state.plan.runs[o, h])
        while state.plan.seats[o, h].sum() < need:
            gain = np.where(a.allowed[o, h] & ~made.kept_seats[o, h], state.gains[0, :, o], -1.0)
            if gain.max(initial=-1.0) < 0:
                break
            first = np.where(touched & (gain >= 0), gain + 1e3, gain)
            state.take(o, h, int(np.argmax(first / np.maximum(a.seat_cost[o, h], _CHEAP))))
    return state.plan


def regrown(made: Situation, plan: Allocation) -> Allocation:
    """The plan with whatever pays added for the touched departments, within what is left."""
    a = made.a
    touched = np.zeros(len(a.release), dtype=bool)
    touched[list(made.touched)] = True
    kept = made.kept_seats.any(axis=1).T
    top = np.where(touched[:, None] & ~kept, a.top, 0)
    pairs = a.pair_allowed & touched & ~made.kept_pairs
    # the greedy knows no limit for one run: one that was cancelled in part gets no more seats, nor copies
    closed = (made.runs_most < a.runs_max) & (made.runs_most > 0)
    allowed = a.allowed.copy()
    allowed[:, :-1][closed] = False
    spent = float((plan.seats[:, :-1] * a.seat_cost[:, :-1])[closed].sum())
    return complete(replace(a, top=top, pair_allowed=pairs, allowed=allowed, budget=a.budget - spent), plan)
