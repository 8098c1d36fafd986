"""The lead's page, changing and signing: who may, what is said, few queries, and nothing of other schools."""

from collections.abc import Callable
from decimal import Decimal

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.apps.outbox.models import Letter
from smeaton.apps.support import services
from smeaton.apps.support.models import (
    Offer,
    PackageItem,
    PackageVersion,
    Party,
    PlannedRun,
    PlanRun,
    PlanStatus,
    Reply,
    ReplyKind,
    RunKind,
    SignOff,
)
from smeaton.apps.support.services import Said
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import MADE_AT, furnish, planned, told

pytestmark = pytest.mark.django_db

PLACE = "/places/testshire"
OWN = ("subject_lead",)
SEES = ("hub_lead", "accountability_lead", "subject_lead", "head", "trust_lead")
EVERYBODY = (*SEES, "stranger")


def _url(personas: Personas, rest: str = "") -> str:
    return f"{PLACE}/departments/{personas.department.school_id}/package/{rest}"


def _item(personas: Personas) -> str:
    row = PackageItem.objects.get(package__department=personas.department, offer__key="language-online")
    return f"offer-{row.offer_id}"


ADDRESSES = {
    "": SEES,
    "?print=1": SEES,
    "versions/1/": SEES,
    "wishes/": OWN,
    "items/{item}/": OWN,
    "sign/lead/": OWN,
    "sign/head/": ("head",),
    "sign/hub/": ("hub_lead",),
}


@pytest.mark.parametrize("rest", ADDRESSES)
def test_every_address_for_owner_sharer_and_stranger(personas: Personas, rest: str) -> None:
    told(personas)
    url = _url(personas, rest.format(item=_item(personas)))
    for name in EVERYBODY:
        client = personas.client(name)
        with CaptureQueriesContext(connection) as queries:
            response = client.get(url)
        assert response.status_code == (200 if name in ADDRESSES[rest] else 403), name
        if response.status_code == 200:
            assert b"synthetic" in response.content
            assert len(response.content) < 100_000
            # what could stand in an item's place is worked out from the whole problem
            assert len(queries) < (30 if "items" in rest else 20), name
            # a lead's page names other schools only as hosts and mentors' homes, never their packages
            assert b"Birchfield School: " not in response.content
    assert Client().get(url).status_code == 302


@pytest.mark.parametrize(
    ("rest", "form"),
    [
        ("accept/", {"version": "1"}),
        ("items/{item}/", {"kind": "decline", "decline-version": "1", "decline-reason": "x"}),
        ("wishes/", {"kind": "cap", "cap-version": "1", "cap-days": "2"}),
        ("replies/{reply}/withdraw/", {}),
    ],
)
def test_nobody_but_the_lead_replies_by_any_address(
    personas: Personas, rest: str, form: dict[str, str]
) -> None:
    told(personas)
    lead = personas.reach("subject_lead")
    reply = services.reply(
        reach=lead,
        department_id=personas.department.pk,
        version=1,
        said=Said(ReplyKind.CAP, days=Decimal(1)),
        at=MADE_AT,
    )
    url = _url(personas, rest.format(item=_item(personas), reply=reply.pk))
    for name in set(EVERYBODY) - set(OWN):
        assert personas.client(name).post(url, form).status_code == 403
    assert Reply.objects.count() == 1
    reply.refresh_from_db()
    assert reply.withdrawn_at is None


def test_before_anything_is_sent_the_page_says_so_and_asks_nothing(personas: Personas) -> None:
    planned(personas)
    client = personas.client("subject_lead")
    text = client.get(_url(personas)).content.decode()
    assert "The hub has not sent it to the lead yet" in text
    assert "Accept" not in text
    assert client.get(_url(personas, "wishes/")).status_code == 404
    assert client.get(_url(personas, "sign/lead/")).status_code == 404
    assert client.get(_url(personas, f"items/{_item(personas)}/")).status_code == 404
    with pytest.raises(services.ReplyRefused, match="not sent this package yet"):
        services.accept_all(
            reach=personas.reach("subject_lead"), department_id=personas.department.pk, version=1, at=MADE_AT
        )


