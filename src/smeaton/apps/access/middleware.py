"""Puts the reach of whoever is signed in on every request; and that of whoever they see pages as."""

import logging
from collections.abc import Callable
from typing import cast
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone

from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.queries.seeing import LONGEST, SEEING, seen_as
from smeaton.apps.access.services.seeing import end_seeing
from smeaton.apps.people.models import User
from smeaton.apps.people.queries import person_of
from smeaton.terms import Reach, Refused
from smeaton.ui.callers import caller
from smeaton.ui.pages import page_url
from smeaton.ui.requests import Request, Seeing

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})

_LOG = logging.getLogger("smeaton.refused")


class ReachMiddleware:
    """Sets `request.reach` and `request.person`; a `Refused` raised below becomes a 403 page."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Work out the reach anew on every request, so that an ended grant ends at once."""
        ours = cast("Request", request)
        person = person_of(request.user) if isinstance(request.user, User) else None
        ours.person = person
        ours.reach = reach_of(person, timezone.localdate()) if person else Reach.nobody()
        ours.place = None
        ours.seeing = None
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a refusal as a page that says what to do, and write to the log who, what and from where."""
        if isinstance(exception, (Refused, PermissionDenied)):
            actor = getattr(request, "reach", Reach.nobody()).actor
            where = quote(request.path)
            _LOG.warning("refused: %s %s %s from %s", actor, request.method, where, caller(request))
            return render(request, "access/refused.html", status=403)
        return None


class SeeingMiddleware:
    """While a hub lead sees pages as somebody else does: shows the other's reach, and refuses every write.

    It stands after everything that asks who is signed in: what is asked of the hub lead stays asked of them.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Nothing to do for whoever sees pages as themselves; two or three queries more for others."""
        ours = cast("Request", request)
        kept = request.session.get(SEEING)
        if not kept:
            return self.get_response(request)
        at = timezone.now()
        found = seen_as(ours.reach, kept["person"], kept["place"], timezone.localdate(at))
        why = "" if found else "not allowed any more"
        if at.timestamp() - kept["since"] >= LONGEST.total_seconds():
            why = "too long"
        if request.method == "POST" and request.path == page_url("sign-out"):
            why = "signed out"
        if why or found is None:
            end_seeing(reach=ours.reach, person=kept["person"], place=kept["place"], why=why)
            del request.session[SEEING]
            return self.get_response(request)
        person, reach = found
        ours.seeing = Seeing(person.name, reverse("access:stop-seeing"))
        if request.method not in SAFE and request.path != ours.seeing.stop_url:
            return render(request, "access/only_looking.html", status=403)
        if request.path != ours.seeing.stop_url:
            ours.reach = reach
        return self.get_response(request)
