"""The packages of a place as they are owned: sent, replied to, signed, gone quiet."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Count, Prefetch
from django.utils import timezone

from smeaton.apps.access.queries import NotShared, not_shared
from smeaton.apps.outbox.queries import LetterStatus, letters_about
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import PackageItem, PackageVersion, Party, PlanRun, Reply, ReplyKind, SignOff
from smeaton.apps.support.queries.addressees import of_schools
from smeaton.apps.support.queries.packages import PackageGlance, packages_at_a_glance
from smeaton.apps.support.queries.versions import VersionCard, cards_of
from smeaton.terms import Permission, Reach, Role

QUIET_AFTER = timedelta(days=7)
"""A lead who was sent a version this long ago and has neither replied nor signed has gone quiet."""
LETTERS = (
    "package proposal",
    "package changed",
    "package reminder",
)
"""Purposes of letters that ask a lead for a reply."""


@dataclass(frozen=True)
class OwnedRow:
    """One department of the place: what it was sent, and how far that has come."""

    department_id: int
    urn: int
    school_name: str
    standing: str
    glance: PackageGlance
    latest: VersionCard | None
    replies: int
    waiting: int
    lead: str
    letter: LetterStatus | None
    quiet: bool

    @property
    def sent(self) -> bool:
        """Whether anything was sent."""
        return self.latest is not None

    @property
    def state(self) -> str:
        """How far it is, in a few words."""
        if self.latest is None:
            return "not sent" if self.glance.items else "nothing planned"
        if self.waiting:
            return "a change is being worked in"
        if self.latest.signed:
            return "agreed"
        if not self.latest.signatures:
            return "replied, not signed" if self.replies else "waiting for the lead"
        return f"signed by the {self.latest.signatures[-1].party.label}, waiting for the " + (
            self.latest.next_party.label if self.latest.next_party else ""
        )


@dataclass(frozen=True)
class OwnedPlace:
    """The departments of the place that share their packages, by name of school, and counts of them."""

    rows: tuple[OwnedRow, ...]
    plan_id: int | None
    busy: bool
    may_send: bool
    may_sign: bool
    synthetic: bool
    not_shared: NotShared

    @property
    def planned(self) -> int:
        """Departments for which the current plan holds something."""
        return sum(row.glance.items > 0 for row in self.rows)

    @property
    def sent(self) -> int:
        """Departments that were sent a version."""
        return sum(row.sent for row in self.rows)

    @property
    def replied(self) -> int:
        """Departments whose lead has replied or signed."""
        return sum(bool(row.replies or (row.latest and row.latest.signatures)) for row in self.rows)

    @property
    def agreed(self) -> int:
        """Departments whose newest version everybody has signed."""
        return sum(bool(row.latest and row.latest.signed) for row in self.rows)

    @property
    def to_sign(self) -> tuple[OwnedRow, ...]:
        """Departments whose version waits for the hub's signature."""
        return tuple(
            row for row in self.rows if row.latest and row.latest.next_party == Party.HUB and not row.waiting
        )

    @property
    def to_send(self) -> tuple[OwnedRow, ...]:
        """Departments that something is planned for and that have not been sent anything."""
        return tuple(row for row in self.rows if row.glance.items and not row.sent)

    @property
    def quiet(self) -> tuple[OwnedRow, ...]:
        """Departments that have gone quiet."""
        return tuple(row for row in self.rows if row.quiet)

    @property
    def without_lead(self) -> tuple[OwnedRow, ...]:
        """Departments with a package and no lead to write to."""
        return tuple(row for row in self.rows if row.glance.items and not row.lead)


@dataclass(frozen=True)
class HubWaits:
    """What waits for the hub: packages to sign, and packages of the plan that nobody was sent yet."""

    to_sign: int
    to_send: int


