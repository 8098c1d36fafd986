"""Navigation as data: the stages of the work, in their order, with the page that opens each."""

from dataclasses import dataclass

from django.conf import settings
from django.http import HttpRequest

from smeaton.apps.places.models import Programme
from smeaton.apps.places.queries import own_departments
from smeaton.project.policy import RULES, Over
from smeaton.terms import Permission, Reach, ScopeKind, Where
from smeaton.ui.pages import page_url


@dataclass(frozen=True)
class Stage:
    """One stage in the header: its name, its page of the place and who may open that.

    `own` is the page of one department that opens the stage for somebody who may not see the whole place.
    """

    name: str
    page: str
    permission: Permission
    own: str = ""
    own_permission: Permission = Permission.VIEW_DEPARTMENT


STAGES = (
    Stage("Place", "place", Permission.VIEW_PLACE),
    Stage("Needs", "needs", Permission.VIEW_PLACE_NEEDS, "department"),
    Stage("Support", "plan", Permission.VIEW_PLAN, "package", Permission.VIEW_PACKAGE),
    Stage("Offers", "offers", Permission.VIEW_OFFERS),
    Stage("People", "people", Permission.MANAGE_PEOPLE, "school-people", Permission.MANAGE_PEOPLE),
)


_OF_A_PLACE = {
    rule.address: rule
    for rule in RULES
    if "GET" in rule.methods and rule.over in (Over.PLACE, Over.PROGRAMME)
}


@dataclass(frozen=True)
class Link:
    """A resolved link of the header."""

    name: str
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, object]:
    """The header's links for the place that the view put on the request (`request.place`), if any.

    Who sees the place goes to its pages; who has one department there, to that department's; who has
    several, to the list of them. `opens` are the place's pages that the reader may open, by their names in
    `settings.PAGES`: a page offers a link to no other.
    """
    place = getattr(request, "place", None)
    reach: Reach = getattr(request, "reach", Reach.nobody())
    pages: list[tuple[str, str]] = []
    opens = frozenset[str]()
    if place is not None:
        where = _whole(place.pk, reach)
        pages = [
            (s.name, page_url(s.page, place=place.slug)) for s in STAGES if reach.can(s.permission, where)
        ]
        opens = _opened(place.pk, where, reach)
        if not reach.can(Permission.VIEW_PLACE, where):
            pages += _own_pages(place.pk, place.slug, reach)
    links = [Link(name, url, request.path == url) for name, url in pages]
    return {"stages": links, "place": place, "reach": reach, "opens": opens}


def _opened(place_id: int, whole: Where, reach: Reach) -> frozenset[str]:
    """The names of the place's pages that the policy lets this reader open."""
    return frozenset(
        name
        for name, address in settings.PAGES.items()
        if (rule := _OF_A_PLACE.get(address))
        and all(reach.can(need, Where(place_id) if rule.over is Over.PLACE else whole) for need in rule.needs)
    )


def _whole(place_id: int, reach: Reach) -> Where:
    """The whole place; for whoever holds a role over programmes also those in it, by one query."""
    held = [grant.id for grant in reach.grants if grant.scope is ScopeKind.PROGRAMME]
    inside = Programme.objects.filter(place=place_id, pk__in=held).order_by() if held else ()
    return Where(place_id, programmes=frozenset(row.pk for row in inside))


def _own_pages(place_id: int, slug: str, reach: Reach) -> list[tuple[str, str]]:
    """The stages of somebody's one department; the list of departments where there are several."""
    departments = own_departments(place_id, reach)
    if len(departments) > 1:
        return [("Your departments", page_url("start"))]
    return [
        (stage.name, page_url(stage.own, place=slug, urn=department.urn))
        for department in departments
        for stage in STAGES
        if stage.own and reach.can(stage.own_permission, department.where)
    ]
