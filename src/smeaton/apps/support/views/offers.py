"""What a hub lead has to organise."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smeaton.apps.support import queries
from smeaton.apps.support.documents import sentences
from smeaton.apps.support.inputs import strength_table
from smeaton.apps.support.views.places import programme_of
from smeaton.terms import Permission
from smeaton.ui.components import Task
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request


@require_safe
@login_required
def offers(request: Request, place: str) -> HttpResponse:
    """Runs and mentors of the current plan, and the catalogue behind them."""
    programme = programme_of(request, place)
    page = queries.offers_page(programme.pk, request.reach)
    context = {
        "page": page,
        "programme": programme,
        "finding": sentences.offers_finding(page),
        "tasks": _tasks(page) if request.reach.can(Permission.MANAGE_PLACE, programme.where) else [],
        "strength": strength_table(),
        "runs": part_of(page.runs, request, key="runs"),
        "mentors": part_of(page.mentors, request, key="mentors"),
        "catalogue": part_of(page.catalogue, request, key="offers"),
    }
    return render(request, "support/offers.html", context)


def _tasks(page: queries.OffersPage) -> list[Task]:
    """What waits for whoever organises: at most two runs to fill, then the dates of all."""
    near = [
        Task(f"Fill {run.name} at {run.host}", "#runs", f"{run.seats} seats, minimum {run.seats_min}")
        for run in page.runs
        if run.near_minimum
    ]
    runs = sum(run.runs for run in page.runs)
    if not runs:
        return near[:2]
    proposed = "none is fixed yet" if page.undated == runs else "the plan proposes dates; none is fixed yet"
    return [
        *near[:2],
        Task(f"Agree dates with the hosts of {sentences.counted(runs, 'run')}", "#runs", proposed),
    ]
