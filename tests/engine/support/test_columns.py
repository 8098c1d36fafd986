"""Bounds by columns: never below any plan, at any prices."""

import numpy as np
import pytest

from smeaton.engine.support import Plan, Problem, evaluate
from smeaton.engine.support.arrays import arrays
from smeaton.engine.support.columns import bound_at
from tests.factories.planning import every_plan, tiny


def worth(problem: Problem, plan: Plan, money: float, seats: dict[str, float]) -> float:
    score = evaluate(problem, plan)
    taken = sum(seats.get(s.offer, 0.0) * s.seats for s in plan.seats)
    return -np.inf if score.broken else score.covered - money * score.cost - taken


@pytest.mark.parametrize("seed", [11, 12])
@pytest.mark.parametrize(("money", "price"), [(0.0, 0.0), (0.0004, 0.0), (0.0002, 0.05)])
def test_no_plan_is_worth_more_than_the_bound_at_prices(seed: int, money: float, price: float) -> None:
    problem = Problem.from_dict(tiny(seed, budget=1e9))
    best = max(worth(problem, candidate, money, {"online": price}) for candidate in every_plan(problem))
    seats = np.array([price if o.id == "online" else 0.0 for o in problem.offers])
    assert bound_at(arrays(problem), money, seats, seconds=60, rounds=8).value >= best - 1e-6
