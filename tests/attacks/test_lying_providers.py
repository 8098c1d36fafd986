"""Somebody stands between the site and a provider, or is one, and says what would let them in as others."""

import re
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from json import dumps
from typing import Any
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from cryptography.hazmat.primitives.asymmetric import rsa
from django.core.cache import cache
from django.test import Client

from smeaton.apps.outbox.models import Letter
from smeaton.apps.people.models import User
from smeaton.project.settings.providers import providers_from
from tests.factories.oidc import BadHands, Provider, bad_hands, provider
from tests.factories.personas import Personas, make_personas

LEAD = {"email": "subject.lead@example.org", "email_verified": True}
HEAD = {"email": "head@example.org", "email_verified": True}


@pytest.fixture
def personas(db: None) -> Personas:
    cache.clear()
    return make_personas()


@pytest.fixture(scope="module")
def two() -> Iterator[tuple[BadHands, BadHands]]:
    """Two providers, each in hands that may change what it says."""
    with provider() as real, bad_hands(real) as first, bad_hands(real) as second:
        yield first, second


@pytest.fixture
def believed(two: tuple[BadHands, BadHands], settings: Any) -> tuple[BadHands, BadHands]:
    """The site believes both, of addresses at example.org."""
    said = {"SMEATON_OIDC": "first,second"}
    for name, each in zip(("FIRST", "SECOND"), two, strict=True):
        each.honest()
        start = f"SMEATON_OIDC_{name}_"
        said |= {f"{start}CLIENT": "smeaton", f"{start}SECRET": "s" * 40, f"{start}ISSUER": each.issuer}
        said[f"{start}DOMAINS"] = "example.org"
    ours = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
    settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": ours | {"APPS": providers_from(said)}}
    return two


def sent_to(client: Client, name: str = "first") -> str:
    """Where the site sends a browser that wants to sign in there."""
    return str(client.get(f"/sign-in/with/{name}/").headers["Location"])


def let_in(there: Provider, subject: str = "1", name: str = "first", client: Client | None = None) -> bool:
    """Whether somebody gets in by that provider."""
    client = client or Client()
    answer = client.get(there.lets_in(sent_to(client, name), subject))
    inside = "_auth_user_id" in client.session
    assert inside or answer.status_code == 403, answer.status_code
    return inside


def _signed_by_another(claims: dict[str, Any], _key: rsa.RSAPrivateKey) -> str:
    return jwt.encode(claims, rsa.generate_private_key(65_537, 2048), "RS256", headers={"kid": "bad hands"})


def _unsigned(claims: dict[str, Any], _key: rsa.RSAPrivateKey) -> str:
    return jwt.encode(claims, None, "none", headers={"kid": "bad hands"})  # type: ignore[arg-type]


def _by_our_secret(claims: dict[str, Any], _key: rsa.RSAPrivateKey) -> str:
    return jwt.encode(claims, "s" * 40, "HS256", headers={"kid": "bad hands"})


