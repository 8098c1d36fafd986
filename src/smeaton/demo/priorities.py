"""Synthetic choices of priorities: most departments have agreed theirs; the one a visitor leads has not."""

from datetime import datetime, timedelta
from decimal import Decimal

from django.db import transaction

from smeaton.apps.needs.models import LevelKind, LevelRecord, PriorityChoice, Wave
from smeaton.apps.needs.queries.priorities import proposed_order
from smeaton.apps.needs.services.choosing import agree, confirm, save_draft
from smeaton.apps.needs.services.moderating import record_level
from smeaton.apps.places.models import Programme
from smeaton.apps.places.queries import departments
from smeaton.demo.people import FAVOURED_SCHOOL
from smeaton.terms import Reach

CONFIRMED, AGREED, MODERATED = 8, 12, 3
"""Of the departments in the order of their schools' numbers: how many have come at least so far."""


@transaction.atomic
def choose_priorities(*, reach: Reach, programme: Programme, wave: Wave, at: datetime) -> int:
    """Choices in most departments: made where there are none, else as they are; returns how many hold."""
    if PriorityChoice.objects.filter(department__programme=programme).exists():
        return PriorityChoice.objects.filter(department__programme=programme).count()
    cards = [card for card in departments(programme.pk, reach) if card.takes_part]
    cards = sorted((card for card in cards if card.urn != FAVOURED_SCHOOL), key=lambda card: card.urn)
    for number, card in enumerate(cards[:AGREED]):
        order = proposed_order(card, reach)
        if number < MODERATED and not LevelRecord.objects.filter(department=card.id, wave=wave).exists():
            _moderate(reach, card.id, order.rows[0].strand, at)
            order = proposed_order(card, reach)
        strands = [row.strand for row in order.rows[: 3 + number % 3]]
        save_draft(reach=reach, department_id=card.id, strands=strands, at=at)
        choice = agree(reach=reach, department_id=card.id, strands=strands, reasons={}, at=at)
        if number < CONFIRMED:
            confirm(reach=reach, department_id=card.id, number=choice.number, at=at)
    return min(AGREED, len(cards))


def _moderate(reach: Reach, department_id: int, strand: str, at: datetime) -> None:
    """A visit: the hub and then both together put a level beside what staff answered."""
    for kind, level, evidence in (
        (LevelKind.MODERATED, Decimal("2.0"), "Synthetic: three lessons seen, unit plans read."),
        (LevelKind.AGREED, Decimal("2.0"), "Synthetic: agreed at the end of the visit."),
    ):
        record_level(
            reach=reach,
            department_id=department_id,
            strand=strand,
            kind=kind,
            level=level,
            evidence=evidence,
            visited_on=(at - timedelta(days=5)).date(),
            at=at,
        )
