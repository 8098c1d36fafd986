"""Scenarios: made, planned beside the plan that holds, chosen, taken away."""

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.support.models import Offer, PlanRun, PlanStatus, RunKind, Scenario
from smeaton.apps.support.queries.kept import kept_items
from smeaton.apps.support.queries.shown import Shown, shown
from smeaton.apps.support.services.planning import MOST_SECONDS, PlanBusy, queue
from smeaton.engine.support.scenarios import Change, ChangeKind
from smeaton.terms import Permission, Reach

MOST_SCENARIOS = 12


class ScenarioRefused(ValueError):
    """Nothing was changed. The message is a sentence for the hub lead."""


@transaction.atomic
def make_scenario(
    *, reach: Reach, programme_id: int, name: str, changes: Iterable[Change], at: datetime
) -> Scenario:
    """Keep a scenario: the programme as it is, but for these changes. It is not planned yet.

    `ScenarioRefused` for a name that another has, for changes about offers or departments that there are
    not, and where there is no plan to compare with.
    """
    programme = _planned(reach, programme_id)
    given, name = tuple(changes), " ".join(name.split())
    scenarios = Scenario.objects.filter(programme=programme)
    if not name:
        raise ScenarioRefused("Give the scenario a name.")
    if scenarios.filter(name__iexact=name).exists():
        raise ScenarioRefused(f"There is a scenario called “{name}” already. Give this one another name.")
    if scenarios.count() >= MOST_SCENARIOS:
        raise ScenarioRefused(f"There are {MOST_SCENARIOS} scenarios already. Take one away first.")
    if not PlanRun.objects.filter(programme=programme, current=True).exists():
        raise ScenarioRefused("Make a plan first: a scenario is compared with it.")
    _look_at(programme, given, reach)
    scenario = Scenario.objects.create(
        programme=programme,
        name=name,
        changes=[change.to_json() for change in given],
        made_by=reach.actor,
        made_at=at,
    )
    record(
        reach=reach,
        action="made",
        subject="scenario",
        subject_id=scenario.pk,
        place=programme.place_id,
        changes={"name": name, "changes": scenario.changes},
        at=at,
    )
    return scenario


def _look_at(programme: Programme, changes: tuple[Change, ...], reach: Reach) -> None:
    offers = {(o.key, o.mode) for o in Offer.objects.filter(programme=programme, in_use=True)}
    seen = Department.objects.filter(programme=programme).visible_to(reach, Permission.RUN_PLAN)
    schools = {str(urn) for urn in seen.order_by().values_list("school", flat=True)}
    known = {
        ChangeKind.NO_OFFER: {key for key, _ in offers},
        ChangeKind.NO_MODE: {mode for _, mode in offers},
        ChangeKind.DEPARTMENT_LESS: schools,
        ChangeKind.DEPARTMENT_MORE: schools,
    }
    for change in changes:
        if change.kind in known and change.what not in known[change.kind]:
            raise ScenarioRefused("Choose offers and departments that the programme has.")


@transaction.atomic
def plan_scenario(*, reach: Reach, scenario_id: int, at: datetime, seconds: int | None = None) -> PlanRun:
    """Queue a plan run of a scenario: budget, rules and seed are the current plan's, but for its changes.

    The caller enqueues the task on commit. `PlanBusy` while another run of the programme waits or works: the
    scenario waits then, see `plan_next`. `ScenarioRefused` where there is no plan to compare with any more.
    """
    scenario = (
        Scenario.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme")
        .get(pk=scenario_id)
    )
    programme = _planned(reach, scenario.programme_id)
    current = PlanRun.objects.filter(programme=programme, current=True).first()
    if current is None:
        raise ScenarioRefused("Make a plan first: a scenario is compared with it.")
    seconds = current.seconds if seconds is None else seconds
    if not 1 <= seconds <= MOST_SECONDS:
        raise ScenarioRefused(f"Give the planner from 1 to {MOST_SECONDS} seconds.")
    budget, rules = current.budget, dict(current.rules)
    for change in scenario.changes:
        if change["kind"] == ChangeKind.MONEY:
            budget = round(budget * (100 + Decimal(str(change["amount"]))) / 100, 2)
        elif change["kind"] == ChangeKind.NO_FLOOR:
            rules["floor"] = "none"
    run = queue(
        PlanRun(
            programme=programme,
            kind=RunKind.SCENARIO,
            scenario=scenario,
            requested_by=reach.actor,
            requested_at=at,
            budget=budget,
            seconds=seconds,
            seed=current.seed,
            strength=current.strength,
            rules=rules,
        )
    )
    record(
        reach=reach,
        action="requested",
        subject="plan",
        subject_id=run.pk,
        place=programme.place_id,
        changes={"scenario": scenario.name, "budget": str(budget), "seconds": seconds},
        at=at,
    )
    return run


