"""The site's key is replaced while an audit runs: nobody loses answers or a way in; the old one can go."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from click.testing import CliRunner
from django.test import Client
from django.urls import reverse

from smeaton.apps.history.models import Event
from smeaton.apps.home.services.renewing import renew_secrets
from smeaton.apps.needs.models import Answer, Invitation, Response
from smeaton.apps.needs.queries.links import responses_of, token_of
from smeaton.apps.outbox.queries import letter_of, mark_of
from smeaton.cli import main
from smeaton.terms import Reach, Refused
from smeaton.terms.keyed import keyed
from tests.architecture.test_what_is_not_used import users
from tests.factories.invitations import invite, open_wave
from tests.factories.personas import Personas
from tests.factories.signing_in import shown_by_app, signed_in, ways_in

pytestmark = pytest.mark.django_db
FIRST, SECOND = "the first key " * 4, "the second key " * 4


@pytest.fixture
def asked(personas: Personas, settings: Any) -> Invitation:
    """Somebody who has answered a part of the audit, while the site had its first key."""
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = FIRST, []
    ways_in(personas.hub_lead.user)
    invitation = invite(open_wave(personas.programme), personas.department)
    answer(opened(token_of(invitation)), 2)
    assert answered(invitation) == [2]
    return invitation


def opened(token: str) -> Client:
    """The browser in which the link of a letter was opened and begun."""
    client = Client()
    assert client.post(reverse("needs:answer", args=[token])).status_code == 302
    return client


def answer(client: Client, level: int) -> None:
    """Answer the first question of a strand, as the page does, a choice at a time."""
    page = reverse("needs:answer-part", args=["recall"])
    assert client.post(page, {"a-recall-1": str(level)}).status_code == 302


def answered(invitation: Invitation) -> list[int | None]:
    """What their one response holds."""
    return list(Answer.objects.filter(response__in=responses_of(invitation)).values_list("level", flat=True))


def app_is_believed(personas: Personas) -> bool:
    """Whether what an authenticator app shows opens the second step."""
    factor = Authenticator.objects.get(user=personas.hub_lead.user, type=Authenticator.Type.TOTP)
    return bool(TOTP(factor).validate_code(shown_by_app("J" * 32)))


def test_with_the_earlier_key_beside_the_new_one_everything_goes_on(
    asked: Invitation, personas: Personas, settings: Any
) -> None:
    link, mark = token_of(asked), mark_of(7)
    client = signed_in(personas.hub_lead.user)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = SECOND, [FIRST]
    answer(opened(link), 3)
    assert answered(asked) == [3]
    assert Response.objects.filter(wave=asked.wave).count() == 1
    assert letter_of(mark) == 7
    assert mark_of(7) != mark
    assert not client.get("/").headers.get("Location", "").startswith("/sign-in")
    assert app_is_believed(personas)


def test_renewed_the_earlier_key_can_go_and_ends_what_was_signed_with_it(
    asked: Invitation, personas: Personas, settings: Any
) -> None:
    link, mark, before = token_of(asked), mark_of(7), Authenticator.objects.values_list("data", flat=True)
    encrypted = list(before)
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = SECOND, [FIRST]
    result = CliRunner().invoke(main, ["keys", "renew"])
    assert result.output == "2 second factors encrypted anew, 1 responses renamed.\n"
    assert list(before.all()) != encrypted
    settings.SECRET_KEY_FALLBACKS = []
    assert answered(asked) == [2]
    assert app_is_believed(personas)
    assert Client().get(reverse("needs:answer", args=[link])).status_code == 404
    assert letter_of(mark) is None
    answer(opened(token_of(asked)), 4)
    assert answered(asked) == [4]
    assert Event.objects.get(action="renewed").changes == {"second factors": 2, "responses": 1}
    with pytest.raises(Refused):
        renew_secrets(reach=Reach.nobody())


def test_without_the_earlier_key_answers_are_not_found_and_nothing_that_it_signed_is_believed(
    asked: Invitation, settings: Any
) -> None:
    link, mark = token_of(asked), mark_of(7)
    settings.SECRET_KEY = SECOND
    assert Client().get(reverse("needs:answer", args=[link])).status_code == 404
    assert not answered(asked)
    assert letter_of(mark) is None


def test_a_code_of_ours_has_128_bits_and_is_another_for_each_purpose_and_key() -> None:
    codes = {keyed(purpose, key, "7") for purpose in ("a", "b") for key in (FIRST, SECOND)}
    assert len(codes) == 4
    assert {len(bytes.fromhex(code)) * 8 for code in codes} == {128}
    assert len(mark_of(7).partition(".")[2]) == 32
    assert users("hmac") == {"terms/keyed.py", "apps/outbox/queries/marks.py"}  # the second compares
