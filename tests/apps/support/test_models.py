"""What the database itself refuses."""

import pytest
from django.db import IntegrityError, transaction

from smeaton.apps.support.models import Offer, PackageItem, PlanRun, PlanStatus
from tests.factories.personas import Personas
from tests.factories.support import MADE_AT

pytestmark = pytest.mark.django_db


def _run(personas: Personas, **fields: object) -> PlanRun:
    values = {"requested_by": "x", "requested_at": MADE_AT, "budget": 1, "seconds": 1, "seed": 1} | fields
    return PlanRun.objects.create(programme=personas.programme, **values)


def test_one_live_run_a_programme(personas: Personas) -> None:
    _run(personas)
    with pytest.raises(IntegrityError), transaction.atomic():
        _run(personas, status=PlanStatus.RUNNING)
    _run(personas, status=PlanStatus.CANCELLED)


def test_one_current_plan_a_programme_and_it_is_complete(personas: Personas) -> None:
    _run(personas, status=PlanStatus.COMPLETE, current=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        _run(personas, status=PlanStatus.COMPLETE, current=True)
    with pytest.raises(IntegrityError), transaction.atomic():
        _run(personas, status=PlanStatus.FAILED, current=True)


def test_an_offer_holds_at_least_its_minimum(personas: Personas) -> None:
    fields = {
        "mode": "course",
        "sessions": 1,
        "hours": 6,
        "release_days": 1,
        "run_cost": 1,
        "seat_cost": 1,
        "per_department_max": 1,
        "reaches": "participant",
        "hosted": True,
        "evening": False,
    }
    Offer.objects.create(programme=personas.programme, key="a", seats_min=4, seats_max=None, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(programme=personas.programme, key="b", seats_min=4, seats_max=3, **fields)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(
            programme=personas.programme, key="c", seats_min=1, seats_max=3, **(fields | {"mode": "magic"})
        )


def test_an_item_is_an_offer_or_a_mentor(personas: Personas) -> None:
    plan = _run(personas, status=PlanStatus.COMPLETE, current=True)
    package = plan.packages.create(
        department=personas.department,
        staff=10,
        need=1,
        covered=0,
        hours=0,
        cost=0,
        cover_days=0,
        cover_cost=0,
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        PackageItem.objects.create(
            package=package, kind="offer", position=1, hours=1, cost=1, cover_days=0, cover_cost=0, covered=0
        )
