"""Messages as they go over the wire: nobody's name can add a line to the head, every sign arrives."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from smeaton.apps.outbox.mail import Unsendable, compose, server_from
from smeaton.apps.outbox.models import Letter
from smeaton.apps.outbox.queries import letter_of, mark_of
from smeaton.apps.outbox.services import send_due, write_letter
from smeaton.terms import Reach
from tests.factories.smtp import Mail, MailBox

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
STOP = "<https://smeaton.science-hub.example.org/no-reminders/" + "a" * 90 + "/>"


def write(**changes: Any) -> Letter:
    given = {
        "key": "one",
        "purpose": "test",
        "subject_id": 1,
        "to": "jo@example.org",
        "title": "A question",
        "text": "Hello",
        "html": "<p>Hello</p>",
        "at": AT,
    }
    return write_letter(**given | changes)


def arrived(box: MailBox, **changes: Any) -> Mail:
    write(**changes)
    assert send_due(reach=Reach.of_system("tests"), now=lambda: AT).sent == 1
    return box.mails[-1]


@pytest.mark.django_db
def test_names_and_titles_cannot_add_lines(mailbox: MailBox) -> None:
    evil = "Jo\r\nBcc: everybody@example.org\n\n<script>"
    mail = arrived(mailbox, title=evil, sender=evil)
    assert mail.message["Bcc"] is None
    assert mail.message["Subject"] == "Jo Bcc: everybody@example.org <script>"
    assert "Bcc" in mail.message["From"]
    assert mail.message["From"].addresses[0].addr_spec == "letters@hub.example"
    assert mail.message["To"] == "jo@example.org"


@pytest.mark.django_db
@pytest.mark.parametrize(
    "changes",
    [
        {"to": "jo@example.org\r\nRCPT TO:<x@example.org>"},
        {"to": "jo"},
        {"to": "jo@example.org, x@example.org"},
        {"headers": {"Bcc": "x@example.org"}},
        {"headers": {"Reply-To": "a@example.org\r\nBcc: x@example.org"}},
        {"headers": {"List-Unsubscribe": "<https://ü.example>"}},
    ],
)
def test_what_could_add_lines_is_not_written_at_all(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"^A letter about 1 "):
        write(**changes)
    assert not Letter.objects.exists()


@pytest.mark.django_db
def test_every_sign_and_long_lines_arrive(mailbox: MailBox) -> None:
    title = "Žofie O’Brien-Ólafsdóttir: " + "a very long question " * 8
    link = "https://hub.example/answer/" + "x" * 300 + "/"
    mail = arrived(
        mailbox,
        title=title,
        sender="Wissenschaft · “Plymouth”",
        text=f"Žofie,\n\n{link}\n",
        headers={"List-Unsubscribe": STOP, "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )
    assert mail.message["Subject"] == title.strip()
    assert mail.message["From"].addresses[0].display_name == "Wissenschaft · “Plymouth”"
    assert mail.body() == f"Žofie,\n\n{link}\n"
    # as it stands, not in coded words: mail programs read it as it is
    assert f"List-Unsubscribe: {STOP}\r\n".encode() in mail.content
    assert max(map(len, mail.content.split(b"\r\n"))) < 998
    assert mail.content.isascii()


@pytest.mark.django_db
def test_a_domain_with_other_letters_is_written_as_mail_servers_know_it(mailbox: MailBox) -> None:
    assert arrived(mailbox, to="jo@schüle.example").to == "jo@xn--schle-mva.example"
    letter = write(key="two")
    letter.to = "jö@example.org"
    with pytest.raises(Unsendable, match="before the @"):
        compose(letter)


@pytest.mark.django_db
def test_returned_letters_are_addressed_to_their_mark(mailbox: MailBox, settings: Any) -> None:
    settings.BOUNCES = "returned@hub.example"
    mail = arrived(mailbox)
    letter = Letter.objects.get()
    assert mail.sender == f"returned+{mark_of(letter.pk)}@hub.example"
    assert mail.message["Message-ID"] == f"<{mark_of(letter.pk)}@hub.example>"
    assert letter_of(mark_of(letter.pk)) == letter.pk
    assert letter_of(mark_of(letter.pk).replace(f"{letter.pk}.", f"{letter.pk + 1}.")) is None


@pytest.mark.django_db
@hypothesis_settings(
    max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(title=st.text(max_size=200), sender=st.text(max_size=120), text=st.text(max_size=300))
def test_no_text_makes_a_message_that_says_something_else(title: str, sender: str, text: str) -> None:
    text = text.encode("utf-8", "replace").decode()
    letter = Letter(pk=1, to="jo@example.org", written_at=AT, text=text, html="")
    made = write(key=f"k{title}{sender}"[:100].strip() or "k", title=title, sender=sender, text=text)
    letter.title, letter.sender = made.title, made.sender
    message = Mail("", "", compose(letter).content).message
    assert {name.lower() for name in message} == {
        "message-id",
        "from",
        "to",
        "subject",
        "date",
        "auto-submitted",
        "x-auto-response-suppress",
        "mime-version",
        "content-type",
        "content-transfer-encoding",
    }
    assert message["To"].addresses[0].addr_spec == "jo@example.org"
    assert message["From"].addresses[0].addr_spec.startswith("smeaton@")


@pytest.mark.parametrize(
    ("url", "host", "port", "start", "user", "password"),
    [
        ("smtp://mail.example.org", "mail.example.org", 25, False, "", ""),
        ("smtp://jo:p%40ss@mail.example.org", "mail.example.org", 587, False, "jo", "p@ss"),
        ("smtps://jo:hush@mail.example.org", "mail.example.org", 465, True, "jo", "hush"),
        ("smtp://127.0.0.1:1025", "127.0.0.1", 1025, False, "", ""),
    ],
)
def test_the_address_of_a_mail_server(
    url: str, host: str, port: int, start: bool, user: str, password: str
) -> None:
    address = server_from(url)
    assert (address.host, address.port, address.tls_from_start) == (host, port, start)
    assert (address.user, address.password) == (user, password)
    assert not password or password not in repr(address)


@pytest.mark.parametrize(
    "url", ["mail.example.org", "http://x", "smtp://", "smtp://host:port", "smtp://[::1"]
)
def test_another_address_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="SMEATON_SMTP_URL names no mail server"):
        server_from(url)
