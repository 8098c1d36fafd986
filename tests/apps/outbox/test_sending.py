"""Sending: each letter once, and what becomes of those that the mail server does not take."""

import smtplib
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from smeaton.apps.outbox.models import Letter, LetterState
from smeaton.apps.outbox.queries import letters_about, outbox_status
from smeaton.apps.outbox.services import (
    send_again,
    send_due,
    take_back,
    withdraw_letters,
    write_letter,
)
from smeaton.apps.outbox.services.sending import HANDING_OVER, LEASE, MOST_ATTEMPTS
from smeaton.terms import Reach, Refused
from tests.factories.smtp import MailBox

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 9, tzinfo=UTC)
SYSTEM = Reach.of_system("tests")


def letter(number: int = 1, *, at: datetime = AT, **changes: Any) -> Letter:
    """A letter to person-NUMBER."""
    given = {
        "key": f"k{number}",
        "purpose": "test",
        "subject_id": number,
        "to": f"person-{number}@example.org",
        "title": "A question",
        "text": "Hello,\n.a line with a dot\n.\nhttps://hub.example/answer/abc/\n",
        "html": "<p>Hello</p>",
        "at": at,
    }
    return write_letter(**given | changes)


def send(at: datetime = AT) -> Any:
    return send_due(reach=SYSTEM, now=lambda: at)


def state(letter: Letter) -> str:
    letter.refresh_from_db()
    return letter.state


def test_a_letter_arrives_once_and_leaves_no_text_behind(mailbox: MailBox) -> None:
    one = letter()
    assert send().sent == 1
    assert send().sent == 0
    [mail] = mailbox.mails
    assert mail.to == "person-1@example.org"
    assert mail.sender == "letters@hub.example"
    # a dot at the beginning of a line arrives as one dot; the last line is not mistaken for the end
    assert mail.body() == "Hello,\n.a line with a dot\n.\nhttps://hub.example/answer/abc/\n"
    assert mail.body("html").strip() == "<p>Hello</p>"
    assert mail.message["Auto-Submitted"] == "auto-generated"
    assert state(one) == LetterState.SENT
    assert (one.text, one.html, one.lease_until) == ("", "", None)
    assert one.reply.startswith("250")


def test_the_same_key_is_written_once(mailbox: MailBox) -> None:
    assert letter().pk == letter(title="Another").pk
    assert send().sent == 1
    assert letter().state == LetterState.SENT
    assert send().sent == 0


def test_many_letters_go_by_one_connection(mailbox: MailBox) -> None:
    for number in range(50):
        letter(number)
    assert send().sent == 50
    assert set(mailbox.counted().values()) == {1}
    assert mailbox.connections == 1


def test_a_refused_address_ends_the_letter_and_no_other(mailbox: MailBox) -> None:
    mailbox.script.rcpt["person-2@example.org"] = "550 5.1.1 <person-2@example.org> is unknown"
    mailbox.script.data["person-3@example.org"] = "554 5.7.1 We do not like this"
    letters = [letter(number) for number in (1, 2, 3, 4)]
    report = send()
    assert (report.sent, report.refused) == (2, 2)
    assert [state(each) for each in letters] == ["sent", "refused", "refused", "sent"]
    assert "person-2" not in letters[1].reply
    assert letters[1].text == ""


def test_a_letter_put_off_waits_longer_each_time_and_is_given_up(mailbox: MailBox) -> None:
    mailbox.script.rcpt["person-1@example.org"] = "451 4.7.1 Later"
    one, other, at, waits = letter(1), letter(2), AT, []
    assert send().later == 1
    assert state(other) == LetterState.SENT
    while state(one) == LetterState.WAITING:
        assert send(one.not_before - timedelta(seconds=1)).later == 0
        waits.append(one.not_before - at)
        at = one.not_before
        send(at)
    assert waits[:3] == [timedelta(minutes=5), timedelta(minutes=10), timedelta(minutes=20)]
    assert max(waits) == timedelta(hours=4)
    assert (state(one), len(waits)) == (LetterState.REFUSED, MOST_ATTEMPTS - 1)
    assert timedelta(days=2) < at - AT < timedelta(days=4)


def test_put_off_at_the_last_line_it_waits_as_well(mailbox: MailBox) -> None:
    mailbox.script.data["person-1@example.org"] = "452 4.2.2 Full"
    one = letter()
    assert send().later == 1
    assert (state(one), one.not_before) == (LetterState.WAITING, AT + timedelta(minutes=5))
    mailbox.script.data.clear()
    assert send(AT + timedelta(minutes=5)).sent == 1


def test_a_connection_lost_before_the_last_line_sends_nothing_and_stops_nobody(mailbox: MailBox) -> None:
    mailbox.script.lose_before.add("person-1@example.org")
    one, other = letter(1), letter(2)
    report = send()
    assert (report.sent, report.later) == (1, 1)
    assert (state(one), state(other)) == (LetterState.WAITING, LetterState.SENT)
    assert mailbox.connections == 2


