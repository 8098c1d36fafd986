"""Finding the place and the programme that a page of support is about."""

from django.http import Http404

from smeaton.apps.places.models import Place, Programme
from smeaton.apps.places.queries import ProgrammeCard, latest_programme
from smeaton.ui.requests import Request


def programme_of(request: Request, slug: str) -> ProgrammeCard:
    """The latest programme of the place, which is put on the request; 404 where there is none."""
    try:
        found = latest_programme(slug, request.reach)
    except (Place.DoesNotExist, Programme.DoesNotExist) as error:
        raise Http404(str(error)) from error
    request.place = found.place
    return found
