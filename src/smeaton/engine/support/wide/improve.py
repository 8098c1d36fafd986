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
from smeaton.engine.support.rounding import by_rounding
from smeaton.engine.support.solve import Changes, search
from smeaton.engine.support.values import ProblemError
from smeaton.engine.support.wide.asks import Effort
from smeaton.engine.support.wide.freeing import Stays, parts
from smeaton.engine.support.wide.priced import Priced

_DRAWN = 0.4  # share of the seconds for rounding the runs of a mix
_CLIMB = 0.2  # share of the seconds for ruin and recreate
_ROUNDS = 500  # of it, where steps are counted
_SLICE = 3.0  # seconds for a neighbourhood, at most
_NODES = 40  # of branch and bound for a neighbourhood, where steps are counted
_OPEN = 0.05  # of a run in the mix of packages: the run is worth trying in a plan
_KEPT = 4  # plans handed back


def improved(
    priced: Priced,
    start: Allocation,
    *,
    hint: float,
    effort: Effort,
    relaxed: Floats | None,
    runs: Floats | None,
) -> list[Allocation]:
    """Plans of the place, the best at the prices first; all keep its rules, as `start` must.

    `hint` is what the place should spend, national seats included at their price in pounds. `relaxed` is
    a solution of the linear relaxation, if there is one; `runs` those of a mix of packages.
    """
    until = time.monotonic() + effort["seconds"]
    found = _Found(priced)
    found.add(start)
    drawn = None
    if runs is not None:
        seconds = None if effort["steps"] is not None else _DRAWN * effort["seconds"]
        drawn = rounded(priced, runs, hint, effort["seed"], seconds)
        if drawn is not None:
            found.add(drawn)
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
    return found.plans if drawn is None else [*found.plans, drawn]


def rounded(
    priced: Priced, runs: Floats, budget: float, seed: int, seconds: float | None
) -> Allocation | None:
    """A plan within `budget` pounds by rounding the runs of a mix; `seconds` None: always the same work."""
    return by_rounding(
        replace(priced.purse, budget=budget),
        runs,
        worth=priced.worth,
        seed=seed,
        until=None if seconds is None else time.monotonic() + seconds,
    )


def within(priced: Priced, start: Allocation, runs: Floats, effort: Effort) -> Allocation | None:
    """A plan worth more than `start` in the runs that `start` or a mix of packages (offers × hosts) has.

    None where none was found.
    """
    if effort["steps"] is None and effort["seconds"] <= 0.05:
        return None
    vector, c = priced.model.vector(start), priced.model.columns
    offer, host, copy = c.y
    at, upper = c.at(1), priced.model.upper.copy()
    upper[at] = np.where((runs[offer, host] > copy + _OPEN) | (vector[at] > 0.5), upper[at], 0.0)
    outcome = search(
        priced.model,
        seconds=effort["seconds"] if effort["steps"] is None else 3600.0,
        seed=effort["seed"],
        start=vector,
        changes=Changes(priced.model.lower.copy(), upper, priced.objective),
        gap=1e-4,
        nodes=None if effort["steps"] is None else _NODES,
    )
    if outcome.vector is None:
        return None
    found = priced.model.allocation(outcome.vector)
    return found if priced.worth(found) > priced.worth(start) + 1e-7 else None


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
