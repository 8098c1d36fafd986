"""Matching problems made from a seed: a region's, a hub's, and ones small enough to try every match."""

from __future__ import annotations

import numpy as np

from smeaton.engine.mentoring import Department, Known, Mentor, Problem, Rules, Strand


def region(
    seed: int,
    departments: int,
    mentors: int,
    *,
    strands: int = 12,
    side: float = 50.0,
    towns: int = 10,
    pairs: int = 0,
    rules: Rules | None = None,
) -> Problem:
    """Departments and mentors around towns of a square of `side` km; `pairs` work together already."""
    rng = np.random.default_rng(seed)
    town = rng.uniform(0, side, (towns, 2))

    def places(count: int) -> list[tuple[float, float]]:
        found = town[rng.integers(towns, size=count)] + rng.normal(0, 6, (count, 2))
        return [(round(float(x), 2), round(float(y), 2)) for x, y in found]

    trusts = max(2, departments // 3)
    wanting, giving = [], []
    for n, at in enumerate(places(departments), start=1):
        hours = np.zeros(strands)
        chosen = rng.choice(strands, size=min(strands, int(rng.integers(1, 4))), replace=False)
        hours[chosen] = rng.choice([2.0, 4.0, 6.0, 8.0], size=len(chosen))
        weight = round(float(rng.uniform(1.0, 1.6)), 3)
        wanting.append(Department(f"d{n}", at, tuple(hours.tolist()), f"t{rng.integers(1, trusts)}", weight))
    for n, at in enumerate(places(mentors), start=1):
        skill = np.zeros(strands)
        chosen = rng.choice(strands, size=min(4, strands), replace=False)
        skill[chosen] = np.round(rng.uniform(0.4, 1.0, len(chosen)), 3)
        home, trust = f"d{rng.integers(1, departments + 1)}", f"t{rng.integers(1, trusts)}"
        giving.append(
            Mentor(f"m{n}", at, float(rng.choice([20, 40, 60])), tuple(skill.tolist()), home, trust)
        )
    known = {
        (f"m{rng.integers(1, mentors + 1)}", f"d{rng.integers(1, departments + 1)}") for _ in range(pairs)
    }
    return Problem(
        strands=tuple(Strand(f"s{k}") for k in range(1, strands + 1)),
        departments=tuple(wanting),
        mentors=tuple(giving),
        pairs=tuple(Known(mentor, department) for mentor, department in sorted(known)),
        rules=rules or Rules(),
    )
