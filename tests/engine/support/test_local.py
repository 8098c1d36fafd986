"""Ruin and refill: every plan keeps every rule, none is worse than the start, the same seed repeats."""

import json
from typing import Any

import numpy as np
import pytest

from smeaton.engine.support import Problem, evaluate
from smeaton.engine.support.arrays import Allocation, Arrays, arrays, to_plan
from smeaton.engine.support.local import Options, search
from tests.factories.planning import place


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
    a, start = searched(place(7, departments=6), rounds=10)
    still = np.arange(6) < 3
    better = search(a, start, seed=1, rounds=300, options=Options(kept_departments=still))
    assert better is not None
    assert np.array_equal(better.seats[:, :, still], start.seats[:, :, still])
    assert np.array_equal(better.blocks[:, still], start.blocks[:, still])
    assert a.covered(better) > a.covered(start)
    assert evaluate(a.problem, to_plan(a, better)).broken == ()
