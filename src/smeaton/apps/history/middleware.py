"""Says of every write of a request from which page it comes."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest
from django.http.response import HttpResponseBase

from smeaton.apps.history.services import came_from, now_from


class OriginMiddleware:
    """The origin of a request's writes is its route, never its full address: a link may be somebody's own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Begin as “page” and forget it when the answer is made: threads serve one request after another."""
        with came_from("page"):
            return self.get_response(request)

    def process_view(self, request: HttpRequest, *_: Any) -> None:
        """The address is resolved: name its route."""
        match = request.resolver_match
        if match is not None:
            now_from(f"page /{match.route}")