def plan_next(*, reach: Reach, after_run: int, at: datetime) -> PlanRun | None:
    """Queue the oldest scenario of the run's programme that has never been planned, if one waits.

    Made for the worker, when it has ended a run. None where nothing waits or another run is live already.
    The caller enqueues the task on commit.
    """
    waiting = Scenario.objects.filter(programme__plan_runs=after_run, plan_runs__isnull=True)
    scenario = waiting.order_by("id").first()
    if scenario is None:
        return None
    try:
        return plan_scenario(reach=reach, scenario_id=scenario.pk, at=at)
    except (PlanBusy, ScenarioRefused):
        return None


@transaction.atomic
def choose_scenario(*, reach: Reach, scenario_id: int, at: datetime) -> PlanRun:
    """Make the plan of a scenario the current one, all in one transaction, and return its run.

    `ScenarioRefused`, with a sentence, where it has no complete plan, where it counts on people or
    departments that there are not, where it would change what is signed, agreed, booked or past, or while
    another plan is being made, which would take its place.
    """
    scenario = (
        Scenario.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme")
        .get(pk=scenario_id)
    )
    programme = _planned(reach, scenario.programme_id)
    Programme.objects.select_for_update(no_key=True).get(pk=programme.pk)  # one choice after the other
    runs = PlanRun.objects.select_for_update(no_key=True, of=("self",)).filter(programme=programme)
    run = runs.filter(scenario=scenario).order_by("-id").first()
    if run is None or run.status != PlanStatus.COMPLETE:
        raise ScenarioRefused("This scenario has no plan yet. Wait until it is planned, then choose it.")
    if run.current:
        raise ScenarioRefused("The plan of this scenario is the current plan already.")
    if runs.live().exclude(kind=RunKind.SCENARIO).exists():
        raise ScenarioRefused("A new plan is being made. Wait until it is complete, or cancel it first.")
    _really_there(scenario)
    seen = shown(programme, reach, Permission.RUN_PLAN)
    if not seen.whole([run]):
        raise ScenarioRefused("This plan holds a department that is not shared any more. Plan it again.")
    before = runs.filter(current=True).first()
    if before is not None:
        _keep(before, run, seen)
    runs.filter(current=True).update(current=False)
    run.current = True
    run.save(update_fields=["current"])
    record(
        reach=reach,
        action="chosen",
        subject="scenario",
        subject_id=scenario.pk,
        place=programme.place_id,
        changes={"name": scenario.name, "plan": run.pk, "before": before.pk if before else None},
        at=at,
    )
    return run


def _really_there(scenario: Scenario) -> None:
    kinds = {change["kind"] for change in scenario.changes}
    if ChangeKind.MENTORS in kinds:
        raise ScenarioRefused(
            "This scenario counts on mentors who are not there yet. "
            "When they are entered under Mentors, plan again."
        )
    if ChangeKind.DEPARTMENT_MORE in kinds:
        raise ScenarioRefused(
            "This scenario counts on a department that is not in the plan. When it takes part, plan again."
        )


def _keep(before: PlanRun, chosen: PlanRun, seen: Shown) -> None:
    """Carry over what is signed, agreed, booked or past; `ScenarioRefused` where it is otherwise now."""
    frozen = [item for item in kept_items(before) if item.package.department_id in seen.departments]
    lost: set[str] = set()
    new = {
        (item.package.department_id, item.kind, item.offer_id, item.mentor_id): item
        for item in kept_items(chosen, every=True)
    }
    for old in frozen:
        key = (old.package.department_id, old.kind, old.offer_id, old.mentor_id)
        same = new.get(key)
        if same is None or (same.seats, same.hours, same.where) != (old.seats, old.hours, old.where):
            lost.add(old.package.department.school.name)
            continue
        same.standing, same.sessions = old.standing, old.sessions
        same.save(update_fields=["standing", "sessions"])
    if lost:
        names = sorted(lost)
        some = ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")
        raise ScenarioRefused(
            f"This plan would change what is signed, agreed or booked at {some}, so it cannot be chosen. "
            "Plan the scenario again, or agree the change with them first."
        )


@transaction.atomic
def remove_scenario(*, reach: Reach, scenario_id: int, at: datetime) -> None:
    """Take a scenario away with its plans. `ScenarioRefused` where one was chosen, or is at work."""
    scenario = (
        Scenario.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme")
        .get(pk=scenario_id)
    )
    programme = _planned(reach, scenario.programme_id)
    runs = PlanRun.objects.filter(scenario=scenario)
    if runs.filter(current=True).exists() or runs.filter(versions__isnull=False).exists():
        raise ScenarioRefused("The plan of this scenario was chosen, so it stays.")
    if runs.live().exists():
        raise ScenarioRefused("This scenario is being planned. Cancel that first.")
    record(
        reach=reach,
        action="removed",
        subject="scenario",
        subject_id=scenario.pk,
        place=programme.place_id,
        changes={"name": scenario.name, "changes": scenario.changes},
        at=at,
    )
    scenario.delete()


def _planned(reach: Reach, programme_id: int) -> Programme:
    programme = Programme.objects.get(pk=programme_id)
    reach.require(Permission.RUN_PLAN, programme.where)
    return programme
