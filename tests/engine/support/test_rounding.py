"""Plans by rounding the runs of a mix: always plans, within the budget, and the same for a seed."""

import numpy as np
import pytest

from smeaton.engine.support import Problem, evaluate
from smeaton.engine.support.arrays import arrays, to_plan
from smeaton.engine.support.columns import bound_at
from smeaton.engine.support.greedy import greedy
from smeaton.engine.support.rounding import by_rounding
from tests.factories.planning import every_plan, tiny


@pytest.mark.parametrize("seed", [3, 4, 5])
def test_whatever_the_mix_the_plan_keeps_the_rules_and_comes_again(seed: int) -> None:
    problem = Problem.from_dict(tiny(seed))
    a = arrays(problem)
    shares = np.random.default_rng(seed).uniform(-0.5, 1.2, (a.allowed.shape[0], a.allowed.shape[1] - 1))
    runs = np.clip(shares, 0.0, 1.0)
    made = [by_rounding(a, runs, worth=a.covered, seed=seed, until=None) for _ in range(2)]
    assert made[0] is not None
    assert made[1] is not None
    assert not evaluate(problem, to_plan(a, made[0])).broken
    assert to_plan(a, made[0]).seats == to_plan(a, made[1]).seats
    start = greedy(a)
    assert start is not None
    assert a.covered(made[0]) >= a.covered(start)  # the runs of a mix of nothing are no worse than none


@pytest.mark.parametrize("seed", [11, 12, 13])
def test_from_the_mix_behind_the_bound_the_best_plan_of_a_tiny_place_is_found(seed: int) -> None:
    problem = Problem.from_dict(tiny(seed))
    a = arrays(problem)
    best = max(
        score.covered for score in (evaluate(problem, p) for p in every_plan(problem)) if not score.broken
    )
    found = bound_at(a, 0.0004, np.zeros(len(problem.offers)), seconds=60, rounds=8)
    assert found.runs is not None
    made = by_rounding(a, found.runs, worth=a.covered, seed=1, until=None)
    assert made is not None
    assert a.covered(made) == pytest.approx(best)