def _without_its_end(claims: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    return jwt.encode(claims, key, "RS256", headers={"kid": "bad hands"}).rpartition(".")[0] + "."


def _not_a_token(claims: dict[str, Any], _key: rsa.RSAPrivateKey) -> str:
    return urlsafe_b64encode(dumps(claims).encode()).decode()


def _of_a_key_nobody_has(claims: dict[str, Any], key: rsa.RSAPrivateKey) -> str:
    return jwt.encode(claims, key, "RS256", headers={"kid": "another"})


@pytest.mark.parametrize(
    "signs",
    [_signed_by_another, _unsigned, _by_our_secret, _without_its_end, _not_a_token, _of_a_key_nobody_has],
)
def test_a_token_that_the_provider_has_not_signed_lets_nobody_in(
    personas: Personas, believed: tuple[BadHands, BadHands], signs: Any
) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    there.signs = signs
    assert not let_in(there)
    there.honest()
    assert let_in(there)


def test_without_a_token_what_the_provider_says_besides_lets_nobody_in(
    personas: Personas, believed: tuple[BadHands, BadHands]
) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    there.signs = lambda _claims, _key: None
    assert not let_in(there)


@pytest.mark.parametrize(
    "wrong",
    [
        {"iss": "https://other.example"},
        {"aud": "another-service"},
        {"aud": ["smeaton", "another-service"]},
        {"exp": 1_700_000_000},
        {"nonce": "of another request"},
        {"nonce": None},
        {"sub": ""},
    ],
    ids=str,
)
def test_a_token_of_another_issuer_for_another_service_too_old_or_not_asked_for_lets_nobody_in(
    personas: Personas, believed: tuple[BadHands, BadHands], wrong: dict[str, Any]
) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    there.claims = lambda claims: {
        name: value for name, value in (claims | wrong).items() if value is not None
    }
    assert not let_in(there)


def test_a_token_that_was_stolen_from_another_sign_in_is_not_taken_again(
    personas: Personas, believed: tuple[BadHands, BadHands]
) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    assert let_in(there)
    stolen = there.tokens[-1]
    there.signs = lambda _claims, _key: stolen
    assert not let_in(there)


def test_why_a_provider_was_not_believed_is_in_the_log(
    personas: Personas, believed: tuple[BadHands, BadHands], caplog: pytest.LogCaptureFixture
) -> None:
    """In one line, without what the provider said of anybody."""
    there, _ = believed
    there.knows("1", **LEAD)
    there.signs = _unsigned
    assert not let_in(there)
    there.honest()
    there.knows("2", email="nobody@example.org", email_verified=True)
    assert not let_in(there, "2")
    lines = [each.getMessage() for each in caplog.records if each.name == "smeaton.sign-in"]
    assert lines[0].startswith("not let in (the ID token is not as it has to be: ")
    assert lines[0].endswith("): nobody by first from 127.0.0.1")
    assert re.fullmatch(r"not known here: address:[0-9a-f]{12} by first from 127\.0\.0\.1", lines[1])
    assert "@" not in " ".join(lines)


def test_no_token_is_kept_or_reaches_the_browser(
    personas: Personas, believed: tuple[BadHands, BadHands]
) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    client = Client()
    answer = client.get(there.lets_in(sent_to(client), "1"), follow=True)
    kept = answer.content.decode() + str(client.cookies) + dumps(dict(client.session), default=str)
    assert there.tokens[-1].count(".") == 2
    for part in there.tokens[-1].split("."):
        assert part not in kept
    assert not re.search("access_token|refresh_token", kept)
    assert not SocialToken.objects.exists()


def test_what_is_said_besides_the_token_is_about_the_same_person(
    personas: Personas, believed: tuple[BadHands, BadHands]
) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    there.userinfo = lambda said: said | {"sub": "2"}
    assert not let_in(there)


@pytest.mark.parametrize(
    "says", [{"issuer": "https://accounts.example"}, {"issuer": None}, {"jwks_uri": None}], ids=str
)
def test_a_provider_that_describes_itself_as_another_is_not_even_asked(
    personas: Personas, believed: tuple[BadHands, BadHands], says: dict[str, Any]
) -> None:
    there, _ = believed
    there.metadata = lambda said: said | says
    answer = Client().get("/sign-in/with/first/")
    assert answer.status_code == 403
    assert "First has not let you in" in answer.content.decode()


def test_an_answer_comes_from_whom_was_asked(personas: Personas, believed: tuple[BadHands, BadHands]) -> None:
    """One provider hands on another's answer: each has its own way back, where its state is good."""
    first, second = believed
    first.knows("1", **LEAD)
    client = Client()
    asked = sent_to(client)
    back = parse_qs(urlsplit(asked).query)["redirect_uri"][0]
    assert back.endswith("/sign-in/with/first/back/")
    answer = first.lets_in(asked, "1")
    assert client.get(answer.replace("/first/", "/second/")).status_code == 403
    assert "_auth_user_id" not in client.session
    assert client.get(f"{answer}&iss={second.issuer}").status_code == 403  # it says so itself
    assert "_auth_user_id" not in client.session
    first.metadata = lambda said: said | {"authorization_response_iss_parameter_supported": True}
    assert client.get(first.lets_in(sent_to(client), "1")).status_code == 403  # it always says, and has not
    answer = first.lets_in(sent_to(client), "1")
    assert client.get(f"{answer}&iss={first.issuer}").status_code == 302
    assert "_auth_user_id" in client.session


def test_an_answer_is_good_once(personas: Personas, believed: tuple[BadHands, BadHands]) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    client = Client()
    answer = there.lets_in(sent_to(client), "1")
    assert client.get(answer).status_code == 302
    client.post("/sign-out/")
    assert client.get(answer).status_code == 403
    assert "_auth_user_id" not in client.session


def test_a_link_to_a_provider_cannot_say_what_it_is_asked(
    personas: Personas, believed: tuple[BadHands, BadHands]
) -> None:
    """Neither other parameters, nor more of what is known there, nor to join an account to whoever is in."""
    there, _ = believed
    there.knows("9", **HEAD)
    client = personas.client("subject_lead")
    more = "?process=connect&scope=offline_access&auth_params=nonce%3Dn%26redirect_uri%3Dhttps://evil.example"
    asked = client.get(f"/sign-in/with/first/{more}").headers["Location"]
    said = parse_qs(urlsplit(asked).query)
    assert set(said["scope"][0].split()) == {"openid", "profile", "email"}
    assert said["nonce"] != ["n"]
    assert said["code_challenge_method"] == ["S256"]
    assert "evil" not in asked
    client.get(there.lets_in(asked, "9"))
    assert client.session["_auth_user_id"] == str(personas.head.user_id)
    assert not SocialAccount.objects.filter(user=personas.subject_lead.user).exists()


def test_who_has_come_that_way_stays_who_they_are_when_their_address_changes(
    personas: Personas, believed: tuple[BadHands, BadHands]
) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    assert let_in(there)
    there.knows("1", email="married.name@example.org", email_verified=True)
    client = Client()
    assert let_in(there, client=client)
    assert client.session["_auth_user_id"] == str(personas.subject_lead.user_id)
    there.knows("1", **HEAD)  # nor are they the head now that they have the head's address
    client = Client()
    assert let_in(there, client=client)
    assert client.session["_auth_user_id"] == str(personas.subject_lead.user_id)
    assert SocialAccount.objects.get().extra_data == {}


def test_an_address_given_to_somebody_else_there_does_not_hand_over_the_account(
    personas: Personas, believed: tuple[BadHands, BadHands]
) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    assert let_in(there)
    there.knows("2", **LEAD)
    client = Client()
    answer = client.get(there.lets_in(sent_to(client), "2"))
    assert answer.status_code == 403
    assert "for another account there" in answer.content.decode()
    assert "_auth_user_id" not in client.session


def test_two_providers_that_claim_the_same_address_or_number_are_two(
    personas: Personas, believed: tuple[BadHands, BadHands], settings: Any
) -> None:
    """A number means somebody at one provider only; and who speaks for no domain of theirs gets nobody in."""
    first, second = believed
    first.knows("1", **LEAD)
    assert let_in(first)
    second.knows("1", **HEAD)
    client = Client()
    assert let_in(second, "1", "second", client)
    assert client.session["_auth_user_id"] == str(personas.head.user_id)
    for app in settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][1:]:
        app["settings"]["domains"] = ["b.example"]
    second.knows("3", **LEAD)
    assert not let_in(second, "3", "second")


