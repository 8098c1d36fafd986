"""One scenario against the plan that holds, or against another; and choosing it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from smeaton.apps.support import services
from smeaton.apps.support.documents import comparing as told
from smeaton.apps.support.models import Scenario
from smeaton.apps.support.queries.comparison import comparison
from smeaton.apps.support.tasks import draw_plan
from smeaton.apps.support.views.places import programme_of
from smeaton.apps.support.views.scenarios import belongs, called
from smeaton.terms import Permission
from smeaton.ui.requests import Request, number_in


@require_safe
@login_required
def scenario(request: Request, place: str, scenario: int) -> HttpResponse:
    """What each school gains and loses; `?with=` another scenario instead of the current plan."""
    programme = programme_of(request, place)
    kept = belongs(programme.pk, scenario)
    against = request.GET.get("with", "")
    try:
        other = number_in(against)
        view = comparison(programme.pk, scenario, request.reach, other)
    except Scenario.DoesNotExist as error:
        raise Http404("no such scenario") from error
    if view is None:
        name = called(request, programme, kept)
        messages.info(request, f"“{name}” is not planned yet: there is nothing to compare.")
        return redirect("support:scenarios", place=place)
    context = {
        "programme": programme,
        "view": view,
        "finding": told.comparison_finding(view),
        "schools": told.schools_finding(view),
        "least": told.least_served(view),
        "rows": [{"row": row, "difference": told.difference(row)} for row in view.moved],
        "chart": told.comparison_picture(view),
    }
    return render(request, "support/scenarios/scenario.html", context)


@require_POST
@login_required
def choose(request: Request, place: str, scenario: int) -> HttpResponse:
    """Make the scenario's plan the current one."""
    programme = programme_of(request, place)
    request.reach.require(Permission.RUN_PLAN, programme.where)
    name = called(request, programme, belongs(programme.pk, scenario))
    try:
        with transaction.atomic():
            run = services.choose_scenario(reach=request.reach, scenario_id=scenario, at=timezone.now())
            transaction.on_commit(partial(draw_plan.enqueue, run.pk))
    except services.ScenarioRefused as refused:
        messages.error(request, str(refused))
        return redirect("support:scenario", place=place, scenario=scenario)
    messages.success(request, f"The plan of “{name}” is the current plan now.")
    return redirect("support:plan", place=place)
