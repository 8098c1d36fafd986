"""Letters that came back: reports are read, the letter found and marked, anything else refused."""

import contextlib
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import given
from hypothesis import strategies as st

from smeaton.apps.outbox.inputs import NotAReport, read_report
from smeaton.apps.outbox.models import Letter, LetterState
from smeaton.apps.outbox.queries import mark_of
from smeaton.apps.outbox.services import UnknownLetter, take_report, write_letter
from smeaton.cli import main
from smeaton.terms import Reach, Refused

AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
SYSTEM = Reach.of_system("tests")

REPORT = """\
Return-Path: <>
From: MAILER-DAEMON@mx.example.org (Mail Delivery System)
To: {to}
Subject: Undelivered Mail Returned to Sender
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b1"

This is a MIME-encapsulated message.

--b1
Content-Type: text/plain; charset=us-ascii

I'm sorry to have to inform you that your message could not be delivered.

--b1
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org
Arrival-Date: Mon, 23 Nov 2026 09:00:00 +0000

Final-Recipient: rfc822; jo@example.org
Original-Recipient: rfc822;jo@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; 550 5.1.1 <jo@example.org>: Recipient address
    rejected: User unknown

--b1
Content-Type: {returned}

From: Science <letters@hub.example>
To: jo@example.org
Message-ID: {message_id}
Subject: A question

{body}
--b1--
"""


def report(
    *,
    to: str = "letters@hub.example",
    action: str = "failed",
    status: str = "5.1.1",
    returned: str = "message/rfc822",
    message_id: str = "<none@example.org>",
) -> bytes:
    values = {"to": to, "action": action, "status": status, "returned": returned, "message_id": message_id}
    return REPORT.format(**values, body="Hello").encode()


@pytest.fixture
def letter(db: None) -> Letter:
    made = write_letter(
        key="one", purpose="test", subject_id=1, to="jo@example.org", title="T", text="x", html="", at=AT
    )
    Letter.objects.filter(pk=made.pk).update(state="sent", text="")
    return made


def take(content: bytes) -> str:
    return take_report(reach=SYSTEM, content=content, at=AT)


@pytest.mark.parametrize("way", ["address", "message", "headers only"])
def test_a_failed_letter_is_found_and_marked_once(letter: Letter, way: str) -> None:
    mark = mark_of(letter.pk)
    if way == "address":
        content = report(to=f"returned+{mark}@hub.example")
    else:
        kind = "message/rfc822" if way == "message" else "text/rfc822-headers"
        content = report(message_id=f"<{mark}@hub.example>", returned=kind)
    assert take(content).startswith(f"Letter {letter.pk} came back: 5.1.1 550 5.1.1")
    letter.refresh_from_db()
    assert letter.state == LetterState.BOUNCED
    assert "User unknown" in letter.reply
    assert "jo@" not in letter.reply
    assert "marked before" in take(content)


def test_a_delayed_letter_is_not_a_returned_one(letter: Letter) -> None:
    for action in ("delayed", "delivered", "relayed", "Expanded"):
        content = report(to=f"r+{mark_of(letter.pk)}@hub.example", action=action, status="4.4.1")
        assert "has not failed" in take(content)
    letter.refresh_from_db()
    assert letter.state == LetterState.SENT


def test_a_letter_that_waits_cannot_have_come_back(letter: Letter) -> None:
    Letter.objects.update(state="waiting")
    assert "nothing was changed" in take(report(to=f"r+{mark_of(letter.pk)}@hub.example"))
    letter.refresh_from_db()
    assert letter.state == LetterState.WAITING


def test_a_forged_mark_is_nobodys(letter: Letter) -> None:
    for mark in (
        f"{letter.pk}.0123456789abcdef0123456789abcdef",
        mark_of(letter.pk)[:-1] + "g",
        mark_of(10**9),
    ):
        with pytest.raises(UnknownLetter, match="no letter of this installation"):
            take(report(to=f"r+{mark}@hub.example"))
    with pytest.raises(Refused):
        take_report(reach=Reach.nobody(), content=report(), at=AT)


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff" * 50,
        b"Subject: I am away until Monday\nAuto-Submitted: auto-replied\n\nBack soon.",
        report().replace(b"Action: failed\n", b""),
        b"x" * 2_000_001,
        b"Content-Type: multipart/report; boundary=\n\n",
        b"Content-Type: message/delivery-status\nContent-Transfer-Encoding: base64\n\n!!!!",
    ],
)
def test_anything_else_is_refused_with_a_sentence(content: bytes) -> None:
    with pytest.raises(NotAReport, match=r"^This message .*\.$"):
        read_report(content)


@given(st.one_of(st.binary(max_size=400), st.integers(0, 1000).map(lambda cut: report()[cut : cut + 700])))
def test_no_bytes_end_in_another_error(content: bytes) -> None:
    with contextlib.suppress(NotAReport):
        assert read_report(content).action


def test_the_commands(letter: Letter, tmp_path: Path, settings: Any) -> None:
    run = CliRunner().invoke
    settings.SMTP_URL = ""
    shown = run(main, ["mail", "status"]).output
    assert "sends no mail yet" in shown
    assert "1 sent" in shown
    sent = run(main, ["mail", "send"])
    assert (sent.exit_code, "SMEATON_SMTP_URL" in sent.output) == (2, True)
    refused = run(main, ["mail", "bounce"], input=b"nonsense")
    assert (refused.exit_code, "not a delivery report" in refused.output) == (2, True)
    (tmp_path / "new").mkdir()
    (tmp_path / "new" / "1").write_bytes(report(to=f"r+{mark_of(letter.pk)}@hub.example"))
    (tmp_path / "new" / "2").write_bytes(b"Subject: hello\n\nhello")
    shown = run(main, ["mail", "bounces", str(tmp_path)]).output
    assert f"1: Letter {letter.pk} came back" in shown
    assert "1 delivery reports read, 1 other messages left alone." in shown
    again = run(main, ["mail", "bounce"], input=report(to=f"r+{mark_of(letter.pk)}@hub.example"))
    assert (again.exit_code, "marked before" in again.output) == (0, True)
