"""Why the items of a department's current package are there, as it was worked out."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from smeaton.apps.support.models import PackageItem
from smeaton.apps.support.queries.packages import item_key
from smeaton.apps.support.queries.shown import unnamed, with_hidden
from smeaton.apps.support.queries.strands import strand_titles
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class Gap:
    """A difference and its error, shares of 1; positive where the plan is better."""

    value: float
    error: float

    @property
    def told(self) -> bool:
        """Whether it can be told from noise."""
        return abs(self.value) > self.error


@dataclass(frozen=True)
class Without:
    """What would be lost without an item: of the department's own need, of the place's; what came instead."""

    own: Gap
    place: Gap
    gets: tuple[str, ...]


@dataclass(frozen=True)
class Instead:
    """What the obvious alternative for a strand would have done in the item's place."""

    name: str
    strand: str
    own: Gap
    place: Gap


@dataclass(frozen=True)
class ItemWhy:
    """Why one item is there; `without` or `instead` None: not worked out, or there is no alternative."""

    seats: int
    hours: float
    without: Without | None
    instead: Instead | None


def reasons_of(department_id: int, reach: Reach) -> dict[str, ItemWhy]:
    """Item of the current package (“offer-7”, “mentor-3”) → why it is there; `Refused` without VIEW_PACKAGE.

    Items whose reasons are not worked out yet are left out.
    """
    department, hidden = with_hidden(department_id, reach)
    reach.require(Permission.VIEW_PACKAGE, department.where)
    rows = PackageItem.objects.filter(
        package__department=department,
        package__plan__current=True,
        package__plan__programme=department.programme_id,
    ).exclude(reasons={})
    titles = strand_titles(department.programme_id)
    found = {
        item_key(row.offer_id, row.mentor_id): ItemWhy(
            seats=row.seats,
            hours=float(row.hours),
            without=_without(row.reasons.get("without")),
            instead=_instead(row.reasons.get("instead"), titles),
        )
        for row in rows
    }
    return unnamed(found, hidden)


def _without(kept: Mapping[str, Any] | None) -> Without | None:
    if not kept:
        return None
    return Without(Gap(*kept["own"]), Gap(*kept["place"]), tuple(kept["gets"]))


def _instead(kept: Mapping[str, Any] | None, titles: Mapping[str, str]) -> Instead | None:
    if not kept:
        return None
    return Instead(kept["name"], titles[kept["strand"]], Gap(*kept["own"]), Gap(*kept["place"]))
