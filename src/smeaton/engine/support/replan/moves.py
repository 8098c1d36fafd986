"""What moved between two plans, department by department: items gained, lost and changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from smeaton.engine.support.evaluate import Score
from smeaton.engine.support.plans import ItemKey, Plan
from smeaton.engine.support.problem import Problem


@dataclass(frozen=True, slots=True)
class Held:
    """One item as a department has it: seats by host (None: online or national), or hours by strand."""

    seats: Mapping[str | None, int]
    hours: Mapping[str, float]

    @property
    def total(self) -> float:
        """Seats, or hours, in all."""
        return float(sum(self.seats.values()) + sum(self.hours.values()))


@dataclass(frozen=True, slots=True)
class ItemMove:
    """One item before and after; None where the department does not have it."""

    item: ItemKey
    before: Held | None
    after: Held | None


@dataclass(frozen=True, slots=True)
class DepartmentMoves:
    """What moved for one department.

    `met_before` and `met_after` are shares (0-1) of its own need, weighted by strand, under the changed
    problem; `cost_…` in pounds without its part of run costs; `days_…` are release days. `strands` maps each
    strand whose need is met differently to its (before, after), unweighted need from 0 to 1.
    """

    department: str
    gained: tuple[ItemMove, ...]
    lost: tuple[ItemMove, ...]
    changed: tuple[ItemMove, ...]
    met_before: float
    met_after: float
    cost_before: float
    cost_after: float
    days_before: float
    days_after: float
    strands: Mapping[str, tuple[float, float]]


def held(plan: Plan) -> dict[ItemKey, Held]:
    """Every item of every package, with its seats by host or its hours by strand."""
    seats: dict[ItemKey, dict[str | None, int]] = {}
    hours: dict[ItemKey, dict[str, float]] = {}
    for some in plan.seats:
        mine = seats.setdefault(ItemKey(some.department, "offer", some.offer), {})
        mine[some.host] = mine.get(some.host, 0) + some.seats
    for one in plan.mentoring:
        given = hours.setdefault(ItemKey(one.department, "mentoring", one.mentor), {})
        given[one.strand] = given.get(one.strand, 0.0) + one.hours
    return {key: Held(value, {}) for key, value in seats.items()} | {
        key: Held({}, value) for key, value in hours.items()
    }


def moved(
    problem: Problem, before: Plan, after: Plan, scores: tuple[Score, Score]
) -> tuple[DepartmentMoves, ...]:
    """What moved for each department whose package is not the same; `scores` of the two plans."""
    was, now = held(before), held(after)
    found: list[DepartmentMoves] = []
    for department in problem.departments:
        keys = [key for key in dict.fromkeys([*was, *now]) if key.department == department.id]
        items = [ItemMove(key, was.get(key), now.get(key)) for key in keys if was.get(key) != now.get(key)]
        if items:
            found.append(_department(problem, department.id, items, (was, now), scores))
    return tuple(found)


def _department(
    problem: Problem,
    name: str,
    items: list[ItemMove],
    plans: tuple[Mapping[ItemKey, Held], Mapping[ItemKey, Held]],
    scores: tuple[Score, Score],
) -> DepartmentMoves:
    met = [share(score, name) for score in scores]
    cells = {
        s.id: (scores[0].by_cell[name, s.id][0], scores[1].by_cell[name, s.id][0]) for s in problem.strands
    }
    costs = [price(problem, name, plan) for plan in plans]
    return DepartmentMoves(
        department=name,
        gained=tuple(move for move in items if move.before is None),
        lost=tuple(move for move in items if move.after is None),
        changed=tuple(move for move in items if move.before is not None and move.after is not None),
        met_before=met[0],
        met_after=met[1],
        cost_before=costs[0][0],
        cost_after=costs[1][0],
        days_before=costs[0][1],
        days_after=costs[1][1],
        strands={strand: pair for strand, pair in cells.items() if abs(pair[0] - pair[1]) > 1e-9},
    )


def share(score: Score, department: str) -> float:
    """Share of its own need that a department has covered; 1 where there is no need."""
    got, need = score.by_department[department]
    return got / need if need > 0 else 1.0


def price(problem: Problem, department: str, items: Mapping[ItemKey, Held]) -> tuple[float, float]:
    """What a department's own items cost in pounds (seats, cover, travel, mentors), and their release days.

    Items of which the problem no longer knows cost nothing.
    """
    rules = problem.rules
    at = {d.id: d.at_km for d in problem.departments}
    offers, mentors = {o.id: o for o in problem.offers}, {m.id: m for m in problem.mentors}
    hosts = {h.id: h.department for h in problem.hosts}
    cost = days = 0.0
    for key, what in items.items():
        if key.department != department:
            continue
        if key.kind == "offer" and key.id in offers:
            offer = offers[key.id]
            days += offer.release_days * what.total
            for host, seats in what.seats.items():
                cost += seats * (offer.seat_cost + rules.cover_per_day * offer.release_days)
                if offer.hosted and host in hosts:
                    cost += seats * rules.per_km * 2 * km(at, hosts[host], department) * offer.sessions
        elif key.kind == "mentoring" and key.id in mentors:
            mentor = mentors[key.id]
            days += what.total / rules.mentor.block_hours * rules.mentor.release_days_per_block
            cost += what.total * mentor.hourly_rate
            cost += rules.per_km * 2 * km(at, mentor.department, department) * rules.mentor.visits
    return cost, days


def km(at: Mapping[str, tuple[float, float]], one: str, other: str) -> float:
    """Kilometres between two departments, as the crow flies."""
    (east, north), (x, y) = at[one], at[other]
    return float(((east - x) ** 2 + (north - y) ** 2) ** 0.5)
