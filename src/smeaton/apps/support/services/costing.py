"""What each item of a plan costs and takes: pure arithmetic on the engine's problem and plan."""

import math
from collections import defaultdict
from dataclasses import dataclass, replace

from smeaton.engine.support import ItemKey, Plan, Problem, Score
from smeaton.engine.support.explain import Prices


@dataclass(frozen=True)
class ItemCost:
    """One item in pounds, seats, hours and days.

    `cost` includes cover, travel and, by seats, the department's part of what the runs cost, so that the
    costs of all items add up to the plan's. `hours` counts mentoring hours; hours of seats are the caller's.
    """

    cost: float = 0.0
    cover_days: float = 0.0
    cover_cost: float = 0.0
    seats: int = 0
    hours: float = 0.0
    hosts: tuple[str, ...] = ()


def item_costs(problem: Problem, plan: Plan) -> dict[ItemKey, ItemCost]:
    """Every item of the plan → what it costs and takes."""
    costs: dict[ItemKey, ItemCost] = {}
    offers = {offer.id: offer for offer in problem.offers}
    hosts = {host.id: host.department for host in problem.hosts}
    at_km = {department.id: department.at_km for department in problem.departments}
    copies: dict[tuple[str, str | None], int] = defaultdict(int)
    taken: dict[tuple[str, str | None], int] = defaultdict(int)
    for run in plan.runs:
        copies[run.offer, run.host] += run.copies
    for row in plan.seats:
        taken[row.offer, row.host] += row.seats
    for row in plan.seats:
        offer, key = offers[row.offer], ItemKey(row.department, "offer", row.offer)
        at = (row.offer, row.host)
        cover_days = row.seats * offer.release_days
        cover_cost = cover_days * problem.rules.cover_per_day
        travel = 0.0
        if offer.hosted and row.host is not None:
            km = math.dist(at_km[hosts[row.host]], at_km[row.department])
            travel = row.seats * problem.rules.per_km * 2 * km * offer.sessions
        run_cost = offer.run_cost * copies[at] * row.seats / taken[at]
        before = costs.get(key, ItemCost())
        costs[key] = ItemCost(
            cost=before.cost + row.seats * offer.seat_cost + cover_cost + travel + run_cost,
            cover_days=before.cover_days + cover_days,
            cover_cost=before.cover_cost + cover_cost,
            seats=before.seats + row.seats,
            hosts=before.hosts + ((row.host,) if row.host is not None else ()),
        )
    return costs | _mentoring_costs(problem, plan)


def _mentoring_costs(problem: Problem, plan: Plan) -> dict[ItemKey, ItemCost]:
    mentors = {mentor.id: mentor for mentor in problem.mentors}
    at_km = {department.id: department.at_km for department in problem.departments}
    costs: dict[ItemKey, ItemCost] = {}
    for row in plan.mentoring:
        mentor, key = mentors[row.mentor], ItemKey(row.department, "mentoring", row.mentor)
        if key in costs:
            travel = 0.0
        else:
            km = math.dist(at_km[mentor.department], at_km[row.department])
            travel = problem.rules.per_km * 2 * km * problem.rules.mentor.visits
        before = costs.get(key, ItemCost())
        costs[key] = ItemCost(
            cost=before.cost + travel + row.hours * mentor.hourly_rate, hours=before.hours + row.hours
        )
    return costs


@dataclass(frozen=True)
class Scarcity:
    """How much of one resource the plan uses, and what a little more of it would bring.

    `dearest` is the id of the department or mentor where more would bring most, `more` how much more is meant
    (in `unit`), `gain` the share of need that it would meet: of the department's own need for release days,
    of the place's otherwise. None and empty where that was not worked out.
    """

    what: str
    unit: str
    used: float
    available: float
    dearest: str = ""
    more: float = 0.0
    gain: float | None = None


def scarcities(problem: Problem, plan: Plan, score: Score, prices: Prices | None) -> list[Scarcity]:
    """What the plan uses of what there is: money, release days, mentors' hours, evenings, seats."""
    rules, offers = problem.rules, {offer.id: offer for offer in problem.offers}
    hours = sum(row.hours for row in plan.mentoring)
    release = sum(row.seats * offers[row.offer].release_days for row in plan.seats)
    release += hours / rules.mentor.block_hours * rules.mentor.release_days_per_block
    evenings = sum(
        row.seats * max(1, offers[row.offer].sessions)
        for row in plan.seats
        if offers[row.offer].takes_evenings
    )
    evenings_most = rules.evenings_per_staff_max * sum(d.staff for d in problem.departments)
    limited = [row for row in plan.runs if offers[row.offer].seats_max is not None]
    seats = sum((offers[row.offer].seats_max or 0) * row.copies for row in limited)
    filled = {(row.offer, row.host) for row in limited}
    taken = sum(row.seats for row in plan.seats if (row.offer, row.host) in filled)
    days = sum(d.release_days for d in problem.departments)
    found = [
        _release(Scarcity("release days", "days", release, days), score, prices),
        _mentors(
            Scarcity("mentors’ hours", "hours", hours, sum(m.hours for m in problem.mentors)), score, prices
        ),
        Scarcity("evenings", "evenings", evenings, evenings_most),
        Scarcity("seats in the runs", "seats", taken, seats),
    ]
    if rules.budget is not None:
        found.insert(0, Scarcity("money", "pounds", score.cost, rules.budget))
    return found


def _release(plain: Scarcity, score: Score, prices: Prices | None) -> Scarcity:
    if prices is None or not prices.release_day:
        return plain
    gains = {d: price / score.by_department[d][1] for d, price in prices.release_day.items() if price > 0}
    dearest = max(gains, key=gains.__getitem__, default="")
    return replace(plain, dearest=dearest, more=1.0, gain=gains.get(dearest, 0.0))


def _mentors(plain: Scarcity, score: Score, prices: Prices | None) -> Scarcity:
    if prices is None or not prices.mentor_hour or not score.need:
        return plain
    dearest = max(prices.mentor_hour, key=prices.mentor_hour.__getitem__)
    gain = 10 * prices.mentor_hour[dearest] / score.need
    return replace(plain, dearest=dearest if gain > 0 else "", more=10.0, gain=gain)
