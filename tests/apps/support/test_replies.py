"""What a lead says, what the re-plan makes of it, and what everybody else is told: nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from smeaton.apps.outbox.models import Letter
from smeaton.apps.support import services
from smeaton.apps.support.models import (
    PackageItem,
    PackageVersion,
    PlannedRun,
    PlanRun,
    PlanStatus,
    Reply,
    ReplyKind,
    RunKind,
    Standing,
)
from smeaton.apps.support.queries.packages import PackageView, package
from smeaton.apps.support.queries.replanning import programmes_waiting
from smeaton.apps.support.services import Said
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import MADE_AT, told

pytestmark = pytest.mark.django_db


def _say(personas: Personas, kind: ReplyKind, version: int = 1, **what: object) -> Reply:
    return services.reply(
        reach=personas.reach("subject_lead"),
        department_id=personas.department.pk,
        version=version,
        said=Said(kind, **what),  # type: ignore[arg-type]
        at=MADE_AT,
    )


def _view(personas: Personas) -> PackageView:
    return package(personas.department.pk, personas.reach("subject_lead"))


def _replan(personas: Personas) -> PlanRun:
    run = services.request_replan(reach=SYSTEM, programme_id=personas.programme.pk, at=MADE_AT)
    assert run is not None
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    run.refresh_from_db()
    return run


def _first(personas: Personas) -> str:
    return _view(personas).items[0].key


def test_a_declined_item_goes_and_the_lead_alone_is_told(personas: Personas) -> None:
    told(personas)
    Letter.objects.all().delete()
    gone = _first(personas)
    _say(personas, ReplyKind.DECLINE, item=gone, reason="We did this last year.")
    assert gone in {item.key for item in _view(personas).items}  # the old package stays until then
    run = _replan(personas)
    assert (run.status, run.kind, run.current) == (PlanStatus.COMPLETE, RunKind.REPLAN, True)
    assert run.before is not None
    assert not run.before.current
    assert gone not in {item.key for item in _view(personas).items}
    version = PackageVersion.objects.filter(department=personas.department).latest("number")
    assert version.number == 2
    assert version.moved["lost"]
    assert Reply.objects.get().answer == "Worked in: see what moved in version 2."
    letters = set(Letter.objects.values_list("to", "purpose"))
    assert letters <= {(personas.subject_lead.user.email, "package changed")}  # type: ignore[union-attr]
    assert letters


def test_a_department_that_did_not_move_gets_no_version_and_no_letter(personas: Personas) -> None:
    run = told(personas)
    PlanRun.objects.filter(pk=run.pk).update(budget=run.cost)  # nothing is left that anybody could gain
    neighbours = package(personas.neighbour.pk, personas.reach("hub_lead"))
    PackageItem.objects.filter(package__department=personas.neighbour).update(standing=Standing.AGREED)
    _say(personas, ReplyKind.CAP, days=Decimal("50"))  # asks for nothing that is not so
    _replan(personas)
    after = package(personas.neighbour.pk, personas.reach("hub_lead"))
    assert [(i.key, i.seats, i.hours) for i in after.items] == [
        (i.key, i.seats, i.hours) for i in neighbours.items
    ]
    assert all(item.standing == "agreed" for item in after.items)  # carried over
    assert PackageVersion.objects.filter(department=personas.neighbour).count() == 1
    assert PackageVersion.objects.filter(department=personas.department).count() == 1
    assert Reply.objects.get().answer == "Worked in. Nothing of yours moved."
    assert Letter.objects.filter(purpose="package changed").count() == 0


def test_an_accepted_item_stays_whatever_else_moves(personas: Personas) -> None:
    told(personas)
    view = _view(personas)
    kept, other = view.items[0].key, view.items[-1].key
    assert kept != other
    _say(personas, ReplyKind.ACCEPT, item=kept)
    assert {i.key: i.standing for i in _view(personas).items}[kept] == "agreed"
    _say(personas, ReplyKind.DECLINE, item=other, reason="No time.")
    _replan(personas)
    after = {i.key: i for i in _view(personas).items}
    assert after[kept].standing == "agreed"
    assert (after[kept].seats, after[kept].hours) == (view.items[0].seats, view.items[0].hours)
    assert other not in after


def test_accepting_and_taking_it_back_needs_no_plan(personas: Personas) -> None:
    told(personas)
    lead, key = personas.reach("subject_lead"), personas.department.pk
    count = services.accept_all(reach=lead, department_id=key, version=1, at=MADE_AT)
    assert count == len(_view(personas).items)
    assert services.accept_all(reach=lead, department_id=key, version=1, at=MADE_AT) == 0
    assert not services.replies_wait(personas.programme.pk)
    first = Reply.objects.first()
    assert first is not None
    assert services.withdraw(reach=lead, reply_id=first.pk, at=MADE_AT)
    assert not services.withdraw(reach=lead, reply_id=first.pk, at=MADE_AT)
    assert not services.replies_wait(personas.programme.pk)
    assert sum(item.standing == "proposed" for item in _view(personas).items) == 1


def test_a_swap_brings_what_was_asked_for(personas: Personas) -> None:
    told(personas)
    item = next(i.key for i in _view(personas).items if i.name == "Words online")
    offers = services.alternatives(
        reach=personas.reach("subject_lead"), department_id=personas.department.pk, item=item
    )
    had = {i.name for i in _view(personas).items}
    assert not had & {each.name for each in offers}
    if not offers:  # everything else is in the package: first make room
        gone = next(i.key for i in _view(personas).items if i.name == "Leading a department")
        _say(personas, ReplyKind.DECLINE, item=gone, reason="We have done it.")
        _replan(personas)
        reply = Reply.objects.get()
        services.withdraw(reach=personas.reach("subject_lead"), reply_id=reply.pk, at=MADE_AT)
    number = PackageVersion.objects.filter(department=personas.department).latest("number").number
    wanted = next(
        key
        for key, name in (("leading", "Leading a department"), ("recall-day", "Recall day"))
        if name not in {i.name for i in _view(personas).items}
    )
    _say(personas, ReplyKind.SWAP, number, item=item, offer=wanted)
    _replan(personas)
    names = {i.name for i in _view(personas).items}
    assert "Words online" not in names
    assert {"leading": "Leading a department", "recall-day": "Recall day"}[wanted] in names


def test_an_impossible_wish_is_answered_with_what_clashes_and_the_package_stays(personas: Personas) -> None:
    told(personas)
    plan = PlanRun.objects.get(current=True)
    leading = next(i.key for i in _view(personas).items if i.name == "Leading a department")
    _say(personas, ReplyKind.DECLINE, item=leading, reason="Later.")
    _replan(personas)
    Reply.objects.all().update(withdrawn_at=MADE_AT)
    number = PackageVersion.objects.filter(department=personas.department).latest("number").number
    plan = PlanRun.objects.get(current=True)
    before = _view(personas)
    _say(personas, ReplyKind.CAP, number, days=Decimal(1))
    _replan(personas)
    number = PackageVersion.objects.filter(department=personas.department).latest("number").number
    plan, before = PlanRun.objects.get(current=True), _view(personas)
    wish = _say(personas, ReplyKind.MUST, number, offer="leading")  # takes two days
    run = _replan(personas)
    wish.refresh_from_db()
    assert wish.withdrawn_at is not None
    assert "“we must have Leading a department” cannot be kept together with “at most 1 release days”" in (
        wish.answer
    )
    assert "Birchfield" not in wish.answer
    assert run.status == PlanStatus.CANCELLED
    assert PlanRun.objects.get(current=True) == plan
    assert _view(personas) == before
    assert not services.replies_wait(personas.programme.pk)


def test_one_impossible_wish_does_not_hold_up_the_others(personas: Personas) -> None:
    told(personas)
    gone = _first(personas)
    _say(personas, ReplyKind.DECLINE, item=gone, reason="No.")
    wish = _say(personas, ReplyKind.CAP, days=Decimal(0))
    other = services.reply(
        reach=SYSTEM,
        department_id=personas.neighbour.pk,
        version=1,
        said=Said(ReplyKind.MUST_NOT, offer="language-online"),
        at=MADE_AT,
    )
    run = _replan(personas)
    assert run.status == PlanStatus.COMPLETE
    for reply in (wish, other):
        reply.refresh_from_db()
        assert reply.answered_by == run
    assert _view(personas).cover_days == 0


def test_replies_that_come_during_a_run_wait_for_the_next(personas: Personas) -> None:
    told(personas)
    _say(personas, ReplyKind.CAP, days=Decimal(30))
    run = services.request_replan(reach=SYSTEM, programme_id=personas.programme.pk, at=MADE_AT)
    assert run is not None
    # somebody else's task at the same moment: one run takes in all
    assert services.request_replan(reach=SYSTEM, programme_id=personas.programme.pk, at=MADE_AT) is None
    said: list[Reply] = []

    def now() -> object:
        """After the run has read the replies, another comes, as a request in another process would bring."""
        running = PlanRun.objects.filter(pk=run.pk, percent__gte=2).exists()
        if running and not said:
            said.append(_say(personas, ReplyKind.MUST_NOT, offer="language-online"))
        return timezone.now()

    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=now)  # type: ignore[arg-type]
    run.refresh_from_db()
    assert run.status == PlanStatus.COMPLETE
    assert Reply.objects.get(kind=ReplyKind.CAP).answered_by == run
    assert Reply.objects.get(kind=ReplyKind.MUST_NOT).answered_by is None
    assert services.replies_wait(personas.programme.pk)
    assert programmes_waiting(MADE_AT) == []  # its own task may still come
    assert programmes_waiting(MADE_AT + timedelta(hours=1)) == [personas.programme.pk]


def test_a_stopped_re_plan_answers_its_replies_and_is_not_begun_again(personas: Personas) -> None:
    told(personas)
    _say(personas, ReplyKind.CAP, days=Decimal(3))
    run = services.request_replan(reach=SYSTEM, programme_id=personas.programme.pk, at=MADE_AT)
    assert run is not None
    services.cancel(reach=personas.reach("hub_lead"), plan_run_id=run.pk, at=MADE_AT)
    assert services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now) == "cancelled"
    reply = Reply.objects.get()
    assert reply.withdrawn_at is not None
    assert "could not be worked in" in reply.answer
    assert not services.replies_wait(personas.programme.pk)


def test_a_killed_re_plan_is_taken_up_again(personas: Personas) -> None:
    told(personas)
    _say(personas, ReplyKind.MUST_NOT, offer="language-online")
    run = services.request_replan(reach=SYSTEM, programme_id=personas.programme.pk, at=MADE_AT)
    assert run is not None
    PlanRun.objects.filter(pk=run.pk).update(status=PlanStatus.RUNNING, attempt=1)
    assert services.reap(reach=SYSTEM, at=MADE_AT + timedelta(minutes=5)) == [run.pk]
    assert services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now) == "complete"
    assert "Words online" not in {i.name for i in _view(personas).items}


def test_a_cancelled_run_is_not_held_again(personas: Personas) -> None:
    told(personas)
    planned = PlannedRun.objects.filter(plan__current=True).first()
    assert planned is not None
    ask: Callable[..., PlanRun] = services.cancel_run
    what = {"programme_id": personas.programme.pk, "offer_id": planned.offer_id, "host_id": planned.host_id}
    for name in ("accountability_lead", "subject_lead", "stranger"):
        with pytest.raises(Refused):
            ask(reach=personas.reach(name), at=MADE_AT, **what)
    run = ask(reach=personas.reach("hub_lead"), at=MADE_AT, **what)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    now = PlannedRun.objects.filter(plan__current=True, offer=planned.offer_id, host=planned.host_id)
    assert sum(row.copies for row in now) < planned.copies or not now.exists()
    # and the next re-plan remembers it
    _say(
        personas,
        ReplyKind.MUST_NOT,
        PackageVersion.objects.filter(department=personas.department).latest("number").number,
        offer="language-online",
    )
    assert _replan(personas).asked["cancelled"]


@pytest.mark.parametrize("name", ["hub_lead", "accountability_lead", "head", "trust_lead", "stranger"])
def test_only_the_lead_replies(personas: Personas, name: str) -> None:
    told(personas)
    reach, key = personas.reach(name), personas.department.pk
    said = Said(ReplyKind.CAP, days=Decimal(1))
    with pytest.raises(Refused):
        services.reply(reach=reach, department_id=key, version=1, said=said, at=MADE_AT)
    with pytest.raises(Refused):
        services.accept_all(reach=reach, department_id=key, version=1, at=MADE_AT)
    with pytest.raises(Refused):
        services.alternatives(reach=reach, department_id=key, item="offer-1")
    reply = _say(personas, ReplyKind.CAP, days=Decimal(1))
    with pytest.raises(Refused):
        services.withdraw(reach=reach, reply_id=reply.pk, at=MADE_AT)


def test_what_makes_no_sense_is_refused_with_a_sentence(personas: Personas) -> None:
    told(personas)
    first = _first(personas)
    offered = next(i for i in _view(personas).items if i.kind == "offer")
    in_it = PackageItem.objects.filter(package__department=personas.department, offer__name=offered.name)[0]
    assert in_it.offer is not None
    cases = (
        (ReplyKind.DECLINE, {"item": first, "reason": "  "}, "Say why"),
        (ReplyKind.DECLINE, {"item": "offer-99999", "reason": "x"}, "not in your package any more"),
        (ReplyKind.DECLINE, {"reason": "x"}, "which item"),
        (ReplyKind.SWAP, {"item": first}, "Choose an offer"),
        (ReplyKind.SWAP, {"item": first, "offer": in_it.offer.key}, "in your package already"),
        (ReplyKind.MUST, {"offer": "nothing-like-it"}, "Choose an offer"),
        (ReplyKind.CAP, {"days": Decimal(-1)}, "from 0 to 366"),
        (ReplyKind.CAP, {}, "from 0 to 366"),
        (ReplyKind.LATER, {"item": first}, "from when on"),
        (
            ReplyKind.LATER,
            {"item": first, "not_before": date(2031, 1, 1)},
            "Choose a day from 4 January 2027",
        ),
    )
    for kind, what, words in cases:
        with pytest.raises(services.ReplyRefused, match=words):
            _say(personas, kind, **what)
    with pytest.raises(services.ReplyRefused, match="version 1 is the newest"):
        _say(personas, ReplyKind.CAP, 2, days=Decimal(1))
    PackageItem.objects.update(standing=Standing.PAST)
    with pytest.raises(services.ReplyRefused, match="taken place already"):
        _say(personas, ReplyKind.DECLINE, item=first, reason="x")
    assert not Reply.objects.exists()


def test_a_later_reply_about_the_same_thing_ends_the_earlier(personas: Personas) -> None:
    told(personas)
    item = _first(personas)
    accepted = _say(personas, ReplyKind.ACCEPT, item=item)
    declined = _say(personas, ReplyKind.DECLINE, item=item, reason="After all not.")
    accepted.refresh_from_db()
    assert accepted.withdrawn_at == MADE_AT
    capped = [_say(personas, ReplyKind.CAP, days=Decimal(days)) for days in (5, 6)]
    in_force = set(Reply.objects.in_force().values_list("pk", flat=True))
    assert in_force == {declined.pk, capped[1].pk}
    assert set(Reply.objects.waiting().values_list("pk", flat=True)) == in_force


def test_later_is_kept_for_whoever_dates_the_plan(personas: Personas) -> None:
    told(personas)
    item = _first(personas)
    PackageItem.objects.update(
        sessions=[{"starts": "2027-02-01T13:00", "ends": "2027-02-01T15:00", "kind": "half day", "seats": 1}]
    )
    _say(personas, ReplyKind.LATER, item=item, not_before=date(2027, 4, 1))
    _replan(personas)
    after = {i.key: i for i in _view(personas).items}
    assert after[item].dates == ()
    assert any(i.dates for i in after.values() if i.key != item)
