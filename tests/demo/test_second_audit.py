"""The demonstration's open audit and its priorities: made once, plausible, and nobody's real address."""

from datetime import UTC, datetime

import pytest

from smeaton.apps.needs.models import Invitation, PriorityChoice, Response
from smeaton.apps.needs.queries.board import board
from smeaton.apps.needs.queries.waves import WaveState, wave_card
from smeaton.apps.outbox.models import Letter
from smeaton.demo.answers import analyse_answers, enter_answers
from smeaton.demo.generator import SEED
from smeaton.demo.people import FAVOURED_SCHOOL, add_people
from smeaton.demo.place import make_place
from smeaton.demo.priorities import AGREED, CONFIRMED, choose_priorities
from smeaton.demo.register import enter_facts
from smeaton.demo.second_audit import enter_second_audit
from smeaton.terms import Permission
from tests.factories.personas import SYSTEM

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_a_second_audit_is_open_and_most_departments_have_priorities() -> None:
    enter_facts(reach=SYSTEM, at=AT)
    on = datetime(2026, 9, 1, tzinfo=UTC).date()
    programme = make_place(reach=SYSTEM, on=on, seed=SEED)
    add_people(reach=SYSTEM, programme=programme, on=on)
    first = enter_answers(reach=SYSTEM, programme=programme, on=on, seed=SEED)
    analyse_answers(reach=SYSTEM, wave=first, at=AT)
    for _ in range(2):  # a second call changes nothing
        choose_priorities(reach=SYSTEM, programme=programme, wave=first, at=AT)
        wave = enter_second_audit(reach=SYSTEM, programme=programme, first=first, at=AT, seed=SEED)
    card = wave_card(programme.place.slug, wave.pk, SYSTEM, AT.date(), Permission.RUN_AUDIT)
    found = board(card, SYSTEM, AT)
    assert card.state is WaveState.OPEN
    assert card.released
    assert 0.3 < found.answered / found.asked < 0.7
    assert found.quiet
    assert Response.objects.filter(wave=wave).count() == card.finished
    addresses = Invitation.objects.values_list("email", flat=True)
    assert all(address.endswith(".invalid") for address in addresses)
    assert Letter.objects.count() == Invitation.objects.count()
    states = list(PriorityChoice.objects.values_list("state", flat=True))
    assert (states.count("confirmed"), len(states)) == (CONFIRMED, AGREED)
    assert not PriorityChoice.objects.filter(department__school=FAVOURED_SCHOOL).exists()