def test_accept_decline_swap_later_and_limits_by_the_pages(
    personas: Personas, django_capture_on_commit_callbacks: Callable[..., object]
) -> None:
    told(personas)
    client, item = personas.client("subject_lead"), _item(personas)
    text = client.post(
        _url(personas, "accept/"), {"version": "1", "item": item}, follow=True
    ).content.decode()
    assert "Accepted. It stays as it is" in text
    assert "Take back that you accept" in text
    reply = Reply.objects.get()
    client.post(_url(personas, f"replies/{reply.pk}/withdraw/"))
    for form, said in (
        ({"kind": "decline", "decline-version": "1", "decline-reason": ""}, "Say why it does not fit"),
        ({"kind": "swap", "swap-version": "1"}, "Choose what you would rather have"),
        ({"kind": "swap", "swap-version": "1", "swap-offer": "magic"}, "Choose one of the offers listed"),
        ({"kind": "later", "later-version": "1"}, "Choose from when on it would fit"),
        ({"kind": "decline", "decline-version": "7", "decline-reason": "x"}, "version 1 is the newest"),
    ):
        response = client.post(_url(personas, f"items/{item}/"), form)
        # there is nothing to swap for where the package holds the whole catalogue
        if form["kind"] == "swap" and "Swap it" not in response.content.decode():
            continue
        assert response.status_code == 422
        assert said in response.content.decode()
    assert client.post(_url(personas, f"items/{item}/"), {"kind": "magic"}).status_code == 404
    later = {"kind": "later", "later-version": "1", "later-not_before": "2027-04-01"}
    assert client.post(_url(personas, f"items/{item}/"), later).status_code == 302
    for form, said in (
        ({"kind": "cap", "cap-version": "1", "cap-days": "many"}, "Give the most release days"),
        ({"kind": "wish", "wish-version": "1"}, "Choose an offer from the catalogue"),
    ):
        response = client.post(_url(personas, "wishes/"), form)
        assert response.status_code == 422
        assert said in response.content.decode()
    must = {"kind": "wish", "wish-version": "1", "wish-offer": "language-online", "wish-kind": "must not"}
    assert client.post(_url(personas, "wishes/"), must).status_code == 302
    text = client.get(_url(personas)).content.decode()
    assert "Your change is being worked in" in text
    assert "Words online: not wanted" in text
    assert "every 1s" in text
    assert "Look again" in text
    kinds = {str(row.kind) for row in Reply.objects.in_force()}
    assert kinds == {"must not"}  # not wanted ends what was said before of the same offer


def test_the_progress_of_a_change_tells_nothing_but_how_far_it_is(personas: Personas) -> None:
    told(personas)
    services.reply(
        reach=personas.reach("subject_lead"),
        department_id=personas.department.pk,
        version=1,
        said=Said(ReplyKind.MUST_NOT, offer="language-online"),
        at=MADE_AT,
    )
    client, url = personas.client("subject_lead"), _url(personas, "progress/")
    assert client.get(url).status_code == 302  # without HTMX: the whole page
    hx = {"HX-Request": "true"}
    assert "Waiting to begin" in client.get(url, headers=hx).content.decode()
    run = services.request_replan(reach=SYSTEM, programme_id=personas.programme.pk, at=MADE_AT)
    assert run is not None
    PlanRun.objects.filter(pk=run.pk).update(status=PlanStatus.RUNNING, percent=40, stage="trying")
    live = client.get(url, headers=hx)
    assert 'value="40"' in live.content.decode()
    assert "Birchfield" not in live.content.decode()
    PlanRun.objects.filter(pk=run.pk).update(status=PlanStatus.QUEUED)
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    done = client.get(url, headers=hx)
    assert "Your change is worked in" in done.content.decode()
    assert done["HX-Refresh"] == "true"
    page = client.get(_url(personas)).content.decode()
    assert "What moved for you in version 2" in page
    assert "You lose Words online (1 place)." in page
    assert "Need met" in page
    assert "Earlier versions" in page
    old = client.get(_url(personas, "versions/1/")).content.decode()
    assert "Words online" in old
    assert "A newer version has taken its place" in old
    for name in ("stranger",):
        assert personas.client(name).get(url, headers=hx).status_code == 403
    assert client.get(_url(personas, "versions/9/")).status_code == 404


