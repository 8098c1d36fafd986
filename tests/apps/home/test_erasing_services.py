"""Erasure: of a person who is in every table nothing is left but the legal-hold list, and no figure moves."""

import unicodedata
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from click.testing import CliRunner
from django.apps import apps
from django.db.models import CharField, JSONField, TextField
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.apps.history.queries import verify
from smeaton.apps.home.queries.place import place_view
from smeaton.apps.home.queries.records import Fate
from smeaton.apps.home.queries.records.finding import found_for, subject_of
from smeaton.apps.home.services.erasing import Erased, erase
from smeaton.apps.home.services.holding import end_hold, place_hold
from smeaton.apps.home.services.retaining import retain
from smeaton.apps.needs.models import Invitation
from smeaton.apps.needs.models.invitation import NOBODYS
from smeaton.apps.needs.queries import department_profiles
from smeaton.apps.needs.services import open_wave
from smeaton.apps.needs.services.asking import ask_the_same_people
from smeaton.apps.outbox.models import Letter
from smeaton.apps.people.models import ERASED, LegalHold, Person, User
from smeaton.apps.places.queries import place
from smeaton.cli.people import command
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, TODAY, Personas
from tests.factories.records import ADDRESS, AT, NAME, Seeded, seed
from tests.factories.support import told


@pytest.fixture
def seeded(personas: Personas) -> Seeded:
    told(personas)
    return seed(personas)


def texts() -> Iterator[tuple[str, str]]:
    """Every text of every table, as “label.field” and the text."""
    for model in apps.get_models(include_auto_created=True):
        names = [
            field.name
            for field in model._meta.concrete_fields
            if isinstance(field, CharField | TextField | JSONField)
        ]
        for row in model._default_manager.values_list(*names) if names else ():
            yield from (
                (f"{model._meta.label}.{name}", str(value)) for name, value in zip(names, row, strict=True)
            )


def where_named() -> set[str]:
    words = [
        unicodedata.normalize("NFC", word).casefold()
        for word in (NAME, ADDRESS, "Quartermaine", "ottoline.q")
    ]
    return {
        field
        for field, text in texts()
        if any(word in unicodedata.normalize("NFC", text).casefold() for word in words)
    }


def figures(personas: Personas) -> list[Any]:
    """What the place and both departments show."""
    reach = personas.reach("hub_lead")
    view = place_view(place("testshire", reach), reach, AT)
    keys = [personas.department.pk, personas.neighbour.pk]
    rows = [(row.department.urn, row.department.standing, row.clearest, row.package) for row in view.all_rows]
    asked = Invitation.objects.counted().values_list("department", "role", "begun_at", "finished_at")
    return [rows, view.audit, department_profiles(keys, reach), list(asked.order_by("pk"))]


def erased(seeded: Seeded) -> Erased:
    person = Person.objects.select_related("user").get(pk=seeded.person.pk)
    return erase(reach=SYSTEM, subject=subject_of(person), at=timezone.now())


def test_nothing_is_left_of_somebody_who_was_in_every_table(personas: Personas, seeded: Seeded) -> None:
    before, named = figures(personas), where_named()
    without = [record.label for record, _, rows in found_for(subject_of(seeded.person)) if not rows.exists()]
    assert not without, "seed them in tests/factories/records.py"
    assert len(named) >= 28
    done = erased(seeded)
    assert where_named() == {"people.LegalHold.reason"}
    assert figures(personas) == before
    assert done.texts > 15
    person = Person.objects.get(pk=seeded.person.pk)
    assert (person.name, person.user, person.posts.count(), person.grants.count()) == (ERASED, None, 0, 0)
    assert not User.objects.filter(email__iexact=ADDRESS).exists()
    assert Letter.objects.get(key="another's").to == "head@example.org"
    assert seeded.client.get("/").status_code == 302  # the session went with the login
    event = Event.objects.about("person", person.pk).get(action="erased")
    assert set(event.changes["rows"]) >= {"people.Person", "needs.Invitation", "support.Reply"}
    assert verify(reach=SYSTEM).holds


