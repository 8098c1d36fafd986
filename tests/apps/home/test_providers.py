"""Signing in by a provider: a real one on loopback, from the link on the page to the page that was wanted."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from allauth.socialaccount.models import SocialAccount, SocialToken
from django.test import Client

from smeaton.apps.people.models import User
from smeaton.project.settings.providers import WrongProvider, providers_from
from tests.apps.home.test_your_sign_in import moved
from tests.factories.oidc import Provider, provider
from tests.factories.personas import Personas

SET_UP = {
    "SMEATON_OIDC": "trust-a",
    "SMEATON_OIDC_TRUST_A_CLIENT": "smeaton",
    "SMEATON_OIDC_TRUST_A_SECRET": "s",
    "SMEATON_OIDC_TRUST_A_ISSUER": "https://id.example",
}


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Provider]:
    """The provider, started once for this file."""
    with provider() as running:
        yield running


@pytest.fixture
def trust_a(elsewhere: Provider, settings: Any) -> Any:
    """Has the site believe the provider; called with more settings, does so anew."""

    def believe(**more: str) -> Provider:
        said = {f"SMEATON_OIDC_TRUST_A_{name}": value for name, value in more.items()}
        issuer = {"SMEATON_OIDC_TRUST_A_ISSUER": elsewhere.issuer}
        apps = providers_from(SET_UP | issuer | said)
        ours = settings.SOCIALACCOUNT_PROVIDERS["openid_connect"]
        settings.SOCIALACCOUNT_PROVIDERS = {"openid_connect": ours | {"APPS": apps}}
        return elsewhere

    return believe


def through(client: Client, there: Provider, subject: str, **claims: Any) -> Any:
    """From the page of ours to the provider and back, following what comes then."""
    there.knows(subject, **claims)
    page = client.get("/sign-in/?next=/your-sign-in/").content.decode()
    assert 'href="/sign-in/with/trust-a/?next=%2Fyour-sign-in%2F">Sign in with Trust a<' in page
    sent = client.get("/sign-in/with/trust-a/?next=/your-sign-in/")
    assert "code_challenge=" in sent.headers["Location"]
    return client.get(there.lets_in(sent.headers["Location"], subject), follow=True)


def test_a_verified_address_that_a_user_has_signs_them_in_and_their_number_there_is_kept(
    personas: Personas, trust_a: Any
) -> None:
    client, password = Client(), personas.subject_lead.user and personas.subject_lead.user.password
    answer = through(client, trust_a(), "42", email="Subject.Lead@example.org", email_verified=True)
    assert answer.redirect_chain[-1][0] == "/your-sign-in/"
    assert client.session["_auth_user_id"] == str(personas.subject_lead.user_id)
    kept = SocialAccount.objects.get()
    assert (kept.user_id, kept.provider, kept.uid) == (personas.subject_lead.user_id, "trust-a", "42")
    assert kept.extra_data == {}
    assert not SocialToken.objects.exists()
    assert User.objects.get(email="subject.lead@example.org").password == password


@pytest.mark.parametrize(
    ("claims", "words"),
    [
        ({"email": "subject.lead@example.org", "email_verified": False}, "does not vouch"),
        ({"email": "subject.lead@example.org"}, "does not vouch"),
        ({"email": "subject.lead@example.org", "email_verified": "true"}, "does not vouch"),
        ({"email_verified": True}, "does not vouch"),
        ({"email": "new@example.org", "email_verified": True}, "nobody signs in here with that address"),
        ({"email": "ſubject.lead@example.org", "email_verified": True}, "nobody signs in here"),
    ],
)
def test_nobody_else_gets_in_and_nobody_is_signed_up(
    personas: Personas, trust_a: Any, claims: dict[str, Any], words: str
) -> None:
    client, before = Client(), User.objects.count()
    answer = through(client, trust_a(), "43", **claims)
    assert answer.status_code == 403
    assert words in answer.content.decode()
    assert "_auth_user_id" not in client.session
    assert User.objects.count() == before


def test_with_domains_only_their_addresses_are_believed(personas: Personas, trust_a: Any) -> None:
    """As for Microsoft, which does not say which addresses it has verified."""
    client = Client()
    there = trust_a(DOMAINS="example.org")
    through(client, there, "44", email="subject.lead@example.org")
    assert "_auth_user_id" in client.session
    User.objects.create_user("maria@elsewhere.org")
    answer = through(Client(), there, "45", email="maria@elsewhere.org", email_verified=True)
    assert answer.status_code == 403


def test_a_second_factor_of_the_providers_counts_where_it_is_believed_and_not_else(
    personas: Personas, trust_a: Any
) -> None:
    claims = {"email": "hub.lead@example.org", "email_verified": True, "amr": ["pwd", "mfa"]}
    client = Client()
    through(client, trust_a(SECOND_FACTOR="amr=mfa"), "46", **claims)
    assert client.get("/places/testshire/").status_code == 200
    client = Client()
    through(client, trust_a(SECOND_FACTOR="amr=hwk"), "46", **claims)
    assert client.get("/places/testshire/").headers["Location"] == "/your-sign-in/second-factor/"


def test_a_session_by_a_provider_ends_as_any_other_and_the_provider_is_asked_anew(
    personas: Personas, trust_a: Any
) -> None:
    """And signing out here signs nobody out there: both as the guide to signing in says."""
    there, client = trust_a(), Client()
    claims = {"email": "subject.lead@example.org", "email_verified": True}
    through(client, there, "48", **claims)
    moved(client, began=timedelta(hours=12, minutes=1))
    assert client.get("/").headers["Location"].startswith("/sign-in/")
    through(client, there, "48", **claims)
    assert client.post("/sign-out/").headers["Location"] == "/sign-in/"
    assert client.get("/").headers["Location"].startswith("/sign-in/")
    through(client, there, "48", **claims)
    assert client.get("/", follow=True).status_code == 200


def test_who_is_turned_away_or_comes_with_a_forged_answer_is_told_what_to_do(
    personas: Personas, trust_a: Any
) -> None:
    there, client = trust_a(), Client()
    back = there.turns_away(client.get("/sign-in/with/trust-a/").headers["Location"])
    answer = client.get(back)
    assert answer.status_code == 403
    assert "Trust a has not let you in" in answer.content.decode()
    there.knows("47", email="subject.lead@example.org", email_verified=True)
    back = there.lets_in(client.get("/sign-in/with/trust-a/").headers["Location"], "47")
    assert Client().get(back).status_code == 403  # somebody else's answer, in this browser
    assert client.get(back.replace("code=", "code=x")).status_code == 403
    assert client.get("/sign-in/with/nobody/").status_code == 404


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"SMEATON_OIDC": "Trust A"}, "small letters"),
        ({"SMEATON_OIDC": "google"}, "SMEATON_OIDC_GOOGLE_CLIENT"),
        ({"SMEATON_OIDC_TRUST_A_ISSUER": "http://id.example"}, "https address"),
        ({"SMEATON_OIDC_TRUST_A_ISSUER": ""}, "https address"),
        (
            {
                "SMEATON_OIDC_TRUST_A_ISSUER": "https://id.example",
                "SMEATON_OIDC_TRUST_A_SECOND_FACTOR": "mfa",
            },
            "amr=mfa",
        ),
    ],
)
def test_a_provider_that_could_not_be_trusted_is_refused_at_the_start(
    said: dict[str, str], words: str
) -> None:
    with pytest.raises(WrongProvider, match=words):
        providers_from(SET_UP | said)


def test_microsoft_needs_its_own_tenant_and_domains_and_google_neither() -> None:
    microsoft = {
        "SMEATON_OIDC": "microsoft, google",
        "SMEATON_OIDC_MICROSOFT_CLIENT": "c",
        "SMEATON_OIDC_MICROSOFT_SECRET": "s",
        "SMEATON_OIDC_GOOGLE_CLIENT": "c",
        "SMEATON_OIDC_GOOGLE_SECRET": "s",
        "SMEATON_OIDC_GOOGLE_DOMAINS": "example.org",
        "SMEATON_OIDC_MICROSOFT_TENANT": "common",
        "SMEATON_OIDC_MICROSOFT_DOMAINS": "example.org",
    }
    with pytest.raises(WrongProvider, match="own tenant"):
        providers_from(microsoft)
    with pytest.raises(WrongProvider, match="domains"):
        providers_from(
            microsoft | {"SMEATON_OIDC_MICROSOFT_TENANT": "3f0c", "SMEATON_OIDC_MICROSOFT_DOMAINS": ""}
        )
    first, second = providers_from(microsoft | {"SMEATON_OIDC_MICROSOFT_TENANT": "3f0c"})
    assert first["settings"]["issuer"] == "https://login.microsoftonline.com/3f0c/v2.0"
    assert (second["name"], second["settings"]["issuer"]) == ("Google", "https://accounts.google.com")
    alone = microsoft | {"SMEATON_OIDC": "google", "SMEATON_OIDC_GOOGLE_DOMAINS": ""}
    assert providers_from(alone)[0]["settings"]["domains"] == []


def test_of_several_providers_each_says_of_which_domains_it_speaks() -> None:
    """Else one of them could vouch for the address of somebody who is known to another."""
    both = SET_UP | {
        "SMEATON_OIDC": "trust-a,trust-b",
        "SMEATON_OIDC_TRUST_A_DOMAINS": "a.example",
        "SMEATON_OIDC_TRUST_B_CLIENT": "smeaton",
        "SMEATON_OIDC_TRUST_B_SECRET": "s",
        "SMEATON_OIDC_TRUST_B_ISSUER": "https://id.b.example/",
    }
    with pytest.raises(WrongProvider, match="SMEATON_OIDC_TRUST_B_DOMAINS"):
        providers_from(both)
    _, second = providers_from(both | {"SMEATON_OIDC_TRUST_B_DOMAINS": "b.example"})
    assert second["settings"]["issuer"] == "https://id.b.example/"  # to the last sign
    assert second["settings"]["server_url"] == "https://id.b.example/.well-known/openid-configuration"
