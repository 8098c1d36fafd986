"""Carrying out a plan run: problem, plan, explanations, then the switch in one transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from django.db import transaction

from smeaton.apps.history.services import record
from smeaton.apps.register.models import School
from smeaton.apps.support.inputs import NothingToPlan, PlanningInputs, planning_inputs
from smeaton.apps.support.models import Offer, PlanRun, PlanStatus, RunKind
from smeaton.apps.support.services.dating import Dating, find_dates
from smeaton.apps.support.services.giving_up import give_up
from smeaton.apps.support.services.planning import lease_of
from smeaton.apps.support.services.replanning import NothingToReplan, Remade, remake
from smeaton.apps.support.services.saving import Made, save_plan
from smeaton.apps.support.services.settling import answer, settle
from smeaton.apps.support.services.watching import CURVE, FIRMNESS, SEARCH, SHARES, Watch
from smeaton.engine.support import ItemKey, Plan, Problem, ProblemError, evaluate, explain, plan
from smeaton.engine.support.explain import BudgetCurve
from smeaton.engine.support.ordered import plan_in_order, too_early
from smeaton.terms import Permission, Reach

NOTHING = "Nothing that was asked for could be kept, so the plan stays as it is."


@dataclass(frozen=True)
class _Outcome:
    """What a run came to: the plan to save (None: nothing changes), and for a re-plan what it kept."""

    made: Made | None
    remade: Remade | None = None


def carry_out(*, reach: Reach, plan_run_id: int, now: Callable[[], datetime]) -> str:
    """Work a queued run through to its end and return the status it ends with.

    Idempotent: a run that is not queued (somebody else works on it, or it has ended) is left as it is, and
    its status returned. The old plan stays current until the new one is complete. What cannot be planned
    fails with a sentence on the run; an unexpected error marks the run as failed and is raised again.
    """
    run = _claim(reach, plan_run_id, now())
    if run is None:
        return PlanRun.objects.values_list("status", flat=True).get(pk=plan_run_id)
    watch = Watch(run, now)
    try:
        made = _make(run, reach, watch)
    except (NothingToPlan, NothingToReplan, ProblemError) as refused:
        return _end(reach, run, PlanStatus.FAILED, now(), str(refused))
    except Exception:
        _end(reach, run, PlanStatus.FAILED, now(), "Something went wrong while planning. The old plan stays.")
        raise
    if made is None:
        return _end(reach, run, PlanStatus.CANCELLED, now(), "")
    if made.made is None:
        return _end(reach, run, PlanStatus.CANCELLED, now(), NOTHING, made.remade)
    return _complete(reach, run, made.made, made.remade, now())


@transaction.atomic
def _claim(reach: Reach, plan_run_id: int, at: datetime) -> PlanRun | None:
    run = (
        PlanRun.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme__place", "scenario")
        .get(pk=plan_run_id)
    )
    reach.require(Permission.RUN_PLAN, run.programme.where)
    if run.status != PlanStatus.QUEUED:
        return None
    run.status = PlanStatus.RUNNING
    run.attempt += 1
    run.started_at = run.heartbeat = at
    run.lease_until = at + lease_of(run)
    run.stage, run.percent, run.message = "reading the needs", 1, ""
    run.save()
    return run


def _make(run: PlanRun, reach: Reach, watch: Watch) -> _Outcome | None:
    """The plan with its explanations; None where the work was stopped."""
    remade: Remade | None = None
    if run.kind == RunKind.REPLAN:
        remade = remake(run, reach, watch)
        if watch.stop():
            return None
        if remade.result is None:
            return _Outcome(None, remade)
        inputs, found = remade.inputs, remade.result.plan
        _say_need(run, inputs.problem)
    else:
        inputs = planning_inputs(run, reach)
        _say_need(run, inputs.problem)

        def make(problem: Problem, seconds: float) -> Plan:
            return plan(problem, seconds=seconds, seed=run.seed, progress=watch.progress, stop=watch.stop)

        found = plan_in_order(inputs.problem, inputs.order, make, run.seconds)
    if watch.stop():
        return None
    dating = None
    if remade is None:  # a re-plan keeps the dates that people know
        dating = find_dates(run, inputs, found, watch)
        found = dating.plan
    made = _explained(run, inputs, found, watch, dating)
    return _Outcome(made, remade) if made else None


def _say_need(run: PlanRun, problem: Problem) -> None:
    PlanRun.objects.filter(pk=run.pk).update(need=evaluate(problem, Plan()).need)


def _explained(
    run: PlanRun, inputs: PlanningInputs, found: Plan, watch: Watch, dating: Dating | None
) -> Made | None:
    """The plan with why each item is there; None where the work was stopped."""
    problem = inputs.problem
    watch.stage("working out why each item is there", SEARCH)
    shares = explain.shares(problem, found, rng=np.random.default_rng(run.seed))
    firmness: Mapping[ItemKey, int] = {}
    curve: BudgetCurve | None = None
    if run.kind != RunKind.SCENARIO:  # worked out when it is chosen
        watch.stage("trying plausible versions of the needs", SHARES)
        firmness = explain.firmness(problem, found, rng=np.random.default_rng(run.seed), stop=watch.stop)
        watch.stage("working out what more money would buy", FIRMNESS)
        curve = explain.budget_curve(problem, found, step=_step(run), stop=watch.stop)
    watch.stage("saving the plan", CURVE)
    if watch.stop():
        return None
    return Made(
        problem=problem,
        plan=found,
        score=evaluate(problem, found),
        shares=shares,
        firmness=firmness,
        curve=curve,
        notes=(*inputs.notes, *_too_early(inputs, found)),
        dating=dating,
    )


def _too_early(inputs: PlanningInputs, found: Plan) -> list[str]:
    """A sentence for each place on an offer without what comes before it: a lead's must, or a re-plan."""
    early = too_early(found, inputs.order)
    offers = dict(
        Offer.objects.filter(key__in={key for row in early for key in row[1:]}).values_list("key", "name")
    )
    schools = dict(School.objects.filter(pk__in=[row[0] for row in early]).values_list("pk", "name"))
    return [
        f"{schools[int(urn)]} goes to “{offers[offer]}” without “{offers[first]}”, which comes first."
        for urn, offer, first in early
    ]


