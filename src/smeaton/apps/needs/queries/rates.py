"""Where the open audit stands, in a line: for pages that are about something else."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count
from django.utils import timezone

from smeaton.apps.needs.models import Invitation, RespondentRole, Response, ResponseOrigin
from smeaton.apps.needs.queries import words
from smeaton.apps.needs.queries.waves import latest_open
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Reach, Where


@dataclass(frozen=True)
class OpenAudit:
    """The audit that is open: how many were asked and have answered, over the place or in one department."""

    wave_id: int
    name: str
    asked: int
    answered: int
    quiet: int
    """Departments in which somebody has not finished a week after the last letter."""
    sentence: str


def open_audit(programme_id: int, where: Where, reach: Reach, at: datetime) -> OpenAudit | None:
    """The programme's open audit over the departments that share it: three queries.

    None without one, or without reach. Asks for `VIEW_RESPONSE_RATES` over `where`.
    """
    return _open(programme_id, None, where, reach, at)


def open_audit_here(
    programme_id: int, department_id: int, where: Where, reach: Reach, at: datetime
) -> OpenAudit | None:
    """The same for one department, with its sentence by role: three queries."""
    return _open(programme_id, department_id, where, reach, at)


def _open(
    programme_id: int, department_id: int | None, where: Where, reach: Reach, at: datetime
) -> OpenAudit | None:
    if not reach.can(Permission.VIEW_RESPONSE_RATES, where):
        return None
    wave = latest_open(programme_id, timezone.localdate(at))
    if wave is None:
        return None
    asked = Invitation.objects.counted().filter(wave=wave)
    others = Response.objects.filter(wave=wave).exclude(origin=ResponseOrigin.LINK)
    if department_id is None:
        seen = Department.objects.filter(programme=programme_id)
        seen = seen.visible_to(reach, Permission.VIEW_RESPONSE_RATES).order_by()
        asked, others = asked.filter(department__in=seen), others.filter(department__in=seen)
    else:
        asked, others = asked.filter(department=department_id), others.filter(department=department_id)
    rows = list(asked)
    elsewhere = dict(others.order_by().values_list("role").annotate(n=Count("pk")))
    by_role = []
    for role in RespondentRole.values:
        more = elsewhere.get(role, 0)
        of = more + sum(row.role == role for row in rows)
        done = more + sum(row.role == role and row.finished_at is not None for row in rows)
        by_role.append((role, done, of))
    quiet = {row.department_id for row in rows if row.gone_quiet(at)}
    parts = [f"{done} of {of} {role}{'' if of == 1 else 's'}" for role, done, of in by_role if of]
    ends = f"; it closes after {wave.closes:%-d %B}" if wave.closes else ""
    said = f"{words.begun(words.joined(parts))} have answered “{wave.name}”{ends}." if parts else ""
    return OpenAudit(
        wave_id=wave.pk,
        name=wave.name,
        asked=sum(of for _, _, of in by_role),
        answered=sum(done for _, done, _ in by_role),
        quiet=len(quiet),
        sentence=said,
    )
