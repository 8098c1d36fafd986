"""A department's page."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from smeaton.apps.access.queries.to_sign import ToSign, agreements_to_sign
from smeaton.apps.home.documents.charts import needs_chart
from smeaton.apps.home.queries.department import DepartmentView, department_view, tasks_of
from smeaton.apps.places.models import Department
from smeaton.apps.places.queries import department as department_of
from smeaton.terms import Permission, Where
from smeaton.ui.requests import Request


def view_of(request: Request, place: str, urn: int) -> DepartmentView:
    """The department at this address, with its place on the request; 404 where there is none."""
    try:
        card = department_of(place, urn, request.reach)
    except Department.DoesNotExist as error:
        raise Http404(str(error)) from error
    request.place = card.place
    return department_view(card, request.reach, timezone.now())


def _shared(request: Request, view: DepartmentView) -> ToSign | None:
    """What the department's trust shares, for whoever signs for it."""
    card = view.department
    own = Where(trust=card.trust_id) if card.trust_id is not None else Where(school=card.urn)
    if not request.reach.can(Permission.SIGN_AGREEMENT, own):
        return None
    found = agreements_to_sign(request.reach, timezone.localdate())
    return next((each for each in found if each.programme_id == card.programme_id), None)


@require_safe
@login_required
def department_page(request: Request, place: str, urn: int) -> HttpResponse:
    """What the department needs, what that rests on, and the school's published figures."""
    view = view_of(request, place, urn)
    return render(
        request,
        "home/department.html",
        {
            "view": view,
            "subject": view.department.subject,
            "tasks": tasks_of(view),
            "chart": needs_chart(view.profile),
            "shared": _shared(request, view),
        },
    )
