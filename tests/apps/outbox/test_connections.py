"""How the mail server is spoken to: encrypted, with certificates checked, and not for ever."""

import ssl
import subprocess
from datetime import UTC, datetime
from pathlib import Path
from shutil import which
from typing import Any

import pytest

from smeaton.apps.outbox.mail import server
from smeaton.apps.outbox.models import Letter
from smeaton.apps.outbox.services import SendReport, send_due, write_letter
from smeaton.terms import Reach
from tests.factories.smtp import MailBox

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A certificate of our own for this machine, with its key."""
    if which("openssl") is None:
        pytest.skip("no openssl to make a certificate with")
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext"
    made = [*command.split(), "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(made, cwd=tmp_path, check=True, capture_output=True)
    return tmp_path / "cert.pem"


def encrypted(box: MailBox, certificate: Path) -> None:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate, certificate.with_name("key.pem"))
    box.tls = context


def send(**changes: Any) -> SendReport:
    given = {
        "key": "one",
        "purpose": "test",
        "subject_id": 1,
        "to": "jo@example.org",
        "title": "T",
        "text": "x",
        "html": "",
        "at": AT,
    }
    write_letter(**given | changes)
    return send_due(reach=Reach.of_system("tests"), now=lambda: AT)


def test_a_trusted_certificate_is_used_and_a_password_travels_under_it(
    mailbox: MailBox, certificate: Path, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypted(mailbox, certificate)
    mailbox.script.password = "hush"
    settings.SMTP_URL = f"smtp://smeaton:hush@127.0.0.1:{mailbox.port}"
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    assert send().sent == 1


def test_an_unknown_certificate_stops_everything(
    mailbox: MailBox, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    encrypted(mailbox, certificate)
    monkeypatch.delenv("SSL_CERT_FILE", raising=False)
    report = send()
    assert (report.sent, Letter.objects.get().state) == (0, "waiting")
    assert "certificate" in report.trouble
    assert not mailbox.mails


def test_a_password_is_not_sent_in_the_clear_to_another_machine(
    mailbox: MailBox, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "_LOOPBACK", frozenset())  # as if the server were elsewhere
    settings.SMTP_URL = f"smtp://smeaton:hush@127.0.0.1:{mailbox.port}"
    assert send().trouble == "The mail server offers no encryption, so no password is sent to it."
    assert Letter.objects.get().state == "waiting"


@pytest.mark.parametrize("plain", [True, False])
def test_no_letter_is_sent_in_the_clear_to_another_machine_unless_told_so(
    mailbox: MailBox, settings: Any, monkeypatch: pytest.MonkeyPatch, plain: bool
) -> None:
    monkeypatch.setattr(server, "_LOOPBACK", frozenset())
    settings.PLAIN_TO = frozenset({"mail"} if plain else {"database"})
    report = send()
    assert report.sent == plain == len(mailbox.mails)
    assert report.trouble == (
        "" if plain else "The mail server offers no encryption, so no letter is sent to it."
    )


def test_a_server_that_says_nothing_to_the_last_line_leaves_a_doubt(
    mailbox: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server, "LAST_SECONDS", 0.2)
    mailbox.script.seconds = 1.0
    assert send().uncertain == 1
    assert "timed out" in Letter.objects.get().reply


def test_a_server_that_does_not_greet_is_not_waited_for(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    import socket

    monkeypatch.setattr(server, "SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings.SMTP_URL = f"smtp://127.0.0.1:{silent.getsockname()[1]}"
        assert "timed out" in send().trouble
    assert Letter.objects.get().state == "waiting"