def test_only_who_may_erase_wherever_somebody_stands_erases(personas: Personas, seeded: Seeded) -> None:
    subject = subject_of(seeded.person)
    for name in ("hub_lead", "head", "subject_lead", "stranger"):
        with pytest.raises(Refused):
            erase(reach=personas.reach(name), subject=subject, at=AT)
    with pytest.raises(Refused):
        erase(reach=seeded.reach, subject=subject, at=AT)
    assert ADDRESS in {user.email for user in User.objects.all()}


def test_a_hold_on_everything_keeps_everything(seeded: Seeded) -> None:
    before = where_named()
    hold = place_hold(
        reach=SYSTEM, person_id=seeded.person.pk, reason="a claim is open", since=timezone.localdate()
    )
    done = erased(seeded)
    assert done.wholly_held
    assert "a claim is open" in done.held[0].sentence
    assert where_named() == before
    end_hold(reach=SYSTEM, hold_id=hold.pk, on=timezone.localdate())
    LegalHold.objects.filter(pk=hold.pk).update(
        since=timezone.localdate() - timedelta(days=2), until=timezone.localdate() - timedelta(days=1)
    )
    assert not erased(seeded).wholly_held


def test_a_hold_on_letters_keeps_those_until_it_ends_and_nothing_else(seeded: Seeded) -> None:
    today = timezone.localdate()
    place_hold(
        reach=SYSTEM, person_id=seeded.person.pk, reason="was she written to?", since=today,
        until=today + timedelta(days=30), covers="letters",
    )  # fmt: skip
    done = erased(seeded)
    assert {line.label for line in done.lines if line.fate is Fate.KEEP} >= {"outbox.Letter"}
    left = where_named()
    assert {field.rpartition(".")[0] for field in left} == {"outbox.Letter", "people.LegalHold"}
    retain(reach=SYSTEM, today=today + timedelta(days=30))
    assert Letter.objects.filter(to__iexact=ADDRESS).exists()
    retain(reach=SYSTEM, today=today + timedelta(days=31))
    assert not where_named()  # the hold of 2021 went with its year


def test_somebody_who_was_only_ever_asked_is_exported_and_erased_by_their_address(personas: Personas) -> None:
    told(personas)
    seed(personas)
    Person.objects.filter(name=NAME).delete()
    User.objects.filter(email=ADDRESS).delete()
    runner = CliRunner()
    copy = runner.invoke(command, ["export", ADDRESS])
    assert (copy.exit_code, NAME in copy.output, "Alderwood" in copy.output) == (0, True, True)
    gone = runner.invoke(command, ["erase", ADDRESS, "--yes"])
    assert gone.exit_code == 0, gone.output
    assert where_named() <= {"people.LegalHold.reason"}
    assert runner.invoke(command, ["erase", ADDRESS, "--yes"]).exit_code == 1


def test_somebody_erased_is_not_asked_once_more_with_the_same_people(
    personas: Personas, seeded: Seeded
) -> None:
    asked = Invitation.objects.get(name=NAME)
    erased(seeded)
    assert Invitation.objects.get(pk=asked.pk).email.endswith(NOBODYS)
    again = open_wave(
        reach=SYSTEM, programme_id=personas.programme.pk, name="Next", opens=TODAY, closes=TODAY, at=AT
    )
    ask_the_same_people(reach=SYSTEM, wave_id=again.pk, earlier_wave_id=asked.wave_id, at=AT)
    assert not again.invitations.exists()


def test_an_address_that_only_looks_like_it_stays(personas: Personas, seeded: Seeded) -> None:
    note = f"Not hers: x{ADDRESS}, {ADDRESS}.uk; Mottoline Quartermaine-Ñandús"
    Letter.objects.filter(key="another's").update(text=note)
    erased(seeded)
    assert Letter.objects.get(key="another's").text == note
