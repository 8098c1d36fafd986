"""Ending a role: alone, with somebody's post, or because they move."""

from datetime import timedelta

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from smeaton.apps.access.forms.people import EndForm
from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.queries.parts import over_all_of
from smeaton.apps.access.queries.people import GrantCard, grant_card
from smeaton.apps.access.queries.standing import Here
from smeaton.apps.access.services import end_grant, leave, move
from smeaton.apps.access.views.people import here_of, url_of
from smeaton.terms import Permission, ScopeKind, Where
from smeaton.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def end(request: Request, place: str, grant: int) -> HttpResponse:
    """What ends and when; a whole school or trust is left, or exchanged for another, on the same page."""
    today = timezone.localdate()
    here, card = _found(request, place, grant)
    others = _others(request, here, card)
    given = request.POST if request.method == "POST" else None
    form = EndForm(card.title, card.over, others, has_posts=card.has_posts, today=today, data=given)
    if given is not None and form.is_valid():
        said = form.cleaned_data
        what, on = said["what"], said["last_day"]
        own = {"reach": request.reach, "on": on, "place": here.place.pk}
        try:
            if what == "role":
                end_grant(grant_id=card.id, **own)
            elif what == "leave":
                leave(person=card.person_id, scope=card.scope, key=card.key, **own)
            else:
                start = on + timedelta(days=1)
                move(person=card.person_id, school=card.key, to=said["to"], starts=start, **own)
        except ValueError as refused:
            form.add_error("what", str(refused))
        else:
            when = "at once" if on < today else f"after {on:%-d %B %Y}"
            messages.success(request, f"{card.name}: ended {when}.")
            return redirect(url_of("people", here))
    context = {
        "here": here,
        "card": card,
        "form": form,
        "back": url_of("people", here),
        "may_sign_out": over_all_of(card.person_id, request.reach, Permission.MANAGE_PEOPLE),
    }
    return render(request, "access/people/end.html", context, status=422 if form.errors else 200)


def _found(request: Request, place: str, grant: int) -> tuple[Here, GrantCard]:
    """The role, and the place, trust or school that it is over; 404 where it is not in force there."""
    row = GrantRecord.objects.filter(pk=grant).values("school", "trust").first()
    if row is None:
        raise Http404("no such role")
    here = here_of(request, place, trust=row["trust"], urn=row["school"])
    try:
        return here, grant_card(here, grant, request.reach, timezone.localdate())
    except GrantRecord.DoesNotExist as error:
        raise Http404("no such role, or it has ended") from error


def _others(request: Request, here: Here, card: GrantCard) -> list[tuple[int, str]]:
    """The other schools of the trust, or of the place, that the reach manages: where somebody may move to."""
    if card.scope is not ScopeKind.SCHOOL:
        return []
    whole = Where(place=here.place.pk)
    everywhere = request.reach.can(Permission.MANAGE_PEOPLE, whole)
    over = here_of(request, here.place.slug) if everywhere else None
    if over is None and here.trust is not None:
        trust = Where(place=here.place.pk, trust=here.trust)
        if request.reach.can(Permission.MANAGE_PEOPLE, trust):
            over = here_of(request, here.place.slug, trust=here.trust)
    return [school for school in over.schools if school[0] != card.key] if over else []
