"""The plan of a place: what it does, making a new one, and taking it away as a workbook."""

from functools import partial

from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from smeaton.apps.support import queries, services
from smeaton.apps.support.documents import (
    budget_picture,
    department_picture,
    plan_workbook,
    sentences,
    strand_picture,
    workbook_name,
)
from smeaton.apps.support.forms import RunPlanForm
from smeaton.apps.support.models import PlanRun
from smeaton.apps.support.queries.owning import hub_waits
from smeaton.apps.support.tasks import carry_out_plan
from smeaton.apps.support.views.answers import excel
from smeaton.apps.support.views.places import programme_of
from smeaton.terms import Permission
from smeaton.ui.components import Task
from smeaton.ui.pages import page_url
from smeaton.ui.requests import Request


@require_safe
@login_required
def plan(request: Request, place: str) -> HttpResponse:
    """The current plan, the run at work if there is one, and the form for the next."""
    return _page(request, place)


@require_POST
def run(request: Request, place: str) -> HttpResponse:
    """Ask for a new plan; the page then shows how far it is."""
    programme = programme_of(request, place)
    request.reach.require(Permission.RUN_PLAN, programme.where)
    form = RunPlanForm(request.POST)
    if form.is_valid():
        try:
            with transaction.atomic():
                asked = services.request_plan(
                    reach=request.reach,
                    programme_id=programme.pk,
                    at=timezone.now(),
                    budget=form.cleaned_data["budget"],
                    seconds=form.cleaned_data["seconds"],
                    strength=form.cleaned_data["strength"],
                )
                transaction.on_commit(partial(carry_out_plan.enqueue, asked.pk))
            return redirect(f"{reverse('support:plan', args=[place])}#progress")
        except (services.PlanBusy, ValueError) as refused:
            form.add_error(None, str(refused))
    return _page(request, place, form, status=422)


@require_safe
def progress(request: Request, place: str, run: int) -> HttpResponse:
    """How far a run is: a fragment for HTMX, which asks again; otherwise the plan page.

    Screen readers are told at the start, at each quarter of the way and at the end, not at every step.
    """
    programme = programme_of(request, place)
    request.reach.require(Permission.VIEW_PLAN, programme.where)
    _belongs(programme.pk, run)
    if not request.htmx:
        return redirect("support:plan", place=place)
    at = queries.plan_progress(run, request.reach)
    quarter = 25 * (at.percent // 25)
    context = {
        "run": at,
        "said": sentences.progress(at),
        "stage": sentences.stage(at),
        "quarter": quarter,
        "announce": sentences.announcement(at)
        if request.GET.get("said") != str(quarter) or not at.live
        else "",
        "programme": programme,
        "may_run": request.reach.can(Permission.RUN_PLAN, programme.where),
    }
    response = render(request, "support/plan.html#progress", context)
    if not at.live:  # the whole page is another one now
        response["HX-Refresh"] = "true"
    return response


@require_POST
def cancel(request: Request, place: str, run: int) -> HttpResponse:
    """Ask a run to stop."""
    programme = programme_of(request, place)
    request.reach.require(Permission.RUN_PLAN, programme.where)
    _belongs(programme.pk, run)
    services.cancel(reach=request.reach, plan_run_id=run, at=timezone.now())
    return redirect(f"{reverse('support:plan', args=[place])}#progress")


@require_safe
@login_required
def export(request: Request, place: str) -> HttpResponse:
    """The whole plan as a workbook, without people."""
    programme = programme_of(request, place)
    content = queries.plan_export(programme.pk, request.reach)
    if content.plan is None:
        raise Http404("no plan to export")
    return excel(plan_workbook(content), workbook_name(content))


def _page(request: Request, place: str, form: RunPlanForm | None = None, status: int = 200) -> HttpResponse:
    programme = programme_of(request, place)
    summary = queries.plan_summary(programme.pk, request.reach)
    current, latest = summary.current, summary.latest
    budget = current.budget if current else summary.budget
    if form is None:
        initial = {"budget": f"{budget:.2f}".removesuffix(".00") if budget is not None else "", "seconds": 40}
        form = RunPlanForm(initial=initial | {"strength": "1.0"})
    context = {
        "summary": summary,
        "programme": programme,
        "form": form,
        "run": latest,
        "may_run": summary.may_run,
        "quarter": "",
        "said": sentences.progress(latest) if latest else "",
        "stage": sentences.stage(latest) if latest else "",
        "plan": current,
    }
    if current is not None:
        context |= {
            "finding": sentences.plan_finding(current),
            "denominator": sentences.denominator(current),
            "limits": sentences.limits(current),
            "floor": sentences.floor(current),
            "more_of": sentences.more_of(current),
            "money_buys": sentences.money_buys(current),
            "charts": [department_picture(current), strand_picture(current), budget_picture(current)],
            "tasks": [
                *_waits(place, programme.pk, request),
                *_tasks(place, current, summary.lines_total),
            ],
        }
    return render(request, "support/plan.html", context, status=status)


def _waits(place: str, programme_id: int, request: Request) -> list[Task]:
    """What waits for the hub on the page of packages."""
    waits, url = hub_waits(programme_id, request.reach), reverse("support:packages", args=[place])
    tasks = []
    if waits.to_sign:
        tasks.append(Task(f"Sign {sentences.counted(waits.to_sign, 'package')}", url, "lead and head have"))
    if waits.to_send:
        tasks.append(Task(f"Send {sentences.counted(waits.to_send, 'package')} to the leads", url))
    return tasks


def _tasks(place: str, current: queries.CompletePlan, lines_total: float | None) -> list[Task]:
    tasks = []
    if lines_total is not None and abs(lines_total - current.budget) >= 0.005:
        text = "Look whether the budget lines pay for this plan"
        tasks.append(Task(text, page_url("money", place=place), "its budget is not their sum"))
    unknown = [d for d in current.departments if d.share is None and not d.declined]
    if unknown:
        text = "Bring one more department into the plan"
        if len(unknown) > 1:
            text = f"Bring {sentences.number(len(unknown))} more departments into the plan"
        tasks.append(Task(text, page_url("needs", place=place), "they have no needs profile yet"))
    if current.strength != 1:
        tasks.append(Task("Plan again with the usual strength of support", "#run", "this plan is a trial"))
    return tasks


def _belongs(programme_id: int, run_id: int) -> None:
    if not PlanRun.objects.filter(pk=run_id, programme=programme_id).exists():
        raise Http404("no such plan run")
