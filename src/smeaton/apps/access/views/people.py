"""Who is in: of a place, a trust or a school."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries.finding import MOST, people_called
from smeaton.apps.access.queries.people import PeopleHere, came_back, people_here
from smeaton.apps.access.queries.schools import called, school_lines
from smeaton.apps.access.queries.standing import Here, here
from smeaton.apps.access.queries.vouching import waiting_for
from smeaton.apps.access.views.schools import ALL, SchoolsHere, steps_of, tasks_of
from smeaton.apps.places.models import Place
from smeaton.apps.register.models import School, Trust
from smeaton.terms import Permission, Reach, Where
from smeaton.terms.school import LARGEST_URN
from smeaton.ui.components import Task
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request

SCHOOLS = 10
"""Schools on one page of the table: on a phone each is a card."""
MOST_AT_ONCE = 400
"""Letters that one press sends."""
LONGEST = 100
"""Of what is searched for."""


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
    to_vouch = [row for row in waiting_for(request.reach, timezone.localdate(at)) if found.may_know(row)]
    waiting = part_of(view.waiting, request, key="invited")
    context = {
        "view": view,
        "here": found,
        "holders": part_of(view.holders, request, key="in"),
        "waiting": waiting,
        "came_back": came_back([one.id for one in waiting]),
        "invite_url": url_of("invite", found) if found.roles_to_give(request.reach) else "",
        "list_url": url_of("staff-list", found) if found.takes_staff_from(request.reach) else "",
        "whole_school": request.reach.can(Permission.PROPOSE_AGREEMENTS, found.where),
        "up": _up(found, request.reach),
        "tasks": _tasks(view, to_vouch),
        "to_vouch": to_vouch,
        "at_once": min(view.unsent, MOST_AT_ONCE),
    }
    if not found.is_school:
        context |= _schools(request, found, _tasks(view, to_vouch))
    return render(request, "access/people/people.html", context)


def _schools(request: Request, found: Here, others: list[Task]) -> dict[str, object]:
    """The schools in it: those where something waits, all, or those searched for; their tasks first."""
    at = timezone.now()
    today = timezone.localdate(at)
    schools = SchoolsHere(tuple(school_lines(found, request.reach, at, today)))
    words, waits = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("waits", "")
    waits = waits or (ALL if words else "")  # a search goes through all, unless told otherwise
    rows = called(schools.shown(waits), words)
    part = part_of(rows, request, size=SCHOOLS)
    return {
        "schools": schools,
        "words": words,
        "waits": waits,
        "part": part,
        "steps": steps_of(part.rows, found, request.reach),
        "found": people_called(found, words, request.reach, today) if words else [],
        "most": MOST,
        "may_read": request.reach.can(Permission.VIEW_HISTORY, Where(place=found.place.pk)),
        "may_erase": request.reach.can(Permission.ERASE_PERSON, Where(place=found.place.pk)),
        "tasks": tasks_of(schools, found, request.reach) + others,
    }


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
    elif view.on_word:
        words = "one person" if view.on_word == 1 else f"{view.on_word} people"
        tasks.append(Task(f"Have somebody vouch for {words}", "#in", "until then they sign nothing"))
    mine = [one for one in view.waiting if one.may_change]
    unsent, over = [one for one in mine if not one.sent], [one for one in mine if one.expired]
    if unsent:
        words = "one person" if len(unsent) == 1 else f"{len(unsent)} people"
        tasks.append(Task(f"Invite {words} of your list", "#waiting", "they cannot sign in before"))
    if over:
        words = "An invitation has" if len(over) == 1 else f"{len(over)} invitations have"
        tasks.append(Task(f"{words} run out", "#waiting", "send again or withdraw"))
    return tasks
