"""Scenarios beside the plan that holds: their figures, and how far the one at work is."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from django.db.models import Count, Prefetch, Q, Sum

from smeaton.apps.access.queries import NotShared
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import Mode, Offer, PlanRun, PlanStatus, RunKind, Scenario
from smeaton.apps.support.queries.plans import PlanProgress, progress_of
from smeaton.apps.support.queries.shown import Shown, shown
from smeaton.engine.support.scenarios import Change, ChangeKind, Proved, Verdict, compare, noise, read_changes
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class Figures:
    """What a complete plan does: shares of 1, pounds, hours and days; `departments` it has a package for."""

    plan_id: int
    need: float
    covered: float
    bound: float
    least_served: float
    cost: float
    budget: float
    hours: float
    cover_days: float
    departments: int

    @property
    def share(self) -> float:
        """The share of the need that is met."""
        return self.covered / self.need if self.need else 1.0

    @property
    def gap(self) -> float:
        """How far from the best possible it may be, as a share."""
        return self.proved.gap

    @property
    def proved(self) -> Proved:
        """What it covers, and its bound."""
        return Proved(self.covered, self.bound)

    def against(self, before: "Figures") -> Verdict | None:
        """Whether more or less need is met than by `before`; None where they are for other departments.

        Plans for the same departments have the same need: the scenarios change what is done, not what is
        needed.
        """
        if abs(self.need - before.need) > 1e-6 * max(self.need, before.need):
            return None
        return compare(before.proved, self.proved)

    def noise(self, before: "Figures") -> float:
        """From which difference in shares one department's is shown."""
        return noise(before.proved, self.proved)


@dataclass(frozen=True)
class ScenarioCard:
    """A scenario: its changes in words, how far its latest run is, and its figures once it is planned."""

    id: int
    name: str
    changes: tuple[str, ...]
    run: PlanProgress | None
    figures: Figures | None
    verdict: Verdict | None
    current: bool
    only_thought_of: bool
    """Whether it counts on mentors or departments that are not there, so that it cannot be chosen."""

    @property
    def live(self) -> bool:
        """Whether it is being planned."""
        return self.run is not None and self.run.live


@dataclass(frozen=True)
class Choices:
    """What a new scenario can be about: (value, words) each."""

    modes: tuple[tuple[str, str], ...]
    offers: tuple[tuple[str, str], ...]
    inside: tuple[tuple[str, str], ...]
    outside: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class ScenariosPage:
    """The scenarios of a programme. `busy`: a plan is being made that is no scenario."""

    programme_id: int
    programme_name: str
    place_name: str
    place_slug: str
    current: Figures | None
    cards: tuple[ScenarioCard, ...]
    busy: bool
    may_run: bool
    synthetic: bool
    not_shared: NotShared
    outdated: int
    """Departments of the current plan that are not shared with the reader, so that it is not shown."""

    @property
    def live(self) -> ScenarioCard | None:
        """The scenario at work."""
        return next((card for card in self.cards if card.live), None)


def scenarios_page(programme_id: int, reach: Reach) -> ScenariosPage:
    """All scenarios, with figures beside the current plan's; `Refused` without VIEW_PLAN in the place."""
    programme = Programme.objects.select_related("place").get(pk=programme_id)
    reach.require(Permission.VIEW_PLAN, programme.where)
    return page_of(programme, scenarios_of(programme), reach, shown(programme, reach))


def scenarios_of(programme: Programme) -> list[Scenario]:
    """Its scenarios with their plan runs, the latest run first."""
    runs = PlanRun.objects.filter(kind=RunKind.SCENARIO).order_by("-id")
    return list(Scenario.objects.filter(programme=programme).prefetch_related(Prefetch("plan_runs", runs)))


def page_of(programme: Programme, scenarios: list[Scenario], reach: Reach, seen: Shown) -> ScenariosPage:
    """The same for a programme that is loaded with its place, once it is known what the reader may see."""
    current = seen.plan
    complete = [found for each in scenarios if (found := latest_complete(each)) is not None]
    figures = figures_of([*seen.whole(complete), *([current] if current else [])])
    names = _names(programme.pk, scenarios)
    before = figures.get(current.pk) if current else None
    cards = [_card(each, names, figures, before) for each in scenarios]
    return ScenariosPage(
        programme_id=programme.pk,
        programme_name=programme.name,
        place_name=programme.place.name,
        place_slug=programme.place.slug,
        current=before,
        cards=seen.unnamed(tuple(cards)),
        not_shared=seen.not_shared,
        outdated=seen.outdated,
        busy=PlanRun.objects.filter(programme=programme).live().exclude(kind=RunKind.SCENARIO).exists(),
        may_run=reach.can(Permission.RUN_PLAN, programme.where),
        synthetic=programme.synthetic,
    )


def latest_complete(scenario: Scenario) -> PlanRun | None:
    """The latest plan of a scenario that is complete."""
    return next((run for run in scenario.plan_runs.all() if run.status == PlanStatus.COMPLETE), None)


