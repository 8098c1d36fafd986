"""Sending proposals: versions that never change, letters to leads, and who has nobody to write to."""

import json
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from smeaton.apps.history.models import Event
from smeaton.apps.outbox.models import Letter
from smeaton.apps.support import services
from smeaton.apps.support.models import PackageItem, PackageVersion, PlanRun, PlanStatus
from smeaton.apps.support.queries.contents import content_of, view_of
from smeaton.apps.support.queries.packages import package
from smeaton.terms import Refused
from tests.factories.personas import Personas
from tests.factories.support import MADE_AT, asked, furnish, planned, told

pytestmark = pytest.mark.django_db

PLACE = "/places/testshire"


def _send(personas: Personas, who: str = "hub_lead", **more: object) -> services.Sent:
    return services.send_proposals(
        reach=personas.reach(who),
        programme_id=personas.programme.pk,
        at=MADE_AT,
        **more,  # type: ignore[arg-type]
    )


def test_every_lead_gets_their_own_package_and_no_word_of_another(personas: Personas) -> None:
    planned(personas)
    done = _send(personas)
    assert (done.versions, done.letters) == (2, 1)
    assert done.nobody == ("Birchfield School",)  # nobody there to write to: the hub is told
    letter = Letter.objects.get()
    assert letter.to == personas.subject_lead.user.email  # type: ignore[union-attr]
    for text in (letter.text, letter.html):
        assert f"/departments/{personas.department.school_id}/package/" in text
        assert "Birchfield" not in text
        assert "made up" in text
    assert "Alderwood School" in letter.title
    assert Event.objects.filter(subject="package", action="sent").count() == 2


def test_a_version_is_a_whole_package_and_reads_as_it_was_sent(personas: Personas) -> None:
    told(personas)
    before = package(personas.department.pk, personas.reach("subject_lead"))
    version = PackageVersion.objects.get(department=personas.department)
    assert (version.number, version.moved) == (1, {})
    assert view_of(version.content) == before
    assert json.loads(json.dumps(content_of(view_of(version.content)))) == version.content
    # offers are renamed and items go: what was sent stays
    item = PackageItem.objects.filter(package__department=personas.department, offer__isnull=False)[0]
    assert item.offer is not None
    item.offer.name = "Renamed"
    item.offer.save()
    PackageItem.objects.filter(package__department=personas.department).delete()
    version.refresh_from_db()
    assert view_of(version.content) == before


def test_sending_again_sends_only_what_moved(personas: Personas) -> None:
    told(personas)
    assert _send(personas).versions == 0
    item = PackageItem.objects.filter(package__department=personas.department, offer__isnull=False)[0]
    PackageItem.objects.filter(pk=item.pk).update(seats=item.seats + 1)
    done = _send(personas)
    assert (done.versions, done.letters) == (1, 1)
    newest = PackageVersion.objects.filter(department=personas.department).latest("number")
    assert newest.number == 2
    assert newest.moved["changed"][0][1:] == [
        f"{item.seats} place{'s' if item.seats > 1 else ''}",
        f"{item.seats + 1} places",
    ]
    # the first letter has not gone yet and tells of what is over
    assert sorted(Letter.objects.values_list("purpose", "state")) == [
        ("package changed", "waiting"),
        ("package proposal", "withdrawn"),
    ]


def test_only_some_departments(personas: Personas) -> None:
    planned(personas)
    assert _send(personas, department_ids=[personas.neighbour.pk]).versions == 1
    assert PackageVersion.objects.get().department == personas.neighbour


def test_nothing_is_sent_without_a_plan_or_while_one_is_made(personas: Personas) -> None:
    furnish(personas)
    with pytest.raises(services.ProposalRefused, match="no plan yet"):
        _send(personas)
    run = asked(personas)
    PlanRun.objects.create(
        programme=personas.programme,
        status=PlanStatus.COMPLETE,
        current=True,
        requested_by="x",
        requested_at=MADE_AT,
        budget=1,
        seconds=1,
        seed=1,
    )
    with pytest.raises(services.ProposalRefused, match="being made just now"):
        _send(personas)
    assert run.status == PlanStatus.QUEUED
    assert not PackageVersion.objects.exists()


@pytest.mark.parametrize("name", ["accountability_lead", "subject_lead", "head", "trust_lead", "stranger"])
def test_only_the_hub_sends_and_reminds(personas: Personas, name: str) -> None:
    told(personas)
    with pytest.raises(Refused):
        _send(personas, name)
    with pytest.raises(Refused):
        services.remind(reach=personas.reach(name), department_id=personas.department.pk, at=MADE_AT)
    client = personas.client(name)
    assert client.post(f"{PLACE}/packages/send/").status_code == 403
    urn = personas.department.school_id
    assert client.post(f"{PLACE}/packages/{urn}/remind/").status_code == 403
    assert PackageVersion.objects.count() == 2


def test_a_reminder_is_written_once_a_day_at_most(personas: Personas) -> None:
    told(personas)
    hub, key = personas.reach("hub_lead"), personas.department.pk
    assert services.remind(reach=hub, department_id=key, at=MADE_AT + timedelta(hours=3)) == 0
    assert services.remind(reach=hub, department_id=key, at=MADE_AT + timedelta(days=8)) == 1
    assert services.remind(reach=hub, department_id=key, at=MADE_AT + timedelta(days=8, hours=1)) == 0
    assert services.remind(reach=hub, department_id=personas.neighbour.pk, at=MADE_AT + timedelta(9)) == 0
    assert Letter.objects.filter(purpose="package reminder").count() == 1


def test_the_hubs_page_for_owner_sharer_and_stranger(personas: Personas) -> None:
    planned(personas)
    url = f"{PLACE}/packages/"
    hub = personas.client("hub_lead")
    text = hub.get(url).content.decode()
    assert "Nothing has been sent yet" in text
    assert "No lead to write to at 1 school" in text
    done = hub.post(f"{PLACE}/packages/send/", follow=True).content.decode()
    assert "2 packages sent, 1 letter written. No lead to write to at Birchfield School." in done
    assert "Waiting for the lead" in done
    shared = personas.client("accountability_lead").get(url)
    assert shared.status_code == 200
    assert "Send the proposals" not in shared.content.decode()
    for name in ("subject_lead", "head", "trust_lead", "stranger"):
        assert personas.client(name).get(url).status_code == 403
    assert Client().get(url).status_code == 302


def test_the_hubs_page_says_who_has_gone_quiet(personas: Personas) -> None:
    told(personas)
    PackageVersion.objects.update(made_at=MADE_AT - timedelta(days=400))
    Letter.objects.update(written_at=MADE_AT - timedelta(days=400))
    hub = personas.client("hub_lead")
    page = hub.get(f"{PLACE}/packages/")
    assert {row.school_name for row in page.context["owned"].quiet} == {
        "Alderwood School",
        "Birchfield School",
    }
    urn = personas.department.school_id
    page = hub.post(f"{PLACE}/packages/{urn}/remind/", follow=True)
    assert "The lead at Alderwood School is reminded." in page.content.decode()
    page = hub.get(f"{PLACE}/packages/")
    assert [row.school_name for row in page.context["owned"].quiet] == ["Birchfield School"]


def test_few_queries_and_a_small_page(personas: Personas) -> None:
    told(personas)
    client = personas.client("hub_lead")
    with CaptureQueriesContext(connection) as queries:
        response = client.get(f"{PLACE}/packages/")
    assert len(queries) < 20
    assert len(response.content) < 100_000
