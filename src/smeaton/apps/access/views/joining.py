"""The link of an invitation: reading it changes nothing, accepting it works once."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import login
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from smeaton.apps.access.forms.people import SignForm
from smeaton.apps.access.queries.joining import joining_page
from smeaton.apps.access.services.joining import Joined, JoiningRefused, accept_invitation
from smeaton.apps.people.models import Person, User
from smeaton.apps.people.queries import person_of
from smeaton.ui.pages import page_url
from smeaton.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@never_cache
def join(request: Request, token: str) -> HttpResponse:
    """What somebody is invited to, by whom; accepted with one press, and the agreement signed with it."""
    at = timezone.now()
    page = joining_page(token, at)
    if page is None or page.closed:
        return render(request, "access/people/join_closed.html", {"page": page}, status=410)
    accepting = request.method == "POST"
    signing = page.agreement is not None and "later" not in request.POST
    form = SignForm(request.POST if accepting and signing else None) if page.agreement else None
    refused = ""
    if accepting and (form is None or not signing or form.is_valid()):
        signs_as = form.cleaned_data["signs_as"] if form is not None and signing else ""
        try:
            joined = accept_invitation(token=token, at=at, signed_in=_signed_in(request), signs_as=signs_as)
        except JoiningRefused as error:
            refused = str(error)
        else:
            return _welcome(request, joined, page.role)
    status = 422 if refused or (form is not None and form.errors) else 200
    context = {"page": page, "form": form, "refused": refused, "signed_in": _signed_in(request)}
    return render(request, "access/people/join.html", context, status=status)


def _signed_in(request: Request) -> Person | None:
    return person_of(request.user) if isinstance(request.user, User) else None


def _welcome(request: Request, joined: Joined, role: str) -> HttpResponse:
    """Somebody new is signed in this once: the letter has shown that the address is theirs.

    Who has a login signs in as always, with their second factor.
    """
    words = f"You have joined as {role.lower()}."
    if joined.signed:
        words = f"You have joined as {role.lower()} and signed the agreement."
    if joined.waits and joined.signed:
        words += (
            " It counts once somebody else of your trust or school has vouched for you: ask them to sign in."
        )
    elif joined.waits:
        words += " Until somebody of your trust or school has vouched for you, you cannot sign anything."
    if joined.new:
        login(request, joined.person.user, backend=settings.AUTHENTICATION_BACKENDS[0])
    messages.success(request, words)
    return redirect(page_url("start" if request.user.is_authenticated else "sign-in"))