def scenario_choices(programme_id: int, reach: Reach) -> Choices:
    """What a form may offer to whoever makes scenarios: of schools those that share themselves."""
    offers = list(Offer.objects.filter(programme=programme_id, in_use=True))
    planned = set(
        PlanRun.objects.filter(programme=programme_id, current=True).values_list(
            "packages__department", flat=True
        )
    )
    rows = Department.objects.filter(programme=programme_id).visible_to(reach, Permission.RUN_PLAN)
    rows = rows.select_related("school").order_by("school__name")
    schools = [(row.pk in planned, (str(row.school_id), row.school.name)) for row in rows]
    modes = {offer.mode for offer in offers}
    return Choices(
        modes=tuple((mode.value, mode.label) for mode in Mode if mode.value in modes),
        offers=tuple((offer.key, offer.name) for offer in offers),
        inside=tuple(pair for inside, pair in schools if inside),
        outside=tuple(pair for inside, pair in schools if not inside),
    )


def figures_of(runs: Iterable[PlanRun]) -> dict[int, Figures]:
    """Complete plan runs → their figures, in one query for all."""
    runs = list(runs)
    sums = (
        PlanRun.objects.filter(pk__in=[run.pk for run in runs])
        .order_by()
        .values("pk")
        .annotate(
            hours=Sum("packages__hours"),
            days=Sum("packages__cover_days"),
            departments=Count("packages", filter=Q(packages__isnull=False)),
        )
    )
    found = {row["pk"]: row for row in sums}
    return {
        run.pk: Figures(
            plan_id=run.pk,
            need=run.need or 0.0,
            covered=run.covered or 0.0,
            bound=run.bound or 0.0,
            least_served=run.least_served or 0.0,
            cost=float(run.cost or 0),
            budget=float(run.budget),
            hours=float(found[run.pk]["hours"] or 0),
            cover_days=float(found[run.pk]["days"] or 0),
            departments=found[run.pk]["departments"],
        )
        for run in runs
    }


def words_of(change: Change, names: Mapping[str, str]) -> str:
    """One change in words: “10% less money”. `names` are those of offers and schools."""
    what = names.get(change.what, change.what)
    percent = f"{abs(change.amount):g}% {'less' if change.amount < 0 else 'more'}"
    match change.kind:
        case ChangeKind.MONEY:
            return f"{percent} money"
        case ChangeKind.RELEASE:
            return f"{percent.replace('less', 'fewer')} release days"
        case ChangeKind.MENTORS:
            count = int(change.amount)
            number = {1: "one", 2: "two", 3: "three", 4: "four"}.get(count, str(count))
            return f"{number} more mentor{'s' if count > 1 else ''}"
        case ChangeKind.NO_MODE:
            return f"no {Mode(change.what).label}" if change.what in Mode.values else f"no {change.what}"
        case ChangeKind.NO_OFFER:
            return f"without “{what}”"
        case ChangeKind.DEPARTMENT_LESS:
            return f"without {what}"
        case ChangeKind.DEPARTMENT_MORE:
            return f"with {what} as well"
        case ChangeKind.NO_FLOOR:
            return "no protection of the least served"


def _names(programme_id: int, scenarios: list[Scenario]) -> dict[str, str]:
    """Names of the offers and schools that changes are about."""
    about = {str(change.get("what", "")) for each in scenarios for change in each.changes} - {""}
    if not about:
        return {}
    names = dict(Offer.objects.filter(programme=programme_id, key__in=about).values_list("key", "name"))
    urns = [int(what) for what in about if what.isdecimal()]
    rows = Department.objects.filter(programme=programme_id, school__in=urns)
    return names | {str(urn): name for urn, name in rows.values_list("school_id", "school__name")}


def _progress(run: PlanRun, figures: Mapping[int, Figures]) -> PlanProgress:
    """How far a run is; without figures where it has ended and none may be shown."""
    found = progress_of(run)
    if found.live or run.pk in figures:
        return found
    return replace(found, share=None, gap=None, least_served=None)


def _card(
    scenario: Scenario, names: Mapping[str, str], figures: Mapping[int, Figures], before: Figures | None
) -> ScenarioCard:
    latest = next(iter(scenario.plan_runs.all()), None)
    complete = latest_complete(scenario)
    found = figures.get(complete.pk) if complete else None
    kinds = {change["kind"] for change in scenario.changes}
    return ScenarioCard(
        id=scenario.pk,
        name=scenario.name,
        changes=tuple(words_of(change, names) for change in read_changes(scenario.changes))
        or ("as things are",),
        run=_progress(latest, figures) if latest else None,
        figures=found,
        verdict=found.against(before) if found and before else None,
        current=any(run.current for run in scenario.plan_runs.all()),
        only_thought_of=bool(kinds & {ChangeKind.MENTORS, ChangeKind.DEPARTMENT_MORE}),
    )
