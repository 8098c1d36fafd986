"""Finding the programme that a page is about."""

from django.http import Http404

from smeaton.apps.places import queries as places
from smeaton.apps.places.models import Place
from smeaton.ui.requests import Request


def programme_of(request: Request, slug: str) -> places.ProgrammeCard:
    """The latest programme of the place, which is put on the request; 404 where there is none."""
    try:
        place = places.place(slug, request.reach)
    except Place.DoesNotExist as error:
        raise Http404("no such place") from error
    request.place = place
    found = places.programmes(place.pk, request.reach)
    if not found:
        raise Http404("no programme in that place")
    return found[-1]
