"""Scenarios of a place: side by side, made from a form, planned in the background."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.places.queries import ProgrammeCard
from smeaton.apps.support import services
from smeaton.apps.support.documents import comparing, sentences
from smeaton.apps.support.forms.scenarios import ScenarioForm
from smeaton.apps.support.models import Scenario
from smeaton.apps.support.queries.scenarios import (
    ScenarioCard,
    ScenariosPage,
    scenario_choices,
    scenarios_page,
)
from smeaton.apps.support.queries.shown import hidden_from, unnamed
from smeaton.apps.support.tasks import carry_out_plan
from smeaton.apps.support.views.places import programme_of
from smeaton.engine.support import ProblemError
from smeaton.terms import Permission
from smeaton.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def scenarios(request: Request, place: str) -> HttpResponse:
    """All scenarios beside the plan, how far the one at work is, and the form for another."""
    programme = programme_of(request, place)
    page = scenarios_page(programme.pk, request.reach)
    if request.method != "POST":
        form = ScenarioForm(choices=scenario_choices(programme.pk, request.reach)) if page.may_run else None
        return _page(request, programme, page, form)
    request.reach.require(Permission.RUN_PLAN, programme.where)
    form = ScenarioForm(request.POST, choices=scenario_choices(programme.pk, request.reach))
    if form.is_valid():
        try:
            made = services.make_scenario(
                reach=request.reach,
                programme_id=programme.pk,
                name=form.cleaned_data["name"],
                changes=form.changes,
                at=timezone.now(),
            )
            _plan(request, made.pk, form.cleaned_data["seconds"])
            return redirect(f"{reverse('support:scenarios', args=[place])}#progress")
        except (services.ScenarioRefused, ProblemError) as refused:
            form.add_error(None, str(refused))
    return _page(request, programme, page, form)


def _page(
    request: Request, programme: ProgrammeCard, page: ScenariosPage, form: ScenarioForm | None
) -> HttpResponse:
    at_work = page.live
    context = {
        "programme": programme,
        "page": page,
        "finding": comparing.scenarios_finding(page),
        "rows": [{"card": card, "verdict": comparing.verdict(card)} for card in page.cards],
        "form": form,
        "may_run": page.may_run,
        **(_progress(at_work) | {"announce": ""} if at_work else {}),
    }
    return render(
        request,
        "support/scenarios/list.html",
        context,
        status=422 if form is not None and form.errors else 200,
    )


def _progress(card: ScenarioCard, said: str = "") -> dict[str, object]:
    """What the fragment of a scenario at work shows; `said` is the quarter that was told of last."""
    at = card.run
    if at is None:
        raise Http404("no run of this scenario")
    quarter = 25 * (at.percent // 25)
    return {
        "at_work": card,
        "run": at,
        "said": sentences.progress(at),
        "stage": sentences.stage(at),
        "quarter": quarter,
        "announce": sentences.announcement(at) if said != str(quarter) or not at.live else "",
    }


def _plan(request: Request, scenario_id: int, seconds: int | None) -> None:
    """Ask for the plan of a scenario; where another is being made, say that it waits."""
    try:
        with transaction.atomic():
            run = services.plan_scenario(
                reach=request.reach, scenario_id=scenario_id, at=timezone.now(), seconds=seconds
            )
            transaction.on_commit(partial(carry_out_plan.enqueue, run.pk))
    except services.PlanBusy:
        messages.info(request, "Another plan is being made. This scenario is planned when that is complete.")


@require_POST
@login_required
def run(request: Request, place: str, scenario: int) -> HttpResponse:
    """Plan a scenario, for the first time or again."""
    programme = programme_of(request, place)
    request.reach.require(Permission.RUN_PLAN, programme.where)
    belongs(programme.pk, scenario)
    try:
        _plan(request, scenario, None)
    except services.ScenarioRefused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('support:scenarios', args=[place])}#progress")


@require_safe
@login_required
def progress(request: Request, place: str, scenario: int) -> HttpResponse:
    """How far a scenario is: a fragment for HTMX, which asks again; otherwise the page of scenarios."""
    programme = programme_of(request, place)
    request.reach.require(Permission.VIEW_PLAN, programme.where)
    belongs(programme.pk, scenario)
    if not request.htmx:
        return redirect("support:scenarios", place=place)
    page = scenarios_page(programme.pk, request.reach)
    card = next(card for card in page.cards if card.id == scenario)
    context = _progress(card, request.GET.get("said", "")) | {
        "programme": programme,
        "may_run": page.may_run,
    }
    response = render(request, "support/scenarios/list.html#progress", context)
    if not card.live:  # the whole page is another one now
        response["HX-Refresh"] = "true"
    return response


@require_POST
@login_required
def cancel(request: Request, place: str, scenario: int) -> HttpResponse:
    """Ask the run of a scenario to stop."""
    programme = programme_of(request, place)
    request.reach.require(Permission.RUN_PLAN, programme.where)
    at_work = belongs(programme.pk, scenario).plan_runs.order_by("-id").first()
    if at_work is not None:
        services.cancel(reach=request.reach, plan_run_id=at_work.pk, at=timezone.now())
    return redirect(f"{reverse('support:scenarios', args=[place])}#progress")


@require_POST
@login_required
def remove(request: Request, place: str, scenario: int) -> HttpResponse:
    """Take a scenario away."""
    programme = programme_of(request, place)
    request.reach.require(Permission.RUN_PLAN, programme.where)
    name = called(request, programme, belongs(programme.pk, scenario))
    try:
        services.remove_scenario(reach=request.reach, scenario_id=scenario, at=timezone.now())
        messages.success(request, f"“{name}” is taken away.")
    except services.ScenarioRefused as refused:
        messages.error(request, str(refused))
    return redirect("support:scenarios", place=place)


def called(request: Request, programme: ProgrammeCard, scenario: Scenario) -> str:
    """The name that the hub gave a scenario, without schools that the reader is not told of."""
    return unnamed(scenario.name, hidden_from(programme, request.reach))


def belongs(programme_id: int, scenario_id: int) -> Scenario:
    """The scenario, if it is the programme's; 404 otherwise."""
    found = Scenario.objects.filter(pk=scenario_id, programme=programme_id).first()
    if found is None:
        raise Http404("no such scenario")
    return found
