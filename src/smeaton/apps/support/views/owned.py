"""Finding the owned package that a page is about, and what its pages have in common."""

from typing import Any

from django.http import Http404

from smeaton.apps.places import queries as places
from smeaton.apps.places.models import Department
from smeaton.apps.places.queries import DepartmentCard
from smeaton.apps.support.queries.versions import OwnedPackage, owned_package
from smeaton.terms import Permission
from smeaton.ui.requests import Request


def department_of(
    request: Request, place: str, urn: int, permission: Permission = Permission.VIEW_PACKAGE
) -> DepartmentCard:
    """The department at this address, with its place on the request; 404 where there is none."""
    try:
        card = places.department(place, urn, request.reach, permission)
    except Department.DoesNotExist as error:
        raise Http404("no such department") from error
    request.place = card.place
    return card


def owned_of(request: Request, card: DepartmentCard) -> OwnedPackage:
    """Its package with versions and replies."""
    return owned_package(card.id, request.reach)


def around(request: Request, card: DepartmentCard) -> dict[str, Any]:
    """What every page about a package is given."""
    return {
        "department": card,
        "programme": card,
        "can_view_place": request.reach.can(Permission.VIEW_PLACE, card.where),
        "can_view_department": request.reach.can(Permission.VIEW_DEPARTMENT, card.where),
        "may_reply": request.reach.can(Permission.REPLY_TO_PACKAGE, card.where),
    }
