"""The clock: over seven years everything goes on its day, not a day before, and what is held stays."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.contrib.sessions.models import Session
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.history.models import Event
from smeaton.apps.home.services.holding import place_hold
from smeaton.apps.home.services.retaining import people_due, retain
from smeaton.apps.home.tasks import look_after_records
from smeaton.apps.needs.models import Invitation, ProfileCell, Response, SurveyImport, Wave
from smeaton.apps.outbox.models import Letter
from smeaton.apps.people.models import ERASED, LegalHold, Person, Post, User
from smeaton.cli.people import command
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.records import ADDRESS, NAME, Seeded, seed
from tests.factories.support import told

OVER = date(2027, 7, 16)
"""The day on which everything of the seeded person ended: post, role, audit, letters, uploads."""
NOON = datetime(2027, 7, 16, 11, tzinfo=UTC)


@pytest.fixture
def over(personas: Personas) -> Seeded:
    """The seeded person, all of whose records ended on the same day."""
    told(personas)
    seeded = seed(personas)
    Post.objects.filter(person=seeded.person).update(ends=OVER)
    GrantRecord.objects.filter(person=seeded.person).update(ends=OVER)
    User.objects.update(last_login=NOON)
    Wave.objects.update(closed_at=NOON)
    Letter.objects.update(ended_at=NOON, state="sent")
    SurveyImport.objects.update(ended_at=NOON)
    DBTaskResult.objects.update(finished_at=NOON)
    Session.objects.update(expire_date=NOON)
    LegalHold.objects.update(until=OVER)
    return seeded


def kept(seeded: Seeded) -> dict[str, bool]:
    """What is there yet."""
    return {
        "session": Session.objects.exists(),
        "task": DBTaskResult.objects.exists(),
        "letter": Letter.objects.filter(to__iexact=ADDRESS).exists(),
        "address asked": Invitation.objects.filter(email__iexact=ADDRESS).exists(),
        "upload": SurveyImport.objects.exists(),
        "hold": LegalHold.objects.filter(person=seeded.person).exists(),
        "person": Person.objects.filter(name=NAME).exists(),
        "answer": Response.objects.exists(),
    }


DAYS = {
    "session": OVER + timedelta(days=1),
    "task": OVER + timedelta(days=30),
    "letter": date(2028, 7, 16),
    "address asked": date(2028, 7, 16),
    "upload": date(2028, 7, 16),
    "hold": date(2028, 7, 16),
    "person": date(2029, 7, 16),
    "answer": date(2034, 7, 16),
}
"""The day on which each goes, by the periods of the settings."""


def test_everything_goes_on_its_day_and_not_before(over: Seeded) -> None:
    figures, asked = ProfileCell.objects.count(), Invitation.objects.count()
    for day in sorted({day + timedelta(days=d) for day in DAYS.values() for d in (-1, 0)}):
        retain(reach=SYSTEM, today=day)
        assert kept(over) == {what: day < goes for what, goes in DAYS.items()}, day
    assert Person.objects.get(pk=over.person.pk).name == ERASED
    assert (ProfileCell.objects.count(), Invitation.objects.count()) == (figures, asked)
    again = retain(reach=SYSTEM, today=date(2034, 7, 17))
    assert not [due for due in again.due if due.label not in ("people.Person", "outbox.Letter")]


def test_what_is_held_stays_on_every_day(over: Seeded) -> None:
    place_hold(reach=SYSTEM, person_id=over.person.pk, reason="a claim", since=OVER)
    for day in sorted(DAYS.values()):
        done = retain(reach=SYSTEM, today=day)
        assert "a claim" in done.held[0].sentence
    found = kept(over)
    assert {what for what, there in found.items() if there} >= {"letter", "address asked", "person", "hold"}
    assert not found["answer"]  # nobody's, so that no hold on a person can cover it


def test_somebody_who_has_another_post_or_signs_in_is_not_due(over: Seeded) -> None:
    day = DAYS["person"]
    assert over.person.pk in {person.pk for person in people_due(day)}
    post = Post.objects.filter(person=over.person)
    for ends in (None, day):
        post.update(ends=ends)
        assert over.person.pk not in {person.pk for person in people_due(day)}
    post.update(ends=OVER)
    User.objects.update(last_login=NOON + timedelta(days=9))
    assert over.person.pk not in {person.pk for person in people_due(day)}


def test_a_dry_run_says_what_would_go_and_touches_nothing(over: Seeded) -> None:
    before, events = kept(over), Event.objects.count()
    said = CliRunner().invoke(command, ["retain", "--as-at", "2034-07-16", "--dry-run"])
    assert said.exit_code == 0, said.output
    for told_of in ("outbox.Letter", "needs.Response", "people.Person", "would be deleted"):
        assert told_of in said.output
    assert (kept(over), Event.objects.count()) == (before, events)
    assert CliRunner().invoke(command, ["retain", "--as-at", "2134-07-16"]).exit_code == 1


def test_the_worker_looks_once_a_day(personas: Personas, django_assert_num_queries: Any) -> None:
    with pytest.raises(Refused):
        retain(reach=personas.reach("hub_lead"), today=OVER)
    look_after_records()
    assert Event.objects.about("day of records", timezone.localdate().isoformat()).count() == 1
    with django_assert_num_queries(1):
        look_after_records()
