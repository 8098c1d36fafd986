"""History to read: of a department, of a person, of oneself."""

from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from smeaton.apps.home.queries.history import (
    From,
    HistoryPage,
    department_history,
    own_history,
    person_history,
)
from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Department, Place
from smeaton.apps.places.queries import department as department_of
from smeaton.terms import Permission, Where
from smeaton.ui.requests import Request, number_in


@require_safe
@login_required
@never_cache
def department(request: Request, place: str, urn: int) -> HttpResponse:
    """What was done about a department."""
    try:
        card = department_of(place, urn, request.reach, Permission.VIEW_HISTORY)
    except Department.DoesNotExist as error:
        raise Http404(str(error)) from error
    request.place = card.place
    page = department_history(card, request.reach, _wanted(request))
    return _render(request, page, f"History of {card.school_name}", "done for or by this department", card)


@require_safe
@login_required
@never_cache
def person(request: Request, place: str, person: int) -> HttpResponse:
    """What somebody of the place did, and what was done about them."""
    here = get_object_or_404(Place, slug=place)
    somebody = get_object_or_404(Person, pk=person)
    page = person_history(person, request.reach, _wanted(request))
    request.place = here
    may_erase = request.reach.can(Permission.ERASE_PERSON, Where(place=here.pk))
    title, what = f"History of {somebody.name}", "done by or about this person, where you may look"
    return _render(request, page, title, what, None, somebody if may_erase else None)


@require_safe
@login_required
@never_cache
def own(request: Request) -> HttpResponse:
    """What one did, and what was done about one."""
    page = own_history(request.reach, _wanted(request))
    return _render(request, page, "Your history", "done by you or about you", None)


def _wanted(request: Request) -> From:
    """The page that the address asks for."""
    return From(
        before=number_in(request.GET.get("before", "")),
        after=number_in(request.GET.get("after", "")),
        about=request.GET.get("about", ""),
    )


def _render(
    request: Request,
    page: HistoryPage,
    title: str,
    what: str,
    department: object,
    erasable: Person | None = None,
) -> HttpResponse:
    context = {
        "page": page,
        "title": title,
        "what": what,
        "department": department,
        "erasable": erasable,
        "filters": urlencode({"about": page.about}) + "&" if page.about else "",
    }
    return render(request, "home/history/history.html", context)