def _sign(personas: Personas, name: str, party: Party, version: int = 1) -> SignOff:
    return services.sign(
        reach=personas.reach(name),
        department_id=personas.department.pk,
        party=party,
        version=version,
        at=MADE_AT,
    )


def test_lead_head_and_hub_sign_in_this_order(personas: Personas) -> None:
    told(personas)
    Letter.objects.all().delete()
    with pytest.raises(services.SignRefused, match="The subject lead signs first"):
        _sign(personas, "head", Party.HEAD)
    _sign(personas, "subject_lead", Party.LEAD)
    with pytest.raises(services.SignRefused, match="signed by the subject lead already"):
        _sign(personas, "subject_lead", Party.LEAD)
    assert not PackageItem.objects.filter(package__department=personas.department, standing="proposed")
    with pytest.raises(services.SignRefused, match="The head signs first"):
        _sign(personas, "hub_lead", Party.HUB)
    _sign(personas, "head", Party.HEAD)
    _sign(personas, "hub_lead", Party.HUB)
    sent = [(row.purpose, row.to.split("@")[0]) for row in Letter.objects.order_by("id")]
    assert sent == [
        ("package for the head to sign", "head"),
        ("package for the hub to sign", "hub.lead"),
        ("package agreed", "subject.lead"),
        ("package agreed", "head"),
    ]
    assert Event.objects.filter(subject="package", action__startswith="signed").count() == 3
    text = personas.client("head").get(_url(personas)).content.decode()
    assert "Signed by lead, head and hub: it is agreed." in text
    sheet = personas.client("head").get(_url(personas, "?print=1")).content.decode()
    assert "Version 1, sent on" in sheet
    assert sheet.count(">20 November 2026<") == 3  # who has signed stands on the sheet
    row = next(
        r
        for r in personas.client("hub_lead").get(f"{PLACE}/packages/").context["owned"].rows
        if r.urn == personas.department.school_id
    )
    assert row.state == "agreed"


@pytest.mark.parametrize(
    ("party", "name"),
    [
        (party, name)
        for party, own in zip(Party, ("subject_lead", "head", "hub_lead"), strict=True)
        for name in EVERYBODY
        if name != own
    ],
)
def test_nobody_signs_for_another(personas: Personas, party: Party, name: str) -> None:
    told(personas)
    with pytest.raises(Refused):
        _sign(personas, name, party)
    form = {"version": "1", "read": "on"}
    assert personas.client(name).post(_url(personas, f"sign/{party}/"), form).status_code == 403
    assert not SignOff.objects.exists()


def test_only_the_newest_version_is_signed(personas: Personas) -> None:
    told(personas)
    client = personas.client("subject_lead")
    services.reply(
        reach=personas.reach("subject_lead"),
        department_id=personas.department.pk,
        version=1,
        said=Said(ReplyKind.MUST_NOT, offer="language-online"),
        at=MADE_AT,
    )
    with pytest.raises(services.SignRefused, match="still being worked in"):
        _sign(personas, "subject_lead", Party.LEAD)
    assert "Sign what comes of it" in client.get(_url(personas, "sign/lead/")).content.decode()
    run = services.request_replan(reach=SYSTEM, programme_id=personas.programme.pk, at=MADE_AT)
    assert run is not None
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    stale = client.post(_url(personas, "sign/lead/"), {"version": "1", "read": "on"})
    assert stale.status_code == 422
    assert "Version 1 is not the newest any more: version 2 is." in stale.content.decode()
    assert client.post(_url(personas, "sign/lead/"), {"version": "2"}).status_code == 422  # not ticked
    page = client.get(_url(personas, "sign/lead/")).content.decode()
    assert "What has changed since version 1" in page
    assert "You lose Words online" in page
    done = client.post(_url(personas, "sign/lead/"), {"version": "2", "read": "on"}, follow=True)
    assert "You have signed. The head is asked to sign next." in done.content.decode()
    # the hub makes another plan: what it holds is not what was sent
    PackageItem.objects.filter(package__plan__current=True, package__department=personas.department).delete()
    with pytest.raises(services.SignRefused, match="another plan since"):
        _sign(personas, "head", Party.HEAD, 2)


