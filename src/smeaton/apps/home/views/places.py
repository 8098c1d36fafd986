"""The place's page."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from smeaton.apps.home.documents.charts import gap_chart, gap_finding, place_map
from smeaton.apps.home.queries.place import PlaceView, place_view, tasks_of
from smeaton.apps.places.models import Place
from smeaton.apps.places.queries import place as place_of
from smeaton.terms import Permission, Where
from smeaton.ui.requests import Request

ROWS = 30
"""Schools on one page of the table."""


def _people(view: PlaceView) -> Where:
    """Where the place's people are looked after, also by whoever has its programme."""
    return Where(view.place.pk, programme=view.programme.pk if view.programme else None)


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
    view = place_view(card, request.reach, timezone.now(), trust=trust, standing=standing)
    return render(
        request,
        "home/place.html",
        {
            "view": view,
            "page": Paginator(view.rows, ROWS).get_page(request.GET.get("page")),
            "filters": urlencode({"trust": trust, "standing": standing}),
            "programme": view.programme,
            "tasks": tasks_of(view),
            "finding": gap_finding(card.name, view.gap),
            "gap": gap_chart(card.name, view.gap) if view.gap else None,
            "map": place_map(view),
            "trust": trust,
            "standing": standing,
            "may_manage_people": request.reach.can(Permission.MANAGE_PEOPLE, _people(view)),
        },
    )
