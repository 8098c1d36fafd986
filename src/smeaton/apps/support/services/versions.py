"""Writing a version of a package: numbered, frozen, with what moved; in the caller's transaction."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department
from smeaton.apps.support.documents.moves import moved
from smeaton.apps.support.models import PackageVersion
from smeaton.apps.support.queries.contents import content_of, view_of
from smeaton.apps.support.queries.packages import PackageView
from smeaton.terms import Reach


def newest_versions(departments: Sequence[int]) -> dict[int, PackageVersion]:
    """Department → its newest version; left out where nothing was ever sent."""
    rows = PackageVersion.objects.filter(department__in=departments).order_by("department_id", "number")
    return {row.department_id: row for row in rows}


def what_moved(newest: PackageVersion, view: PackageView, priorities: Sequence[str]) -> dict[str, Any]:
    """What is different in `view` from what was sent last; empty where nothing is."""
    return moved(view_of(newest.content), view, priorities)


def make_version(
    *,
    reach: Reach,
    department: Department,
    view: PackageView,
    newest: PackageVersion | None,
    figures: dict[str, Any],
    at: datetime,
) -> PackageVersion:
    """The next version of a department's package, and its event. Two at once: the database lets one through.

    `department` with its programme loaded; `figures` is what moved since `newest`.
    """
    number = newest.number + 1 if newest else 1
    if view.plan_id is None:
        raise ValueError(f"{view.school_name} has no package in a plan to send")
    version = PackageVersion.objects.create(
        department=department,
        number=number,
        plan_id=view.plan_id,
        package_id=view.package_id,
        content=content_of(view),
        moved=figures,
        made_by=reach.actor,
        made_at=at,
    )
    record(
        reach=reach,
        action="sent" if newest is None else "changed",
        subject="package",
        subject_id=version.pk,
        place=department.programme.place_id,
        school=department.school_id,
        changes={"version": number, "plan": view.plan_id, "moved": figures},
        at=at,
        agreement=reach.under(department.where),
    )
    return version
