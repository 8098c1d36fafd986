"""Passwords: what is refused and why, what is not asked of them, and how one is changed or replaced."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth.hashers import PBKDF2PasswordHasher, get_hasher
from django.contrib.auth.password_validation import (
    CommonPasswordValidator,
    get_password_validators,
    validate_password,
)
from django.core.exceptions import ValidationError
from django.test import Client, override_settings

from smeaton.apps.home.queries.signing_in import words_about
from smeaton.apps.outbox.models import Letter
from smeaton.apps.people.models import User
from smeaton.project.sign_in.passwords import WORDS, NotGuessable, made_of
from tests.apps.home.test_signing_in import ask, code_for
from tests.apps.home.test_your_sign_in import by_code, join_an_app, later, moved
from tests.factories.personas import Personas
from tests.factories.signing_in import shown_by_app

LEAD = "subject.lead@example.org"
OLD = "open sesame 42"
GOOD = "four quiet otters swim"
NEW = "/your-sign-in/password/"


def by_password(address: str = LEAD, password: str = OLD) -> Client:
    client = Client()
    client.post("/sign-in/password/", {"login": address, "password": password})
    return client


def change(client: Client, new: str, **more: str) -> str:
    """What the page says about a new password; empty where it is taken."""
    answer = client.post(NEW, {"password1": new, "password2": new, **more})
    return "" if answer.status_code == 302 else answer.content.decode()


def test_a_password_is_changed_with_the_present_one_or_a_code_from_ones_mail(personas: Personas) -> None:
    client = by_password()
    assert "Present password" in client.get(NEW).content.decode()
    assert "Enter your present password" in change(client, GOOD)
    assert "That is not your password" in change(client, GOOD, old="wrong")
    assert User.objects.get(email=LEAD).check_password(OLD)
    asked = "/your-sign-in/confirm/by-code/?next=/your-sign-in/password/"
    assert asked in client.get(NEW).content.decode()
    client.post(asked, {"recipient": LEAD})
    client.post("/your-sign-in/confirm/code/", {"code": code_for(LEAD)})
    assert "Present password" not in client.get(NEW).content.decode()
    assert change(client, GOOD) == ""
    assert change(by_password(password=GOOD), "tall ships past Devon", old=GOOD) == ""
    assert User.objects.get(email=LEAD).check_password("tall ships past Devon")


def test_who_has_a_second_factor_shows_that_where_the_present_password_is_forgotten(
    personas: Personas,
) -> None:
    key = join_an_app(by_code(LEAD))
    client = by_password()
    client.post("/sign-in/second-factor/", {"code": shown_by_app(key, later(30))})
    assert "Present password" in client.get(NEW).content.decode()  # the factor went with the password
    asked = "/your-sign-in/confirm/by-code/?next=/your-sign-in/password/"
    answer = client.get(asked)  # a code from one's mail is not enough
    assert answer.headers["Location"].startswith("/your-sign-in/confirm/second-factor/?next=")
    recovery = recovery_code(personas)
    client.post(answer.headers["Location"], {"code": recovery})
    assert "Present password" not in client.get(NEW).content.decode()
    assert change(client, GOOD) == ""


def recovery_code(personas: Personas) -> str:
    """A recovery code of the lead's that is not used yet."""
    row = Authenticator.objects.get(user=personas.subject_lead.user, type=Authenticator.Type.RECOVERY_CODES)
    return str(row.wrap().get_unused_codes()[0])


def test_guesses_at_the_present_password_are_held_off(personas: Personas) -> None:
    client = by_password()
    for _ in range(5):
        change(client, GOOD, old="wrong")
    assert "That was too often" in change(client, GOOD, old=OLD)


def test_a_forgotten_password_is_replaced_by_a_code_and_the_second_factor_stays(personas: Personas) -> None:
    join_an_app(by_code(LEAD))
    client = Client()
    ask(client, LEAD)
    answer = client.post("/sign-in/code/", {"code": code_for(LEAD)})
    assert answer.headers["Location"].startswith("/sign-in/second-factor/")
    assert client.get(NEW).headers["Location"].startswith("/sign-in/")
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("word", ["otters4swim", "eleven sign"])
def test_a_short_password_is_refused(personas: Personas, word: str) -> None:
    assert "at least 12 characters" in change(by_code(LEAD), word)


