"""Who is in: of a place, a trust or a school."""

from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries.people import PeopleHere, people_here
from smeaton.apps.access.queries.standing import Here, here
from smeaton.apps.access.queries.vouching import waiting_for
from smeaton.apps.places.models import Place
from smeaton.apps.register.models import School, Trust
from smeaton.terms import Permission, Reach
from smeaton.terms.school import LARGEST_URN
from smeaton.ui.components import Task
from smeaton.ui.requests import Request

ROWS = 60
"""Roles on one page of the table."""


def here_of(request: Request, place: str, trust: int | None = None, urn: int | None = None) -> Here:
    """Where the address stands, with its place on the request; 404 where there is none."""
    if urn is not None and urn > LARGEST_URN:
        raise Http404("no such school")
    try:
        found = here(place, request.reach, trust=trust, urn=urn)
    except (Place.DoesNotExist, School.DoesNotExist, Trust.DoesNotExist) as error:
        raise Http404(str(error)) from error
    request.place = found.place
    return found


def url_of(name: str, found: Here, *more: int) -> str:
    """The address of a page about these people: `name` as for the place, “trust-…” and “school-…” else."""
    if found.whole_place:
        return reverse(f"access:{name}", args=[found.place.slug, *more])
    return reverse(f"access:{found.scope.value}-{name}", args=[found.place.slug, found.key, *more])


@require_safe
@login_required
def people(request: Request, place: str, trust: int | None = None, urn: int | None = None) -> HttpResponse:
    """Who is in, in what role, since when and given by whom; who is invited; what to do next."""
    found = here_of(request, place, trust, urn)
    at = timezone.now()
    view = people_here(found, request.reach, at, timezone.localdate(at))
    roles = found.roles_to_give(request.reach)
    to_vouch = [row for row in waiting_for(request.reach, timezone.localdate(at)) if found.may_know(row)]
    context = {
        "view": view,
        "here": found,
        "page": Paginator(view.holders, ROWS).get_page(request.GET.get("page")),
        "invite_url": url_of("invite", found) if roles else "",
        "list_url": url_of("staff-list", found) if found.takes_staff_from(request.reach) else "",
        "whole_school": _may_invite_whole(found, request.reach),
        "up": _up(found, request.reach),
        "tasks": _tasks(view, to_vouch),
        "to_vouch": to_vouch,
    }
    return render(request, "access/people/people.html", context)


def _may_invite_whole(found: Here, reach: Reach) -> bool:
    return reach.can(Permission.PROPOSE_AGREEMENTS, found.where)


def _up(found: Here, reach: Reach) -> tuple[str, str] | None:
    """The page above, where the reach may see it: its address and its name."""
    if found.whole_place:
        return None
    whole = Here(
        found.place, found.scope.PLACE, found.place.pk, found.place.name, programmes=found.programmes
    )
    if reach.can(Permission.MANAGE_PEOPLE, whole.where):
        return url_of("people", whole), f"People of {found.place.name}"
    if found.is_school and found.trust is not None:
        owner = Here(
            found.place, found.scope.TRUST, found.trust, "", found.trust, programmes=found.programmes
        )
        if reach.can(Permission.MANAGE_PEOPLE, owner.where):
            return url_of("people", owner), "People of the trust"
    return None


def _tasks(view: PeopleHere, to_vouch: list[GrantRecord]) -> list[Task]:
    """At most three lines of what needs whoever looks."""
    tasks = []
    if to_vouch:
        words = to_vouch[0].person.name if len(to_vouch) == 1 else f"{len(to_vouch)} people"
        tasks.append(Task(f"Say whether you know {words}", "#vouch", "until then they sign nothing"))
    mine = [one for one in view.waiting if one.may_change]
    unsent, over = [one for one in mine if not one.sent], [one for one in mine if one.expired]
    if unsent:
        words = "one person" if len(unsent) == 1 else f"{len(unsent)} people"
        tasks.append(Task(f"Invite {words} of your list", "#waiting", "they cannot sign in before"))
    if over:
        words = "An invitation has" if len(over) == 1 else f"{len(over)} invitations have"
        tasks.append(Task(f"{words} run out", "#waiting", "send again or withdraw"))
    empty = [line for line in view.schools if line.empty]
    if empty:
        words = "one school" if len(empty) == 1 else f"{len(empty)} schools"
        tasks.append(Task(f"Nobody is in or invited from {words}", "#schools", "invite the school"))
    return tasks[:3]
