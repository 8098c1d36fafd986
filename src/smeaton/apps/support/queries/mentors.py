"""Mentors of a programme: what they give, how much of it the current plan uses, and for whom."""

from collections import defaultdict
from dataclasses import dataclass

from smeaton.apps.access.queries import NotShared
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import Mentor, MentoringHours
from smeaton.apps.support.queries.shown import shown
from smeaton.apps.support.queries.strands import strand_titles
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class MentorRow:
    """A mentor, by role and school: hours there are and hours planned, pounds an hour, what they are good at.

    `gives` says in words how much on which strand; `schools` whom they work with in the current plan.
    """

    id: int
    role: str
    school: str
    hours: float
    planned: float
    rate: float
    gives: tuple[str, ...]
    schools: tuple[str, ...]
    active: bool


@dataclass(frozen=True)
class MentorsPage:
    """The mentors of a programme; those who have dropped out stand apart."""

    programme_name: str
    place_name: str
    place_slug: str
    mentors: tuple[MentorRow, ...]
    out: tuple[MentorRow, ...]
    may_edit: bool
    may_hand_over: bool
    planned: bool
    not_shared: NotShared
    outdated: int
    """Departments of the current plan that are not shared with the reader, so that it is not shown."""
    synthetic: bool

    @property
    def hours(self) -> float:
        """Hours that active mentors can give."""
        return sum(row.hours for row in self.mentors)

    @property
    def hours_planned(self) -> float:
        """Hours that the current plan uses of active mentors."""
        return sum(row.planned for row in self.mentors)

    @property
    def left_over(self) -> tuple[MentorRow, ...]:
        """Mentors who have dropped out and whom the current plan still counts on."""
        return tuple(row for row in self.out if row.planned)


def mentors_page(programme_id: int, reach: Reach) -> MentorsPage:
    """The mentors of a programme, by school; `Refused` without VIEW_OFFERS over the place."""
    programme = Programme.objects.select_related("place").get(pk=programme_id)
    where = programme.where
    reach.require(Permission.VIEW_OFFERS, where)
    titles = strand_titles(programme_id)
    seen = shown(programme, reach)
    plan = seen.plan
    hours: dict[int, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for given in MentoringHours.objects.filter(plan=plan).select_related("department__school"):
        hours[given.mentor_id][given.department.school.name] += float(given.hours)
    rows = [
        MentorRow(
            id=mentor.pk,
            role=mentor.role,
            school=mentor.department.school.name,
            hours=float(mentor.hours),
            planned=sum(hours[mentor.pk].values()),
            rate=float(mentor.hourly_rate),
            gives=tuple(f"{titles[s.strand]} ({s.part}, {s.depth})" for s in mentor.strengths.all()),
            schools=tuple(sorted(hours[mentor.pk])),
            active=mentor.active,
        )
        for mentor in Mentor.objects.filter(programme=programme, department__in=seen.departments)
        .select_related("department__school")
        .prefetch_related("strengths")
        .order_by("department__school__name", "role", "id")
    ]
    return MentorsPage(
        programme_name=programme.name,
        place_name=programme.place.name,
        place_slug=programme.place.slug,
        mentors=tuple(row for row in rows if row.active),
        out=tuple(row for row in rows if not row.active),
        may_edit=reach.can(Permission.MANAGE_PLACE, where),
        may_hand_over=reach.can(Permission.RUN_PLAN, where),
        planned=plan is not None,
        not_shared=seen.not_shared,
        outdated=seen.outdated,
        synthetic=programme.synthetic,
    )


def mentor_schools(programme_id: int, reach: Reach) -> tuple[tuple[str, str], ...]:
    """Where a mentor may work, as choices (department id, school): schools that share by name.

    `Refused` without MANAGE_PLACE.
    """
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.MANAGE_PLACE, programme.where)
    rows = Department.objects.filter(programme=programme).visible_to(reach, Permission.VIEW_DEPARTMENT)
    rows = rows.select_related("school").order_by("school__name")
    return tuple((str(row.pk), row.school.name) for row in rows)
