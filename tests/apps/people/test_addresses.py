"""Whose address it is: in whatever case, and never somebody's whose address only looks like it."""

import pytest

from smeaton.apps.history.models import Event
from smeaton.apps.people.models import User
from smeaton.apps.people.queries import user_with_address
from smeaton.apps.people.services import change_password, close_login
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas

KATE = "kate@école.example"


@pytest.mark.django_db
def test_only_letters_of_the_alphabet_are_the_same_in_either_case() -> None:
    user = User.objects.create_user(KATE)
    for same in (KATE, " KATE@école.EXAMPLE ", "Kate@\u00e9cole.example"):
        assert user_with_address(same) == user
    for twin in (
        "\u212aate@école.example",  # Kelvin's sign, in lower case a k
        "kate@e\u0301cole.example",  # the same é in two signs
        "kate@ÉCOLE.example",
        "k\u0430te@école.example",  # a Cyrillic а
        "kate@école.example\u200b",
        "",
    ):
        assert user_with_address(twin) is None
    user.is_active = False
    user.save()
    assert user_with_address(KATE) is None


def test_only_the_installation_changes_anothers_login(personas: Personas) -> None:
    user = personas.head.user
    assert user is not None
    with pytest.raises(Refused):
        change_password(reach=personas.reach("hub_lead"), user_id=user.pk, password="four quiet otters")
    with pytest.raises(Refused):
        close_login(reach=personas.reach("head"), user_id=user.pk)
    change_password(reach=SYSTEM, user_id=user.pk, password="four quiet otters")
    close_login(reach=SYSTEM, user_id=user.pk)
    user.refresh_from_db()
    assert user.check_password("four quiet otters")
    assert not user.is_active
    assert [event.action for event in Event.objects.about("sign-in", user.pk)] == ["set password", "closed"]
