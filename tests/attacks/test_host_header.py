"""Somebody calls the site by another name, so that links and redirects lead to a host of theirs."""

from django.conf import settings
from django.urls import reverse

from smeaton.apps.outbox.models import Letter
from smeaton.terms import Role
from tests.matrix.walking import ADDRESSES, ask, rows, url, whose
from tests.matrix.world import Whose, World

EVIL = "evil.example.org"


def test_no_address_answers_under_another_host(world: World) -> None:
    hub = next(visitor for visitor in world.visitors if visitor.role is Role.HUB_LEAD)
    hub.client.defaults["HTTP_HOST"] = EVIL
    for name, address in ADDRESSES.items():
        for _, method, other in rows(name):
            answer = ask(hub, method, url(world, address, whose(address)[0], **other))
            assert answer.status_code == 400, name
            assert EVIL.encode() not in answer.content


def test_letters_lead_to_the_site_whatever_the_request_says(world: World) -> None:
    hub = next(visitor for visitor in world.visitors if visitor.role is Role.HUB_LEAD)
    own = world.parts[Whose.OWN]
    Letter.objects.all().delete()
    address = reverse("needs:change-person", args=[own["place"], own["wave"], own["urn"], own["invitation"]])
    for headers in ({"x-forwarded-host": EVIL}, {"forwarded": f"host={EVIL}"}, {"origin": f"https://{EVIL}"}):
        assert hub.client.post(address, {"what": "again"}, headers=headers).status_code == 302
    letters = list(Letter.objects.filter(state="waiting"))
    assert letters
    for letter in letters:
        assert f"{settings.SITE}/answer/" in letter.text
        assert EVIL not in letter.text + letter.html + letter.to
