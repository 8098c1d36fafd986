"""Seeing pages as somebody else does: begin and stop."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries.seeing import SEEING
from smeaton.apps.access.services.seeing import begin_seeing, end_seeing
from smeaton.apps.access.views.people import here_of, url_of
from smeaton.ui.pages import page_url
from smeaton.ui.requests import Request

BACK = "smeaton_seeing_back"


@require_POST
@login_required
def see_as(request: Request, place: str, person: int) -> HttpResponse:
    """From now on pages are shown as that person of the place sees them, and nothing can be changed."""
    here = here_of(request, place)
    at = timezone.now()
    begin_seeing(reach=request.reach, person=person, place=here.place.pk, today=timezone.localdate(at))
    request.session[SEEING] = {"person": person, "place": here.place.pk, "since": at.timestamp()}
    grant = GrantRecord.objects.filter(person=person, school__isnull=False).values("school").first()
    back = here_of(request, place, urn=grant["school"]) if grant else here
    request.session[BACK] = url_of("people", back)
    return redirect(page_url("start"))


@require_POST
@login_required
def stop(request: Request) -> HttpResponse:
    """Pages are one's own again. Without anything to stop, nothing happens."""
    kept = request.session.pop(SEEING, None)
    if kept:
        end_seeing(reach=request.reach, person=kept["person"], place=kept["place"], why="stopped")
    return redirect(request.session.pop(BACK, page_url("start")))
