"""The place's page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from smeaton.apps.home.documents.charts import gap_chart, gap_finding, place_map
from smeaton.apps.home.queries.people_waiting import PeopleWaiting, lines_of, people_waiting
from smeaton.apps.home.queries.place import place_view, tasks_of
from smeaton.apps.places.models import Place
from smeaton.apps.places.queries import place as place_of
from smeaton.ui.components import Task
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request


@require_safe
@login_required
def place_page(request: Request, place: str) -> HttpResponse:
    """The gap against England, the schools, and what needs the hub lead now."""
    try:
        card = place_of(place, request.reach)
    except Place.DoesNotExist as error:
        raise Http404(str(error)) from error
    request.place = card
    trust, standing = request.GET.get("trust", ""), request.GET.get("standing", "")
    at = timezone.now()
    view = place_view(card, request.reach, at, trust=trust, standing=standing)
    waiting = people_waiting(card, view.programme, request.reach, at, timezone.localdate(at))
    return render(
        request,
        "home/place.html",
        {
            "view": view,
            "page": part_of(view.rows, request),
            "programme": view.programme,
            "tasks": [*_asked(waiting, card.slug), *tasks_of(view)],
            "finding": gap_finding(card.name, view.gap),
            "gap": gap_chart(card.name, view.gap) if view.gap else None,
            "map": place_map(view),
            "trust": trust,
            "standing": standing,
            "waiting": waiting,
            "lines": lines_of(waiting, card.slug) if waiting else [],
        },
    )


def _asked(waiting: PeopleWaiting | None, slug: str) -> list[Task]:
    """Requests for correction come before everything else: the law sets a day."""
    return lines_of(PeopleWaiting(corrections=waiting.corrections), slug) if waiting else []
