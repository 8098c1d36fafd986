"""A plan's cost by what it is for: runs, places, cover, travel, mentors' hours."""

from __future__ import annotations

import math
from collections.abc import Mapping

from smeaton.engine.support.plans import Plan
from smeaton.engine.support.problem import Problem

KINDS = ("courses", "places", "cover", "travel", "mentoring")
"""What money is spent on; the app's codes of allowable spend are the same words."""


def spend_of(problem: Problem, plan: Plan) -> dict[str, float]:
    """Kind of spend → pounds, every kind of `KINDS`; together they are the plan's cost."""
    rules, offers = problem.rules, {offer.id: offer for offer in problem.offers}
    hosts = {host.id: host.department for host in problem.hosts}
    mentors = {mentor.id: mentor for mentor in problem.mentors}
    at_km = {department.id: department.at_km for department in problem.departments}
    spend = dict.fromkeys(KINDS, 0.0)
    for run in plan.runs:
        spend["courses"] += offers[run.offer].run_cost * run.copies
    for row in plan.seats:
        offer = offers[row.offer]
        spend["places"] += row.seats * offer.seat_cost
        spend["cover"] += row.seats * offer.release_days * rules.cover_per_day
        if offer.hosted and row.host is not None:
            km = math.dist(at_km[hosts[row.host]], at_km[row.department])
            spend["travel"] += row.seats * offer.sessions * rules.per_km * 2 * km
    for hours in plan.mentoring:
        spend["mentoring"] += hours.hours * mentors[hours.mentor].hourly_rate
    for mentor, department in {(row.mentor, row.department) for row in plan.mentoring}:
        km = math.dist(at_km[mentors[mentor].department], at_km[department])
        spend["travel"] += rules.per_km * 2 * km * rules.mentor.visits
    return spend


def in_pence(spend: Mapping[str, float]) -> dict[str, int]:
    """Pounds by kind as whole pence that add up to the whole pence of the total.

    Each kind is within a penny of its amount; a plan that costs all of its budget is not made to cost more.
    """
    exact = {kind: 100 * pounds for kind, pounds in spend.items()}
    pence = {kind: math.floor(value + 1e-4) for kind, value in exact.items()}
    missing = math.floor(sum(exact.values()) + 1e-3) - sum(pence.values())
    for kind in sorted(exact, key=lambda kind: pence[kind] - exact[kind])[: max(missing, 0)]:
        pence[kind] += 1
    return pence