def _step(run: PlanRun) -> float:
    """Pounds between two points of the budget curve: 11 points from half to one and a half of the budget."""
    return max(500.0, round(float(run.budget) / 1000) * 100)


@transaction.atomic
def _complete(reach: Reach, run: PlanRun, made: Made, remade: Remade | None, at: datetime) -> str:
    mine = PlanRun.objects.select_for_update(no_key=True).filter(
        pk=run.pk, attempt=run.attempt, status=PlanStatus.RUNNING
    )
    locked = mine.first()
    if locked is None:  # another worker has taken it up, or somebody ended it
        return PlanRun.objects.values_list("status", flat=True).get(pk=run.pk)
    save_plan(locked, made)
    if locked.kind != RunKind.SCENARIO:  # a scenario stands beside the plan until it is chosen
        PlanRun.objects.filter(programme=locked.programme_id, current=True).update(current=False)
        locked.current = True
    locked.status, locked.stage, locked.percent = PlanStatus.COMPLETE, "complete", 100
    locked.finished_at, locked.lease_until = at, None
    locked.save()
    if remade is not None:
        settle(locked, remade, reach, at)
    record(
        reach=reach,
        action="completed",
        subject="plan",
        subject_id=run.pk,
        place=run.programme.place_id,
        changes={
            "covered": round(made.plan.covered, 4),
            "bound": round(made.plan.bound, 4),
            "cost": round(made.score.cost, 2),
        },
        at=at,
    )
    return str(locked.status)


@transaction.atomic
def _end(
    reach: Reach,
    run: PlanRun,
    status: PlanStatus,
    at: datetime,
    message: str,
    remade: Remade | None = None,
) -> str:
    ended = PlanRun.objects.filter(pk=run.pk, attempt=run.attempt, status=PlanStatus.RUNNING).update(
        status=status, stage=str(status), finished_at=at, message=message[:400], lease_until=None
    )
    if ended:
        if remade is not None:
            answer(run, remade, at, {})
        else:
            give_up(run, at)
        record(
            reach=reach,
            action="failed" if status == PlanStatus.FAILED else "stopped",
            subject="plan",
            subject_id=run.pk,
            place=run.programme.place_id,
            changes={"message": message} if message else {},
            at=at,
        )
        return str(status)
    return PlanRun.objects.values_list("status", flat=True).get(pk=run.pk)
