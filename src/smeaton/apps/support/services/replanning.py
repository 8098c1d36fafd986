"""Re-planning around what people were told: for replies, a cancelled run, a mentor who drops out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Programme
from smeaton.apps.support.inputs import PlanningInputs, department_key, host_key, planning_inputs
from smeaton.apps.support.models import (
    Host,
    Mentor,
    Offer,
    PackageItem,
    PlannedRun,
    PlanRun,
    PlanSettings,
    Reply,
    RunKind,
    Standing,
)
from smeaton.apps.support.queries.locks import Locks, locks_of, replies_in_force
from smeaton.apps.support.queries.money import lines_total
from smeaton.apps.support.services.planning import LEASE, PlanBusy
from smeaton.apps.support.services.rebuilding import moved_plan, plan_of
from smeaton.apps.support.services.refusing import Wishes, refuse_impossible
from smeaton.engine.support import ItemKey, Plan, Problem, Run, evaluate
from smeaton.engine.support.replan import Changed, Replan, Status, replan
from smeaton.terms import Permission, Reach

SECONDS = 1
"""How long a re-plan looks; its explanation takes longer."""


class NothingToReplan(ValueError):
    """There is no plan that could be changed. Its text is a sentence for the hub lead."""


@dataclass(frozen=True)
class Remade:
    """What a re-plan came to: the problem it kept to, the engine's result, and what it did with replies.

    `taken` are ids of replies in force that it keeps, `taken_back` of those withdrawn; `refused` says why
    others could not be kept. `result` is None where nothing was left to change.
    """

    inputs: PlanningInputs
    result: Replan | None
    taken: frozenset[int]
    taken_back: frozenset[int]
    refused: Mapping[int, str]


@transaction.atomic
def request_replan(
    *,
    reach: Reach,
    programme_id: int,
    at: datetime,
    cancelled: Sequence[tuple[int, int, int]] = (),
    anew: bool = False,
    anyway: bool = False,
    handover: Sequence[Mapping[str, Any]] | None = None,
) -> PlanRun | None:
    """Queue a re-plan around the current plan; None where another run is live, which is followed by one.

    `cancelled` are runs that will not take place: (offer, host, copies). `anew` plans with today's money,
    rules, offers and mentors even where no reply waits; `anyway` does so with the money and rules of the
    current plan; otherwise a re-plan is for what leads have replied. `handover` is the mentoring to begin
    with, where a mentor has dropped out: {mentor, department, strand, hours} in the ids of the planning
    problem. The caller enqueues the task on commit. `Refused` without RUN_PLAN over the place;
    `NothingToReplan` without a plan.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.RUN_PLAN, programme.where)
    current = PlanRun.objects.filter(programme=programme, current=True).first()
    if current is None:
        raise NothingToReplan("There is no plan yet that could be changed.")
    if PlanRun.objects.filter(programme=programme).live().exists():
        return None
    # what was cancelled before is out of the current plan already: no more than it has now
    gone = [row | {"copies": 0} for row in current.asked.get("cancelled", [])]
    gone += [{"offer": offer, "host": host, "copies": copies} for offer, host, copies in cancelled]
    budget, rules = current.budget, current.rules
    settings = PlanSettings.objects.filter(programme=programme).first()
    if anew and settings is not None:
        total = lines_total(programme_id)
        budget, rules = settings.budget if total is None else total, settings.rules
    asked: dict[str, Any] = {
        "cancelled": gone,
        "anyway": anew or anyway or bool(cancelled) or handover is not None,
    }
    if handover is not None:
        asked["handover"] = list(handover)
    try:
        with transaction.atomic():
            run = PlanRun.objects.create(
                programme=programme,
                kind=RunKind.REPLAN,
                before=current,
                requested_by=reach.actor,
                requested_at=at,
                budget=budget,
                seconds=SECONDS,
                seed=current.seed,
                strength=current.strength,
                rules=rules,
                asked=asked,
                stage="waiting to begin",
                lease_until=at + LEASE,
            )
    except IntegrityError:  # two replies at the same moment: the database lets one run through
        return None
    record(
        reach=reach,
        action="requested",
        subject="re-plan",
        subject_id=run.pk,
        place=programme.place_id,
        changes={"before": current.pk, "cancelled": len(cancelled)},
        at=at,
    )
    return run


