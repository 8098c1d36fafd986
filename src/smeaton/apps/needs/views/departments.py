"""Finding the department that a page is about."""

from django.http import Http404

from smeaton.apps.places import queries as places
from smeaton.apps.places.models import Department
from smeaton.apps.places.queries import DepartmentCard
from smeaton.terms import Permission
from smeaton.ui.requests import Request


def department_of(
    request: Request, place: str, urn: int, permission: Permission = Permission.VIEW_DEPARTMENT
) -> DepartmentCard:
    """The department at this address, with its place on the request; 404 where there is none."""
    try:
        card = places.department(place, urn, request.reach, permission)
    except Department.DoesNotExist as error:
        raise Http404(str(error)) from error
    request.place = card.place
    return card
