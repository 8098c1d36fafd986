"""The chain: what was altered, taken out or put in shows, and two writers at one moment do not fork it."""

import threading
from datetime import UTC, datetime
from importlib import import_module
from typing import Any

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db import connection, transaction

from smeaton.apps.history.models import Event
from smeaton.apps.history.queries import last_link, verify
from smeaton.apps.history.services import Entry, came_from, record, record_all
from smeaton.cli.history import command
from smeaton.terms import Reach, Refused
from tests.factories.personas import SYSTEM, Personas

AT = datetime(2026, 11, 23, 9, 30, 15, 123_456, tzinfo=UTC)
ODD = {
    "days": 7.0,
    "share": 1e-7,
    "much": 1e22,
    "most": 1e23,
    "none": None,
    "yes": True,
    "words": "Ñandú “ü”",
}
"""Values that SQLite and PostgreSQL keep in different ways."""


def write(count: int = 5) -> list[Event]:
    entries = [
        Entry("changed", "standing", n, place=3, changes=ODD | {"to": [n, (n, "left")]}) for n in range(count)
    ]
    with transaction.atomic(), came_from("page /places/<slug:place>/"):
        return record_all(reach=SYSTEM, entries=entries, at=AT)


def alter(sql: str) -> str:
    """Change the table behind Smeaton's back; returns what the command then says, with its status."""
    with connection.cursor() as cursor:
        cursor.execute(sql)
    result = CliRunner().invoke(command, ["verify"])
    return f"{result.exit_code}: {result.output}"


@pytest.mark.django_db
def test_a_chain_that_nobody_touched_holds_and_says_from_where_each_event_came() -> None:
    write()
    with transaction.atomic(), came_from(""):
        record(reach=SYSTEM, action="signed", subject="agreement", subject_id=4, agreement=4)
    found = verify(reach=SYSTEM)
    assert (found.events, found.fault, found.head) == (6, "", last_link()[1])
    first, *_, last = Event.objects.all()
    assert (first.origin, first.agreement, last.origin, last.agreement) == (
        "page /places/<slug:place>/",
        None,
        "",
        4,
    )
    with pytest.raises(Refused):
        verify(reach=Reach.nobody())


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("sql", "told"),
    [
        ("UPDATE history_event SET actor = 'person:1' WHERE number = 3", "Event 3 (row"),
        ("UPDATE history_event SET changes = '{}' WHERE number = 2", "Event 2 (row"),
        ("UPDATE history_event SET origin = '' WHERE number = 5", "Event 5 (row"),
        ("DELETE FROM history_event WHERE number IN (2, 3)", "Events 2 to 3 are missing"),
        ("DELETE FROM history_event WHERE number = 1", "Event 1 is missing"),
    ],
)
def test_the_first_row_that_was_touched_is_named(sql: str, told: str) -> None:
    write()
    said = alter(sql)
    assert said.startswith("1: ")
    assert told in said


@pytest.mark.django_db
def test_a_row_that_was_put_in_is_named() -> None:
    *_, last = write()
    columns = "at, actor, role, action, subject, subject_id, changes, origin"
    said = alter(
        f"INSERT INTO history_event ({columns}, number, digest) "  # noqa: S608 - no one else's words
        f"SELECT {columns}, 6, digest FROM history_event WHERE id = {last.pk}"
    )
    assert "Event 6 (row" in said


@pytest.mark.django_db
def test_a_digest_kept_elsewhere_proves_that_nothing_was_cut_off_at_the_end() -> None:
    write()
    runner = CliRunner()
    head = runner.invoke(command, ["head"]).output.strip()
    write(2)
    assert runner.invoke(command, ["verify", "--head", head]).exit_code == 0
    assert "All 4 events hold" in alter("DELETE FROM history_event WHERE number > 4")
    cut = runner.invoke(command, ["verify", "--head", head])
    assert (cut.exit_code, head in cut.output) == (1, True)


@pytest.mark.django_db
def test_what_was_recorded_before_there_was_a_chain_is_chained_by_the_migration() -> None:
    events = write(7)
    whole = verify(reach=SYSTEM).head
    with connection.cursor() as cursor:
        cursor.execute("UPDATE history_event SET number = number + 1000, digest = ''")
    import_module("smeaton.apps.history.migrations.0003_chain_what_is_there").chain(_Plain(), None)
    found = verify(reach=SYSTEM)
    assert (found.events, found.fault, found.head) == (len(events), "", whole)


class _Plain:
    """The registry as a migration has it: its models are plain ones that can be changed."""

    def get_model(self, app: str, name: str) -> Any:
        from django.db.migrations.state import ProjectState

        return ProjectState.from_apps(apps).apps.get_model(app, name)


@pytest.mark.django_db
def test_recording_asks_little_of_the_database(django_assert_num_queries: Any) -> None:
    most = 3 if connection.vendor == "postgresql" else 2  # the lock, the latest link, the insert
    with transaction.atomic(), django_assert_num_queries(most):
        record_all(reach=SYSTEM, entries=[Entry("changed", "standing", n) for n in range(50)])


@pytest.mark.django_db(transaction=True)
def test_writers_at_the_same_moment_do_not_fork_the_chain_in_a_race() -> None:
    """On PostgreSQL; on SQLite writers queue for the file (tests/apps/needs/test_priority_race.py)."""
    if connection.vendor == "sqlite":
        pytest.skip("a database in memory is one connection's own")
    start = threading.Barrier(4)

    def many() -> None:
        try:
            start.wait()
            for n in range(15):
                with transaction.atomic():
                    record(reach=SYSTEM, action="changed", subject="standing", subject_id=n, changes=ODD)
        finally:
            connection.close()

    threads = [threading.Thread(target=many) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    found = verify(reach=SYSTEM)
    assert (found.events, found.fault) == (60, "")


def test_a_page_is_named_by_its_route_never_by_its_address(personas: Personas) -> None:
    line = {"code": "hub", "name": "Hub", "amount": "10", "allowed": ["courses"]}
    personas.client("hub_lead").post("/places/testshire/money/lines/new/", line)
    assert {event.origin for event in Event.objects.filter(subject="budget line")} == {
        "page /places/<slug:place>/money/lines/new/"
    }
    assert not Event.objects.filter(origin__contains="testshire").exists()
