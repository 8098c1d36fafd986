"""Entering what there is to plan with: the catalogue, mentors, hosts, money and rules."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from importlib import resources
from typing import Any

import yaml
from django.core.exceptions import ValidationError
from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.inputs import rules_of
from smeaton.apps.support.models import (
    Contribution,
    Depth,
    Host,
    Mentor,
    MentorStrength,
    Offer,
    Part,
    PlanSettings,
)
from smeaton.terms import Permission, Reach

SEED_CATALOGUE = "data/secondary-science-offers.yaml"

_FIELDS = {field.name for field in Offer._meta.concrete_fields} - {"id", "programme"}

Gives = Mapping[str, tuple[str, str]]
"""Strand → (main or also, light, solid or deep)."""


class CatalogueError(ValueError):
    """A catalogue that cannot be taken. Its text names the offer and says what is wrong with it."""


@transaction.atomic
def load_catalogue(*, reach: Reach, programme_id: int, text: str | None = None) -> int:
    """Enter the offers of a catalogue file (YAML; None: the seed catalogue) and return how many it holds.

    Offers are known by their key: one that is there already is brought up to date, one that the file no
    longer holds is taken out of use, never deleted. Raises `CatalogueError`, and then nothing is entered.
    """
    programme = _managed(reach, programme_id)
    if text is None:
        text = resources.files("smeaton.apps.support").joinpath(SEED_CATALOGUE).read_text("utf-8")
    try:
        entries = [dict(entry) for entry in yaml.safe_load(text)["offers"]]
    except (yaml.YAMLError, KeyError, TypeError, ValueError) as error:
        raise CatalogueError("This is not a catalogue: it has no list of offers.") from error
    keys = [_enter(programme, position, entry) for position, entry in enumerate(entries, start=1)]
    if len(set(keys)) < len(keys):
        raise CatalogueError("Two offers have the same key; give each its own.")
    Offer.objects.filter(programme=programme).exclude(key__in=keys).update(in_use=False)
    record(
        reach=reach,
        action="loaded",
        subject="catalogue",
        subject_id=programme.pk,
        place=programme.place_id,
        changes={"offers": keys},
    )
    return len(keys)


def _enter(programme: Programme, position: int, entry: dict[str, Any]) -> str:
    name = entry.get("key") or f"number {position}"
    gives = entry.pop("gives", {})
    try:
        key = entry["key"]
        if unknown := set(entry) - _FIELDS:
            raise ValueError(f"nothing is known of {', '.join(sorted(unknown))}")
        offer = Offer.objects.filter(programme=programme, key=key).first() or Offer(programme=programme)
        for field, value in (entry | {"position": position, "in_use": True}).items():
            setattr(offer, field, value)
        offer.full_clean(exclude=["programme"])
        offer.save()
        words = {strand: _words(*given) for strand, given in gives.items()}
    except (ValidationError, KeyError, TypeError, ValueError) as error:
        raise CatalogueError(f"The offer “{name}” cannot be taken: {_said(error)}.") from error
    Contribution.objects.filter(offer=offer).delete()
    Contribution.objects.bulk_create(
        Contribution(offer=offer, strand=strand, part=part, depth=depth)
        for strand, (part, depth) in words.items()
    )
    return offer.key


def _words(part: str, depth: str) -> tuple[str, str]:
    return Part(part).value, Depth(depth).value


def _said(error: Exception) -> str:
    if isinstance(error, ValidationError) and hasattr(error, "error_dict"):
        return "; ".join(f"{field}: {' '.join(said)}" for field, said in error.message_dict.items()).rstrip(
            "."
        )
    if isinstance(error, KeyError):
        return f"{error.args[0]} is missing"
    return str(error).rstrip(".")


@transaction.atomic
def add_mentor(
    *,
    reach: Reach,
    department_id: int,
    key: str,
    role: str,
    hours: Decimal,
    hourly_rate: Decimal,
    gives: Gives,
) -> Mentor:
    """Add a mentor, known by role and school, or bring the one with that key up to date."""
    department = Department.objects.select_related("programme").get(pk=department_id)
    programme = _managed(reach, department.programme_id)
    mentor, _ = Mentor.objects.update_or_create(
        programme=programme,
        key=key,
        defaults={"department": department, "role": role, "hours": hours, "hourly_rate": hourly_rate},
    )
    MentorStrength.objects.filter(mentor=mentor).delete()
    for strand, given in gives.items():
        part, depth = _words(*given)
        MentorStrength.objects.create(mentor=mentor, strand=strand, part=part, depth=depth)
    record(
        reach=reach,
        action="added",
        subject="mentor",
        subject_id=mentor.pk,
        place=programme.place_id,
        school=department.school_id,
        changes={"role": role, "hours": str(hours), "gives": {s: list(g) for s, g in gives.items()}},
    )
    return mentor


@transaction.atomic
def add_host(*, reach: Reach, department_id: int) -> Host:
    """Let sessions be held at a department's site."""
    department = Department.objects.select_related("programme").get(pk=department_id)
    programme = _managed(reach, department.programme_id)
    host, created = Host.objects.get_or_create(programme=programme, department=department)
    if created:
        record(
            reach=reach,
            action="added",
            subject="host",
            subject_id=host.pk,
            place=programme.place_id,
            school=department.school_id,
        )
    return host


@transaction.atomic
def set_plan_settings(
    *,
    reach: Reach,
    programme_id: int,
    budget: Decimal,
    starts: date,
    ends: date,
    seconds: int = 40,
    seed: int = 1,
    rules: Mapping[str, object] | None = None,
) -> PlanSettings:
    """Set the money (pounds), the period and the rules that the next plan is made with.

    Raises ValueError with a sentence for a rule that the planner does not know.
    """
    programme = _managed(reach, programme_id)
    rules_of(rules or {}, float(budget))
    settings, _ = PlanSettings.objects.update_or_create(
        programme=programme,
        defaults={
            "budget": budget,
            "starts": starts,
            "ends": ends,
            "seconds": seconds,
            "seed": seed,
            "rules": dict(rules or {}),
        },
    )
    record(
        reach=reach,
        action="set",
        subject="plan settings",
        subject_id=settings.pk,
        place=programme.place_id,
        changes={
            "budget": str(budget),
            "starts": starts.isoformat(),
            "ends": ends.isoformat(),
            "rules": dict(rules or {}),
        },
    )
    return settings


def _managed(reach: Reach, programme_id: int) -> Programme:
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.MANAGE_PLACE, programme.where)
    return programme
