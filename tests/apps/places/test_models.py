"""What the database itself holds to."""

import pytest
from django.db import IntegrityError, transaction

from smeaton.apps.places.models import Department, Place, Standing
from smeaton.terms import Grant, Permission, Reach, Role, ScopeKind, Shared, Sharing, Where
from tests.factories.places import STARTS, department, programme, school, trust

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("standing", [Standing.DECLINED, Standing.LEFT])
def test_declined_and_left_need_a_reason(standing: Standing) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        department(programme(), school(900_101), standing=standing)
    kept = department(programme("other"), school(900_102), standing=standing, standing_reason="new head")
    assert kept.standing == standing


@pytest.mark.parametrize("standing", [Standing.NOT_APPROACHED, Standing.INVITED, Standing.TAKING_PART])
def test_other_standings_need_none(standing: Standing) -> None:
    assert department(programme(), school(900_101), standing=standing).standing_reason == ""


def test_an_unknown_standing_is_refused() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        department(programme(), school(900_101), standing="keen")


def test_a_school_has_one_department_in_a_programme() -> None:
    row = department(programme(), school(900_101))
    with pytest.raises(IntegrityError), transaction.atomic():
        department(row.programme, row.school)


def test_a_place_needs_a_slug() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Place.objects.create(slug="", name="Nowhere")


def test_a_programme_does_not_end_before_it_starts() -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        programme(ends=STARTS.replace(year=2025))


@pytest.mark.parametrize(
    "grant",
    [
        lambda row: Grant(Role.HUB_LEAD, ScopeKind.PLACE, row.programme.place_id),
        lambda row: Grant(Role.COORDINATOR, ScopeKind.PROGRAMME, row.programme_id),
        lambda row: Grant(Role.MENTOR, ScopeKind.SCHOOL, row.school_id),
        lambda row: Grant(Role.TRUST_LEAD, ScopeKind.TRUST, row.school.trust_id),
        lambda row: Grant(Role.SUBJECT_LEAD, ScopeKind.SCHOOL, row.school_id),
    ],
)
def test_the_set_form_of_the_rule_agrees_with_the_single_form(grant: object) -> None:
    assert callable(grant)
    rows = []
    for number, slug in enumerate(("one", "two")):
        of = programme(slug)
        for step in range(2):
            urn = 900_100 + 10 * number + step
            rows.append(department(of, school(urn, trust=trust(f"Trust {urn}"))))
    agreed = Sharing(rows[0].programme_id, frozenset(Shared), frozenset(Role), trust=rows[0].school.trust_id)
    reach = Reach("somebody", frozenset({grant(rows[0])}), sharing=frozenset({agreed}))
    for permission in Permission:
        seen = set(Department.objects.visible_to(reach, permission))
        assert seen == {row for row in rows if reach.can(permission, row.where)}
    assert rows[0] in Department.objects.visible_to(reach, Permission.VIEW_DEPARTMENT)
    assert rows[3] not in Department.objects.visible_to(reach, Permission.VIEW_DEPARTMENT)


def test_where_says_place_programme_school_and_trust() -> None:
    row = department(programme(), school(900_101, trust=trust("Alder")))
    assert row.where == Where(row.programme.place_id, 900_101, row.school.trust_id, row.programme_id)


def test_a_school_without_a_trust_is_seen_by_no_trust_lead() -> None:
    row = department(programme(), school(900_101))
    stranger = Reach("trust lead", frozenset({Grant(Role.TRUST_LEAD, ScopeKind.TRUST, 1)}))
    assert not Department.objects.visible_to(stranger, Permission.VIEW_DEPARTMENT).exists()
    assert not stranger.can(Permission.VIEW_DEPARTMENT, row.where)
