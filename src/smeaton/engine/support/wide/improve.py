"""Better plans of a place at prices, in one thread: ruin and recreate, then parts re-optimised by HiGHS."""

from __future__ import annotations

import time
from dataclasses import replace
from itertools import islice

import numpy as np

from smeaton.engine.support.arrays import Allocation
from smeaton.engine.support.clashes import explain_clash
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.greedy import greedy
from smeaton.engine.support.local import search as climb
from smeaton.engine.support.solve import Changes, search
from smeaton.engine.support.values import ProblemError
from smeaton.engine.support.wide.asks import Effort
from smeaton.engine.support.wide.freeing import Stays, parts
from smeaton.engine.support.wide.priced import Priced

_CLIMB = 0.4  # share of the seconds for ruin and recreate
_ROUNDS = 500  # of it, where steps are counted
_SLICE = 3.0  # seconds for a neighbourhood, at most
_NODES = 40  # of branch and bound for a neighbourhood, where steps are counted
_KEPT = 4  # plans handed back


def improved(
    priced: Priced, start: Allocation, *, hint: float, effort: Effort, relaxed: Floats | None
) -> list[Allocation]:
    """Plans of the place, the best at the prices first; all keep its rules, as `start` must.

    `hint` is what the place should spend, national seats included at their price in pounds. `relaxed` is
    a solution of the linear relaxation, if there is one.
    """
    until = time.monotonic() + effort["seconds"]
    found = _Found(priced)
    found.add(start)
    _climb(priced, found, hint, effort)
    rng = np.random.default_rng(effort["seed"])
    turns = parts(priced.model, relaxed, rng)
    for draw in turns if effort["steps"] is None else islice(turns, effort["steps"]):
        left = until - time.monotonic()
        if effort["steps"] is None and left <= 0.05:
            break
        vector = priced.model.vector(found.best)
        outcome = search(
            priced.model,
            seconds=min(_SLICE, left) if effort["steps"] is None else 3600.0,
            seed=int(rng.integers(1 << 30)),
            start=vector,
            changes=_kept(priced, vector, draw(vector)),
            gap=1e-4,
            nodes=None if effort["steps"] is None else _NODES,
        )
        if outcome.vector is not None:
            found.add(priced.model.allocation(outcome.vector))
    return found.plans


def greedily(priced: Priced, hint: float) -> Allocation | None:
    """The greedy's plan for about `hint` pounds, or None where it could not place the leads' musts."""
    return greedy(replace(priced.purse, budget=hint))


def least(priced: Priced, *, seed: int) -> Allocation:
    """The cheapest plan that keeps the place's rules: nothing at all, unless leads have musts.

    Raises `ProblemError` when the musts clash.
    """
    if not priced.a.must.any():
        return priced.a.empty()
    frugal = priced.objective - priced.model.objective
    frugal[priced.model.columns.at(0)] -= 1e-6  # no seat for nothing, where money is free
    outcome = search(priced.model, seconds=20.0, seed=seed, changes=Changes(objective=frugal), nodes=500)
    if outcome.vector is None:
        raise ProblemError(explain_clash(priced.model, proven=outcome.infeasible))
    return priced.model.allocation(outcome.vector)


def _climb(priced: Priced, found: _Found, hint: float, effort: Effort) -> None:
    """The compiled local search, which knows a budget and no prices: about what the place should spend."""
    a = priced.purse
    climb(
        replace(a, budget=max(hint, a.cost(found.best))),
        found.best,
        seed=effort["seed"],
        until=None if effort["steps"] is not None else time.monotonic() + _CLIMB * effort["seconds"],
        rounds=None if effort["steps"] is None else _ROUNDS * effort["steps"],
        found=lambda plan, _merit: found.add(plan),
    )


def _kept(priced: Priced, plan: Floats, stays: Stays) -> Changes:
    """The objective at the prices, with some columns as they are in the plan."""
    lower, upper = priced.model.lower.copy(), priced.model.upper.copy()
    lower[stays] = upper[stays] = np.rint(plan[stays])
    return Changes(lower, upper, priced.objective)


class _Found:
    """The best plans so far, each a different mix of worth and cost."""

    def __init__(self, priced: Priced) -> None:
        self.priced = priced
        self.kept: list[tuple[float, Allocation]] = []

    def add(self, plan: Allocation) -> None:
        worth = self.priced.worth(plan)
        if all(worth > best + 1e-7 for best, _ in self.kept[:1]):
            self.kept = [(worth, plan), *self.kept][:_KEPT]

    @property
    def best(self) -> Allocation:
        return self.kept[0][1]

    @property
    def plans(self) -> list[Allocation]:
        return [plan for _, plan in self.kept]
