"""The page that stops reminders, reached from a letter or by a mail program's own button (RFC 8058)."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from smeaton.apps.needs.queries.letters import invitation_to_stop
from smeaton.apps.needs.queries.links import LinkRefused
from smeaton.apps.needs.services.mailing import stop_reminders
from smeaton.ui.requests import Request


@csrf_exempt  # a mail program posts without a session; the signed token alone is the authority
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def no_reminders(request: Request, token: str) -> HttpResponse:
    """Ask first (GET changes nothing), then stop the reminders of one invitation (POST)."""
    try:
        invitation = invitation_to_stop(token)
    except LinkRefused as refused:
        return render(request, "needs/no_reminders.html", {"refused": str(refused)}, status=404)
    stopped = invitation.no_reminders_at is not None
    if request.method == "POST":
        stop_reminders(invitation=invitation, at=timezone.now())
        stopped = True
    return render(request, "needs/no_reminders.html", {"invitation": invitation, "stopped": stopped})
