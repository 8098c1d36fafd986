"""How a respondent comes in by the link of their letter, and how they leave. Nobody signs in here."""

from collections.abc import Callable
from datetime import datetime, time, timedelta
from functools import wraps
from typing import ParamSpec, cast

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.needs.models import Invitation
from smeaton.apps.needs.queries.answering import answer_sheet
from smeaton.apps.needs.queries.links import LinkRefused, invitation_by_key, invitation_of
from smeaton.apps.needs.services.answering import begin

AUTOSAVE = "X-Smeaton-Autosave"
"""The header by which the page's own script asks for an answer that it can read."""
ANSWERING = "smeaton.needs.answering"
"""Where a session holds which invitation is being answered in it."""
_AWAY = (
    "This device no longer knows who is answering. Open the link in your letter again: your answers are kept."
)
P = ParamSpec("P")


def private(view: Callable[P, HttpResponse]) -> Callable[P, HttpResponse]:
    """Answer a refused link with a friendly page; keep the page out of caches, search engines and referrers.

    The referrer names no more than the site (`strict-origin`). Under `no-referrer` browsers send a form with
    the origin “null”, which the protection against forged forms must refuse.
    """

    @wraps(view)
    def shown(*args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        request = cast("HttpRequest", args[0])
        try:
            answer = view(*args, **kwargs)
        except LinkRefused as refused:
            answer = refusal(request, refused)
        add_never_cache_headers(answer)
        answer["Referrer-Policy"] = "strict-origin"
        answer["X-Robots-Tag"] = "noindex, nofollow"
        return answer

    return shown


def refusal(request: HttpRequest, refused: LinkRefused) -> HttpResponse:
    """The sentence of a refused link as a page, or for the page's own script as data."""
    status = 410 if refused.gone else 404
    if AUTOSAVE in request.headers:
        return JsonResponse({"sentence": str(refused)}, status=status)
    return render(request, "needs/answer/refused.html", {"sentence": str(refused)}, status=status)


@private
@require_http_methods(["GET", "HEAD", "POST"])
def link(request: HttpRequest, token: str) -> HttpResponse:
    """The link of the letter. Opening it shows what is asked and changes nothing, as mail scanners open links
    too; the button begins, and takes the secret out of the address.
    """
    now = timezone.now()
    invitation = invitation_of(token, now)
    if request.method == "POST":
        begin(invitation_id=invitation.pk, version=invitation.link_version, at=now)
        _come_in(request, invitation, now)
        return redirect("needs:answer-list")
    return render(request, "needs/answer/welcome.html", {"sheet": answer_sheet(invitation)})


@private
@require_POST
def stop(request: HttpRequest) -> HttpResponse:
    """End answering on this device; whoever else is signed in here stays signed in."""
    request.session.pop(ANSWERING, None)
    if request.user.is_authenticated:
        request.session.cycle_key()
    else:
        request.session.flush()
    return redirect("needs:answer-stopped")


@private
@require_safe
def stopped(request: HttpRequest) -> HttpResponse:
    """Word that nobody is answering on this device any more."""
    return render(request, "needs/answer/stopped.html")


def respondent(request: HttpRequest) -> Invitation:
    """The invitation that is being answered on this device; `LinkRefused` where there is none (any more)."""
    held = request.session.get(ANSWERING)
    now = timezone.now()
    if not isinstance(held, dict) or now >= datetime.fromisoformat(held["until"]):
        raise LinkRefused(_AWAY, gone=False)
    return invitation_by_key(held["id"], held["version"], now)


def _come_in(request: HttpRequest, invitation: Invitation, now: datetime) -> None:
    """Hold the invitation in a session with a new key, for a day or two and not after the wave has closed.

    Until midnight rather than for so many seconds: the session's end is stored, and shall not tell when
    somebody began. The letter's link opens the form again at any time.
    """
    last = timezone.localdate(now) + timedelta(days=1)
    if invitation.wave.closes is not None:
        last = min(last, invitation.wave.closes)
    until = timezone.make_aware(datetime.combine(last + timedelta(days=1), time()))
    request.session.cycle_key()
    request.session[ANSWERING] = {
        "id": invitation.pk,
        "version": invitation.link_version,
        "until": until.isoformat(),
    }
    if not request.user.is_authenticated:
        request.session.set_expiry(until)