def test_a_connection_lost_after_the_last_line_leaves_a_doubt_that_somebody_settles(mailbox: MailBox) -> None:
    mailbox.script.lose_after.add("person-1@example.org")
    one, other = letter(1), letter(2)
    assert (send().uncertain, state(one), state(other)) == (1, LetterState.UNCERTAIN, LetterState.SENT)
    assert send(AT + timedelta(days=9)).sent == 0
    found = letters_about("test", [1, 2, 3])
    assert (found[1].words, found[1].uncertain, found[2].words, 3 in found) == (
        "perhaps sent",
        True,
        "sent",
        False,
    )
    mailbox.script.lose_after.clear()
    assert send_again(letter_id=one.pk, at=AT)
    assert not send_again(letter_id=other.pk, at=AT)
    assert send().sent == 1
    first, second = mailbox.to(one.to)
    assert first.message["Message-ID"] == second.message["Message-ID"]


@pytest.mark.parametrize("trouble", ["nobody listens", "the sender is refused", "relaying is refused", "421"])
def test_without_a_usable_server_everything_waits_and_says_why(
    mailbox: MailBox, settings: Any, trouble: str
) -> None:
    if trouble == "nobody listens":
        settings.SMTP_URL = "smtp://127.0.0.1:1"
    elif trouble == "the sender is refused":
        mailbox.script.mail = "550 5.7.1 Not you"
    elif trouble == "relaying is refused":
        mailbox.script.rcpt["person-1@example.org"] = "554 5.7.1 Relay access denied"
    else:
        mailbox.script.rcpt["person-1@example.org"] = "421 4.3.2 Shutting down"
    letters = [letter(number) for number in (1, 2, 3)]
    report = send()
    assert report.trouble.endswith(".")
    assert [state(each) for each in letters] == [LetterState.WAITING] * 3
    assert {(each.attempts, each.claim, each.not_before) for each in letters} == {(0, "", AT)}
    assert outbox_status(AT).trouble == report.trouble
    mailbox.script.mail = ""
    mailbox.script.rcpt.clear()
    settings.SMTP_URL = mailbox.url
    assert send().sent == 3


def test_without_a_mail_server_letters_wait(settings: Any) -> None:
    settings.SMTP_URL = ""
    one = letter()
    assert send().sent == 0
    status = outbox_status(AT)
    assert (state(one), status.sends, status.waiting) == (LetterState.WAITING, False, 1)


def test_a_name_and_password_are_given_and_a_wrong_one_keeps_everything(
    mailbox: MailBox, settings: Any
) -> None:
    mailbox.script.password = "open:sesame"
    letter()
    assert "530" in send().trouble
    settings.SMTP_URL = f"smtp://smeaton:wrong@127.0.0.1:{mailbox.port}"
    assert send().trouble == "The mail server does not take our name and password (535)."
    settings.SMTP_URL = f"smtp://smeaton:open%3Asesame@127.0.0.1:{mailbox.port}"
    assert send().sent == 1


def test_what_a_killed_worker_left_is_taken_back(mailbox: MailBox) -> None:
    one, other = letter(1), letter(2)
    Letter.objects.filter(pk=one.pk).update(state="claimed", claim="dead", lease_until=AT + LEASE)
    Letter.objects.filter(pk=other.pk).update(
        state="handing over", claim="dead", lease_until=AT + HANDING_OVER
    )
    assert take_back(reach=SYSTEM, at=AT) == (0, 0)
    assert take_back(reach=SYSTEM, at=AT + timedelta(hours=1)) == (1, 1)
    assert (state(one), state(other)) == (LetterState.WAITING, LetterState.UNCERTAIN)
    assert other.text  # it may have to be sent again
    assert send(AT + timedelta(hours=1)).sent == 1


def test_a_letter_withdrawn_while_it_is_prepared_is_not_sent(
    mailbox: MailBox, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, other = letter(1), letter(2)
    say_data = smtplib.SMTP.docmd

    def withdraw_first(self: smtplib.SMTP, command: str, arguments: str = "") -> tuple[int, bytes]:
        if command == "DATA":
            withdraw_letters(purposes=["test"], subject_ids=[1], at=AT)
        return say_data(self, command, arguments)

    monkeypatch.setattr(smtplib.SMTP, "docmd", withdraw_first)
    assert send().sent == 1
    assert (state(one), state(other)) == (LetterState.WITHDRAWN, LetterState.SENT)
    assert [mail.to for mail in mailbox.mails] == [other.to]


def test_only_the_installation_itself_sends(mailbox: MailBox) -> None:
    with pytest.raises(Refused):
        send_due(reach=Reach.nobody(), now=lambda: AT)
    with pytest.raises(Refused):
        take_back(reach=Reach.nobody(), at=AT)


def test_looking_is_one_query_where_nothing_is_due(mailbox: MailBox, django_assert_num_queries: Any) -> None:
    letter(at=AT + timedelta(days=1))
    with django_assert_num_queries(1):
        send()
    with django_assert_num_queries(1):
        take_back(reach=SYSTEM, at=AT)
