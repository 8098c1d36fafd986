"""What a scenario's plan leaves open until it is chosen: how firmly items stand, and what money would buy."""

import numpy as np
from django.db import transaction

from smeaton.apps.support.inputs import NothingToPlan, department_key, planning_inputs
from smeaton.apps.support.models import Kind, PackageItem, PlanRun, RunKind
from smeaton.apps.support.services.rebuilding import plan_of
from smeaton.engine.support import ItemKey, ProblemError, evaluate, explain
from smeaton.terms import Permission, Reach


def explain_chosen(*, reach: Reach, plan_run_id: int) -> bool:
    """Work that out for a scenario's plan that has become current; returns whether anything was left open.

    Nothing is said where needs, catalogue or rules have changed since, so that the plan breaks a rule now.
    It takes as long as explaining any plan, and may be called again.
    """
    run = PlanRun.objects.select_related("programme", "scenario").get(pk=plan_run_id)
    reach.require(Permission.RUN_PLAN, run.programme.where)
    if run.kind != RunKind.SCENARIO or not run.current or run.curve:
        return False
    found = plan_of(run)
    try:
        problem = planning_inputs(run, reach).problem
    except (NothingToPlan, ProblemError):
        return False
    if evaluate(problem, found).broken:
        return False
    firmness = explain.firmness(problem, found, rng=np.random.default_rng(run.seed))
    curve = explain.budget_curve(problem, found, step=max(500.0, round(float(run.budget) / 1000) * 100))
    with transaction.atomic():
        items = list(
            PackageItem.objects.filter(package__plan=run).select_related(
                "package__department", "offer", "mentor"
            )
        )
        for item in items:
            item.firmness = firmness.get(_key(item))
        PackageItem.objects.bulk_update(items, ["firmness"])
        if curve is not None:
            points = [list(point) for point in curve.points]
            PlanRun.objects.filter(pk=run.pk).update(
                curve={"points": points, "per_thousand": curve.per_thousand}
            )
    return True


def _key(item: PackageItem) -> ItemKey:
    department = department_key(item.package.department)
    if item.offer is not None:
        return ItemKey(department, "offer", item.offer.key)
    return ItemKey(department, str(Kind.MENTORING), item.mentor.key if item.mentor else "")
