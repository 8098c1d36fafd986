"""A new analysis after a trust has withdrawn: its answers are in nobody else's figures."""

from datetime import UTC, datetime

from django.utils import timezone

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.services import withdraw_agreement
from smeaton.apps.needs.models import Answer, ProfileCell, ProfileRun, Wave
from smeaton.apps.needs.services import analyse
from smeaton.apps.needs.services.pooling import pools
from smeaton.engine.needs.answers import Answer as Said
from tests.factories.needs import analysed, more_departments
from tests.factories.personas import SYSTEM, Personas

AT = datetime(2026, 11, 2, tzinfo=UTC)


def cells(run: ProfileRun, own: int | None = None) -> list[tuple[object, ...]]:
    """What an analysis says, of one department or of all others."""
    rows = ProfileCell.objects.filter(run=run).order_by("department", "strand")
    values = rows.values_list("department", "strand", "estimate", "lower", "upper", "p_weakest3")
    return [row for row in values if own is None or row[0] == own]


def test_a_withdrawn_trusts_answers_move_nobody_elses_figure(personas: Personas) -> None:
    own, others = personas.department, [personas.neighbour, *more_departments(personas.programme, 4)]
    before = analysed(personas.programme, [own, *others])
    row = Agreement.objects.get(trust=own.school.trust)
    withdraw_agreement(reach=personas.reach("trust_lead"), agreement_id=row.pk, at=timezone.now())
    wave = Wave.objects.get(programme=personas.programme)

    def others_of(run: ProfileRun) -> list[tuple[object, ...]]:
        return [cell for cell in cells(run) if cell[0] != own.pk]

    first = analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    assert others_of(first) != others_of(before)  # they leaned on them until now
    assert cells(first, own.pk)  # its own people read their profile all the same
    assert any("1 department whose trust shares nothing" in each for each in first.diagnostics["warnings"])
    assert first.diagnostics["departments"] == len(others)

    # whatever the withdrawn school had said instead, nothing else changes by it
    Answer.objects.filter(response__department=own, level__isnull=False).update(level=4)
    second = analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    assert others_of(second) == others_of(first)
    assert cells(second, own.pk) != cells(first, own.pk)
    assert second.diagnostics["items"] == first.diagnostics["items"]

    # and as if it had never been asked
    Answer.objects.filter(response__department=own).delete()
    third = analyse(reach=SYSTEM, wave_id=wave.pk, at=AT)
    assert others_of(third) == others_of(first)
    assert not cells(third, own.pk)


def test_each_party_that_shares_nothing_is_worked_out_beside_those_that_share_and_no_other() -> None:
    said = [Said(str(key), f"r{key}", "teacher", "q1", "recall", 2) for key in (1, 2, 3, 4, 5)]
    apart = {3: "trust 7", 4: "trust 7", 5: "school 9"}
    found = [({answer.department for answer in pool.answers}, set(pool.kept)) for pool in pools(said, apart)]
    assert found == [({"1", "2"}, {"1", "2"}), ({"1", "2", "5"}, {"5"}), ({"1", "2", "3", "4"}, {"3", "4"})]
    # where nobody shares, nobody else reads any of it
    alone = list(pools(said[2:], apart))
    assert [set(pool.kept) for pool in alone] == [{"3", "4", "5"}]
