"""From facts and the seeded generator to the demonstration place in the database."""

from datetime import date

import numpy as np
from django.db import transaction

from smeaton.apps.places.models import Department, Place, Programme, Standing
from smeaton.apps.places.services import create_place, create_programme, set_staffing, set_standing
from smeaton.demo import facts, generator
from smeaton.terms import Reach

SLUG, PROGRAMME = "plymouth", "Science · Plymouth"


@transaction.atomic
def make_place(*, reach: Reach, on: date, seed: int) -> Programme:
    """The demonstration's programme: made with its place where it is not there, else as it is.

    Who commissioned and who coordinates it are named as organisations of the demonstration. Staff numbers
    and standings are synthetic, and the programme says so.
    """
    there = Programme.objects.filter(place__slug=SLUG, name=PROGRAMME).select_related("place").first()
    if there is not None:
        return there
    schools = facts.schools()
    place = Place.objects.filter(slug=SLUG).first() or create_place(
        reach=reach,
        name=facts.AUTHORITY_NAME,
        slug=SLUG,
        local_authority=facts.AUTHORITY,
        urns=[school.urn for school in schools],
    )
    programme = create_programme(
        reach=reach,
        place_id=place.pk,
        name=PROGRAMME,
        subject="science",
        commissioner="Commissioner (demonstration)",
        delivery_partner="Delivery partner (demonstration)",
        coordinator="Coordinating school (demonstration)",
        starts=on,
        ends=date(on.year + 2, 8, 31),
        synthetic=True,
    )
    keys = dict(Department.objects.filter(programme=programme).values_list("school_id", "pk"))
    for row in synthetic_departments(seed):
        key = keys[row.urn]
        set_standing(reach=reach, department_id=key, standing=Standing(row.standing), on=on)
        set_staffing(
            reach=reach,
            department_id=key,
            teachers=row.teachers,
            technicians=row.technicians,
            release_days=row.release_days,
        )
    return programme


def synthetic_departments(seed: int) -> list[generator.SyntheticDepartment]:
    """The made-up departments of the place's real schools, for a seed."""
    pupils = {school.urn: school.pupils for school in facts.schools()}
    return generator.departments(np.random.default_rng([seed, 1]), pupils)
