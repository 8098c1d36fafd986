"""How far a lead's change is, told without anything of other departments."""

from dataclasses import dataclass

from smeaton.apps.places.models import Department
from smeaton.apps.support.models import PlanRun, PlanStatus, Reply
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class ChangeProgress:
    """Whether changes of a department wait, and how far the run is that takes them in, of 100 percent."""

    waiting: int
    percent: int
    stage: str


def change_progress(department_id: int, reach: Reach) -> ChangeProgress:
    """How far the changes of a department are; `Refused` without VIEW_PACKAGE there."""
    department = Department.objects.select_related("school", "programme").get(pk=department_id)
    reach.require(Permission.VIEW_PACKAGE, department.where)
    waiting = Reply.objects.waiting().filter(department=department).count()
    run = PlanRun.objects.filter(programme=department.programme_id).live().order_by("id").first()
    if run is None:
        return ChangeProgress(waiting, 0, "Waiting to begin")
    if run.status == PlanStatus.QUEUED:
        return ChangeProgress(waiting, 1, "Waiting to begin")
    return ChangeProgress(waiting, run.percent, (run.stage or "Working").capitalize())


def programmes_waiting() -> list[int]:
    """Programmes with replies that no plan has taken in and no run that would: a task of theirs was lost."""
    waiting = Reply.objects.waiting().values_list("department__programme", flat=True)
    busy = PlanRun.objects.live().values_list("programme", flat=True)
    return sorted(set(waiting) - set(busy))
