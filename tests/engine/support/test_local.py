"""Ruin and refill: every plan keeps every rule, none is worse than the start, the same seed repeats."""

import json
from typing import Any

import numpy as np
import pytest

from smeaton.engine.support import Problem, evaluate
from smeaton.engine.support.arrays import Allocation, Arrays, arrays, to_plan
from smeaton.engine.support.local import Options, Penalties, search
from smeaton.engine.support.local.chance import seeded
from smeaton.engine.support.local.climb import blur
from smeaton.engine.support.local.compiled import packed
from smeaton.engine.support.local.layout import allocation_of, place_of, state_of
from smeaton.engine.support.local.loop import _SETTINGS
from smeaton.engine.support.local.refill import refill, scores_of
from smeaton.engine.support.local.ruin import KINDS, mend, ruin
from smeaton.engine.support.model import served
from tests.factories.planning import every_plan, place, tiny


def searched(document: dict[str, Any], rounds: int = 150, seed: int = 1) -> tuple[Arrays, Allocation]:
    a = arrays(Problem.from_dict(document))
    told: list[float] = []
    found = search(a, None, seed=seed, rounds=rounds, found=lambda _plan, value: told.append(value))
    assert found is not None
    score = evaluate(a.problem, to_plan(a, found))
    assert score.broken == ()
    assert told == sorted(told)
    assert score.covered == pytest.approx(told[-1], abs=1e-9)
    return a, found


def changed(document: dict[str, Any], **parts: object) -> dict[str, Any]:
    copy: dict[str, Any] = json.loads(json.dumps(document))
    return copy | parts


SMALL = place(2, departments=4)
ODD = {
    "as it is": SMALL,
    "expected": place(2, departments=4, objective="expected"),
    "no money": place(2, departments=4, budget=0),
    "no budget": changed(SMALL, rules=SMALL["rules"] | {"budget": None}),
    "no hosts": changed(SMALL, hosts=[]),
    "no mentors": changed(SMALL, mentors=[]),
    "no offers": changed(SMALL, offers=[]),
    "no runs": place(2, departments=4, runs_max=0),
    "runs of any size": changed(SMALL, offers=[offer | {"seats_min": 0} for offer in SMALL["offers"]]),
    "one department": place(3, departments=1),
    "tight runs": changed(
        SMALL, offers=[o | {"seats_min": 3, "seats_max": 3} if o["hosted"] else o for o in SMALL["offers"]]
    ),
}


@pytest.mark.parametrize("name", ODD)
def test_every_plan_keeps_every_rule(name: str) -> None:
    searched(ODD[name])


def test_musts_are_kept_and_must_nots_are_not_given() -> None:
    document = place(5, departments=6)
    document["departments"][0]["must"] = [document["offers"][0]["id"], document["offers"][-1]["id"]]
    document["departments"][1]["must_not"] = [offer["id"] for offer in document["offers"][:20]]
    searched(document)


def test_a_search_is_never_worse_than_its_start_and_repeats() -> None:
    a, start = searched(place(6, departments=8), rounds=20)
    better, again = (search(a, start, seed=3, rounds=300) for _ in range(2))
    assert better is not None
    assert again is not None
    assert a.covered(better) > a.covered(start)
    assert np.array_equal(better.seats, again.seats)
    assert np.array_equal(better.blocks, again.blocks)


def test_what_is_kept_stays_as_it_is() -> None:
    a, start = searched(place(1), rounds=0)
    still = np.arange(19) < 6
    better = search(a, start, seed=1, rounds=300, options=Options(kept_departments=still))
    assert better is not None
    assert np.array_equal(better.seats[:, :, still], start.seats[:, :, still])
    assert np.array_equal(better.blocks[:, still], start.blocks[:, still])
    assert a.covered(better) > a.covered(start)
    assert evaluate(a.problem, to_plan(a, better)).broken == ()


