"""Ruin and recreate: take a few runs, departments or mentors out of a plan and let the greedy fill the gap.

A trial takes some hundredths of a second, so this gains most of what the exact search would, much sooner, and
on places too large for it. Weights are blurred from trial to trial, or the greedy would put back what was
there. A plan slightly worse than the best may be continued from (record-to-record travel).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from smeaton.engine.support.arrays import Allocation, Arrays
from smeaton.engine.support.greedy import complete

_BLUR = 0.15
_WORSE = 0.004  # of the best value: how much worse a plan may be to continue from


def shake(
    a: Arrays,
    plan: Allocation,
    *,
    rng: np.random.Generator,
    worth: Callable[[Allocation], float],
    found: Callable[[Allocation], None],
    over: Callable[[], bool],
) -> None:
    """Improve `plan` until `over()`; `found` is told of each better plan. `worth` −∞ rules a plan out."""
    best = here_worth = worth(plan)
    here, record = plan, plan
    while not over():
        ruined = _ruined(a, here, rng)
        if ruined is None:
            continue
        blur = np.exp(_BLUR * rng.standard_normal((len(a.release), 1)))
        candidate = complete(replace(a, weight=a.weight * blur), ruined)
        value = worth(candidate)
        if value > best + 1e-7:
            best, record = value, candidate
            found(candidate)
        if value >= best - _WORSE * abs(best):
            here, here_worth = candidate, value
        elif here_worth < best and rng.random() < 0.05:
            here, here_worth = record, best


def _ruined(a: Arrays, plan: Allocation, rng: np.random.Generator) -> Allocation | None:
    """The plan with a random part taken out, and no run too small; None when a must would go."""
    part = Allocation(plan.runs.copy(), plan.seats.copy(), plan.blocks.copy())
    kind = rng.random()
    if kind < 0.5:
        _drop_runs(part, rng)
    elif kind < 0.85:
        _drop_departments(a, part, rng)
    else:
        _drop_mentors(part, rng)
    _close_small_runs(a, part)
    held = part.seats.sum(axis=1).T > 0
    return None if (a.must & ~held).any() else part


def _drop_runs(part: Allocation, rng: np.random.Generator) -> None:
    held = np.argwhere(part.runs > 0)
    if len(held):
        for o, h in rng.permutation(held)[: int(rng.integers(1, 4))].tolist():
            part.runs[o, h] = 0
            part.seats[o, h] = 0


def _drop_departments(a: Arrays, part: Allocation, rng: np.random.Generator) -> None:
    count = len(a.release)
    size = min(count, int(rng.integers(1, max(2, count // 4) + 1)))
    for d in rng.choice(count, size=size, replace=False).tolist():
        keep = a.must[d][:, None] & (part.seats[:, :, d] > 0)
        part.seats[:, :, d] = np.where(keep, part.seats[:, :, d], 0)
        part.blocks[:, d] = 0


def _drop_mentors(part: Allocation, rng: np.random.Generator) -> None:
    pairs = np.argwhere(part.blocks.any(axis=2))
    if len(pairs):
        size = int(rng.integers(1, max(2, len(pairs) // 2) + 1))
        for j, d in rng.permutation(pairs)[:size].tolist():
            part.blocks[j, d] = 0


def _close_small_runs(a: Arrays, part: Allocation) -> None:
    """Close runs whose seats no longer suffice."""
    seats = part.seats[:, :-1].sum(axis=2)
    least = np.maximum(a.seats_min, 1)[:, None]
    part.runs[:] = np.minimum(part.runs, np.where(seats > 0, seats // least, 0))
    part.seats[:, :-1][part.runs == 0] = 0
    over = np.argwhere((part.runs > 0) & (part.seats[:, :-1].sum(axis=2) > a.seats_max[:, None] * part.runs))
    for o, h in over.tolist():
        part.runs[o, h] = 0
        part.seats[o, h] = 0
