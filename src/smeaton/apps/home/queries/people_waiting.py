"""What waits about people and agreements of a place, counted for its page."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from smeaton.apps.access.models import Agreement, InvitationToJoin
from smeaton.apps.access.queries.agreements import AgreementState
from smeaton.apps.home.queries.corrections import asked_in
from smeaton.apps.places.models import Department, Place
from smeaton.apps.places.queries import PlaceCard, ProgrammeCard
from smeaton.terms import Permission, Reach, Where
from smeaton.ui.components import Task
from smeaton.ui.pages import page_url


@dataclass(frozen=True)
class PeopleWaiting:
    """How many requests, invitations and agreements wait; 0 where the reader may not see them."""

    corrections: int = 0
    invited: int = 0
    """Invitations that are not accepted, those among them that have run out or were never sent."""
    run_out: int = 0
    unsigned: int = 0
    reviews: int = 0

    def __bool__(self) -> bool:
        return any((self.corrections, self.invited, self.unsigned, self.reviews))


def people_waiting(
    place: PlaceCard, programme: ProgrammeCard | None, reach: Reach, at: datetime, today: date
) -> PeopleWaiting | None:
    """What waits about people of the place, in one query; None for whoever does not look after them.

    For whoever looks after the people of one programme, it is what waits in that.
    """
    of_it = programme.pk if programme else None
    if not reach.can(Permission.MANAGE_PEOPLE, Where(place.pk, programme=of_it)):
        return None
    sees = programme is not None and reach.can(Permission.VIEW_AGREEMENTS, programme.where)
    agreements = Agreement.objects.filter(programme=of_it if sees else None)
    due = agreements.in_force(today).filter(review_on__lte=today)
    standing = InvitationToJoin.objects.standing().filter(through=OuterRef("pk"))
    if not reach.can(Permission.MANAGE_PEOPLE, place.where):
        schools = Department.objects.filter(programme=of_it).order_by().values("school")
        standing = standing.filter(Q(programme=of_it) | Q(school__in=schools))
    late = standing.filter(Q(sent_at__isnull=True) | Q(expires_at__lte=at))
    asked = asked_in(place, reach).filter(answered_at__isnull=True)
    row = Place.objects.filter(pk=place.pk).values(
        corrections=_count(asked),
        invited=_count(standing),
        run_out=_count(late),
        unsigned=_count(agreements.filter(signed_at__isnull=True)),
        reviews=_count(due),
    )
    return PeopleWaiting(**row.get())


def _count(rows: QuerySet[Any]) -> Coalesce:
    """How many there are, as a part of another query."""
    total = rows.order_by().annotate(of=Value(1)).values("of").annotate(total=Count("pk")).values("total")
    return Coalesce(Subquery(total, output_field=IntegerField()), 0)


def lines_of(waiting: PeopleWaiting, place: str) -> list[Task]:
    """Each thing that waits, as a line with the page on which it is done."""
    people, agreements = page_url("people", place=place), page_url("agreements", place=place)
    late = f"{waiting.run_out} not sent, or run out" if waiting.run_out else ""
    told = (
        (waiting.corrections, "{} for correction {} for an answer", "request", "waits", "wait",
         page_url("corrections", place=place), "due within a month"),
        (waiting.invited, "{} {} not accepted", "invitation", "is", "are", f"{people}#schools", late),
        (waiting.unsigned, "{} {} for a signature", "agreement", "waits", "wait",
         _of_state(agreements, AgreementState.WAITING), ""),
        (waiting.reviews, "{} {} due for review", "agreement", "is", "are",
         _of_state(agreements, AgreementState.REVIEW_DUE), ""),
    )  # fmt: skip
    return [
        Task(
            words.replace("{}", f"1 {what}" if count == 1 else f"{count} {what}s", 1).replace(
                "{}", one if count == 1 else many
            ),
            url,
            detail,
        )
        for count, words, what, one, many, url, detail in told
        if count
    ]


def _of_state(agreements: str, state: AgreementState) -> str:
    """The page of agreements, narrowed to those in that state."""
    return f"{agreements}?{urlencode({'state': state.value})}#parties"
