"""What follows a re-plan: standings and dates carried over, versions and letters, answers to replies."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from smeaton.apps.places.models import Department
from smeaton.apps.support.mail import PackageLetter
from smeaton.apps.support.models import (
    PackageItem,
    PackageVersion,
    PlannedRun,
    PlannedSeats,
    PlanRun,
    Reply,
)
from smeaton.apps.support.queries.locks import locks_of, replies_in_force
from smeaton.apps.support.queries.packages import packages_in_full
from smeaton.apps.support.queries.priorities import agreed_priorities
from smeaton.apps.support.services.posting import Post, post, withdraw_older
from smeaton.apps.support.services.replanning import Remade
from smeaton.apps.support.services.versions import make_version, newest_versions, what_moved
from smeaton.terms import Reach

UNTOUCHED = "Worked in. Nothing of yours moved."


def settle(run: PlanRun, remade: Remade, reach: Reach, at: datetime) -> None:
    """After a re-plan has been saved and made current, in the same transaction.

    Departments that were sent a package and whose package moved get a new version and a letter of their own;
    nobody else gets anything. Replies that the plan took in are answered.
    """
    carry_over(run)
    versions = _versions(run, reach, at)
    answer(run, remade, at, {key: version.number for key, version in versions.items()})
    if remade.result is not None:
        run.moved = {
            "says": remade.result.says,
            "seats": remade.result.seats_moved,
            "hours": remade.result.hours_moved,
            "departments": [
                {"department": key, "version": version.number, "moved": version.moved}
                for key, version in versions.items()
            ],
        }
        run.save(update_fields=["moved"])


def carry_over(run: PlanRun) -> None:
    """Give items, runs and seats that are as they were before the standings and dates that they had.

    Dates before the day that a lead has asked for are not carried over: such an item gets new ones.
    """
    before = _items(run.before_id)
    later = {
        (department, kind, key): day
        for department, locks in locks_of(replies_in_force(run.programme_id, answered_only=False)).items()
        for (kind, key), day in locks.later.items()
    }
    kept = []
    for key, item in _items(run.pk).items():
        was = before.get(key)
        if was is None or (was.seats, was.hours) != (item.seats, item.hours):
            continue
        item.standing = was.standing
        item.sessions = was.sessions if _late_enough(was.sessions, later.get(key)) else []
        kept.append(item)
    PackageItem.objects.bulk_update(kept, ["standing", "sessions"])
    runs = {(r.offer_id, r.host_id, r.copies): r.dates for r in PlannedRun.objects.filter(plan=run.before)}
    same_runs = []
    for row in PlannedRun.objects.filter(plan=run):
        row.dates = runs.get((row.offer_id, row.host_id, row.copies), [])
        same_runs.append(row)
    PlannedRun.objects.bulk_update(same_runs, ["dates"])
    seats = {
        (s.offer_id, s.host_id, s.department_id, s.seats): s.dates
        for s in PlannedSeats.objects.filter(plan=run.before)
    }
    same_seats = []
    for seat in PlannedSeats.objects.filter(plan=run):
        seat.dates = seats.get((seat.offer_id, seat.host_id, seat.department_id, seat.seats), [])
        same_seats.append(seat)
    PlannedSeats.objects.bulk_update(same_seats, ["dates"])


def answer(run: PlanRun, remade: Remade, at: datetime, versions: Mapping[int, int]) -> None:
    """Say on each reply what came of it. One that was taken back meanwhile waits for the next re-plan."""
    waiting = Reply.objects.waiting().filter(department__programme=run.programme_id)
    for row in waiting.filter(pk__in=remade.taken, withdrawn_at__isnull=True):
        number = versions.get(row.department_id)
        row.answered_by = run
        row.answer = f"Worked in: see what moved in version {number}." if number else UNTOUCHED
        row.save(update_fields=["answered_by", "answer"])
    waiting.filter(pk__in=remade.taken_back, withdrawn_at__isnull=False).update(answered_by=run, answer="")
    for row in waiting.filter(pk__in=list(remade.refused), withdrawn_at__isnull=True):
        row.answered_by, row.withdrawn_at, row.answer = run, at, remade.refused[row.pk][:400]
        row.save(update_fields=["answered_by", "withdrawn_at", "answer"])


def _versions(run: PlanRun, reach: Reach, at: datetime) -> dict[int, PackageVersion]:
    """A version for every department that was sent one and whose package is another now."""
    newest = newest_versions(
        list(Department.objects.filter(programme=run.programme_id).values_list("pk", flat=True))
    )
    if not newest:
        return {}
    departments = {
        row.pk: row
        for row in Department.objects.filter(pk__in=newest).select_related("school", "programme__place")
    }
    priorities = agreed_priorities(newest)
    made: dict[int, PackageVersion] = {}
    for view in packages_in_full(run.programme_id, reach):
        before = newest.get(view.department_id)
        if before is None or view.plan_id is None:
            continue
        figures = what_moved(before, view, priorities.get(view.department_id, ()))
        if figures:
            made[view.department_id] = make_version(
                reach=reach,
                department=departments[view.department_id],
                view=view,
                newest=before,
                figures=figures,
                at=at,
            )
    withdraw_older([newest[key] for key in made], at)
    letters: list[Post] = [
        (PackageLetter.CHANGED, departments[key], version) for key, version in made.items()
    ]
    post(letters, at)
    return made


_Key = tuple[int, str, str]


def _items(plan: int | None) -> dict[_Key, PackageItem]:
    rows = PackageItem.objects.filter(package__plan=plan).select_related("package", "offer", "mentor")
    return {
        (
            row.package.department_id,
            "offer" if row.offer else "mentoring",
            row.offer.key if row.offer else row.mentor.key if row.mentor else "",
        ): row
        for row in rows
    }


def _late_enough(sessions: list[dict[str, Any]], day: Any) -> bool:
    return day is None or all(str(s.get("starts", ""))[:10] >= day.isoformat() for s in sessions)
