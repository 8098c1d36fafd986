"""Pricing by columns against every package there is, and bounds against every plan, on places that small."""

import itertools
import math
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from smeaton.engine.support import Problem, evaluate
from smeaton.engine.support.arrays import Arrays, arrays
from smeaton.engine.support.columns.duals import Duals, Outside, costs, prices
from smeaton.engine.support.columns.generate import Generator
from smeaton.engine.support.columns.packages import Package, own_worth, package
from smeaton.engine.support.columns.start import first_duals
from smeaton.engine.support.greedy import greedy
from tests.factories.planning import every_plan, place, tiny


def two_mentors(seed: int, **rules: object) -> dict[str, Any]:
    """A tiny place whose departments could have two mentors who help the same strands."""
    document = tiny(seed, **rules)
    rng = np.random.default_rng(seed)
    document["mentors"] = [
        {
            "id": f"m{n}",
            "department": "d1",
            "hours": 8.0,
            "hourly_rate": float(rng.integers(5, 40)),
            "contribution_per_hour": np.round(rng.uniform(0.0, 0.3, 2), 3).tolist(),
        }
        for n in (1, 2)
    ]
    document["rules"]["mentor"] = {**document["rules"]["mentor"], "strand_hours_max": 4, "pair_hours_max": 6}
    return document


def every_package(a: Arrays, d: int) -> Iterator[Package]:
    """Every package of department `d` that keeps its own rules."""
    offers, sites, _ = a.allowed.shape
    mentors, strands = len(a.mentor_blocks), a.weight.shape[1]
    seats = [range(int(a.top[d, o]) + 1) if a.allowed[o, :, d].any() else range(1) for o in range(offers)]
    least, most = a.pair_blocks
    grid = list(itertools.product(range(a.strand_blocks + 1), repeat=strands))
    hours = [grid if a.pair_allowed[j, d] else grid[:1] for j in range(mentors)]
    for counts in itertools.product(*seats):
        taken = np.zeros((offers, sites), dtype=np.int64)
        for o, n in enumerate(counts):
            taken[o, int(np.argmax(a.allowed[o, :, d]))] = n
        for some in itertools.product(*hours):
            blocks = np.array(some, dtype=np.int64).reshape(mentors, strands)
            pairs = blocks.sum(axis=1)
            days = taken.sum(axis=1) @ a.seat_release + pairs.sum() * a.block_release
            evenings = taken.sum(axis=1) @ a.seat_evenings
            fits = days <= a.release[d] + 1e-7 and evenings <= a.evenings[d] + 1e-7
            held = np.all((pairs == 0) | ((pairs >= least) & (pairs <= np.minimum(most, a.mentor_blocks))))
            if fits and held:
                yield package(a, d, taken, blocks)


def some_duals(a: Arrays, seed: int) -> Duals:
    """Prices of the size that prices have, some of them zero."""
    rng = np.random.default_rng(seed)
    offers, sites, departments = a.allowed.shape
    shapes = [(offers, sites - 1), (offers, sites - 1), (offers, sites - 1, departments)]
    shapes += [(len(a.mentor_blocks),)] * 2
    high, low, link, hours, pairs = (0.03 * rng.exponential(size=s) * (rng.random(s) < 0.5) for s in shapes)
    return Duals(float(rng.uniform(0, 1e-3)), high, low, link, hours, pairs)


def paid(a: Arrays, one: Package, duals: Duals) -> float:
    """What a package pays at the prices, on one host."""
    seats, given = one.seats[:, :-1], one.blocks.sum(axis=1)
    total = duals.money * one.cost + (seats * (duals.high - duals.low)).sum()
    total += ((seats > 0) * duals.link[:, :, one.department]).sum()
    return float(total + given @ duals.hours + (given > 0) @ duals.pairs)


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 10**6), st.sampled_from(["plain", "expected"]), st.sampled_from([0.0, 0.2, 0.5]))
def test_pricing_finds_the_best_of_all_packages(seed: int, objective: str, floor: float) -> None:
    a = arrays(Problem.from_dict(two_mentors(seed, objective=objective)))
    duals, outside = some_duals(a, seed), Outside(0.0, np.zeros(len(a.run_cost)))
    generator = Generator(a, outside, floor)
    bound = generator.price_all(duals, 0.0)
    for d in range(2):
        full = a.curves.need[d] @ a.own * a.problem.departments[d].weight
        rest = [one for one in every_package(a, d) if one.covered >= (floor - 1e-7) * full - 1e-12]
        best = max((one.covered - paid(a, one, duals) for one in rest), default=-math.inf)
        assert generator.parts[0][d] >= best - 1e-7
        if floor == 0.0:
            assert generator.parts[0][d] == pytest.approx(best, abs=1e-6)
    found = [own_worth(one, outside) - paid(a, one, duals) for one in generator.pool.packages]
    assert all(worth <= max(generator.parts[0]) + 1e-7 for worth in found)
    assert math.isfinite(bound) or floor > 0


