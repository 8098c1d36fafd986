"""The needs of a place: departments × strands."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smeaton.apps.needs.queries import PlaceProfile, place_matrix
from smeaton.apps.needs.views.places import programme_of
from smeaton.terms import Permission, Reach, Where
from smeaton.ui.components import Task
from smeaton.ui.pages import page_url
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request


@require_safe
@login_required
def place_needs(request: Request, place: str) -> HttpResponse:
    """Which needs stand out where, for those who answer for the whole place."""
    programme = programme_of(request, place)
    profile = place_matrix(programme, request.reach)
    return render(
        request,
        "needs/place.html",
        {
            "programme": programme,
            "profile": profile,
            "part": part_of(profile.rows, request),
            "without": part_of(profile.without, request, key="without"),
            "tasks": _tasks(profile, request.reach, programme.where, place),
        },
    )


def _tasks(profile: PlaceProfile, reach: Reach, where: Where, slug: str) -> list[Task]:
    tasks = []
    asked = [row for row in profile.without if row.standing in {"taking part", "invited"}]
    if asked and profile.named:
        count = len(asked)
        tasks.append(
            Task(
                "See who has not answered",
                "#without",
                f"{count} of {profile.departments} departments have no analysis yet",
            )
        )
    if profile.rows and reach.can(Permission.VIEW_PLAN, where):
        tasks.append(Task("Read the plan that answers these needs", page_url("plan", place=slug)))
    return tasks
