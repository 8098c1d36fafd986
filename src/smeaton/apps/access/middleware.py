"""Puts the reach of whoever is signed in on every request."""

import logging
from collections.abc import Callable
from typing import cast
from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import render
from django.utils import timezone

from smeaton.apps.access.queries import reach_of
from smeaton.apps.people.models import User
from smeaton.apps.people.queries import person_of
from smeaton.terms import Reach, Refused
from smeaton.ui.requests import Request

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
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Show a refusal as a page that says what to do, and write it to the log: who, and which address."""
        if isinstance(exception, (Refused, PermissionDenied)):
            actor = getattr(request, "reach", Reach.nobody()).actor
            _LOG.warning("refused: %s %s %s", actor, request.method, quote(request.path))
            return render(request, "access/refused.html", status=403)
        return None
