"""Fill runs that frozen seats hold open but that are short of seats, so that they can be held after all."""

from __future__ import annotations

import numpy as np

from smeaton.engine.support.arrays import Allocation
from smeaton.engine.support.greedy import State
from smeaton.engine.support.replan.fallen import Situation

_CHEAP = 1.0


def refilled(made: Situation, plan: Allocation) -> Allocation:
    """The plan with seats added to kept runs that are too small, touched departments first, best value first."""
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
