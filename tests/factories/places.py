"""Places and what stands in them."""

from datetime import date
from typing import Any

from smeaton.apps.places.models import Department, Place, Programme
from smeaton.apps.register.models import LocalAuthority, School, Trust

STARTS = date(2026, 9, 1)


def authority(code: int = 991, name: str = "Sampleshire") -> LocalAuthority:
    """A local authority."""
    return LocalAuthority.objects.create(code=code, name=name)


def school(urn: int, **facts: Any) -> School:
    """An open state-funded mainstream secondary school, unless `facts` say otherwise."""
    usual = {
        "name": f"School {urn}",
        "phase": "secondary",
        "type": "Academy converter",
        "status": "open",
        "identity_only": False,
    }
    return School.objects.create(urn=urn, **(usual | facts))


def trust(name: str) -> Trust:
    """A trust that has been named, and not numbered."""
    return Trust.objects.create(name=name, name_key=name.lower())


def programme(slug: str = "sampleton", **facts: Any) -> Programme:
    """A science programme without schools, at a place of its own unless one is given."""
    place = facts.pop("place", None) or Place.objects.create(slug=slug, name=slug.capitalize())
    usual = {"place": place, "name": f"Science · {place.name}", "subject": "science", "starts": STARTS}
    return Programme.objects.create(**(usual | facts))


def department(of: Programme, at: School, **facts: Any) -> Department:
    """A department that takes part, unless `facts` say otherwise."""
    usual = {"standing": "taking part", "standing_since": STARTS}
    return Department.objects.create(programme=of, school=at, **(usual | facts))