def test_a_signed_package_that_moves_later_is_signed_again(personas: Personas) -> None:
    told(personas)
    for name, party in (("subject_lead", Party.LEAD), ("head", Party.HEAD), ("hub_lead", Party.HUB)):
        _sign(personas, name, party)
    run = services.cancel_run(
        reach=personas.reach("hub_lead"),
        programme_id=personas.programme.pk,
        offer_id=Offer.objects.get(key="recall-day").pk,
        host_id=PlannedRun.objects.get().host_id,
        at=MADE_AT,
    )
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    first, second = PackageVersion.objects.filter(department=personas.department).order_by("number")
    assert first.sign_offs.count() == 3
    assert second.sign_offs.count() == 0
    page = personas.client("head").get(_url(personas, "sign/head/")).content.decode()
    assert "What has changed since version 1, which you signed" in page
    assert "Recall day" in page


def test_what_is_signed_is_shown_with_its_warning(personas: Personas) -> None:
    told(personas)
    text = personas.client("subject_lead").get(_url(personas, "sign/lead/")).content.decode()
    assert "2 places on Recall day" in text
    assert "Dates are still to come for all items." in text
    assert "cover" in text
    # without the leadership programme and the mentoring nothing helps to embed practice
    version = PackageVersion.objects.get(department=personas.department)
    content = version.content
    content["items"] = [item for item in content["items"] if item["name"] in ("Recall day", "Words online")]
    PackageVersion.objects.filter(pk=version.pk).update(content=content)
    text = personas.client("subject_lead").get(_url(personas, "sign/lead/")).content.decode()
    assert "Nothing in this package helps to embed practice" in text


def test_what_has_happened_for_the_hub_alone(personas: Personas) -> None:
    told(personas)
    url = f"{PLACE}/plan/happened/"
    for name in set(EVERYBODY) - {"hub_lead"}:
        assert personas.client(name).get(url).status_code == 403
        assert personas.client(name).post(url, {"what": "again"}).status_code == 403
    hub = personas.client("hub_lead")
    with CaptureQueriesContext(connection) as queries:
        text = hub.get(url).content.decode()
    assert len(queries) < 20
    assert "Recall day" in text
    assert "Lead practitioner, Birchfield School: 4 hours with 1 school" in text
    assert hub.post(url, {"what": "magic"}).status_code == 404
    assert hub.post(url, {"what": "mentor", "mentor": "99"}).status_code == 404
    row = PlannedRun.objects.get()
    asked = hub.post(url, {"what": "cancelled", "offer": row.offer_id, "host": row.host_id})
    assert asked.status_code == 302
    run = PlanRun.objects.get(kind=RunKind.REPLAN)
    assert "being made just now" in hub.get(url).content.decode()
    assert "being made just now" in hub.post(url, {"what": "again"}, follow=True).content.decode()
    services.carry_out(reach=SYSTEM, plan_run_id=run.pk, now=timezone.now)
    text = hub.get(url).content.decode()
    assert "What the last re-plan moved" in text
    assert "Alderwood School</a>: version 2" in text


def test_a_place_without_a_plan_has_nothing_to_happen_to(personas: Personas) -> None:
    furnish(personas)
    hub = personas.client("hub_lead")
    assert "There is no plan yet" in hub.get(f"{PLACE}/plan/happened/").content.decode()
    told_so = hub.post(f"{PLACE}/plan/happened/", {"what": "again"}, follow=True).content.decode()
    assert "There is no plan yet that could be changed." in told_so
    assert "There is no plan yet" in hub.get(f"{PLACE}/packages/").content.decode()
