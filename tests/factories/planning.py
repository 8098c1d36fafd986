"""Planning problems made from a seed: a place of any size, and places small enough to try every plan."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

import numpy as np

from smeaton.engine.support import Mentoring, Plan, Problem, Run, Seats

STRANDS = (
    "preconceptions",
    "self-regulation",
    "models",
    "recall",
    "practical",
    "language",
    "feedback",
    "curriculum",
    "leadership",
    "disadvantage",
    "staffing",
    "technicians",
)

_MENTOR_RULES = {
    "block_hours": 2,
    "pair_hours_min": 4,
    "pair_hours_max": 20,
    "strand_hours_max": 12,
    "mentors_per_department_max": 2,
    "departments_per_mentor_max": 6,
    "visits": 4,
    "release_days_per_block": 0.15,
}
_RULES = {
    "travel_limit_km": 25.0,
    "cover_per_day": 210.0,
    "per_km": 0.45,
    "spread": 3,
    "runs_max": 2,
    "out_per_slot_max": 2,
    "evenings_per_staff_max": 1.0,
}

# mode, how many, sessions, release days, run cost, seat cost, smallest, largest, per department,
# strands helped, dose
_CATALOGUE = (
    ("course", 14, 1, 1.0, 900.0, 25.0, 8, 24, 3, 3, 0.55),
    ("course", 4, 3, 3.0, 2500.0, 70.0, 8, 24, 3, 3, 1.1),
    ("twilight", 8, 2, 0.0, 450.0, 15.0, 6, 24, 4, 3, 0.14),
    ("network", 3, 1, 0.0, 230.0, 5.0, 5, 30, 1, 4, 0.12),
    ("leadership", 3, 3, 3.0, 0.0, 95.0, 0, None, 1, 3, 0.5),
    ("technician", 3, 1, 0.0, 590.0, 40.0, 5, 16, 2, 2, 0.3),
    ("online", 5, 0, 0.0, 0.0, 18.0, 0, None, 2, 3, 0.05),
)


def place(seed: int, departments: int = 19, **rules: object) -> dict[str, Any]:
    """A place like those of a local authority, as a document of format smeaton-plan/1."""
    rng = np.random.default_rng(seed)
    many = [_department(rng, n, departments) for n in range(1, departments + 1)]
    offers = [offer for kind in _CATALOGUE for offer in _offers(rng, *kind)]
    ids = [d["id"] for d in many]
    homes = rng.choice(ids, size=min(max(2, departments // 10), departments), replace=False).tolist()
    mentors = [_mentor(rng, n, ids) for n in range(1, max(2, departments * 8 // 19) + 1)]
    return {
        "format": "smeaton-plan/1",
        "name": f"made-{seed}",
        "strands": [{"id": s, "weight": round(float(rng.uniform(0.7, 1.3)), 3)} for s in STRANDS],
        "response": {"length": [0.5, 0.5, 1.0], "slope": [0.9, 0.6, 0.25]},
        "rules": {**_RULES, "budget": 1500.0 * departments, "mentor": dict(_MENTOR_RULES), **rules},
        "departments": many,
        "offers": offers,
        "hosts": [{"id": f"h{n}", "department": home} for n, home in enumerate(homes, 1)],
        "mentors": mentors,
        "dates": [],
    }


def _department(rng: np.random.Generator, n: int, departments: int) -> dict[str, Any]:
    staff = int(rng.integers(5, 15))
    need = np.clip(rng.normal(rng.uniform(0.35, 0.6), 0.18, len(STRANDS)), 0.03, 1.0)
    return {
        "id": f"d{n}",
        "trust": f"t{int(rng.integers(1, departments + 1))}",
        "at_km": np.round(rng.normal(0, 8, 2), 3).tolist(),
        "staff": staff,
        "release_days": float(max(4, staff + int(rng.integers(-3, 4)))),
        "weight": round(float(rng.uniform(1.0, 1.6)), 3),
        "need": np.round(need, 4).tolist(),
        "need_se": np.round(rng.uniform(0.06, 0.18, len(STRANDS)), 4).tolist(),
        "must": [],
        "must_not": [],
    }


def _offers(
    rng: np.random.Generator,
    mode: str,
    count: int,
    sessions: int,
    days: float,
    run_cost: float,
    seat_cost: float,
    least: int,
    most: int | None,
    top: int,
    helped: int,
    dose: float,
) -> Iterator[dict[str, Any]]:
    for n in range(1, count + 1):
        contribution = np.zeros(len(STRANDS))
        chosen = rng.choice(len(STRANDS), size=helped, replace=False)
        contribution[chosen] = dose * rng.uniform(0.4, 1.6, helped)
        yield {
            "id": f"{mode}-{sessions}-{n}",
            "mode": mode,
            "sessions": sessions,
            "release_days": days,
            "run_cost": round(run_cost * float(rng.uniform(0.9, 1.1)), 2),
            "seat_cost": round(seat_cost * float(rng.uniform(0.85, 1.15)), 2),
            "seats_min": least,
            "seats_max": most,
            "per_department_max": top,
            "reaches": "department" if mode in ("network", "leadership", "technician") else "participant",
            "hosted": mode not in ("leadership", "online"),
            "evening": mode in ("twilight", "network"),
            "contribution": np.round(contribution, 4).tolist(),
        }


def _mentor(rng: np.random.Generator, n: int, ids: list[str]) -> dict[str, Any]:
    contribution = np.zeros(len(STRANDS))
    chosen = rng.choice(len(STRANDS), size=4, replace=False)
    contribution[chosen] = rng.uniform(0.2, 0.36, 4)
    return {
        "id": f"m{n}",
        "department": str(rng.choice(ids)),
        "hours": float(rng.choice([20, 40, 60])),
        "hourly_rate": 62.0,
        "contribution_per_hour": np.round(contribution, 4).tolist(),
    }


def tiny(seed: int, **rules: object) -> dict[str, Any]:
    """A place of two departments, two strands, three offers and one mentor: every plan can be tried."""
    rng = np.random.default_rng(seed)
    document = place(seed, departments=2)
    document["strands"] = document["strands"][:2]
    for n, department in enumerate(document["departments"]):
        department["need"] = np.round(rng.uniform(0.1, 0.9, 2), 3).tolist()
        department["need_se"] = np.round(rng.uniform(0.0, 0.2, 2), 3).tolist()
        department["staff"] = int(rng.integers(2, 5))
        department["at_km"] = [float(4 * n), 0.0]
        department["release_days"] = float(rng.integers(1, 4))
    shapes = (
        ("course", 1.0, 2, 3, 2, True),
        ("twilight", 0.0, 1, 2, 1, True),
        ("online", 0.0, 0, None, 1, False),
    )
    document["offers"] = [
        {
            "id": mode,
            "mode": mode,
            "sessions": 1,
            "release_days": days,
            "run_cost": float(rng.integers(50, 300)) if hosted else 0.0,
            "seat_cost": float(rng.integers(10, 40)),
            "seats_min": least,
            "seats_max": most,
            "per_department_max": top,
            "reaches": "participant",
            "hosted": hosted,
            "evening": mode == "twilight",
            "contribution": np.round(rng.uniform(0.0, 0.4, 2), 3).tolist(),
        }
        for mode, days, least, most, top, hosted in shapes
    ]
    document["hosts"] = [{"id": "h1", "department": "d1"}]
    document["mentors"] = [
        {
            "id": "m1",
            "department": "d1",
            "hours": 4.0,
            "hourly_rate": 30.0,
            "contribution_per_hour": np.round(rng.uniform(0.0, 0.1, 2), 3).tolist(),
        }
    ]
    document["rules"] |= {"budget": float(rng.integers(300, 1500)), "runs_max": 1, **rules}
    return document


def every_plan(problem: Problem) -> Iterator[Plan]:
    """Every plan of a tiny place with a run where there are seats, rule-breaking ones among them."""
    hosted = [o for o in problem.offers if o.hosted]
    departments = [d.id for d in problem.departments]
    seats = [range(o.per_department_max + 1) for o in problem.offers for _ in departments]
    pairs = [(m, d) for m in problem.mentors for d in departments if m.department != d]
    hours = [range(0, 5, 2) for _ in pairs for _ in problem.strands]
    keys = [(o, d) for o in problem.offers for d in departments]
    slots = [(m, d, s.id) for m, d in pairs for s in problem.strands]
    mentorings = [
        tuple(Mentoring(m.id, d, s, float(h)) for (m, d, s), h in zip(slots, given, strict=True) if h)
        for given in itertools.product(*hours)
    ]
    for counts in itertools.product(*seats):
        taken = tuple(
            Seats(o.id, "h1" if o.hosted else None, d, n) for (o, d), n in zip(keys, counts, strict=True) if n
        )
        held = tuple(Run(o.id, "h1") for o in hosted if any(t.offer == o.id for t in taken))
        for some in mentorings:
            yield Plan(runs=held, seats=taken, mentoring=some)
