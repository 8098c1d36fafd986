"""History: written with the change it records, and never rewritten."""

import pytest
from django.db import transaction

from smeaton.apps.history.models import Event
from smeaton.apps.history.services import record
from smeaton.terms import Grant, Reach, Role, ScopeKind

REACH = Reach("person:7", frozenset({Grant(Role.HUB_LEAD, ScopeKind.PLACE, 3)}))


def one_event() -> Event:
    return record(
        reach=REACH, action="changed", subject="standing", subject_id=5, place=3, changes={"to": "left"}
    )


@pytest.mark.django_db
def test_an_event_says_who_in_what_role_changed_what() -> None:
    one_event()
    event = Event.objects.about("standing", 5).get()
    assert (event.actor, event.role, event.action, event.place) == ("person:7", "hub lead", "changed", 3)
    assert event.changes == {"to": "left"}


@pytest.mark.django_db
def test_history_cannot_be_changed_or_removed() -> None:
    event = one_event()
    event.actor = "person:8"
    for attempt in (
        event.save,
        event.delete,
        Event.objects.all().delete,
        lambda: Event.objects.update(actor="person:8"),
    ):
        with pytest.raises(TypeError, match="append-only"):
            attempt()
    assert Event.objects.get().actor == "person:7"


@pytest.mark.django_db(transaction=True)
def test_a_change_cannot_be_recorded_outside_its_transaction() -> None:
    with pytest.raises(RuntimeError, match="inside the transaction"):
        one_event()
    assert not Event.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_an_event_goes_with_the_write_that_failed() -> None:
    def failing_write() -> None:
        with transaction.atomic():
            one_event()
            raise LookupError

    with pytest.raises(LookupError):
        failing_write()
    assert not Event.objects.exists()
