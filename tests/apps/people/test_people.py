"""People: a person, their login and their post, each added by the installation and recorded."""

import pytest
from django.db import IntegrityError, transaction

from smeaton.apps.history.models import Event
from smeaton.apps.people.models import Post, User
from smeaton.apps.people.queries import person_of
from smeaton.apps.people.services import add_person
from smeaton.terms import Refused
from tests.factories.personas import STARTS, SYSTEM, Personas


def test_an_address_belongs_to_one_user_whatever_its_case(personas: Personas) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        User.objects.create_user("HUB.lead@example.org")
    assert User.objects.get_by_natural_key("HUB.LEAD@example.org") == personas.hub_lead.user


def test_a_person_added_with_a_post_holds_it_and_history_says_so(personas: Personas) -> None:
    person = add_person(
        reach=SYSTEM,
        name="Technician",
        title="Technician",
        school=personas.department.school_id,
        starts=STARTS,
    )
    assert Post.objects.get(person=person).school_id == personas.department.school_id
    event = Event.objects.about("person", person.pk).get()
    assert event.school == personas.department.school_id
    assert event.changes == {"title": "Technician"}  # never a name: history outlives the person's record
    assert person.user is None


def test_a_post_needs_its_first_day_and_nothing_is_left_half_written(personas: Personas) -> None:
    with pytest.raises(ValueError, match="the day on which it starts"), transaction.atomic():
        add_person(reach=SYSTEM, name="Technician", title="Technician", school=personas.department.school_id)
    assert not Event.objects.filter(changes__title="Technician").exists()


def test_a_post_is_at_a_school_or_a_trust(personas: Personas) -> None:
    with pytest.raises(IntegrityError), transaction.atomic():
        Post.objects.create(person=personas.head, title="Head", starts=STARTS)


def test_only_the_installation_adds_people_so_far(personas: Personas) -> None:
    with pytest.raises(Refused):
        add_person(reach=personas.reach("hub_lead"), name="Somebody")


def test_a_login_leads_to_its_person(personas: Personas) -> None:
    assert personas.hub_lead.user is not None
    assert person_of(personas.hub_lead.user) == personas.hub_lead
