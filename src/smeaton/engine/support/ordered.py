"""Plans in which nobody goes to an offer without what comes before it.

Who is to go to an offer with prerequisites has been to them, or goes to them in the same plan. That is no
part of the problem: a plan is made without it, departments that would go too early are kept off such offers,
and the plan is made again. What is lost by that stays in the gap, for the bound is the first plan's.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass, field, replace

from smeaton.engine.support.plans import Plan
from smeaton.engine.support.problem import Problem

_ROUNDS = 4
_FIRST = 0.7
"""Share of the time for the first plan, where there may be another."""

MakePlan = Callable[[Problem, float], Plan]


@dataclass(frozen=True)
class Order:
    """`after`: offer → offers that come first. `had`: department → offers that it has been to before."""

    after: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    had: Mapping[str, Set[str]] = field(default_factory=dict)


def too_early(plan: Plan, order: Order) -> list[tuple[str, str, str]]:
    """(Department, offer, what is missing) for every place on an offer without what comes before it."""
    goes: dict[str, set[str]] = {}
    for seats in plan.seats:
        goes.setdefault(seats.department, set()).add(seats.offer)
    return [
        (department, offer, first)
        for department, offers in sorted(goes.items())
        for offer in sorted(offers)
        for first in order.after.get(offer, ())
        if first not in offers and first not in order.had.get(department, set())
    ]


def never_in_order(problem: Problem, order: Order) -> dict[str, set[str]]:
    """Department → offers for which it cannot have in this problem what comes before them."""
    there = {offer.id for offer in problem.offers}
    never: dict[str, set[str]] = {}
    for department in problem.departments:
        had = order.had.get(department.id, set())
        closed = set(department.must_not)
        found = True
        while found:  # what comes after something closed is closed, too
            found = False
            for offer, firsts in order.after.items():
                lacking = any((f not in there or f in closed) and f not in had for f in firsts)
                if offer in there and offer not in closed and lacking:
                    closed.add(offer)
                    found = True
        if rest := closed - set(department.must_not) - set(department.must):
            never[department.id] = rest
    return never


def kept_off(problem: Problem, offers: Mapping[str, Set[str]]) -> Problem:
    """The problem with more offers that departments must not have; a lead's must goes before that."""
    return replace(
        problem,
        departments=tuple(
            replace(d, must_not=tuple(sorted(set(d.must_not) | (set(offers.get(d.id, ())) - set(d.must)))))
            if offers.get(d.id)
            else d
            for d in problem.departments
        ),
    )


def plan_in_order(problem: Problem, order: Order, make: MakePlan, seconds: float) -> Plan:
    """A plan by `make(problem, seconds)` in which nobody goes too early, but where a lead's must wants it.

    In all it takes about `seconds`. The bound is the largest of all plans made: with a floor, keeping a
    department off an offer can lower the floor and so raise what can be covered in all.
    """
    if not any(order.after.values()):
        return make(problem, seconds)
    problem = kept_off(problem, never_in_order(problem, order))
    found = make(problem, seconds * _FIRST)
    bound = found.bound
    for _ in range(_ROUNDS):
        early = too_early(found, order)
        off: dict[str, set[str]] = {}
        for department, offer, _first in early:
            off.setdefault(department, set()).add(offer)
        closer = kept_off(problem, off)
        if closer == problem:
            break
        problem = closer
        found = make(problem, seconds * (1 - _FIRST))
        bound = max(bound, found.bound)
    gap = (bound - found.covered) / bound if bound > 0 else 0.0
    return replace(found, bound=bound, gap=gap)
