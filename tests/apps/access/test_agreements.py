"""What a trust shares: proposed by the hub, signed by the trust, and ended by it at once."""

from datetime import UTC, date, datetime, timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.db.models import F

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.services import (
    AgreementRefused,
    propose_agreement,
    review_agreement,
    sign_agreement,
    withdraw_agreement,
)
from smeaton.apps.history.models import Event
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Refused, Role, Shared
from tests.factories.personas import SYSTEM, TODAY, Personas

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
UNTIL = date(2027, 8, 31)


def seen(personas: Personas, who: str, permission: Permission = Permission.VIEW_DEPARTMENT) -> set[int]:
    """URNs of the departments over which somebody holds a permission; the two forms of the rule agree."""
    reach = personas.reach(who)
    rows = Department.objects.filter(programme=personas.programme)
    found = set(rows.visible_to(reach, permission).values_list("school_id", flat=True))
    single = {
        row.school_id
        for row in rows.select_related("school", "programme")
        if reach.can(permission, row.where)
    }
    assert found == single
    return found


def test_a_trust_ends_its_agreement_and_the_hub_sees_nothing_more_of_it_at_once(personas: Personas) -> None:
    alder, birch = personas.department.school_id, personas.neighbour.school_id
    assert seen(personas, "hub_lead") == {alder, birch}
    row = Agreement.objects.get(trust=personas.department.school.trust)
    for who in ("hub_lead", "stranger", "head"):
        with pytest.raises(Refused):
            withdraw_agreement(reach=personas.reach(who), agreement_id=row.pk, at=AT)
    withdraw_agreement(reach=personas.reach("trust_lead"), agreement_id=row.pk, at=AT)
    assert seen(personas, "hub_lead") == seen(personas, "accountability_lead") == {birch}
    # the trust's own people see what is theirs as before
    assert seen(personas, "head") == seen(personas, "trust_lead") == {alder}
    withdraw_agreement(reach=personas.reach("trust_lead"), agreement_id=row.pk, at=AT + timedelta(days=1))
    row.refresh_from_db()
    assert (row.withdrawn_at, row.withdrawn_by) == (AT, personas.trust_lead)
    assert Event.objects.about("agreement", row.pk).filter(action="withdrew").count() == 1


def test_a_new_version_takes_the_place_of_the_one_before_when_it_is_signed(personas: Personas) -> None:
    alder, birch = personas.department.school_id, personas.neighbour.school_id
    hub, trust = personas.reach("hub_lead"), personas.reach("trust_lead")
    party = {"programme_id": personas.programme.pk, "trust": personas.department.school.trust_id}
    with pytest.raises(Refused):
        propose_agreement(reach=trust, until=UNTIL, at=AT, **party)
    first = propose_agreement(reach=hub, until=UNTIL, at=AT, **party)
    less = propose_agreement(reach=hub, until=UNTIL, at=AT, shares=[Shared.AGGREGATES], **party)
    assert not Agreement.objects.filter(pk=first.pk).exists()  # never signed: a newer proposal replaces it
    assert seen(personas, "hub_lead") == {alder, birch}  # a proposal changes nothing
    with pytest.raises(AgreementRefused, match="post"):
        sign_agreement(reach=trust, agreement_id=less.pk, signed_as=" ", at=AT)
    sign_agreement(reach=trust, agreement_id=less.pk, signed_as="Chief executive", at=AT)
    with pytest.raises(AgreementRefused, match="already"):
        sign_agreement(reach=trust, agreement_id=less.pk, signed_as="Chief executive", at=AT)
    assert seen(personas, "hub_lead") == {birch}
    assert seen(personas, "hub_lead", Permission.VIEW_PLACE_NEEDS) == {alder, birch}
    less.refresh_from_db()
    assert (less.number, less.signed_by, less.signed_as) == (2, personas.trust_lead, "Chief executive")
    review_agreement(reach=trust, agreement_id=less.pk, next_review=UNTIL, at=AT)
    less.refresh_from_db()
    assert (less.reviewed_at, less.review_on) == (AT, UNTIL)