def test_a_pricing_that_runs_out_of_nodes_still_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    a = arrays(Problem.from_dict(place(5, departments=6)))
    duals, _ = first_duals(a, Outside(0.0, np.zeros(len(a.run_cost))), 0.0, lambda: False)
    exact, hasty = (Generator(a, Outside(0.0, np.zeros(len(a.run_cost)))) for _ in range(2))
    exact.price_all(duals, 0.0)
    monkeypatch.setattr("smeaton.engine.support.columns.generate._NODES", 3)
    hasty.price_all(duals, 0.0)
    assert (hasty.parts[0] >= exact.parts[0] - 1e-9).all()
    assert (hasty.parts[0] > exact.parts[0] + 1e-6).any()


def test_seats_split_over_sites_cost_what_the_prices_say() -> None:
    a = arrays(Problem.from_dict(place(9, departments=5)))
    outside = Outside(0.0, np.zeros(len(a.run_cost)))
    for seed in range(3):
        duals = some_duals(a, seed)
        generator = Generator(a, outside)
        generator.price_all(duals, 1e-3)
        priced = costs(a, duals, outside)
        for one in generator.pool.packages:
            t = generator.departments[one.department]
            what = prices(a, t, one.department, priced, duals, outside)
            taken = one.seats.sum(axis=1)[t.offer]
            mentors = one.blocks.sum(axis=1)[t.mentor]
            cost = what.cost[np.arange(len(taken)), taken].sum()
            cost += (what.mentor[:, 0] * (mentors > 0) + what.mentor[:, 1] * mentors).sum()
            assert cost == pytest.approx(paid(a, one, duals), abs=1e-9)


@pytest.mark.parametrize(
    ("seed", "objective", "floor"), [(1, "plain", 0.0), (2, "expected", 0.0), (6, "plain", 0.15)]
)
def test_no_plan_is_above_the_bound_whatever_the_prices(seed: int, objective: str, floor: float) -> None:
    problem = Problem.from_dict(tiny(seed, objective=objective))
    a = arrays(problem)
    scores = [evaluate(problem, candidate) for candidate in every_plan(problem)]
    best = max(s.covered for s in scores if not s.broken and s.least_served >= floor)
    generator = Generator(a, Outside(0.0, np.zeros(len(a.run_cost))), floor)
    for trial in range(30):
        assert generator.price_all(some_duals(a, trial), 1e-3) >= best - 1e-7
    assert generator.bound >= best - 1e-7


def test_columns_bound_tighter_than_the_relaxation_and_above_the_plan() -> None:
    a = arrays(Problem.from_dict(place(3, departments=8)))
    outside = Outside(0.0, np.zeros(len(a.run_cost)))
    generator, plan = Generator(a, outside), greedy(a)
    assert plan is not None
    generator.learn(plan)
    duals, relaxed = first_duals(a, outside, 0.0, lambda: False)
    first = generator.price_all(duals, 1e-3)
    for _ in range(12):
        generator.step(math.inf)
    assert a.covered(plan) <= generator.bound < first
    assert generator.bound < 0.985 * relaxed
    assert generator.mix is not None
    assert generator.mix.value <= generator.bound + 1e-6


def test_rounds_of_columns_repeat_and_a_later_search_begins_with_them() -> None:
    a = arrays(Problem.from_dict(place(4, departments=6)))
    outside, plan = Outside(0.0, np.zeros(len(a.run_cost))), greedy(a)
    assert plan is not None
    duals, _ = first_duals(a, outside, 0.0, lambda: False)
    one, two = Generator(a, outside), Generator(a, outside)
    for generator in (one, two):
        generator.learn(plan)
        generator.price_all(duals, 1e-3)
        for _ in range(6):
            generator.step(math.inf)
    assert one.bound == two.bound
    assert len(one.pool.packages) == len(two.pool.packages)
    warm = one.warm
    assert warm is not None
    later = Generator(a, outside, floor=0.6)
    later.take(warm.packages)
    assert 0 < len(later.pool.packages) < len(one.pool.packages)
    assert later.price_all(warm.centre, 1e-4) <= 1.001 * one.price_all(warm.centre, 0.0)


def test_an_ended_search_leaves_the_bound_as_it_was() -> None:
    a = arrays(Problem.from_dict(place(4, departments=6)))
    outside, calls = Outside(0.0, np.zeros(len(a.run_cost))), [0]
    duals, _ = first_duals(a, outside, 0.0, lambda: False)

    def over() -> bool:
        calls[0] += 1
        return calls[0] > 8

    generator = Generator(a, outside, over=over)
    first = generator.price_all(duals, 1e-3)
    assert math.isinf(generator.price_all(duals, 1e-3))
    assert generator.bound == first
