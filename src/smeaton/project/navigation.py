"""Navigation as data: the stages of the work, in their order, with the page that opens each."""

from dataclasses import dataclass

from django.http import HttpRequest

from smeaton.terms import Permission, Reach, Where
from smeaton.ui.pages import page_url


@dataclass(frozen=True)
class Stage:
    """One stage in the header: its name, its page and who may open it."""

    name: str
    page: str
    permission: Permission


STAGES = (
    Stage("Place", "place", Permission.VIEW_PLACE),
    Stage("Needs", "needs", Permission.VIEW_PLACE_NEEDS),
    Stage("Support", "plan", Permission.VIEW_PLAN),
    Stage("Offers", "offers", Permission.VIEW_OFFERS),
)


@dataclass(frozen=True)
class Link:
    """A resolved link of the header."""

    name: str
    url: str
    current: bool


def navigation(request: HttpRequest) -> dict[str, object]:
    """The header's links for the place that the view put on the request (`request.place`), if any."""
    place = getattr(request, "place", None)
    reach: Reach = getattr(request, "reach", Reach.nobody())
    links = []
    if place is not None:
        for stage in STAGES:
            if reach.can(stage.permission, Where(place=place.pk)):
                url = page_url(stage.page, place=place.slug)
                links.append(Link(stage.name, url, request.path == url))
    return {"stages": links, "place": place, "reach": reach}
