"""Why each item of a plan is there: worked out package by package once the plan stands, and written down."""

import math
import time
from collections.abc import Callable, Mapping
from datetime import datetime

import numpy as np
from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department
from smeaton.apps.support.inputs import department_key, planning_inputs
from smeaton.apps.support.models import Mentor, Offer, Package, PackageItem, PlanRun, PlanStatus
from smeaton.apps.support.services.rebuilding import plan_of
from smeaton.engine.support import ItemKey, Plan, evaluate, explain
from smeaton.engine.support.explain import Difference, ItemReasons
from smeaton.engine.support.replan import known
from smeaton.terms import Permission, Reach

EXPLAIN_SECONDS = 6.0
"""After so long a call begins no further package; what is left is for the next call, behind other work."""
PACKAGE_SECONDS = 8.0
"""How long one package is worked on at most."""


def explain_plan(
    *, reach: Reach, plan_run_id: int, now: Callable[[], datetime], seconds: float = EXPLAIN_SECONDS
) -> bool:
    """Work out why each item of the current plan is there, for `seconds`; whether nothing is left to do.

    Each package is written down when it is done, so that work cut short is taken up by another call. It ends
    early where a plan waits to be made: people wait for that. `Refused` without RUN_PLAN in the place.
    """
    run = PlanRun.objects.select_related("programme__place").get(pk=plan_run_id)
    reach.require(Permission.RUN_PLAN, run.programme.where)
    if not run.current or run.reasons:
        return True
    problem = planning_inputs(run, reach).problem
    plan = known(problem, plan_of(run))
    names, until = _names(run.programme_id), time.monotonic() + seconds
    waiting = _Waiting(run.pk)
    around: explain.Around | None = None
    rng = np.random.default_rng(run.seed)
    ids = {department.id for department in problem.departments}
    for package in _unexplained(run):
        if department_key(package.department) not in ids:
            continue
        if waiting() or time.monotonic() >= until:
            return False
        around = around or explain.Around(problem, plan)
        found = explain.package_reasons(
            problem,
            plan,
            department_key(package.department),
            rng=rng,
            seconds=PACKAGE_SECONDS,
            stop=waiting,
            around=around,
        )
        if waiting():
            return False
        _save(package, found.items, names, run.need or 1.0)
    need = evaluate(problem, Plan()).need
    place = explain.place_reasons(problem, plan, need, stop=waiting)
    if waiting():
        return False
    _complete(reach, run, place, names, now())
    return True


class _Waiting:
    """Whether a plan waits to be made, or this one is not the current one any more; asks once a second."""

    def __init__(self, run: int) -> None:
        self.run, self.last, self.answer = run, -math.inf, False

    def __call__(self) -> bool:
        if not self.answer and time.monotonic() - self.last >= 1.0:
            self.last = time.monotonic()
            waits = PlanRun.objects.filter(status=PlanStatus.QUEUED).exists()
            self.answer = waits or not PlanRun.objects.filter(pk=self.run, current=True).exists()
        return self.answer


def _unexplained(run: PlanRun) -> list[Package]:
    """Packages with items whose reasons are not known yet."""
    return list(
        Package.objects.filter(plan=run, items__reasons={})
        .select_related("department")
        .distinct()
        .order_by("pk")
    )


def _names(programme: int) -> dict[tuple[str, str], str]:
    """(kind, id in the problem) → what people call it."""
    offers = {("offer", row.key): row.name for row in Offer.objects.filter(programme=programme)}
    mentors = Mentor.objects.filter(programme=programme).select_related("department__school")
    return offers | {
        ("mentoring", row.key): f"mentoring by {row.role}, {row.department.school.name}" for row in mentors
    }


@transaction.atomic
def _save(
    package: Package, found: tuple[ItemReasons, ...], names: Mapping[tuple[str, str], str], need: float
) -> None:
    """Write down the reasons of a package's items."""
    by_key = {(reasons.item.kind, reasons.item.id): reasons for reasons in found}
    items = list(PackageItem.objects.filter(package=package).select_related("offer", "mentor"))
    for item in items:
        key = (
            ("offer", item.offer.key) if item.offer else ("mentoring", item.mentor.key if item.mentor else "")
        )
        reasons = by_key.get(key)
        item.reasons = _content(reasons, names, need) if reasons else {"without": None, "instead": None}
    PackageItem.objects.bulk_update(items, ["reasons"])


def _content(reasons: ItemReasons, names: Mapping[tuple[str, str], str], need: float) -> dict[str, object]:
    """Reasons as `PackageItem.reasons` keeps them: differences as [value, error], shares of 1."""
    loss, instead = reasons.loss, reasons.instead
    return {
        "without": loss
        and {
            "own": _pair(loss.department),
            "place": _pair(loss.place, need),
            "gets": [_called(key, names) for key in loss.gets],
        },
        "instead": instead
        and {
            "name": _called(instead.item, names),
            "strand": instead.strand,
            "seats": instead.seats,
            "hours": instead.hours,
            "own": _pair(instead.department),
            "place": _pair(instead.place, need),
        },
    }


def _called(key: ItemKey, names: Mapping[tuple[str, str], str]) -> str:
    return names.get((key.kind, key.id), key.id)


def _pair(difference: Difference, need: float = 1.0) -> list[float]:
    """Value and error as shares of `need`; an error without end is one of the whole."""
    error = difference.error / need
    return [round(difference.value / need, 5), round(min(error, 1.0), 5)]


def _ranked(gains: Mapping[str, float], names: Mapping[str, str]) -> list[dict[str, object]]:
    """The largest first, by name."""
    known_ones = [(name, gain) for key, gain in gains.items() if (name := names.get(key))]
    return [
        {"who": who, "gain": round(gain, 5)} for who, gain in sorted(known_ones, key=lambda x: (-x[1], x[0]))
    ]


@transaction.atomic
def _complete(
    reach: Reach,
    run: PlanRun,
    place: explain.PlaceReasons,
    names: Mapping[tuple[str, str], str],
    at: datetime,
) -> None:
    """Write down the reasons of the plan, if it still is the current one, and that all is explained."""
    departments = Department.objects.filter(programme=run.programme_id).select_related("school")
    schools = {department_key(row): row.school.name for row in departments}
    mentors = {key: name for (kind, key), name in names.items() if kind == "mentoring"}
    content = {
        "per_thousand": place.per_thousand and _pair(place.per_thousand),
        "floor": place.floor and _pair(place.floor),
        "release_day": _ranked(place.release_day, schools),
        "mentor_hour": _ranked(place.mentor_hour, mentors),
    }
    if PlanRun.objects.filter(pk=run.pk, current=True).update(reasons=content):
        record(
            reach=reach,
            action="explained",
            subject="plan",
            subject_id=run.pk,
            place=run.programme.place_id,
            changes={},
            at=at,
        )
