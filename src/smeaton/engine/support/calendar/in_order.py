"""Dating a plan in which nobody goes to an offer without what comes before it (see `ordered`).

Where the calendar is tight, dating may take away what comes first and leave what comes after. Then those who
would go too early are kept off the later offer, and the plan is dated again. That the first is held before
the second is not yet a rule for dates.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from smeaton.engine.support.calendar.dated import DatedPlan, date_plan
from smeaton.engine.support.ordered import Order, kept_off, too_early
from smeaton.engine.support.plans import Plan
from smeaton.engine.support.problem import Problem

_ROUNDS = 4


def date_in_order(
    problem: Problem,
    plan: Plan,
    order: Order,
    *,
    seed: int,
    seconds: float,
    rounds: int | None = None,
    stop: Callable[[], bool] | None = None,
) -> DatedPlan:
    """As `date_plan`; nobody goes too early who did not before, but where a lead's must wants it."""
    first = found = date_plan(problem, plan, seed=seed, seconds=seconds, rounds=rounds, stop=stop)
    for _ in range(_ROUNDS):
        off: dict[str, set[str]] = {}
        for department, offer, _missing in too_early(found.plan, order):
            off.setdefault(department, set()).add(offer)
        closer = kept_off(problem, off)
        if closer == problem:
            break
        problem = closer
        banned = {(d.id, offer) for d in problem.departments for offer in d.must_not}
        plan = replace(plan, seats=tuple(s for s in plan.seats if (s.department, s.offer) not in banned))
        found = date_plan(problem, plan, seed=seed, seconds=seconds / 2, rounds=rounds, stop=stop)
    if found is first:
        return first
    covered = found.plan.covered
    return replace(
        found,
        undated=first.undated,
        kept=covered / first.undated if first.undated > 0 else 1.0,
        whole=False,
    )