def test_an_agreement_holds_from_its_first_day_to_its_last_and_for_the_roles_it_names(
    personas: Personas,
) -> None:
    birch = personas.neighbour.school_id
    Agreement.objects.filter(trust=personas.department.school.trust).delete()
    row = propose_agreement(
        reach=SYSTEM,
        programme_id=personas.programme.pk,
        trust=personas.department.school.trust_id,
        starts=TODAY + timedelta(days=1),
        until=UNTIL,
        roles=[Role.HUB_LEAD],
        at=AT,
    )
    sign_agreement(reach=SYSTEM, agreement_id=row.pk, signed_as="Chief executive", at=AT)
    assert seen(personas, "hub_lead") == {birch}
    for starts, until, both in ((TODAY, TODAY, True), (date(2026, 9, 1), TODAY - timedelta(days=1), False)):
        Agreement.objects.filter(pk=row.pk).update(starts=starts, until=until)
        assert (len(seen(personas, "hub_lead")) == 2) is both
        assert seen(personas, "accountability_lead") == {birch}


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"shares": []}, "Select what is shared"),
        ({"roles": [Role.HEAD]}, "people of the programme"),
        ({"roles": []}, "people of the programme"),
        ({"until": date(2020, 1, 1)}, "before the first"),
        ({"trust": None}, "with a trust, or with a school"),
        ({"school": 900_001}, "with a trust, or with a school"),
        ({"trust": None, "school": 900_001}, "belongs to a trust"),
        ({"trust": 999_999}, "No school of theirs"),
    ],
)
def test_what_cannot_be_agreed_is_said_in_a_sentence(
    personas: Personas, changed: dict[str, object], words: str
) -> None:
    asked = {
        "programme_id": personas.programme.pk,
        "trust": personas.department.school.trust_id,
        "until": UNTIL,
        "at": AT,
    }
    with pytest.raises(AgreementRefused, match=words):
        propose_agreement(reach=personas.reach("hub_lead"), **(asked | changed))


def test_the_database_holds_one_signed_version_with_a_party(personas: Personas) -> None:
    row = Agreement.objects.get(trust=personas.department.school.trust)
    row.pk, row.number = None, 2
    with pytest.raises(IntegrityError), transaction.atomic():
        row.save()


def test_a_version_that_begins_later_leaves_no_gap_and_shares_nothing_early(personas: Personas) -> None:
    alder, birch = personas.department.school_id, personas.neighbour.school_id
    party = {"programme_id": personas.programme.pk, "trust": personas.department.school.trust_id}
    begins = TODAY + timedelta(days=40)

    def sign(starts: date, shares: list[Shared], at: datetime) -> Agreement:
        row = propose_agreement(reach=SYSTEM, starts=starts, until=UNTIL, shares=shares, at=at, **party)
        return sign_agreement(
            reach=personas.reach("trust_lead"), agreement_id=row.pk, signed_as="Chief executive", at=at
        )

    def seen_on(day: date, permission: Permission = Permission.VIEW_DEPARTMENT) -> set[int]:
        rows = Department.objects.visible_to(reach_of(personas.hub_lead, day), permission)
        return set(rows.values_list("school_id", flat=True))

    later = sign(begins, [Shared.AGGREGATES], AT)
    assert seen_on(TODAY) == seen_on(begins - timedelta(days=1)) == {alder, birch}
    assert seen_on(begins) == {birch}
    assert seen_on(begins, Permission.VIEW_PLACE_NEEDS) == {alder, birch}
    # one that is signed afterwards and begins before takes the place of both, for good
    sooner = sign(begins - timedelta(days=10), list(Shared), AT + timedelta(days=1))
    for day in (0, 29, 30, 39, 40, 41, 200):
        assert seen_on(TODAY + timedelta(days=day)) == {alder, birch}
    # and a withdrawal ends what is in force and what was to begin, whichever of both is asked for
    for who in ("hub_lead", "stranger", "head"):
        with pytest.raises(Refused):
            withdraw_agreement(reach=personas.reach(who), agreement_id=sooner.pk, at=AT)
    withdraw_agreement(reach=personas.reach("trust_lead"), agreement_id=sooner.pk, at=AT + timedelta(days=2))
    for day in (0, 30, 40, 200):
        assert seen_on(TODAY + timedelta(days=day)) == {birch}
    for row in (later, sooner):
        assert Event.objects.about("agreement", row.pk).filter(action="withdrew").count() == 1


def test_what_was_signed_before_signatures_had_to_count_counts_by_the_migration(personas: Personas) -> None:
    rows = Agreement.objects.filter(programme=personas.programme)
    rows.update(counts_from=None)
    waiting = propose_agreement(
        reach=SYSTEM,
        programme_id=personas.programme.pk,
        trust=personas.department.school.trust_id,
        until=UNTIL,
        at=AT,
    )
    assert seen(personas, "hub_lead") == set()
    import_module("smeaton.apps.access.migrations.0005_what_was_signed_counts").count(apps, None)
    assert len(seen(personas, "hub_lead")) == 2
    assert rows.filter(signed_at=F("counts_from")).count() == 2
    waiting.refresh_from_db()
    assert waiting.counts_from is None