def test_a_provider_is_forgotten_by_its_owner_alone_and_may_be_joined_anew(
    personas: Personas, believed: tuple[BadHands, BadHands]
) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    client = Client()
    assert let_in(there, client=client)
    assert "by another provider for the first time" in Letter.objects.get(to=LEAD["email"]).text
    kept = SocialAccount.objects.get()
    assert "First, since" in client.get("/your-sign-in/").content.decode()
    address = f"/your-sign-in/providers/{kept.pk}/forget/"
    assert personas.client("head").post(address).status_code == 404
    assert "Forget First?" in client.get(address).content.decode()
    assert client.post(address).headers["Location"] == "/your-sign-in/"
    assert not SocialAccount.objects.exists()
    there.knows("2", **LEAD)
    assert let_in(there, "2")


def test_a_closed_login_stays_closed_for_a_provider_that_knows_them(
    personas: Personas, believed: tuple[BadHands, BadHands]
) -> None:
    there, _ = believed
    there.knows("1", **LEAD)
    assert let_in(there)
    User.objects.filter(email=LEAD["email"]).update(is_active=False)
    client = Client()
    answer = client.get(there.lets_in(sent_to(client), "1"))
    assert answer.headers["Location"] == "/sign-in/closed/"
    assert "_auth_user_id" not in client.session


def test_a_provider_that_does_not_answer_is_said_so(
    personas: Personas, believed: tuple[BadHands, BadHands], settings: Any
) -> None:
    settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]["APPS"][0]["settings"]["server_url"] = (
        "http://127.0.0.1:1/.well-known/openid-configuration"
    )
    answer = Client().get("/sign-in/with/first/")
    assert answer.status_code == 403
    assert "First has not let you in" in answer.content.decode()
