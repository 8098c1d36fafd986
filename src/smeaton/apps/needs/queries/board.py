"""The response board: how many have answered, who has gone quiet, which letters did not arrive."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q

from smeaton.apps.access.queries import NOTHING_HIDDEN, NotShared, counted
from smeaton.apps.needs.models import Invitation, RespondentRole, Response, ResponseOrigin
from smeaton.apps.needs.queries.letters import LetterKind
from smeaton.apps.needs.queries.waves import WaveCard
from smeaton.apps.outbox.queries import letters_about, uncertain_about
from smeaton.apps.places.models import Department, Standing
from smeaton.terms import Permission, Reach

"""How long after their last letter somebody who has not finished counts as quiet."""
ROLES = tuple(RespondentRole.values)


@dataclass(frozen=True)
class Rate:
    """People of one role: asked, begun, finished by their link, and answered some other way."""

    role: str
    asked: int = 0
    begun: int = 0
    finished: int = 0
    elsewhere: int = 0
    staff: int = 0
    """How many are known to work there, where nobody was asked by a link."""

    @property
    def answered(self) -> int:
        """People whose answers are in."""
        return self.finished + self.elsewhere

    @property
    def of(self) -> int:
        """How many could answer: those asked by a link and those who answered without one, or all staff."""
        return max(self.asked + self.elsewhere, self.staff)


@dataclass(frozen=True)
class BoardRow:
    """One department. `quiet` people have not begun or not finished for days and can be reminded."""

    department_id: int
    urn: int
    school_name: str
    standing: str
    rates: tuple[Rate, ...]
    quiet: int
    remindable: int
    returned: int
    """People whose letters came back."""
    uncertain: tuple[int, ...]
    """Invitations of which nobody knows whether the last letter arrived."""
    no_reminders: int

    @property
    def asked(self) -> int:
        """People asked or answering, of all roles."""
        return sum(rate.of for rate in self.rates)

    @property
    def answered(self) -> int:
        """People whose answers are in, of all roles."""
        return sum(rate.answered for rate in self.rates)


@dataclass(frozen=True)
class Board:
    """The departments of a wave, those that need somebody first. `totals` are over all of them."""

    rows: tuple[BoardRow, ...]
    totals: tuple[Rate, ...]
    not_shared: NotShared = NOTHING_HIDDEN
    """Departments whose trusts do not share who has answered: in no row and no total."""

    @property
    def quiet(self) -> tuple[BoardRow, ...]:
        """Departments with people who have gone quiet."""
        return tuple(row for row in self.rows if row.quiet)

    @property
    def asked(self) -> int:
        """People asked or answering in all departments."""
        return sum(rate.of for rate in self.totals)

    @property
    def answered(self) -> int:
        """People whose answers are in, in all departments."""
        return sum(rate.answered for rate in self.totals)


@dataclass(frozen=True)
class AskedPerson:
    """Somebody asked, for those who ask them: address and how far they are, never what they answered."""

    invitation_id: int
    role: str
    email: str
    name: str
    state: str
    letter: str
    withdrawn: bool
    uncertain: bool


def board(wave: WaveCard, reach: Reach, at: datetime, *, department_id: int | None = None) -> Board:
    """The board over the departments in which `VIEW_RESPONSE_RATES` is held, or one of them.

    Five queries. Schools that declined or left stand on it only if somebody
    there was asked.
    """
    departments = Department.objects.filter(programme=wave.programme_id)
    seen = departments.visible_to(reach, Permission.VIEW_RESPONSE_RATES).order_by()
    marked = departments.annotate(visible=Q(pk__in=seen.values("pk"))).select_related("school")
    if department_id is not None:
        marked = marked.filter(pk=department_id)
    everywhere: list[Any] = list(marked.order_by("school__name", "pk"))
    listed: list[Department] = [department for department in everywhere if department.visible]
    asked: dict[int, list[Invitation]] = {}
    keys = [department.pk for department in listed]
    for row in Invitation.objects.counted().filter(wave=wave.pk, department__in=keys):
        asked.setdefault(row.department_id, []).append(row)
    others: dict[tuple[int, str], int] = {}
    elsewhere = Response.objects.filter(wave=wave.pk, department__in=keys).exclude(origin=ResponseOrigin.LINK)
    for department, role in elsewhere.order_by().values_list("department_id", "role"):
        others[department, role] = others.get((department, role), 0) + 1
    unsure = {int(key) for key in uncertain_about(tuple(LetterKind))}
    rows = [
        _row(department, asked.get(department.pk, []), others, unsure, at)
        for department in listed
        if department.standing not in {Standing.DECLINED, Standing.LEFT} or department.pk in asked
    ]
    rows.sort(key=lambda row: (-len(row.uncertain) - row.returned, -row.quiet, row.school_name))
    hidden = counted([(each.school.trust_id, each.visible) for each in everywhere])
    return Board(tuple(rows), tuple(_sum(role, rows) for role in ROLES), hidden)


def asked_people(wave: WaveCard, department_id: int, reach: Reach) -> list[AskedPerson]:
    """Everybody asked in a department, leads first: three queries.

    `Refused` without `ASK_COLLEAGUES` there. Who may not run the audit is not told who has answered:
    nobody should be pressed by the person who leads them.
    """
    department = Department.objects.select_related("school", "programme").get(pk=department_id)
    reach.require(Permission.ASK_COLLEAGUES, department.where)
    told = reach.can(Permission.RUN_AUDIT, wave.where)
    rows = list(Invitation.objects.filter(wave=wave.pk, department=department_id))
    letters = letters_about(tuple(LetterKind), [row.pk for row in rows])
    order = {role: position for position, role in enumerate(ROLES)}
    people = [
        AskedPerson(
            invitation_id=row.pk,
            role=row.role,
            email=row.email,
            name=row.name,
            state=_state(row) if told else "",
            letter=letters[row.pk].words if row.pk in letters else "not written to yet",
            withdrawn=row.withdrawn_at is not None,
            uncertain=row.pk in letters and letters[row.pk].uncertain,
        )
        for row in rows
    ]
    return sorted(people, key=lambda p: (p.withdrawn, order[p.role], p.email.casefold()))


def quiet_invitations(
    wave: WaveCard, reach: Reach, at: datetime, department_id: int | None = None
) -> list[int]:
    """Invitations of people who have gone quiet, in all departments within reach or in one."""
    departments = Department.objects.filter(programme=wave.programme_id)
    within = departments.visible_to(reach, Permission.ASK_COLLEAGUES)
    rows = Invitation.objects.to_remind().filter(wave=wave.pk, department__in=within)
    if department_id is not None:
        rows = rows.filter(department=department_id)
    return [row.pk for row in rows if row.gone_quiet(at)]


def _row(
    department: Department,
    asked: Iterable[Invitation],
    others: dict[tuple[int, str], int],
    unsure: set[int],
    at: datetime,
) -> BoardRow:
    asked = list(asked)
    staff = {"lead": 1, "teacher": department.teachers or 0, "technician": department.technicians or 0}
    by_file = not asked and any((department.pk, role) in others for role in ROLES)
    rates = [
        Rate(
            role,
            asked=sum(row.role == role for row in asked),
            begun=sum(row.role == role and row.begun_at is not None for row in asked),
            finished=sum(row.role == role and row.finished_at is not None for row in asked),
            elsewhere=others.get((department.pk, role), 0),
            staff=staff[role] if by_file else 0,
        )
        for role in ROLES
    ]
    can_be = [row for row in asked if row.remindable]
    return BoardRow(
        department_id=department.pk,
        urn=department.school_id,
        school_name=department.school.name,
        standing=department.standing,
        rates=tuple(rates),
        quiet=sum(row.gone_quiet(at) for row in can_be),
        remindable=len(can_be),
        returned=sum(row.bounced_at is not None and row.finished_at is None for row in asked),
        uncertain=tuple(row.pk for row in asked if row.pk in unsure and row.finished_at is None),
        no_reminders=sum(row.no_reminders_at is not None and row.finished_at is None for row in asked),
    )


def _state(row: Invitation) -> str:
    if row.finished_at is not None:
        return "finished"
    if row.bounced_at is not None:
        return "letter came back"
    return "begun" if row.begun_at is not None else "not begun"


def _sum(role: str, rows: Iterable[BoardRow]) -> Rate:
    of_role = [rate for row in rows for rate in row.rates if rate.role == role]
    return Rate(
        role,
        sum(rate.asked for rate in of_role),
        sum(rate.begun for rate in of_role),
        sum(rate.finished for rate in of_role),
        sum(rate.elsewhere for rate in of_role),
        sum(rate.of for rate in of_role),
    )