def test_a_floor_is_kept_and_the_least_served_are_lifted() -> None:
    a, start = searched(place(8, departments=6), rounds=200)
    before, total = float(served(a, start).min()), 0.95 * a.covered(start)
    lifted = search(a, start, seed=1, rounds=600, options=Options(least_total=total))
    assert lifted is not None
    assert a.covered(lifted) >= total - 1e-6
    floor = float(served(a, lifted).min())
    assert floor > before
    above = search(a, lifted, seed=1, rounds=600, options=Options(floor=floor))
    assert above is not None
    assert served(a, above).min() >= floor - 1e-6
    assert total <= a.covered(lifted) <= a.covered(above)
    for plan in (lifted, above):
        assert evaluate(a.problem, to_plan(a, plan)).broken == ()


def test_a_floor_is_reached_from_nothing() -> None:
    a, start = searched(place(8, departments=6), rounds=200)
    floor = float(served(a, start).min()) + 0.01
    found = search(a, None, seed=1, rounds=600, options=Options(floor=floor))
    assert found is not None
    assert served(a, found).min() >= floor - 1e-6


@pytest.mark.parametrize("cap", [{"trust_share_max": 0.2}, {"strand_share_max": 0.06}])
def test_caps_are_kept(cap: dict[str, float]) -> None:
    document = place(9, departments=6)
    free, capped = (arrays(Problem.from_dict(document | {"rules": document["rules"] | c})) for c in ({}, cap))
    plans = [search(a, None, seed=1, rounds=200) for a in (free, capped)]
    assert plans[0] is not None
    assert plans[1] is not None
    assert evaluate(capped.problem, to_plan(capped, plans[0])).broken != ()
    assert evaluate(capped.problem, to_plan(capped, plans[1])).broken == ()
    assert 0 < capped.covered(plans[1]) < free.covered(plans[0])


def test_changing_what_was_told_is_done_only_where_it_pays() -> None:
    a, start = searched(place(7, departments=8), rounds=0)
    moved = []
    for cost in (0.0, 0.02, 10.0):
        each = [np.full(part.shape, cost) for part in (start.runs, start.seats, start.blocks)]
        found = search(a, start, seed=1, rounds=400, options=Options(penalties=Penalties(start, *each)))
        assert found is not None
        away = [abs(found.seats - start.seats).sum(), abs(found.blocks - start.blocks).sum()]
        away.append(abs(found.runs - start.runs).sum())
        moved.append(sum(away))
        assert a.covered(found) - cost * sum(away) >= a.covered(start) - 1e-9
    assert moved[0] > moved[1] > moved[2] == 0


def test_figures_kept_move_by_move_are_those_of_the_plan() -> None:
    document = place(10, departments=6, trust_share_max=0.4, strand_share_max=0.3)
    document["departments"][0]["must"] = [document["offers"][0]["id"]]
    a = arrays(Problem.from_dict(document))
    where, rng = place_of(a, Options(floor=0.4), None), seeded(1)
    state = state_of(a, where, a.empty())
    p, s, scores = packed(where), packed(state), packed(scores_of(where))
    for turn in range(60):
        ruin(p, s, scores, rng, turn % KINDS)
        blur(p, scores, rng, np.array(_SETTINGS))
        mend(p, s, rng)
        refill(p, s, scores)
        anew = state_of(a, where, allocation_of(state))
        assert np.array_equal(state.ints, anew.ints)
        assert state.floats == pytest.approx(anew.floats, abs=1e-6)
    assert evaluate(a.problem, to_plan(a, allocation_of(state))).broken == ()


def test_a_tiny_place_is_planned_as_well_as_can_be() -> None:
    reached = 0
    for seed in range(1, 6):
        problem = Problem.from_dict(tiny(seed))
        a = arrays(problem)
        best = max(
            score.covered for plan in every_plan(problem) if not (score := evaluate(problem, plan)).broken
        )
        found = search(a, None, seed=1, rounds=100)
        assert found is not None
        assert a.covered(found) <= best + 1e-6
        reached += a.covered(found) > best - 1e-6
    assert reached >= 4
