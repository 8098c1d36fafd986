"""Seeing it as they do: announced, recorded, nothing written anywhere, never more than one's own reach."""

from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.queries.seeing import SEEING, seen_as
from smeaton.apps.access.services import grant, withdraw_agreement
from smeaton.apps.history.models import Event
from smeaton.apps.places.models import Department
from smeaton.terms import Permission, Role, ScopeKind, Where, looked_at
from tests.factories.personas import GRANTED, SYSTEM, TODAY, Personas

OWN, OTHER = "/places/testshire/departments/900001/", "/places/testshire/departments/900002/"
BANNER = "You see this as Subject lead does."


def looking(personas: Personas, name: str = "subject_lead") -> Client:
    """The hub lead at a browser, seeing pages as somebody of the place does."""
    client = personas.client("hub_lead")
    someone = getattr(personas, name)
    answer = client.post(f"/places/testshire/people/{someone.pk}/see-as/")
    assert answer.headers["Location"] == "/"
    return client


def addresses(resolver: URLResolver | None = None, before: str = "") -> Iterator[str]:
    """Every address of the URL conf, with 1 for numbers and a word for the rest."""
    stand_in = {"int": "1", "slug": "testshire", "str": "word", "path": "word", "uuid": "0" * 32}
    for each in (resolver or get_resolver()).url_patterns:
        pattern = str(each.pattern)
        for kind, value in stand_in.items():
            while f"<{kind}:" in pattern:
                start = pattern.index(f"<{kind}:")
                pattern = pattern[:start] + value + pattern[pattern.index(">", start) + 1 :]
        if isinstance(each, URLResolver):
            yield from addresses(each, before + pattern)
        elif isinstance(each, URLPattern):
            yield "/" + before + pattern.strip("^$")


def test_a_hub_lead_sees_what_the_lead_sees_and_says_so_on_every_page(personas: Personas) -> None:
    client = looking(personas)
    page = client.get(OWN)
    assert page.status_code == 200
    assert BANNER in page.content.decode()
    assert [stage.name for stage in page.context["stages"]] == ["Needs", "Support", "People"]
    assert BANNER in client.get(OWN + "brief/").content.decode()  # a page for printing
    assert client.get(OTHER).status_code == client.get("/places/testshire/").status_code == 403
    stopped = client.post("/seeing/stop/")
    assert stopped.headers["Location"] == "/places/testshire/schools/900001/people/"
    assert BANNER not in client.get(OTHER).content.decode()
    about = Event.objects.about("person", personas.subject_lead.pk).filter(action__contains="as")
    assert [(event.action, event.actor) for event in about] == [
        ("began to see as", f"person:{personas.hub_lead.pk}"),
        ("stopped seeing as", f"person:{personas.hub_lead.pk}"),
    ]


def test_nothing_can_be_written_at_any_address_while_looking(personas: Personas) -> None:
    client = looking(personas)
    events = Event.objects.count()
    walked = [path for path in addresses() if path not in ("/seeing/stop/", "/sign-out/")]
    assert len(walked) > 100
    for path, method in [*product(walked, ["post"]), *product(walked[-3:], ["put", "patch", "delete"])]:
        answer = getattr(client, method)(path)
        if answer.status_code != 405:  # a page that is only read takes no POST from anybody
            assert answer.status_code == 403, path
            assert "Nothing was changed" in answer.content.decode(), path
    assert Event.objects.count() == events
    client.post("/sign-out/")  # ends both
    assert SEEING not in client.session
    assert Event.objects.latest("id").changes == {"why": "signed out"}


def test_nobody_sees_more_by_it_than_before(personas: Personas) -> None:
    trust = Agreement.objects.get(trust=personas.department.school.trust)
    withdraw_agreement(reach=SYSTEM, agreement_id=trust.pk, at=timezone.now())
    client = looking(personas)
    assert client.get(OWN).status_code == 403  # the trust shares it no more, as the hub lead finds herself
    rows = list(Department.objects.select_related("school", "programme"))
    places = [Where(place=personas.place.pk), *(row.where for row in rows)]
    for name in ("subject_lead", "head", "trust_lead", "accountability_lead"):
        viewer = personas.reach("hub_lead")
        found = seen_as(viewer, getattr(personas, name).pk, personas.place.pk, TODAY)
        assert found is not None
        reach, theirs = found[1], personas.reach(name)
        for permission, where in product(Permission, places):
            if reach.can(permission, where):
                assert viewer.can(looked_at(permission), where)
                assert theirs.can(permission, where)
        for permission in Permission:
            shown = set(Department.objects.visible_to(reach, permission))
            assert shown == {row for row in rows if reach.can(permission, row.where)}
        assert not any(reach.may_give(role, where) for role, where in product(Role, places))


def test_only_as_people_of_the_own_place_who_have_no_access_beyond_it(personas: Personas) -> None:
    address = f"/places/testshire/people/{personas.subject_lead.pk}/see-as/"
    for name in ("accountability_lead", "head", "trust_lead", "stranger"):
        assert personas.client(name).post(address).status_code == 403
    hub = personas.client("hub_lead")
    for person in (personas.hub_lead, personas.stranger):
        assert hub.post(f"/places/testshire/people/{person.pk}/see-as/").status_code == 403
    client = looking(personas)
    elsewhere = {"role": Role.HUB_LEAD, "scope": ScopeKind.PLACE, "starts": GRANTED}
    other = personas.reach("stranger").grants
    grant(reach=SYSTEM, person=personas.subject_lead.pk, key=next(iter(other)).id, **elsewhere)
    assert BANNER not in client.get(OTHER).content.decode()  # it has ended by itself
    assert Event.objects.latest("id").changes == {"why": "not allowed any more"}


def test_it_ends_by_itself_after_half_an_hour(personas: Personas) -> None:
    client = looking(personas)
    session = client.session
    kept: dict[str, Any] = session[SEEING]
    session[SEEING] = kept | {"since": kept["since"] - timedelta(minutes=30).total_seconds()}
    session.save()
    assert client.get(OTHER).status_code == 200
    assert Event.objects.latest("id").changes == {"why": "too long"}