@pytest.mark.parametrize(
    "word",
    [
        "password1234",
        "123456789012",
        "qwertyuiop123",
        "PasswordPassword",
        "dragon-monkey-99",
        "aaaabbbbaaaabbbb",
        "Smeaton-2026!",
        "smeatonscience",
        "Welcome to Trust",
        "Testshire-2026",  # the place
        "AlderwoodSchool1",  # the school
        "subject.lead.1",  # their own address, and their name
    ],
)
def test_common_passwords_and_words_of_ours_are_refused(personas: Personas, word: str) -> None:
    client = by_code(LEAD)
    assert "That is easily guessed" in change(client, word)
    assert User.objects.get(email=LEAD).check_password(OLD)


@pytest.mark.parametrize(
    "word",
    [
        GOOD,
        "correct horse battery staple",
        "  spaces at both ends  ",
        "ΟΔΥΣΣΕΥΣ ναυς οινοψ",
        "🐢🐳🦉 seven at noon",
        "no capital nor figure",
        "o" + "tter swims by night " * 100,
    ],
)
def test_any_signs_any_length_and_not_a_sign_changed(personas: Personas, word: str) -> None:
    """No rule of capitals, figures or signs; long ones count to their end; spaces are signs too."""
    assert change(by_code(LEAD), word) == ""
    user = User.objects.get(email=LEAD)
    assert user.check_password(word)
    for other in (word[:-1], word.strip() + "!", word.swapcase() + "x"):
        assert not user.check_password(other)
    assert "_auth_user_id" in by_password(password=word).session


def test_the_docs_say_where_words_of_ours_are_listed() -> None:
    root = Path(__file__).resolve().parents[3]
    page = (root / "docs" / "how-to" / "sign-in.md").read_text(encoding="utf-8")
    listed = (root / "src/smeaton/project/sign_in/words.txt").read_text(encoding="utf-8").split()
    assert "src/smeaton/project/sign_in/words.txt" in page
    assert {"smeaton", "school", "trust", "science"} <= set(listed)
    assert set(listed) == WORDS


def test_words_about_somebody_are_their_names_and_those_of_where_they_work(personas: Personas) -> None:
    assert personas.subject_lead.user
    words = words_about(personas.subject_lead.user)
    assert {"Subject lead", "Testshire", "Alderwood School", "subject", "example"} <= words
    assert words_about(User(email="new@hub.example")) >= {"new", "hub", "Testshire"}


def test_every_common_password_is_refused_and_so_are_two_of_them() -> None:
    """Django's list, of which few are as long as twelve; so what is longer is looked for in pieces."""
    common, ours = sorted(CommonPasswordValidator().passwords), NotGuessable()
    assert len(common) > 19_000
    some = common[::500]
    for first, second in zip(some, reversed(some), strict=True):
        for word in (first, f"{first}{second}", f"{first.title()}-{second}!", f"12{first}{second}99"):
            with pytest.raises(ValidationError):
                ours.validate(word)


def test_a_list_of_ones_own_is_refused_too(tmp_path: Path) -> None:
    """As of a breach: one password a line, looked at without asking anybody over the network."""
    breached = tmp_path / "breached.txt"
    breached.write_text("zebra lamp orbit mint\nMoor-Gate-Nine-Ilex\n", encoding="utf-8")
    ours = {"NAME": "smeaton.project.sign_in.passwords.NotGuessable", "OPTIONS": {"also": str(breached)}}
    checks = get_password_validators([ours])
    for word in (
        "zebra lamp orbit mint",
        "Zebra Lamp Orbit Mint",
        "moor-gate-nine-ilex",
        "moorgatenineilex7",
    ):
        with pytest.raises(ValidationError):
            validate_password(word, password_validators=checks)
    validate_password(GOOD, password_validators=checks)
    with pytest.raises(FileNotFoundError):
        NotGuessable(also=str(tmp_path / "none"))


