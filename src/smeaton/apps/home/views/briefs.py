"""Visit briefs: one A4 for one department, or a pack for all that take part."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from smeaton.apps.home.queries.brief import brief_of, pack_of, to_visit
from smeaton.apps.home.views.departments import view_of
from smeaton.apps.places.models import Place
from smeaton.apps.places.queries import place as place_of
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request


@require_safe
@login_required
def brief(request: Request, place: str, urn: int) -> HttpResponse:
    """The visit brief of one department."""
    view = view_of(request, place, urn)
    return render(request, "home/briefs.html", {"briefs": [brief_of(view)], "department": view.department})


@require_safe
@login_required
def pack(request: Request, place: str) -> HttpResponse:
    """The visit briefs of every department of the place that takes part, one sheet each, thirty at a time."""
    try:
        card = place_of(place, request.reach)
    except Place.DoesNotExist as error:
        raise Http404(str(error)) from error
    request.place = card
    part = part_of(to_visit(card, request.reach), request)
    context = {"briefs": pack_of(part.rows, request.reach), "part": part, "department": None}
    return render(request, "home/briefs.html", context)
