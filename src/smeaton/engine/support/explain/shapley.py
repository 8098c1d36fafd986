"""What each item of a package brings: its Shapley share of the need covered, and the loss without it.

Items overlap, and need is covered with diminishing returns, so what an item adds depends on what came before.
The Shapley value (Shapley 1953) averages over the orders in which items could come; here over random orders.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

from smeaton.engine.support.arrays import Arrays, arrays, to_allocation
from smeaton.engine.support.curves import Floats
from smeaton.engine.support.plans import ItemKey, Plan
from smeaton.engine.support.problem import Problem


@dataclass(frozen=True, slots=True)
class ItemShare:
    """What one item brings to its department.

    `total` is weighted by strand: over a department's items it sums to the department's covered need of
    `Score.by_department`. `by_strand` is unweighted need (0-1): it sums to `Score.by_cell`; strands
    it does not help are left out. `loss` is what the department would lose without it, weighted like `total`.
    """

    total: float
    by_strand: Mapping[str, float]
    loss: float


def shares(
    problem: Problem,
    plan: Plan,
    *,
    rng: np.random.Generator,
    permutations: int = 200,
    stop: Callable[[], bool] | None = None,
) -> dict[ItemKey, ItemShare]:
    """Share of each item of each package, by `permutations` random orders. Sums are exact for any number.

    When `stop` says so, the departments done so far come back: each with all its items, or with none.
    """
    a = arrays(problem)
    doses = item_doses(a, plan)
    found: dict[ItemKey, ItemShare] = {}
    for d, department in enumerate(problem.departments):
        if stop is not None and stop():
            break
        keys = [key for key in doses if key.department == department.id]
        if keys:
            parts = np.stack([doses[key] for key in keys])
            worth, loss = _worth(a, d, parts, rng, permutations)
            for key, by_strand, lost in zip(keys, worth, loss, strict=True):
                found[key] = ItemShare(
                    total=float(by_strand @ a.own),
                    by_strand={
                        strand.id: float(value)
                        for strand, value in zip(problem.strands, by_strand, strict=True)
                        if value > 0
                    },
                    loss=float(lost),
                )
    return {key: found[key] for key in plan.items() if key in found}


def item_doses(a: Arrays, plan: Plan) -> dict[ItemKey, Floats]:
    """Dose that each item gives its department, by strand."""
    allocation, problem = to_allocation(a, plan), a.problem
    taken = allocation.seats.sum(axis=1)
    found: dict[ItemKey, Floats] = {}
    for o, d in np.argwhere(taken > 0).tolist():
        key = ItemKey(problem.departments[d].id, "offer", problem.offers[o].id)
        found[key] = taken[o, d] * a.seat_dose[d, o]
    for j, d in np.argwhere(allocation.blocks.any(axis=2)).tolist():
        key = ItemKey(problem.departments[d].id, "mentoring", problem.mentors[j].id)
        found[key] = allocation.blocks[j, d] * a.block_dose[j, d]
    return found


def _worth(
    a: Arrays, d: int, parts: Floats, rng: np.random.Generator, permutations: int
) -> tuple[Floats, Floats]:
    """Shapley shares (items × strands) of a department's item doses, and the loss without each."""
    count = len(parts)
    order = rng.permuted(np.tile(np.arange(count), (max(permutations, 1), 1)), axis=1)
    before = np.cumsum(parts[order], axis=1)  # permutations × items × strands
    total = np.concatenate([np.zeros_like(before[:, :1]), before], axis=1)
    gains = np.diff(_covered(a, d, total), axis=1)
    worth = np.zeros_like(parts)
    np.add.at(worth, order.ravel(), gains.reshape(-1, parts.shape[1]))
    full = parts.sum(axis=0)
    loss = (_covered(a, d, full[None]) - _covered(a, d, full - parts)) @ a.own
    return worth / len(order), loss


def _covered(a: Arrays, d: int, dose: Floats) -> Floats:
    length, slope = a.curves.length[d], a.curves.slope[d]
    start = np.cumsum(length, axis=-1) - length
    result: Floats = (np.clip(dose[..., None] - start, 0.0, length) * slope).sum(axis=-1)
    return result
