"""A person's own page: what is held about them, at a glance."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Count, Q

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.history.models import Event
from smeaton.apps.home.queries.records import Subject
from smeaton.apps.home.queries.records.periods import in_words
from smeaton.apps.needs.models import Invitation
from smeaton.apps.outbox.models import Letter, LetterState
from smeaton.apps.people.models import CorrectionRequest, LegalHold, Post
from smeaton.apps.places.models import Department
from smeaton.terms import ROLES, Permission, Reach, Role
from smeaton.ui.pages import page_url

MOST = 20
"""More letters or audits than this stand in the download only."""


@dataclass(frozen=True)
class Line:
    """One thing that is held: what it is, where, and from when to when."""

    what: str
    where: str
    starts: date | datetime | None = None
    ends: date | datetime | None = None
    url: str = ""
    state: str = ""

    def ended(self, today: date) -> bool:
        """Whether its last day has passed."""
        return isinstance(self.ends, date) and not isinstance(self.ends, datetime) and self.ends < today


@dataclass(frozen=True)
class MyRecord:
    """What a person's page shows of their record; everything is in the download."""

    name: str
    addresses: tuple[str, ...]
    posts: tuple[Line, ...]
    roles: tuple[Line, ...]
    past: tuple[Line, ...]
    """Posts and roles that have ended, the latest first."""
    packages: tuple[Line, ...]
    audits: tuple[Line, ...]
    letters: tuple[Line, ...]
    asked: int
    """In how many audits they were asked; only the latest stand in `audits`."""
    written: int
    """How many letters there are; only the latest stand in `letters`."""
    deeds: int
    corrections: tuple[CorrectionRequest, ...]
    holds: int
    kept: dict[str, str]

    @property
    def finding(self) -> str:
        """“Smeaton holds your name, an email address, 2 roles and 3 letters.”"""
        things = ["your name", _count(len(self.addresses), "email address", "email addresses")]
        for count, one, many in (
            (len(self.posts), "post", "posts"),
            (len(self.roles), "role", "roles"),
            (len(self.past), "post or role that has ended", "posts and roles that have ended"),
            (self.asked, "audit that you were asked in", "audits that you were asked in"),
            (self.written, "letter", "letters"),
        ):
            if count:
                things.append(_count(count, one, many))
        return (
            f"Smeaton holds {', '.join(things[:-1])} and {things[-1]}. No answer to an audit bears your name."
        )


def my_record(subject: Subject, name: str, reach: Reach, today: date) -> MyRecord:
    """The record of whoever the reach is of, in eleven queries."""
    person = subject.person
    posts = Post.objects.filter(person=person).select_related("school", "trust").order_by("-starts")
    grants = GrantRecord.objects.filter(person=person).select_related("place", "programme", "trust", "school")
    asked = Invitation.objects.filter(_any("email", subject)).select_related("wave", "department__school")
    letters = Letter.objects.filter(_any("to", subject)).order_by("-written_at").defer("text", "html")
    departments = (
        Department.objects.visible_to(reach, Permission.VIEW_PACKAGE)
        .select_related("school", "programme__place")
        .order_by("school__name")
    )
    jobs = [Line(post.title, str(post.school or post.trust), post.starts, post.ends) for post in posts]
    roles = [
        Line(
            ROLES[Role(row.role)].title,
            str(row.place or row.programme or row.trust or row.school),
            row.starts,
            row.ends,
        )
        for row in grants.order_by("-starts")
    ]
    return MyRecord(
        name=name,
        addresses=tuple(sorted(subject.addresses)),
        posts=tuple(line for line in jobs if not line.ended(today)),
        roles=tuple(line for line in roles if not line.ended(today)),
        past=tuple(line for line in [*jobs, *roles] if line.ended(today)),
        asked=asked.count(),
        written=letters.count(),
        packages=_packages(departments[: MOST + 1]) if not _sees_places(reach) else (),
        audits=tuple(
            Line(row.wave.name, str(row.department.school), row.invited_at, state=_asked(row))
            for row in asked.order_by("-wave__opens")[:MOST]
        ),
        letters=tuple(
            Line(row.title, row.to, row.written_at, state=LetterState(row.state).label)
            for row in letters[:MOST]
        ),
        deeds=Event.objects.filter(actor=subject.actor or "").aggregate(count=Count("pk"))["count"],
        corrections=tuple(CorrectionRequest.objects.filter(person=person).order_by("-asked_at")[:MOST]),
        holds=LegalHold.objects.filter(person=person).count(),
        kept={kind.replace(" ", "_"): in_words(kind) for kind in ("people", "letters", "people asked")},
    )


def _sees_places(reach: Reach) -> bool:
    """Whoever sees whole places has the packages on their pages, and needs no list of them here."""
    over = reach.scopes(Permission.VIEW_PLACE)
    return bool(over.everywhere or over.places or over.programmes)


def _packages(departments: Iterable[Department]) -> tuple[Line, ...]:
    return tuple(
        Line(
            f"Support package of {row.school.name}",
            row.programme.place.name,
            url=page_url("package", place=row.programme.place.slug, urn=row.school_id),
        )
        for row in departments
    )


def _asked(row: Invitation) -> str:
    if row.withdrawn_at is not None:
        return "withdrawn"
    return "answered" if row.finished_at is not None else "not answered yet"


def _any(path: str, subject: Subject) -> Q:
    found = Q(pk__in=[])
    for address in subject.addresses:
        found |= Q(**{f"{path}__iexact": address})
    return found


def _count(number: int, one: str, many: str) -> str:
    article = "an" if one[0] in "aeio" else "a"
    return f"{article} {one}" if number == 1 else f"{number} {many}"
