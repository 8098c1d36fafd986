"""Which records of whom are held: by a legal hold that is in force."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from smeaton.apps.home.queries.records.finding import subject_of
from smeaton.apps.home.queries.records.subject import Subject
from smeaton.apps.people.models import LegalHold


@dataclass(frozen=True)
class Hold:
    """A hold in force, with all by which what it covers is found."""

    id: int
    person: int
    covers: str
    reason: str
    since: date
    until: date | None
    subject: Subject

    def holds(self, kind: str) -> bool:
        """Whether it keeps that class of record."""
        return self.covers in ("", kind)

    @property
    def sentence(self) -> str:
        """“Everything about person 12 is held since 1 May 2026: a claim is open.”"""
        what = "Everything" if not self.covers else f"What falls under “{self.covers}”"
        end = f" until {self.until:%-d %B %Y}" if self.until else ""
        return f"{what} about person {self.person} is held since {self.since:%-d %B %Y}{end}: {self.reason}"


def holds_in_force(today: date) -> list[Hold]:
    """Every hold in force on a day, the earliest first."""
    rows = LegalHold.objects.in_force(today).select_related("person__user").order_by("since", "id")
    return [_hold(row) for row in rows]


def holds_on(subject: Subject, holds: Iterable[Hold]) -> list[Hold]:
    """Those of the holds that are on this person, or on an address of theirs."""
    return [
        hold for hold in holds if hold.person == subject.person or hold.subject.addresses & subject.addresses
    ]


def known_as(row: LegalHold) -> tuple[frozenset[str], frozenset[str]]:
    """Names and addresses that a hold keeps, for what was erased meanwhile."""
    lines = frozenset(line for line in row.known_as.split("\n") if line)
    addresses = frozenset(line for line in lines if "@" in line)
    return lines - addresses, addresses


def _hold(row: LegalHold) -> Hold:
    theirs = subject_of(row.person)
    names, addresses = known_as(row)
    subject = Subject(theirs.person, theirs.login, theirs.names | names, theirs.addresses | addresses)
    return Hold(row.pk, row.person_id, row.covers, row.reason, row.since, row.until, subject)