def hub_waits(programme_id: int, reach: Reach) -> HubWaits:
    """What waits for the hub in departments that share it, in two queries; nothing for those who neither send
    nor sign as the hub.
    """
    programme = Programme.objects.get(pk=programme_id)
    where = programme.where
    seen = Department.objects.filter(programme=programme_id).visible_to(reach, Permission.VIEW_PACKAGE)
    rows = PackageVersion.objects.filter(department__in=seen.order_by())
    signed = rows.annotate(count=Count("sign_offs")).order_by("department_id", "number")
    newest = dict(signed.values_list("department", "count"))
    planned = PackageItem.objects.filter(package__plan__programme=programme_id, package__plan__current=True)
    planned = planned.filter(package__department__in=seen.order_by())
    departments = set(planned.values_list("package__department", flat=True))
    return HubWaits(
        to_sign=sum(count == 2 for count in newest.values())
        if reach.can(Permission.SIGN_AS_HUB, where)
        else 0,
        to_send=len(departments - newest.keys()) if reach.can(Permission.SEND_PROPOSALS, where) else 0,
    )


def owned_place(programme_id: int, reach: Reach, at: datetime) -> OwnedPlace:
    """The packages of every department of the programme; `Refused` without VIEW_PLAN in the place."""
    programme = Programme.objects.get(pk=programme_id)
    where = programme.where
    reach.require(Permission.VIEW_PLAN, where)
    everywhere = Department.objects.filter(programme=programme).select_related("school")
    departments = list(everywhere.visible_to(reach, Permission.VIEW_PACKAGE).order_by("school__name", "id"))
    glances = packages_at_a_glance(programme_id, reach)
    latest = _latest(programme_id)
    said = _replies(programme_id)
    leads = of_schools([d.school_id for d in departments], Role.SUBJECT_LEAD, timezone.localdate(at))
    letters = letters_about(LETTERS, [card.pk for card in latest.values()])
    runs = PlanRun.objects.filter(programme=programme)
    current = runs.filter(current=True).first()
    rows = [
        _row(
            department,
            glances[department.pk],
            latest.get(department.pk),
            said.get(department.pk, (0, 0)),
            ", ".join(lead.name for lead in leads.get(department.school_id, ())),
            letters,
            at,
        )
        for department in departments
        if department.pk in glances
    ]
    return OwnedPlace(
        rows=tuple(rows),
        not_shared=not_shared(programme_id, reach, Permission.VIEW_PACKAGE),
        plan_id=current.pk if current else None,
        busy=runs.live().exists(),
        may_send=reach.can(Permission.SEND_PROPOSALS, where),
        may_sign=reach.can(Permission.SIGN_AS_HUB, where),
        synthetic=programme.synthetic,
    )


def _latest(programme_id: int) -> dict[int, VersionCard]:
    """Department → its newest version, without its content, in three queries."""
    rows = (
        PackageVersion.objects.filter(department__programme=programme_id)
        .defer("content")
        .order_by("department_id", "number")
        .prefetch_related(Prefetch("sign_offs", SignOff.objects.all()))
    )
    newest = {row.department_id: row for row in rows}
    for row in newest.values():
        row.content = {}
    return dict(zip(newest, cards_of(newest.values()), strict=True))


def _replies(programme_id: int) -> dict[int, tuple[int, int]]:
    """Department → replies in force, and how many wait."""
    found: dict[int, tuple[int, int]] = {}
    for row in Reply.objects.filter(department__programme=programme_id):
        held, waits = found.get(row.department_id, (0, 0))
        waiting = row.answered_by_id is None and row.kind != ReplyKind.ACCEPT
        found[row.department_id] = (held + (row.withdrawn_at is None), waits + waiting)
    return found


def _row(
    department: Department,
    glance: PackageGlance,
    latest: VersionCard | None,
    said: tuple[int, int],
    lead: str,
    letters: dict[int, LetterStatus],
    at: datetime,
) -> OwnedRow:
    letter = letters.get(latest.pk) if latest else None
    last = letter.at if letter else latest.made_at if latest else at
    return OwnedRow(
        department_id=department.pk,
        urn=department.school_id,
        school_name=department.school.name,
        standing=department.standing,
        glance=glance,
        latest=latest,
        replies=said[0],
        waiting=said[1],
        lead=lead,
        letter=letter,
        quiet=bool(latest and not latest.signatures and not said[0] and last <= at - QUIET_AFTER),
    )
