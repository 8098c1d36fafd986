"""Each class of record has a level, each level says what it asks for, and what it asks for is so."""

from dataclasses import fields
from typing import Any

import pytest
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.conf import settings
from django.utils import timezone

from smeaton.apps.access.services.inviting import invite as ask_to_join
from smeaton.apps.home.queries.records import LEVEL_OF, PROTECTIONS, RECORDS, Level
from smeaton.apps.needs.queries.links import token_of
from smeaton.apps.outbox.models import Letter
from smeaton.apps.people.services import change_password
from smeaton.terms import Role, ScopeKind
from tests.architecture.test_asvs import names_in
from tests.factories.invitations import invite, open_wave
from tests.factories.personas import SYSTEM, Personas


def test_every_class_has_a_level_and_every_level_says_all_that_it_asks_for() -> None:
    assert set(LEVEL_OF) == set(settings.RETENTION)
    assert set(PROTECTIONS) == set(Level) == set(LEVEL_OF.values())
    for level, protection in PROTECTIONS.items():
        for field in fields(protection):
            assert getattr(protection, field.name), f"{level}: {field.name}"
        for test in protection.shown_by:
            file, _, name = test.partition("::")
            assert name in names_in(f"tests/{file}"), test


def test_what_no_copy_shows_and_what_names_somebody_is_personal_at_least() -> None:
    high = {Level.SECRET, Level.PERSONAL}
    for record in RECORDS:
        level = LEVEL_OF[record.kind]
        assert not record.secret or level in high, record.label
        if {"name", "email", "to"} & set(record.holds):
            assert level in high, record.label


@pytest.mark.django_db
def test_no_secret_can_be_read_from_the_database(personas: Personas) -> None:
    """Every column of every table, as whoever finds a backup reads it: none opens anything by itself."""
    user: Any = personas.head.user
    change_password(reach=SYSTEM, user_id=user.pk, password="open sesame for nobody 42")
    user.refresh_from_db()
    TOTP.activate(user, "J" * 32)
    RecoveryCodes.activate(user)
    codes = RecoveryCodes(user.authenticator_set.get(type="recovery_codes")).get_unused_codes()
    asked = invite(open_wave(personas.programme), personas.department)
    ask_to_join(
        reach=SYSTEM,
        email="joining@example.net",
        name="Jo Newcomer",
        role=Role.TEACHER,
        scope=ScopeKind.SCHOOL,
        key=personas.department.school_id,
        place=personas.place.pk,
        at=timezone.now(),
    )
    letter = Letter.objects.latest("pk")
    joining = letter.text.partition("/join/")[2].partition("/")[0]
    letter.delete()  # a letter holds its link until it has been sent
    kept = "\n".join(
        repr(row)
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed
        for row in model._base_manager.values_list()
    )
    assert user.password in kept
    assert len(joining) > 20
    for secret in ("open sesame", "J" * 32, *codes, token_of(asked), joining, settings.SECRET_KEY):
        assert secret not in kept
