"""One scenario set against the plan that holds or against another: school by school, offer by offer."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from django.db.models import Prefetch

from smeaton.apps.places.models import Programme
from smeaton.apps.support.models import Package, PackageItem, PlannedSeats, PlanRun, Scenario
from smeaton.apps.support.queries.scenarios import (
    Figures,
    ScenarioCard,
    figures_of,
    latest_complete,
    page_of,
    scenarios_of,
)
from smeaton.apps.support.queries.shown import shown
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class SchoolChange:
    """One department in both plans: shares of its own need (None: not in that plan), and what it gets.

    `urn` is None and `name` a number where the reader may not see names.
    """

    urn: int | None
    name: str
    before: float | None
    after: float | None
    gains: tuple[str, ...]
    loses: tuple[str, ...]

    @property
    def difference(self) -> float:
        """After minus before."""
        return (self.after or 0.0) - (self.before or 0.0)


@dataclass(frozen=True)
class Comparison:
    """Two plans, `before` and `after`, and what is different beyond what the search leaves open.

    `moved` holds the departments whose share differs by `noise` or more, the greatest loss first; `still` is
    how many others there are. Offers are by name.
    """

    card: ScenarioCard
    before_name: str
    others: tuple[ScenarioCard, ...]
    against: int | None
    before: Figures
    after: Figures
    noise: float
    moved: tuple[SchoolChange, ...]
    still: tuple[SchoolChange, ...]
    offers_new: tuple[str, ...]
    offers_gone: tuple[str, ...]
    named: bool
    may_run: bool
    synthetic: bool


def comparison(
    programme_id: int, scenario_id: int, reach: Reach, against: int | None = None
) -> Comparison | None:
    """A scenario against the current plan, or against another scenario; None where one has no plan yet, or
    one that holds departments that are not shared.

    Departments are named to those who plan. `Refused` without VIEW_PLAN in the place; Scenario.DoesNotExist
    for a scenario of another programme.
    """
    programme = Programme.objects.select_related("place").get(pk=programme_id)
    where = programme.where
    reach.require(Permission.VIEW_PLAN, where)
    seen = shown(programme, reach)
    scenarios = scenarios_of(programme)
    page = page_of(programme, scenarios, reach, seen)
    after = _plan(scenarios, scenario_id)
    before = _plan(scenarios, against) if against is not None else seen.plan
    if after is None or before is None or len(seen.whole([before, after])) < 2:
        return None
    figures = figures_of({run.pk: run for run in (before, after)}.values())
    noise = figures[after.pk].noise(figures[before.pk])
    named = reach.can(Permission.RUN_PLAN, where)
    rows = sorted(_schools(before, after, named), key=lambda row: (row.difference, row.name))
    moved = [row for row in rows if abs(row.difference) >= noise or None in (row.before, row.after)]
    old, new = _offers(before, after)
    cards = {card.id: card for card in page.cards}
    found = Comparison(
        card=cards[scenario_id],
        before_name=f"“{cards[against].name}”" if against is not None else "the current plan",
        others=tuple(c for c in page.cards if c.figures and c.id not in (scenario_id, against)),
        against=against,
        before=figures[before.pk],
        after=figures[after.pk],
        noise=noise,
        moved=tuple(_numbered(moved, named)),
        still=tuple(_numbered([row for row in rows if row not in moved], named, len(moved))),
        offers_new=tuple(name for name in new if name not in old),
        offers_gone=tuple(name for name in old if name not in new),
        named=named,
        may_run=page.may_run,
        synthetic=programme.synthetic,
    )
    return seen.unnamed(found)


def _plan(scenarios: list[Scenario], scenario_id: int) -> PlanRun | None:
    found = next((each for each in scenarios if each.pk == scenario_id), None)
    if found is None:
        raise Scenario.DoesNotExist(f"no scenario {scenario_id} of this programme")
    return latest_complete(found)


def _schools(before: PlanRun, after: PlanRun, named: bool) -> list[SchoolChange]:
    """Every department of either plan, by name of school."""
    items = PackageItem.objects.select_related("offer", "mentor__department__school")
    packages = (
        Package.objects.filter(plan__in=(before, after))
        .select_related("department__school")
        .prefetch_related(Prefetch("items", items))
        .order_by("department__school__name", "department")
    )
    found: dict[int, dict[int, Package]] = defaultdict(dict)
    for package in packages:
        found[package.department_id][package.plan_id] = package
    rows = []
    for both in found.values():
        old, new = both.get(before.pk), both.get(after.pk)
        school = next(iter(both.values())).department.school
        had, has = _amounts(old), _amounts(new)
        rows.append(
            SchoolChange(
                urn=school.pk if named else None,
                name=school.name,
                before=_share(old),
                after=_share(new),
                gains=tuple(_difference(has, had)),
                loses=tuple(_difference(had, has)),
            )
        )
    return rows


def _numbered(rows: list[SchoolChange], named: bool, from_: int = 0) -> list[SchoolChange]:
    """The rows, without names where they may not be seen: numbers in the order shown, which say nothing."""
    if named:
        return rows
    return [
        SchoolChange(None, f"School {n}", row.before, row.after, row.gains, row.loses)
        for n, row in enumerate(rows, start=from_ + 1)
    ]


def _share(package: Package | None) -> float | None:
    if package is None:
        return None
    return package.covered / package.need if package.need else 1.0


def _amounts(package: Package | None) -> dict[tuple[str, str], float]:
    """(What, unit) → places, or hours of mentoring, that a package holds."""
    amounts: dict[tuple[str, str], float] = defaultdict(float)
    for item in package.items.all() if package else ():
        if item.offer is not None:
            amounts[item.offer.name, "place"] += item.seats
        else:
            amounts["mentoring", "hour"] += float(item.hours)
    return amounts


def _difference(more: Mapping[tuple[str, str], float], less: Mapping[tuple[str, str], float]) -> list[str]:
    """What the first holds more of, in words, most first."""
    gained = {key: amount - less.get(key, 0.0) for key, amount in more.items()}
    rows = sorted(((amount, key) for key, amount in gained.items() if amount > 0), reverse=True)
    return [f"{what}: {amount:g} {unit}{'s' if amount != 1 else ''}" for amount, (what, unit) in rows]


def _offers(before: PlanRun, after: PlanRun) -> tuple[list[str], list[str]]:
    """Names of the offers that somebody has a place on, in each of the two."""
    seats = PlannedSeats.objects.filter(plan__in=(before, after)).order_by("offer__position", "offer__key")
    rows = list(seats.values_list("plan", "offer__name"))
    old, new = (list(dict.fromkeys(name for plan, name in rows if plan == run.pk)) for run in (before, after))
    return old, new
