"""What a lead could have instead of an item, ranked by what it does for the department's own priorities."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from smeaton.apps.places.models import Department
from smeaton.apps.support.inputs import department_key, planning_inputs
from smeaton.apps.support.models import Offer, PlanRun
from smeaton.apps.support.queries.priorities import agreed_priorities
from smeaton.apps.support.services.rebuilding import plan_of
from smeaton.engine.support import ItemKey, Plan, Problem, Score, Seats, evaluate
from smeaton.engine.support import Offer as EngineOffer
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class Alternative:
    """An offer in place of an item: the share of need met on the priorities without either, and with it.

    Shares of 1, all else as it is. `runs`: whether it runs already and has room, so that nothing new has to
    be put on. `days` are release days for its `seats`.
    """

    key: str
    name: str
    summary: str
    audience: str
    seats: int
    days: float
    without: float
    now: float
    then: float
    runs: bool


def alternatives(*, reach: Reach, department_id: int, item: str) -> list[Alternative]:
    """Offers that could take the place of an item (“offer-7”, “mentor-3”) of the current package, best first.

    By what each does for the priorities that the department has agreed, or for all its needs where it has
    agreed none. Left out are offers it has already, has ruled out, or could never go to. `Refused` without
    REPLY_TO_PACKAGE over the department. Empty without a plan, or where the item is not in it.
    """
    department = Department.objects.select_related("school", "programme").get(pk=department_id)
    reach.require(Permission.REPLY_TO_PACKAGE, department.where)
    run = PlanRun.objects.filter(programme=department.programme_id, current=True).first()
    if run is None:
        return []
    # Needs of others are read to score, as planning does; nothing of theirs is told.
    problem = planning_inputs(run, Reach.of_system("alternatives")).problem
    plan, me = plan_of(run), department_key(department)
    own = next((d for d in problem.departments if d.id == me), None)
    offers = {row.key: row for row in Offer.objects.filter(programme=department.programme_id, in_use=True)}
    key = _key(item, me, plan, run)
    if own is None or key is None:
        return []
    strands = agreed_priorities([department_id]).get(department_id) or [s.id for s in problem.strands]
    mine = _own(problem, plan, me)
    now, left = _met(evaluate(problem, mine), me, strands), mine.without(key)
    without = _met(evaluate(problem, left), me, strands)
    had = {row.offer for row in plan.seats if row.department == me}
    found = []
    for offer in problem.offers:
        if offer.id in had or offer.id in own.must_not or offer.release_days > own.release_days:
            continue
        if not any(gives > 0 for gives in offer.contribution):
            continue
        seats = max(1, min(_seats(plan, key), offer.per_department_max, own.staff))
        host, runs = _host(problem, plan, offer, seats)
        if offer.hosted and host is None:
            continue
        tried = replace(left, seats=(*left.seats, Seats(offer.id, host, me, seats)))
        row = offers[offer.id]
        found.append(
            Alternative(
                key=offer.id,
                name=row.name,
                summary=row.summary,
                audience=row.audience,
                seats=seats,
                days=seats * offer.release_days,
                without=without,
                now=now,
                then=_met(evaluate(problem, tried), me, strands),
                runs=runs,
            )
        )
    return sorted(found, key=lambda each: (-round(each.then, 3), not each.runs, each.days, each.name))


def _own(problem: Problem, plan: Plan, me: str) -> Plan:
    """The department's own part of a plan, as far as the problem knows it: nothing else meets its needs."""
    offers, mentors = {row.id for row in problem.offers}, {row.id for row in problem.mentors}
    return Plan(
        seats=tuple(row for row in plan.seats if row.department == me and row.offer in offers),
        mentoring=tuple(row for row in plan.mentoring if row.department == me and row.mentor in mentors),
    )


def _key(item: str, me: str, plan: Plan, run: PlanRun) -> ItemKey | None:
    kind, _, number = item.partition("-")
    if not number.isdigit():
        return None
    if kind == "offer":
        row = Offer.objects.filter(pk=int(number)).first()
        key = ItemKey(me, "offer", row.key) if row else None
    else:
        mentor = run.programme.mentors.filter(pk=int(number)).first()
        key = ItemKey(me, "mentoring", mentor.key) if mentor else None
    return key if key in plan.items() else None


def _seats(plan: Plan, key: ItemKey) -> int:
    if key.kind == "mentoring":
        return 1
    return sum(row.seats for row in plan.seats if (row.department, row.offer) == (key.department, key.id))


def _host(problem: Problem, plan: Plan, offer: EngineOffer, seats: int) -> tuple[str | None, bool]:
    """Where the offer would be held, and whether it runs there already with room for so many more."""
    if not offer.hosted:
        return None, True
    for run in plan.runs:
        if run.offer != offer.id:
            continue
        taken = sum(r.seats for r in plan.seats if (r.offer, r.host) == (run.offer, run.host))
        if offer.seats_max is None or taken + seats <= offer.seats_max * run.copies:
            return run.host, True
    return (problem.hosts[0].id if problem.hosts else None), False


def _met(score: Score, department: str, strands: Sequence[str]) -> float:
    """The share of the department's need on these strands that is met."""
    cells = [score.by_cell[department, strand] for strand in strands if (department, strand) in score.by_cell]
    need = sum(whole for _, whole in cells)
    return sum(covered for covered, _ in cells) / need if need else 1.0
