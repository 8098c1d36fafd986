"""What a lead could have instead of an item, ranked by what it does for the department's own priorities."""

from collections.abc import Mapping
from dataclasses import dataclass

from smeaton.apps.places.models import Department
from smeaton.apps.support.inputs import department_key, planning_inputs
from smeaton.apps.support.models import Mentor, Offer, PlanRun
from smeaton.apps.support.services.rebuilding import plan_of
from smeaton.engine.support import ItemKey, Problem, ProblemError
from smeaton.engine.support import replan as engine
from smeaton.terms import Permission, Reach

MOST = 8
"""How many are offered: the best, which fit on a phone."""


@dataclass(frozen=True)
class Alternative:
    """An offer in place of an item: the share of need met on the priorities now, and with it instead.

    Shares of 1, all else as it is. `days` are the release days of its `seats`. `runs`: it joins a run that is
    planned or needs none. `fits`: nothing stands in its way; else others would have to move.
    """

    key: str
    name: str
    summary: str
    audience: str
    seats: int
    days: float
    now: float
    then: float
    runs: bool
    fits: bool


def alternatives(*, reach: Reach, department_id: int, item: str) -> list[Alternative]:
    """Offers that could take the place of an item (“offer-7”, “mentor-3”) of the current package, best first.

    By what each does for the priorities that the department has agreed, or for all its needs where it has
    agreed none. Left out are offers it has already or has ruled out. `Refused` without REPLY_TO_PACKAGE over
    the department. Empty without a plan, or where the item is not in it.
    """
    department = Department.objects.select_related("school", "programme").get(pk=department_id)
    reach.require(Permission.REPLY_TO_PACKAGE, department.where)
    runs = PlanRun.objects.filter(programme=department.programme_id, current=True)
    run = runs.select_related("programme").first()
    offers = {row.pk: row for row in Offer.objects.filter(programme=department.programme_id)}
    key = _key(item, department_key(department), department.programme_id, offers)
    if run is None or key is None:
        return []
    # Needs of others are read, as planning does; nothing of theirs is told.
    problem = planning_inputs(run, Reach.of_system("alternatives")).problem
    weights = _priorities(problem, key.department)
    plan = plan_of(run)
    had = {row.offer for row in plan.seats if row.department == key.department}
    try:
        found = engine.alternatives(problem, plan, key.department, key, weights, most=3 * MOST)
    except ProblemError:  # the department or the item is not in the plan any more
        return []
    named = {row.key: row for row in offers.values()}
    return [
        Alternative(
            key=each.item.id,
            name=named[each.item.id].name,
            summary=named[each.item.id].summary,
            audience=named[each.item.id].audience,
            seats=each.seats,
            days=each.cover_days,
            now=each.met_before,
            then=each.met_after,
            runs=each.run_exists,
            fits=each.feasible,
        )
        for each in found
        if each.item.kind == "offer" and each.item.id not in had
    ][:MOST]


def _priorities(problem: Problem, department: str) -> dict[str, float]:
    """Strands that the department has agreed as its priorities, with their weights; all where it has none."""
    own = next((d for d in problem.departments if d.id == department), None)
    strands = {strand.id: strand.weight for strand in problem.strands}
    if own is None or not own.emphasis:
        return strands
    return {s: strands[s] for s, factor in zip(strands, own.emphasis, strict=True) if factor > 1} or strands


def _key(item: str, department: str, programme: int, offers: Mapping[int, Offer]) -> ItemKey | None:
    kind, _, number = item.partition("-")
    if not number.isdecimal() or len(number) > 9:
        return None
    if kind == "offer":
        row = offers.get(int(number))
        return ItemKey(department, "offer", row.key) if row else None
    mentor = Mentor.objects.filter(pk=int(number), programme=programme).first()
    return ItemKey(department, "mentoring", mentor.key) if mentor else None
