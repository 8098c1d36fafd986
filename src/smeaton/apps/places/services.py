"""Writes about places, programmes and departments. Each is checked against the reach and recorded."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from django.db import transaction
from django.utils.text import slugify

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department, Place, Programme, Standing
from smeaton.apps.places.queries import state_secondaries
from smeaton.apps.register.models import LocalAuthority, School, Trust
from smeaton.terms import Permission, Phase, Reach, Refused, Where


@transaction.atomic
def create_place(
    *,
    reach: Reach,
    name: str,
    slug: str = "",
    local_authority: int | None = None,
    urns: Iterable[int] = (),
    trusts: Iterable[int] = (),
) -> Place:
    """Create a place from a local authority's code, from URNs, from trusts (their keys), or from several.

    An authority and a trust bring their open state-funded mainstream secondary schools, as far as the
    register knows them; a URN brings the school that it names. With URNs or trusts, the authority's own
    schools are not added: it only says which published series the place is shown with.
    `Refused` unless the reach is the installation's; ValueError with a sentence where the authority, a
    school or a trust is not in the register, or where no school comes together.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not create places")
    if local_authority is not None and not LocalAuthority.objects.filter(pk=local_authority).exists():
        raise ValueError(f"The register knows no local authority with the code {local_authority}.")
    wanted, owners = sorted(set(urns)), sorted(set(trusts))
    schools = set(School.objects.filter(pk__in=wanted).values_list("pk", flat=True))
    if unknown := [str(urn) for urn in wanted if urn not in schools]:
        raise ValueError(f"The register knows no school with the URN {', '.join(unknown)}.")
    known = set(Trust.objects.filter(pk__in=owners).values_list("pk", flat=True))
    if missing := [str(key) for key in owners if key not in known]:
        raise ValueError(f"The register knows no trust with the key {', '.join(missing)}.")
    if owners:
        schools |= set(state_secondaries().filter(trust__in=owners).values_list("pk", flat=True))
    if not wanted and not owners and local_authority is not None:
        own = state_secondaries().filter(local_authority=local_authority)
        schools |= set(own.values_list("pk", flat=True))
    if not schools:
        raise ValueError(
            "No school comes together: give the code of a local authority whose schools are in the "
            "register, URNs, or trusts."
        )
    place = Place.objects.create(name=name, slug=slug or slugify(name), local_authority_id=local_authority)
    place.schools.set(schools)
    record(
        reach=reach,
        action="created",
        subject="place",
        subject_id=place.pk,
        place=place.pk,
        changes={"name": name, "local_authority": local_authority, "schools": sorted(schools)},
    )
    return place


@transaction.atomic
def create_programme(
    *,
    reach: Reach,
    place_id: int,
    name: str,
    subject: str,
    starts: date,
    ends: date | None = None,
    phase: Phase = Phase.SECONDARY,
    commissioner: str = "",
    delivery_partner: str = "",
    coordinator: str = "",
    synthetic: bool = False,
) -> Programme:
    """Create a programme with a department for every school of the place, none approached yet.

    `Refused` without `MANAGE_PLACE` over the place.
    """
    reach.require(Permission.MANAGE_PLACE, Where(place=place_id))
    place = Place.objects.get(pk=place_id)
    programme = Programme.objects.create(
        place=place,
        name=name,
        subject=subject,
        phase=phase.value,
        commissioner=commissioner,
        delivery_partner=delivery_partner,
        coordinator=coordinator,
        starts=starts,
        ends=ends,
        synthetic=synthetic,
    )
    schools = list(place.schools.order_by("pk"))
    Department.objects.bulk_create(
        Department(programme=programme, school=school, standing_since=starts) for school in schools
    )
    record(
        reach=reach,
        action="created",
        subject="programme",
        subject_id=programme.pk,
        place=place.pk,
        changes={
            "name": name,
            "subject": subject,
            "starts": starts.isoformat(),
            "ends": ends.isoformat() if ends else None,
            "departments": [school.pk for school in schools],
            "synthetic": synthetic,
        },
    )
    return programme


@transaction.atomic
def set_standing(
    *, reach: Reach, department_id: int, standing: Standing, on: date, reason: str = ""
) -> Department:
    """Say how far a school has come into the programme, from the day `on`.

    Declined and left need a reason. The department stays in the programme and in every denominator.
    `Refused` without `MANAGE_PLACE` over its place; ValueError with a sentence where the reason is missing.
    """
    row = _managed(reach, department_id)
    reason = reason.strip()
    if standing.needs_reason and not reason:
        raise ValueError(f"Say why the school has {standing.value}: its reason is kept with its standing.")
    before = row.standing
    row.standing, row.standing_reason, row.standing_since = standing.value, reason, on
    row.save(update_fields=["standing", "standing_reason", "standing_since"])
    record(
        reach=reach,
        action="set standing",
        subject="department",
        subject_id=row.pk,
        place=row.programme.place_id,
        school=row.school_id,
        changes={"standing": [before, standing.value], "reason given": bool(reason), "since": on.isoformat()},
        agreement=reach.under(row.where),
    )
    return row


@transaction.atomic
def set_staffing(
    *,
    reach: Reach,
    department_id: int,
    teachers: int | None,
    technicians: int | None,
    release_days: Decimal | None,
) -> Department:
    """Say how many teachers and technicians a department has, and how many days a year they may be out.

    None is not known. `Refused` without `MANAGE_PLACE` over its place.
    """
    row = _managed(reach, department_id)
    row.teachers, row.technicians, row.release_days = teachers, technicians, release_days
    row.save(update_fields=["teachers", "technicians", "release_days"])
    record(
        reach=reach,
        action="set staffing",
        subject="department",
        subject_id=row.pk,
        place=row.programme.place_id,
        school=row.school_id,
        changes={
            "teachers": teachers,
            "technicians": technicians,
            "release_days": None if release_days is None else float(release_days),
        },
        agreement=reach.under(row.where),
    )
    return row


def _managed(reach: Reach, department_id: int) -> Department:
    """The department, locked, if the reach manages its place."""
    rows = Department.objects.select_for_update(no_key=True, of=("self",)).select_related(
        "programme", "school"
    )
    row = rows.get(pk=department_id)
    reach.require(Permission.MANAGE_PLACE, row.programme.where)
    return row
