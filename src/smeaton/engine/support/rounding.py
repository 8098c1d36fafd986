"""Plans by rounding the runs of a mix of packages: which runs take place is what local search changes least.

Column generation ends with a mix: shares of packages, and so shares of runs. For each offer as many runs are
drawn as the mix has of it, at hosts that the mix prefers; the greedy fills them, ruin and refill mends what
it filled, and the best drawings are let go on with every run allowed.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays, Flags
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.greedy import greedy
from smeaton.engine.support.local import search as climb

_SHARE = 0.01  # of a run in the mix, from which on it may be drawn
_SPREAD = 0.5  # how far chance may turn the order in which hosts are preferred
_SCREENED = 200  # rounds of ruin and refill for each drawing
_DRAWN, _BEST = 0.5, 3  # share of the time for drawings; how many of them go on
_FIXED = (6, 1500)  # drawings, and rounds for each that goes on, where the work is fixed


def by_rounding(
    a: Arrays,
    runs: Floats,
    *,
    worth: Callable[[Allocation], float],
    seed: int,
    until: float | None,
) -> Allocation | None:
    """The plan of highest `worth` from drawings of `runs` (offers × hosts), or None where none was made.

    Within the budget of `a` and all its rules. `until` is in monotonic seconds; None: always the same work.
    """
    rng = np.random.default_rng(seed)
    began = time.monotonic()
    drawn_until = None if until is None else began + _DRAWN * (until - began)
    drawn: list[tuple[float, int, Allocation]] = []
    while len(drawn) < _FIXED[0] if drawn_until is None else time.monotonic() < drawn_until:
        kept = np.concatenate(
            [_draw(runs, rng, first=not drawn), np.ones((len(runs), 1), dtype=bool)], axis=1
        )
        within = replace(a, allowed=a.allowed & kept[:, :, None])
        start = greedy(within)
        if start is None:  # the musts of leads need other runs
            within, start = a, greedy(a)
        if start is None:
            return None
        plan = _climbed(within, start, worth, seed + len(drawn), rounds=_SCREENED, until=until)
        drawn.append((worth(plan), -len(drawn), plan))
    drawn.sort(key=lambda one: one[:2], reverse=True)
    best = [plan for _, _, plan in drawn[:_BEST]]
    for number, plan in enumerate(best):
        now = time.monotonic()
        share = None if until is None else now + (until - now) / (len(best) - number)
        best[number] = _climbed(
            a, plan, worth, seed + 31 * number, rounds=_FIXED[1] if until is None else None, until=share
        )
    return max(best, key=worth, default=None)


def _draw(runs: Floats, rng: np.random.Generator, *, first: bool) -> Flags:
    """Offers × hosts: which runs may take place; the first drawing is without chance."""
    kept: Flags = np.zeros(runs.shape, dtype=bool)
    for offer, share in enumerate(runs):
        total = float(share.sum())
        many = round(total) if first else int(total + rng.random())
        order = np.log(np.maximum(share, 1e-9))
        if not first:
            order = order + _SPREAD * rng.gumbel(size=len(share))
        some = np.flatnonzero(share >= _SHARE)
        kept[offer, some[np.argsort(-order[some], kind="stable")[:many]]] = True
    return kept


def _climbed(
    a: Arrays,
    plan: Allocation,
    worth: Callable[[Allocation], float],
    seed: int,
    *,
    rounds: int | None,
    until: float | None,
) -> Allocation:
    found = [plan]
    climb(
        a,
        plan,
        seed=seed,
        until=until,
        rounds=rounds,
        found=lambda better, _merit: found.append(better) if worth(better) > worth(found[-1]) else None,
    )
    return found[-1]
