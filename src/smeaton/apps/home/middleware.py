"""When a session ends by itself, and who must have a second factor before anything else."""

from collections.abc import Callable
from typing import cast

from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django_htmx.http import HttpResponseClientRedirect

from smeaton.apps.home.queries.signing_in import has_second_factor, why_ended
from smeaton.apps.home.services import watching
from smeaton.apps.home.services.signing_in import note_seen
from smeaton.apps.people.models import User
from smeaton.ui.requests import Request


class SignedInMiddleware:
    """Ends sessions that are too old, idle or without a grant in force; asks for a second factor."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Look at whoever is signed in before any page does. No query, but one every five minutes."""
        user = request.user
        if isinstance(user, User):
            answer = _ended(cast("Request", request)) or _factor_first(cast("Request", request), user)
            if answer is not None:
                return answer
        return self.get_response(request)


def _ended(request: Request) -> HttpResponseBase | None:
    at = timezone.now()
    if why := why_ended(request.session, at):
        watching.note(request, "session ended", who=watching.login_of(request.user), how="age")
        logout(request)
        messages.info(request, f"You have been signed out, because {why}. Sign in to go on.")
        following = {"next": request.get_full_path()} if request.method == "GET" and not request.htmx else {}
        query = f"?{urlencode(following)}" if following else ""
        return _to(request, reverse("home:sign-in") + query)
    if not request.reach.grants and not request.reach.everywhere:
        name = request.person.name if request.person else ""
        watching.warn(request, "no role in force", who=watching.login_of(request.user))
        logout(request)
        if request.htmx:
            messages.info(
                request, "You have been signed out: you have no role here at present. Ask your hub lead."
            )
            return _to(request, reverse("home:sign-in"))
        return render(request, "home/sign_in/ended.html", {"name": name}, status=403)
    note_seen(session=request.session, at=at)
    return None


def _factor_first(request: Request, user: User) -> HttpResponseBase | None:
    own = (reverse("home:your-sign-in"), reverse("home:sign-out"))
    if (
        not request.reach.needs_second_factor()
        or request.path.startswith(own)
        or has_second_factor(request, user)
    ):
        return None
    return _to(request, reverse("home:second-factor"))


def _to(request: Request, address: str) -> HttpResponseBase:
    """Lead the whole browser there, also where HTMX asked for a part of a page."""
    return HttpResponseClientRedirect(address) if request.htmx else redirect(address)
