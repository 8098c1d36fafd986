"""Mentors: who there is, what they give, and what happens when one drops out."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.support import services
from smeaton.apps.support.documents import mentors as told
from smeaton.apps.support.forms.mentors import MentorForm
from smeaton.apps.support.models import Mentor
from smeaton.apps.support.queries.mentors import MentorsPage, mentor_schools, mentors_page
from smeaton.apps.support.queries.strands import strand_titles
from smeaton.apps.support.tasks import carry_out_plan
from smeaton.apps.support.views.places import programme_of
from smeaton.engine.support import ProblemError
from smeaton.terms import Permission
from smeaton.ui.components import Task
from smeaton.ui.requests import Request


@require_safe
@login_required
def mentors(request: Request, place: str) -> HttpResponse:
    """The mentors with their hours, and how much of them the plan uses."""
    programme = programme_of(request, place)
    page = mentors_page(programme.pk, request.reach)
    context = {
        "programme": programme,
        "page": page,
        "finding": told.finding(page),
        "tasks": _tasks(page) if page.may_edit else [],
    }
    return render(request, "support/mentors/list.html", context)


def _tasks(page: MentorsPage) -> list[Task]:
    if not page.mentors:
        return [Task("Add the first mentor", "new/", "a role, a school, hours, what they are good at")]
    return [
        Task(f"Hand over what {row.role}, {row.school}, was to give", f"{row.id}/out/", "they are out")
        for row in page.left_over[:2]
    ]


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def mentor(request: Request, place: str, mentor: int | None = None) -> HttpResponse:
    """Add a mentor, or change one."""
    programme = programme_of(request, place)
    request.reach.require(Permission.MANAGE_PLACE, programme.where)
    kept = _mentor(request, programme.pk, mentor) if mentor is not None else None
    schools, strands = mentor_schools(programme.pk, request.reach), strand_titles(programme.pk)
    if request.method == "POST":
        form = MentorForm(request.POST, schools=schools, strands=strands)
        if form.is_valid():
            try:
                services.save_mentor(
                    reach=request.reach, programme_id=programme.pk, mentor_id=mentor, **form.saved()
                )
                messages.success(request, f"{form.cleaned_data['role']} is saved. The next plan goes by it.")
                return redirect("support:mentors", place=place)
            except services.MentorRefused as refused:
                form.add_error(None, str(refused))
    else:
        initial = MentorForm.values_of(kept) if kept else {}
        form = MentorForm(initial=initial, schools=schools, strands=strands)
    context = {"programme": programme, "form": form, "mentor": kept}
    return render(request, "support/mentors/mentor.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def out(request: Request, place: str, mentor: int) -> HttpResponse:
    """A mentor drops out: who would take over which department; on confirmation the plan follows."""
    programme = programme_of(request, place)
    request.reach.require(Permission.RUN_PLAN, programme.where)
    if request.method == "POST":
        return _confirm(request, place, _mentor(request, programme.pk, mentor))
    _mentor(request, programme.pk, mentor)
    try:
        proposed = services.propose_handover(reach=request.reach, mentor_id=mentor)
    except ProblemError as refused:
        messages.error(request, str(refused))
        return redirect("support:mentors", place=place)
    context = {
        "programme": programme,
        "mentor": proposed,
        "page": proposed,
        "finding": told.handover_finding(proposed),
    }
    return render(request, "support/mentors/out.html", context)


def _confirm(request: Request, place: str, kept: Mentor) -> HttpResponse:
    token = request.POST.get("token", "")
    try:
        with transaction.atomic():
            run = services.hand_over(reach=request.reach, mentor_id=kept.pk, token=token, at=timezone.now())
            if run is not None:
                transaction.on_commit(partial(carry_out_plan.enqueue, run.pk))
    except (services.HandoverRefused, services.PlanBusy, services.NothingToReplan) as refused:
        messages.error(request, str(refused))
        return redirect("support:mentor-out", place=place, mentor=kept.pk)
    except ProblemError as refused:
        messages.error(request, str(refused))
        return redirect("support:mentors", place=place)
    if run is None:
        messages.success(request, f"{kept.role} is out. The plan did not count on them.")
        return redirect("support:mentors", place=place)
    messages.success(request, f"{kept.role} is out. The plan follows now; only who it touches is told.")
    return redirect("support:plan", place=place)


@require_POST
@login_required
def back(request: Request, place: str, mentor: int) -> HttpResponse:
    """A mentor is there again: the next plan may count on them."""
    programme = programme_of(request, place)
    request.reach.require(Permission.MANAGE_PLACE, programme.where)
    kept = _mentor(request, programme.pk, mentor)
    services.bring_back(reach=request.reach, mentor_id=kept.pk, at=timezone.now())
    messages.success(request, f"{kept.role} is back. The next plan may count on them.")
    return redirect("support:mentors", place=place)


def _mentor(request: Request, programme_id: int, mentor: int) -> Mentor:
    """The mentor, if the school where they work shares itself; 404 otherwise."""
    found = (
        Mentor.objects.filter(pk=mentor, programme=programme_id)
        .select_related("department__school", "department__programme")
        .prefetch_related("strengths")
        .first()
    )
    if found is None or not request.reach.can(Permission.VIEW_DEPARTMENT, found.department.where):
        raise Http404("no such mentor")
    return found
