"""A department's support package, on the page and in print."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from smeaton.apps.places import queries as places
from smeaton.apps.places.models import Department
from smeaton.apps.support import queries
from smeaton.apps.support.documents import package_picture, sentences
from smeaton.terms import Permission
from smeaton.ui.components import Task
from smeaton.ui.requests import Request


@require_safe
@login_required
def package(request: Request, place: str, urn: int) -> HttpResponse:
    """The package of the school's department in the current plan; `?print=1` as one sheet to print."""
    try:
        card = places.department(place, urn, request.reach, Permission.VIEW_PACKAGE)
    except Department.DoesNotExist as error:
        raise Http404("no such department") from error
    request.place = card.place
    view = queries.package(card.id, request.reach)
    context = {
        "package": view,
        "department": card,
        "programme": card,
        "finding": sentences.package_finding(view),
        "balance": sentences.balance(view.balance),
        "when": sentences.when(view),
        "items": [
            {"item": item, "who": sentences.who_goes(item), "firmness": sentences.firmness(item)}
            for item in view.items
        ],
        "tasks": [Task("Print it, and agree it", "?print=1", "lead, head and hub sign")]
        if view.items
        else [],
        "today": timezone.localdate(),
        "can_view_place": request.reach.can(Permission.VIEW_PLACE, card.where),
    }
    if "print" in request.GET:
        return render(request, "support/package_print.html", context)
    context["chart"] = package_picture(view) if view.strands else None
    return render(request, "support/package.html", context)
