"""A mail-out whose worker is killed again and again: nobody is written to twice, nobody is forgotten.

The mail server, the workers and the databases are real; the moments of the kills are drawn with a seed.
"""

import json
import random
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.factories.installation import Installation, database
from tests.factories.smtp import MailBox

pytestmark = pytest.mark.long

PEOPLE = 150
KILLS = 12

PREPARE = """
from datetime import date, timedelta
from django.utils import timezone
from smeaton.apps.needs.models import Wave
from smeaton.apps.needs.services.mailing import queue_invitations
from tests.factories.letters import audit
from tests.factories.personas import SYSTEM, make_personas
personas, now = make_personas(), timezone.now()
wave = audit(personas, people={people})
Wave.objects.filter(pk=wave.pk).update(opens=now - timedelta(days=10), closes=now + timedelta(days=60))
written = queue_invitations(reach=SYSTEM, wave_id=wave.pk, at=now)
assert written == 2 * {people}
"""

FORGET_THE_KILLED = """
from datetime import UTC, datetime
from smeaton.apps.outbox.models import Letter
left = Letter.objects.filter(state__in=["claimed", "handing over"])
left.update(lease_until=datetime(2000, 1, 1, tzinfo=UTC))
"""
"""Instead of waiting for the leases to run out."""

A_WEEK_LATER = """
from datetime import timedelta
from django.db.models import F
from django.utils import timezone
from smeaton.apps.needs.models import Invitation
from smeaton.apps.needs.services.mail_schedule import queue_due
from smeaton.apps.outbox.models import Letter
from tests.factories.personas import SYSTEM
Invitation.objects.update(invited_at=F("invited_at") - timedelta(days=8))
assert len(queue_due(reach=SYSTEM, at=timezone.now())) == 1
# the schedule writes for the hours of work; this test may run at night
Letter.objects.filter(state="waiting").update(not_before=F("written_at"))
"""

TELL = """
import json
from pathlib import Path
from smeaton.apps.outbox.models import Letter
rows = list(Letter.objects.values("to", "purpose", "state", "text"))
Path({file!r}).write_text(json.dumps(rows))
"""


@pytest.fixture(params=["sqlite", "postgresql"])
def installation(request: Any, tmp_path: Path, mailbox: MailBox) -> Iterator[Installation]:
    with database(request.param, tmp_path, "smeaton_mail_out") as address:
        if address is None:
            pytest.skip("no PostgreSQL server")
        there = Installation(tmp_path, address, SMEATON_SMTP_URL=mailbox.url)
        yield there
        there.close()


@pytest.fixture
def mailbox() -> Iterator[MailBox]:
    with MailBox() as box:
        yield box


def letters(installation: Installation, folder: Path) -> list[dict[str, str]]:
    file = folder / "letters.json"
    installation.run(TELL.format(file=str(file)))
    found: list[dict[str, str]] = json.loads(file.read_text())
    return found


def test_killed_workers_write_to_nobody_twice_and_forget_nobody(
    installation: Installation, mailbox: MailBox, tmp_path: Path
) -> None:
    installation.run(PREPARE.format(people=PEOPLE // 2))
    mailbox.script.seconds = 0.003
    draw = random.Random(8)  # noqa: S311 - not for secrets
    killed = 0
    for number in range(KILLS):
        worker = installation.start_worker("--interval", "0.05")
        if number % 5 == 4:  # some before it has sent anything
            time.sleep(draw.uniform(0, 0.4))
        else:
            mailbox.wait_for(len(mailbox.mails) + draw.randint(1, 12), 20)
            time.sleep(draw.uniform(0, 0.012))
        killed += installation.kill(worker) == -9
        installation.run(FORGET_THE_KILLED)
    assert killed == KILLS
    assert len(mailbox.mails) < PEOPLE  # every one of them was killed while there was work
    assert installation.wait(installation.start_worker("--batch")) == 0

    received = mailbox.counted()
    found = {each["to"]: each for each in letters(installation, tmp_path)}
    states = Counter(each["state"] for each in found.values())
    assert len(found) == PEOPLE
    assert set(received.values()) == {1}  # nobody twice
    assert set(states) <= {"sent", "uncertain"}
    assert states["uncertain"] <= KILLS
    missed = set(found) - set(received)
    assert {found[address]["state"] for address in missed} <= {"uncertain"}
    assert all(each["text"] == "" for each in found.values() if each["state"] == "sent")

    # the schedule's next reminders: whoever was not reached is written to, by two workers at once
    installation.run(A_WEEK_LATER)
    assert mailbox.connections > KILLS / 2
    before = len(mailbox.mails)
    workers = [installation.start_worker("--interval", "0.05") for _ in range(2)]
    assert mailbox.wait_for(before + PEOPLE, 40)
    assert [installation.stop(worker) for worker in workers] == [0, 0]
    assert Counter(mail.to for mail in mailbox.mails[before:]) == dict.fromkeys(found, 1)
