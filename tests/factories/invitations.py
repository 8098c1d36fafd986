"""People who were asked in an open wave, whatever day the tests run on."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from smeaton.apps.needs.models import Invitation, Wave
from smeaton.apps.needs.services import add_instrument
from smeaton.apps.places.models import Department, Programme
from tests.factories.personas import SYSTEM


def open_wave(programme: Programme, **facts: Any) -> Wave:
    """A wave that opened a week ago and closes in a fortnight, asking the shipped audit."""
    today = timezone.localdate()
    instrument = add_instrument(reach=SYSTEM, at=timezone.now())
    usual = {"opens": today - timedelta(days=7), "closes": today + timedelta(days=14), "name": "Autumn"}
    return Wave.objects.create(programme=programme, instrument=instrument, **(usual | facts))


def invite(wave: Wave, department: Department, role: str = "teacher", **facts: Any) -> Invitation:
    """Somebody who was written to, under an address that nobody else has."""
    number = Invitation.objects.count() + 1
    usual = {
        "email": f"somebody.{number}@example.org",
        "name": f"Somebody {number}",
        "added_at": timezone.now(),
        "invited_at": timezone.now(),
    }
    return Invitation.objects.create(wave=wave, department=department, role=role, **(usual | facts))
