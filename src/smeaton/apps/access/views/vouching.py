"""Vouching for people who are in on the word of the programme alone."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from smeaton.apps.access.models import GrantRecord
from smeaton.apps.access.services.vouching import vouch as vouch_for
from smeaton.apps.access.views.inviting import back_of
from smeaton.apps.access.views.people import MOST_AT_ONCE
from smeaton.ui.requests import Request, number_in


@require_POST
@login_required
def vouch(request: Request, place: str) -> HttpResponse:
    """Say that these people are who they are: `grant` once for each role."""
    wanted = [key for each in request.POST.getlist("grant") if (key := number_in(each)) is not None]
    rows = GrantRecord.objects.on_word().filter(pk__in=wanted[:MOST_AT_ONCE])
    found = [row.pk for row in rows.select_related("word_place", "word_programme__place") if _of(row, place)]
    if not found:
        raise Http404("no such role, or somebody has vouched for it already")
    number = vouch_for(reach=request.reach, grants=found, at=timezone.now())
    people = "this person" if number == 1 else f"these {number} people"
    messages.success(
        request, f"Thank you. You have vouched for {people}: what they signed counts from now on."
    )
    return redirect(back_of(request, place))


def _of(row: GrantRecord, place: str) -> bool:
    return row.through is not None and row.through.slug == place
