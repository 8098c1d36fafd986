"""Asking for a plan, carrying it out, cancelling, taking up what was left: with the real planner."""

from collections.abc import Callable
from datetime import datetime, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.apps.places.models import Programme
from smeaton.apps.support import services
from smeaton.apps.support.models import Contribution, Offer, Package, PackageItem, PlanRun, PlanStatus
from smeaton.terms import Reach, Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import CATALOGUE, MADE_AT, asked, furnish, planned, profile

pytestmark = pytest.mark.django_db


def _carry_out(run: PlanRun, now: Callable[[], datetime] = timezone.now) -> PlanRun:
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=now)
    run.refresh_from_db()
    return run


def test_seed_catalogue_holds_what_the_issue_asks(personas: Personas) -> None:
    count = services.load_catalogue(reach=SYSTEM, programme_id=personas.programme.pk)
    assert count >= 16
    assert Offer.objects.filter(programme=personas.programme).count() == count
    served = set(Contribution.objects.filter(part="main").values_list("strand", flat=True))
    assert served == {
        *("preconceptions", "self-regulation", "models", "recall", "practical", "language", "feedback"),
        *("curriculum", "leadership", "disadvantage", "staffing", "technicians"),
    }


def test_catalogue_again_changes_nothing_and_takes_out_what_is_gone(personas: Personas) -> None:
    programme = personas.programme.pk
    services.load_catalogue(reach=SYSTEM, programme_id=programme, text=CATALOGUE)
    before = list(Offer.objects.values_list("key", "pk", "in_use"))
    services.load_catalogue(reach=SYSTEM, programme_id=programme, text=CATALOGUE)
    assert list(Offer.objects.values_list("key", "pk", "in_use")) == before
    fewer = CATALOGUE[: CATALOGUE.index("  - key: language-online")]
    services.load_catalogue(reach=SYSTEM, programme_id=programme, text=fewer)
    assert not Offer.objects.get(key="language-online").in_use


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("mode: course", "mode: magic", "recall-day"),
        ("[main, deep]", "[main, abyssal]", "leading"),
        ("seats_max: 12", "seats_max: 1", "recall-day"),
        ("run_cost: 400", "run_price: 400", "run_price"),
        ("offers:", "offer:", "no list of offers"),
        ("offers:", "offers:\n  - only words", "no list of offers"),
    ],
)
def test_a_wrong_catalogue_is_refused_whole(personas: Personas, old: str, new: str, said: str) -> None:
    with pytest.raises(services.CatalogueError, match=said):
        services.load_catalogue(
            reach=SYSTEM, programme_id=personas.programme.pk, text=CATALOGUE.replace(old, new, 1)
        )
    assert not Offer.objects.exists()


def test_only_who_runs_the_place_changes_its_catalogue(personas: Personas) -> None:
    for name in ("accountability_lead", "subject_lead", "stranger"):
        with pytest.raises(Refused):
            services.load_catalogue(reach=personas.reach(name), programme_id=personas.programme.pk)


def test_a_plan_from_request_to_packages(personas: Personas) -> None:
    run = planned(personas)
    assert run.status == PlanStatus.COMPLETE
    assert run.current
    assert run.cost is not None
    assert run.cost <= run.budget
    assert run.covered is not None
    assert run.bound is not None
    assert 0 < run.covered <= run.bound + 1e-6
    packages = list(Package.objects.filter(plan=run))
    assert {p.department_id for p in packages} == {personas.department.pk, personas.neighbour.pk}
    # costs of items add up to packages and to the plan; Shapley shares add up to what is met
    assert sum(p.cost for p in packages) == pytest.approx(run.cost, abs=Decimal("0.1"))
    for package in packages:
        items = list(package.items.all())
        assert sum(i.cost for i in items) == pytest.approx(package.cost, abs=Decimal("0.05"))
        assert sum(i.covered for i in items) == pytest.approx(package.covered, abs=1e-3)
        assert all(i.firmness is not None and 0 <= i.firmness <= 100 for i in items)
    assert {p.department_id: p.covered / p.need for p in packages}[personas.department.pk] >= (
        run.least_served or 0
    ) - 1e-9
    actions = list(Event.objects.about("plan", run.pk).values_list("action", flat=True))
    assert actions == ["requested", "completed"]


def test_a_second_run_is_refused_kindly(personas: Personas) -> None:
    furnish(personas)
    asked(personas)
    with pytest.raises(services.PlanBusy, match="being made already"):
        asked(personas)


@pytest.mark.parametrize("change", [{"budget": Decimal(-1)}, {"seconds": 0}, {"seconds": 601}])
def test_a_request_out_of_range_is_refused(personas: Personas, change: dict[str, object]) -> None:
    furnish(personas)
    with pytest.raises(ValueError, match="Give"):
        asked(personas, **change)
    assert not PlanRun.objects.exists()


@pytest.mark.parametrize("name", ["accountability_lead", "subject_lead", "head", "trust_lead", "stranger"])
def test_only_the_hub_lead_plans(personas: Personas, name: str) -> None:
    furnish(personas)
    with pytest.raises(Refused):
        asked(personas, personas.reach(name))
    run = asked(personas)
    with pytest.raises(Refused):
        services.cancel(reach=personas.reach(name), plan_run_id=run.pk, at=MADE_AT)


