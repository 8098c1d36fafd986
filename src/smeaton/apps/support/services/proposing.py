"""The hub sends proposals, and reminds those who have gone quiet."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.outbox.queries import letters_about
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.mail import PackageLetter
from smeaton.apps.support.models import PlanRun
from smeaton.apps.support.queries.packages import packages_in_full
from smeaton.apps.support.queries.priorities import agreed_priorities
from smeaton.apps.support.queries.shown import shown
from smeaton.apps.support.services.posting import Post, post, withdraw_older
from smeaton.apps.support.services.versions import make_version, newest_versions, what_moved
from smeaton.terms import Permission, Reach

BETWEEN_REMINDERS = timedelta(hours=20)
"""Nobody is reminded twice within this time, however often the button is pressed."""


class ProposalRefused(ValueError):
    """Proposals that are not sent. The message is a sentence for whoever asked."""


@dataclass(frozen=True)
class Sent:
    """What was sent: new versions, letters, and the schools that have no lead to write to."""

    versions: int
    letters: int
    nobody: tuple[str, ...]


@transaction.atomic
def send_proposals(
    *, reach: Reach, programme_id: int, at: datetime, department_ids: Collection[int] | None = None
) -> Sent:
    """Send the packages of the current plan to their leads: all, or those given; each a new version.

    A department whose newest version says the same, or for which nothing is planned, is left as it is.
    `Refused` without SEND_PROPOSALS over the place; `ProposalRefused` without a plan, while one is made, or
    where it holds a department that is not shared any more.
    The caller enqueues `tasks.send_letters` on commit.
    """
    programme = locked(programme_id)
    reach.require(Permission.SEND_PROPOSALS, programme.where)
    runs = PlanRun.objects.filter(programme=programme)
    if not runs.filter(current=True).exists():
        raise ProposalRefused("There is no plan yet. Make one first, then send it to the leads.")
    if shown(programme, reach, Permission.SEND_PROPOSALS).outdated:
        raise ProposalRefused(
            "The plan holds a department whose trust does not share it any more. Make it again, then send it."
        )
    if runs.live().exists():
        raise ProposalRefused("A plan is being made just now. Send the proposals once it is complete.")
    departments = {
        row.pk: row
        for row in Department.objects.filter(programme=programme).select_related("school", "programme__place")
    }
    views = [
        view
        for view in packages_in_full(programme_id, reach)
        if view.items and (department_ids is None or view.department_id in department_ids)
    ]
    newest = newest_versions([view.department_id for view in views])
    priorities = agreed_priorities(newest)
    letters: list[Post] = []
    for view in views:
        department, before = departments[view.department_id], newest.get(view.department_id)
        figures = what_moved(before, view, priorities.get(department.pk, ())) if before else {}
        if before and not figures:
            continue
        version = make_version(
            reach=reach, department=department, view=view, newest=before, figures=figures, at=at
        )
        kind = PackageLetter.CHANGED if before else PackageLetter.PROPOSAL
        letters.append((kind, department, version))
    withdraw_older([newest[d.pk] for _, d, _ in letters if d.pk in newest], at)
    written, nobody = post(letters, at)
    record(
        reach=reach,
        action="sent proposals",
        subject="programme",
        subject_id=programme.pk,
        place=programme.place_id,
        changes={"versions": len(letters), "letters": written},
        at=at,
    )
    return Sent(len(letters), written, tuple(department.school.name for department in nobody))


@transaction.atomic
def remind(*, reach: Reach, department_id: int, at: datetime) -> int:
    """Remind the lead of a package that was sent and not answered; returns how many letters were written.

    0 where the lead was written to within the last 20 hours, or has nobody to write to. `Refused` without
    SEND_PROPOSALS over the department. The caller enqueues `tasks.send_letters` on commit.
    """
    department = Department.objects.select_related("school", "programme__place").get(pk=department_id)
    reach.require(Permission.SEND_PROPOSALS, department.where)
    locked(department.programme_id)
    version = newest_versions([department_id]).get(department_id)
    if version is None or not _quiet_since(version.pk, at - BETWEEN_REMINDERS):
        return 0
    written, _ = post([(PackageLetter.REMINDER, department, version)], at, turn=at.isoformat())
    if written:
        record(
            reach=reach,
            action="reminded",
            subject="package",
            subject_id=version.pk,
            place=department.programme.place_id,
            school=department.school_id,
            changes={"letters": written},
            at=at,
            agreement=reach.under(department.where),
        )
    return written


def locked(programme_id: int) -> Programme:
    """The programme, locked for this transaction: versions are numbered and plans switched one at a time."""
    return Programme.objects.select_for_update(no_key=True).get(pk=programme_id)


def _quiet_since(version_id: int, moment: datetime) -> bool:
    status = letters_about(tuple(PackageLetter), [version_id]).get(version_id)
    return status is None or status.at <= moment
