"""What holds for every request and response, whichever stage answers."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string

TAKEN = ("GET", "HEAD", "POST")
"""The methods that pages and forms use; no other reaches a view."""


class GuardMiddleware:
    """Turns away odd methods and requests too large, and sets the headers of `settings.ALWAYS`.

    Only the policy of what a page may load stands further out, so that a refused host, a redirect to HTTPS
    and a fault of ours have the headers too.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Answer at once or pass on; what a view has said of a header stays."""
        response = self._turned_away(request) or self.get_response(request)
        for name, value in settings.ALWAYS.items():
            response.headers.setdefault(name, value)
        return response

    def _turned_away(self, request: HttpRequest) -> HttpResponse | None:
        if request.method not in TAKEN:
            return HttpResponseNotAllowed(TAKEN)
        length = request.META.get("CONTENT_LENGTH") or "0"
        if length.isdecimal() and int(length) > settings.LARGEST_REQUEST:
            return HttpResponse(render_to_string("413.html"), status=413)
        return None