@transaction.atomic
def cancel_run(*, reach: Reach, programme_id: int, offer_id: int, host_id: int, at: datetime) -> PlanRun:
    """Cancel one run of an offer at a host: it will not take place there, and the plan is made around it.

    The caller enqueues the task on commit. `Refused` without RUN_PLAN over the place, `PlanBusy` while a
    plan is being made, `NothingToReplan` where the current plan has no such run.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.RUN_PLAN, programme.where)
    planned = PlannedRun.objects.filter(
        plan__programme=programme, plan__current=True, offer=offer_id, host=host_id
    ).select_related("offer", "host__department__school")
    found = planned.first()
    if found is None:
        raise NothingToReplan("This run is not in the plan any more.")
    run = request_replan(reach=reach, programme_id=programme_id, at=at, cancelled=[(offer_id, host_id, 1)])
    if run is None:
        raise PlanBusy("A plan is being made just now. Cancel the run once it is complete.")
    record(
        reach=reach,
        action="cancelled a run",
        subject="offer",
        subject_id=offer_id,
        place=programme.place_id,
        changes={"offer": found.offer.key, "host": found.host.department.school_id, "plan": run.pk},
        at=at,
    )
    return run


def replies_wait(programme_id: int) -> bool:
    """Whether a reply (or withdrawal) of the programme has not been taken in by any plan."""
    return Reply.objects.waiting().filter(department__programme=programme_id).exists()


def remake(run: PlanRun, reach: Reach, watch: Any) -> Remade:
    """Plan anew around `run.before`, with every reply in force; what is impossible is refused, not planned.

    Raises `NothingToReplan`, or the engine's `ProblemError` where not even what was agreed before can be
    kept, with a sentence.
    """
    if run.before is None:
        raise NothingToReplan("The plan that was to be changed is not there any more.")
    programme = run.programme_id
    waiting = list(
        Reply.objects.waiting()
        .filter(department__programme=programme)
        .select_related("offer", "mentor", "instead", "department__school")
        .order_by("id")
    )
    taken_back = frozenset(r.pk for r in waiting if r.withdrawn_at is not None)
    held = replies_in_force(programme)
    told = before = plan_of(run.before)
    if "handover" in run.asked:
        before = moved_plan(told, run.asked["handover"])
    cancelled = _cancelled(run)
    frozen = _frozen(run.before)

    def again(replies: Sequence[Reply]) -> tuple[PlanningInputs, Replan]:
        inputs = planning_inputs(run, reach, replies)
        locks = locks_of(replies)
        hosts = {host.id for host in inputs.problem.hosts}
        return inputs, replan(
            inputs.problem,
            before,
            frozen=_still_frozen(frozen, locks, replies) | _handed_over(before, told, inputs.problem),
            changes=Changed(
                cancelled=tuple(each for each in cancelled if each.host in hosts),
                refused=_refused_items(replies, locks),
                touched=tuple(sorted({department_key(r.department) for r in waiting})),
            ),
            seconds=SECONDS,
            seed=run.seed,
            progress=watch.progress,
            stop=watch.stop,
        )

    new = [r for r in waiting if r.withdrawn_at is None]
    wishes: Wishes[tuple[PlanningInputs, Replan]] = refuse_impossible(held, new, again)
    return Remade(
        inputs=wishes.result[0],
        result=wishes.result[1] if wishes.kept or taken_back or run.asked.get("anyway") else None,
        taken=frozenset(r.pk for r in wishes.kept),
        taken_back=taken_back,
        refused=wishes.refused,
    )


def _frozen(before: PlanRun) -> dict[ItemKey, Status]:
    """Items of the plan before that are agreed, booked or past, and so stay."""
    rows = PackageItem.objects.filter(package__plan=before).exclude(standing=Standing.PROPOSED)
    found: dict[ItemKey, Status] = {}
    for row in rows.select_related("offer", "mentor", "package__department"):
        key = ItemKey(department_key(row.package.department), *_item(row.offer, row.mentor))
        found[key] = _STATUS[Standing(row.standing)]
    return found


_STATUS: dict[Standing, Status] = {
    Standing.AGREED: "agreed",
    Standing.BOOKED: "booked",
    Standing.PAST: "past",
}


def _handed_over(before: Plan, told: Plan, problem: Problem) -> dict[ItemKey, Status]:
    """Mentoring that the hub has confirmed somebody to take over; none where it would break a rule."""
    new = {(row.department, row.mentor) for row in before.mentoring} - {
        (row.department, row.mentor) for row in told.mentoring
    }
    if not new or evaluate(problem, before).broken:
        return {}
    return {ItemKey(department, "mentoring", mentor): "agreed" for department, mentor in new}


def _still_frozen(
    frozen: Mapping[ItemKey, Status], locks: Mapping[int, Locks], replies: Sequence[Reply]
) -> dict[ItemKey, Status]:
    """What stays: an item that its lead has declined or swapped since does not."""
    keys = {r.department_id: department_key(r.department) for r in replies}
    gone = {
        ItemKey(keys[department], kind, name)
        for department, mine in locks.items()
        for kind, names in (("offer", mine.must_not), ("mentoring", mine.mentors_not))
        for name in names
    }
    return {key: status for key, status in frozen.items() if key not in gone or status == "past"}


def _refused_items(replies: Sequence[Reply], locks: Mapping[int, Locks]) -> tuple[ItemKey, ...]:
    keys = {r.department_id: department_key(r.department) for r in replies}
    return tuple(
        ItemKey(keys[department], "mentoring", name)
        for department, mine in locks.items()
        for name in sorted(mine.mentors_not)
    )


def _cancelled(run: PlanRun) -> tuple[Run, ...]:
    rows = run.asked.get("cancelled", [])
    offers = dict(Offer.objects.filter(pk__in=[r["offer"] for r in rows]).values_list("pk", "key"))
    hosts = {h.pk: host_key(h) for h in Host.objects.filter(pk__in=[r["host"] for r in rows])}
    return tuple(
        Run(offers[r["offer"]], hosts[r["host"]], r["copies"])
        for r in rows
        if r["offer"] in offers and r["host"] in hosts
    )


def _item(offer: Offer | None, mentor: Mentor | None) -> tuple[str, str]:
    if offer is not None:
        return "offer", offer.key
    return "mentoring", mentor.key if mentor else ""