def test_the_old_plan_stays_until_the_new_one_is_complete(personas: Personas) -> None:
    old = planned(personas)
    new = asked(personas, budget=Decimal(1500))
    old.refresh_from_db()
    assert old.current
    services.cancel(reach=personas.reach("hub_lead"), plan_run_id=new.pk, at=MADE_AT)
    assert _carry_out(new).status == PlanStatus.CANCELLED
    old.refresh_from_db()
    assert old.current
    newer = _carry_out(asked(personas, budget=Decimal(1500)))
    old.refresh_from_db()
    assert newer.current
    assert not old.current
    assert newer.cost is not None
    assert newer.cost <= 1500
    assert newer.covered is not None
    assert old.covered is not None
    assert newer.covered <= old.covered + 1e-6


def test_cancelling_a_run_that_works_stops_it(personas: Personas) -> None:
    furnish(personas)
    run = asked(personas, seconds=60)
    asked_at: list[datetime] = []

    def now() -> datetime:
        """After the first beat, somebody cancels: as a request in another process would."""
        if PlanRun.objects.filter(pk=run.pk, heartbeat__isnull=False, cancel_asked=False).exists():
            asked_at.append(timezone.now())
            services.cancel(reach=personas.reach("hub_lead"), plan_run_id=run.pk, at=timezone.now())
        return timezone.now()

    ended = _carry_out(run, now)
    assert asked_at
    assert ended.status == PlanStatus.CANCELLED
    assert not ended.current
    assert not Package.objects.exists()


def test_nothing_to_plan_fails_with_a_sentence(personas: Personas) -> None:
    furnish(personas)
    personas.department.profile_cells.all().delete()
    personas.neighbour.profile_cells.all().delete()
    run = _carry_out(asked(personas))
    assert run.status == PlanStatus.FAILED
    assert "Analyse the needs first" in run.message


def test_departments_that_declined_or_have_no_profile_get_no_package(personas: Personas) -> None:
    furnish(personas)
    personas.neighbour.mentors.all().delete()
    personas.neighbour.standing, personas.neighbour.standing_reason = "declined", "no time this year"
    personas.neighbour.save()
    run = _carry_out(asked(personas))
    assert run.status == PlanStatus.COMPLETE
    assert [p.department_id for p in run.packages.all()] == [personas.department.pk]
    assert any("1 of 2 departments declined or left" in note for note in run.notes)


def test_strength_scales_what_is_met(personas: Personas) -> None:
    furnish(personas)
    weak = _carry_out(asked(personas, strength=0.7))
    strong = _carry_out(asked(personas, strength=1.3))
    assert weak.covered is not None
    assert strong.covered is not None
    assert weak.covered < strong.covered


def test_carrying_out_twice_is_harmless(personas: Personas) -> None:
    run = planned(personas)
    items = PackageItem.objects.count()
    assert services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now) == "complete"
    assert PackageItem.objects.count() == items


def test_an_attempt_that_lost_its_run_saves_nothing(personas: Personas) -> None:
    furnish(personas)
    run = asked(personas, seconds=60)

    def now() -> datetime:
        """Another worker takes the run up while this one works."""
        PlanRun.objects.filter(pk=run.pk, status=PlanStatus.RUNNING, attempt=1).update(attempt=2)
        return timezone.now()

    assert _carry_out(run, now).status == PlanStatus.RUNNING
    assert not Package.objects.exists()


def test_reaping(personas: Personas) -> None:
    furnish(personas)
    run = asked(personas)
    PlanRun.objects.filter(pk=run.pk).update(
        status=PlanStatus.RUNNING, attempt=1, lease_until=MADE_AT + timedelta(seconds=30)
    )
    assert services.reap(reach=SYSTEM, at=MADE_AT) == []
    late = MADE_AT + timedelta(seconds=31)
    assert services.reap(reach=SYSTEM, at=late) == [run.pk]
    assert services.reap(reach=SYSTEM, at=late) == []
    assert _carry_out(run).status == PlanStatus.COMPLETE
    assert run.attempt == 2


def test_a_run_that_waits_its_turn_is_not_taken_up(personas: Personas) -> None:
    furnish(personas)
    waits = asked(personas)
    other = Programme.objects.create(
        place=personas.place,
        name="Mathematics",
        subject="mathematics",
        phase="secondary",
        starts=MADE_AT.date(),
    )
    works = PlanRun.objects.create(
        programme=other,
        status=PlanStatus.RUNNING,
        requested_by="person:1",
        requested_at=MADE_AT,
        lease_until=MADE_AT + timedelta(minutes=5),
        budget=1000,
        seconds=600,
        seed=1,
    )
    late = MADE_AT + timedelta(minutes=4)
    assert services.reap(reach=SYSTEM, at=late) == []
    PlanRun.objects.filter(pk=works.pk).update(status=PlanStatus.COMPLETE)
    assert services.reap(reach=SYSTEM, at=late) == [waits.pk]  # nobody is busy: its task was lost
    actions = list(Event.objects.about("plan", waits.pk).values_list("action", flat=True))
    assert actions == ["requested", "taken up again"]


def test_reaping_gives_up_and_says_so(personas: Personas) -> None:
    furnish(personas)
    run = asked(personas)
    PlanRun.objects.filter(pk=run.pk).update(status=PlanStatus.RUNNING, attempt=3, lease_until=MADE_AT)
    assert services.reap(reach=SYSTEM, at=MADE_AT + timedelta(seconds=1)) == []
    run.refresh_from_db()
    assert run.status == PlanStatus.FAILED
    assert "3 times" in run.message


def test_reaping_is_not_for_people(personas: Personas) -> None:
    with pytest.raises(Refused):
        services.reap(reach=Reach.nobody(), at=MADE_AT)


def test_profiles_alone_make_no_plan(personas: Personas) -> None:
    profile(personas)
    with pytest.raises(ValueError, match="Set the budget"):
        asked(personas)