def test_what_is_very_long_is_not_searched_through() -> None:
    assert not made_of("abcdefg" * 500, {"abcdefg"})


@pytest.mark.parametrize("path", ["/sign-in/password/", NEW])
def test_passwords_are_hidden_and_may_be_pasted_and_filled_in(personas: Personas, path: str) -> None:
    client = Client() if path.startswith("/sign-in") else by_password()
    page = client.post(
        path, {"login": LEAD, "password": "wrong", "old": "w", "password1": "w"}
    ).content.decode()
    fields = re.findall(r"<input[^>]+(?:password|old)[^>]*>", page)
    fields = [each for each in fields if 'type="hidden"' not in each and 'name="csrf' not in each]
    assert len(fields) == (1 if path.startswith("/sign-in") else 3)
    for field in fields:
        assert 'type="password"' in field
        assert re.search('autocomplete="(current|new)-password"', field)
        assert "value=" not in field
        assert not re.search(r"onpaste|oncopy|readonly", field)
    scripts = Path(__file__).resolve().parents[3] / "src" / "smeaton"
    for script in scripts.rglob("static/**/*.js"):
        if "built" not in script.parts:
            assert "paste" not in script.read_text(encoding="utf-8"), script


def test_an_old_password_works_as_a_new_one_does(personas: Personas) -> None:
    """None ends by time, and nobody is asked to change theirs."""
    User.objects.filter(email=LEAD).update(last_login="2019-09-01T00:00:00Z")
    client = by_password()
    assert client.get("/", follow=True).redirect_chain[-1][0] == "/places/testshire/departments/900001/"


def test_no_hint_and_no_question_is_kept_or_asked(personas: Personas) -> None:
    fields = {field.name for field in User._meta.get_fields()}
    assert not {name for name in fields if re.search("hint|question|answer|secret|remind", name)}
    for path in ("/sign-in/", "/sign-in/password/", "/sign-in/code/"):
        words = re.sub(r"<[^>]+>", " ", Client().get(path).content.decode())
        assert not re.search(r"\bhint|maiden|first pet|security question", words, re.IGNORECASE)


def test_nobody_is_given_a_password_by_another(personas: Personas) -> None:
    """The first secret is a code that ends; who is added has no password until they set one."""
    user = User.objects.create_user("new@example.org")
    assert not user.has_usable_password()
    ask(Client(), LEAD)
    assert "assword" not in Letter.objects.get(to=LEAD).text


@override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.PBKDF2PasswordHasher"])
def test_passwords_are_hashed_as_slowly_as_is_advised_now() -> None:
    """PBKDF2 with SHA-256 and 600,000 rounds at least (OWASP, 2023); one kept with fewer is hashed anew."""
    hasher = get_hasher()
    assert isinstance(hasher, PBKDF2PasswordHasher)
    assert (hasher.algorithm, hasher.digest().name) == ("pbkdf2_sha256", "sha256")
    assert hasher.iterations >= 600_000
    assert hasher.must_update(hasher.encode("four quiet otters", "x" * 22, iterations=1_000))


def test_an_earlier_code_of_the_mail_counts_for_ten_minutes(
    personas: Personas, monkeypatch: pytest.MonkeyPatch
) -> None:
    from smeaton.apps.home.queries import signing_in

    client = by_code(LEAD)
    assert "Present password" not in client.get(NEW).content.decode()
    now = signing_in.time.time()
    monkeypatch.setattr(signing_in.time, "time", lambda: now + 601)
    assert "Present password" in client.get(NEW).content.decode()
    moved(client, began=timedelta(minutes=11))
    assert "/your-sign-in/confirm/" in client.get(NEW).headers["Location"]


def test_the_settings_of_a_site_have_these_checks(settings: Any) -> None:
    names = [each["NAME"].rpartition(".")[2] for each in settings.AUTH_PASSWORD_VALIDATORS]
    assert names == ["MinimumLengthValidator", "NotGuessable", "NotBreached"]
    assert settings.AUTH_PASSWORD_VALIDATORS[0]["OPTIONS"]["min_length"] == 12
