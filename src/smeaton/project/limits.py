"""Holds off whoever asks far more often than people do: a program that copies, fills or tires the site."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from hashlib import sha256
from threading import Lock
from time import time
from typing import Any
from urllib.parse import quote

from allauth.core.internal.httpkit import get_client_ip
from django.conf import settings
from django.contrib.auth import SESSION_KEY
from django.core.cache import cache
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.template.loader import render_to_string
from django.urls import Resolver404, resolve

from smeaton.apps.needs.views.answering import ANSWERING, AUTOSAVE
from smeaton.project.policy.costly import is_costly
from smeaton.project.settings.limits import Limit

BOOKS = 10
"""In how many parts a limit is dealt out to the processes that serve the site."""
_MOST_HELD = 20_000
_LOG = logging.getLogger("smeaton.refused")


@dataclass
class _Held:
    """What one process may still let through of somebody's limit in one window of time."""

    ends: float
    left: int
    book: int = 0
    told: bool = False


class Tally:
    """Counts for all processes together, and asks what they share only of whoever asks much.

    The first tenth of a limit is free in each process: nothing is written for ordinary use. From then on a
    process takes a tenth at a time out of ten that are there for all; `claim` answers whether a name was
    free, to one of those who ask at the same moment. So nobody gets more than the limit and a tenth of it
    for each process.
    """

    def __init__(self, claim: Callable[[str, int], bool]) -> None:
        self._claim = claim
        self._held: dict[tuple[str, str], _Held] = {}
        self._lock = Lock()

    def wait(self, who: str, kind: str, limit: Limit, now: float) -> tuple[int, bool]:
        """Seconds that this request has to wait, 0 to let it through; and whether to say so in the log."""
        seconds = limit["seconds"]
        ends = (now // seconds + 1) * seconds
        part = max(1, limit["most"] // BOOKS)
        with self._lock:
            held = self._held.get((who, kind))
            if held is None or held.ends != ends:
                self._let_go(now)
                held = self._held[who, kind] = _Held(ends, part)
            if held.left > 0:
                held.left -= 1
                return 0, False
        while held.book < BOOKS:
            name = f"{kind}:{who}:{ends:.0f}:{held.book}"
            held.book += 1
            if self._claim(name, 2 * seconds):
                with self._lock:
                    held.left += part - 1
                return 0, False
        told, held.told = held.told, True
        return int(ends - now) + 1, not told

    def _let_go(self, now: float) -> None:
        """Forget windows that are over, where many are held."""
        if len(self._held) >= _MOST_HELD:
            self._held = {key: held for key, held in self._held.items() if held.ends > now}
            if len(self._held) >= _MOST_HELD:
                self._held.clear()


class LimitMiddleware:
    """Answers 429 to whoever has used up a limit of `settings.REQUEST_LIMITS`, before any query of a page.

    Whoever is signed in is counted as that person, whoever answers by a link as that link, both wherever they
    sit. Only who is neither is counted by network address, which may be a whole school's.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self.get_response = get_response
        self._tally = Tally(_claim)

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Count the request under every limit that it falls under."""
        for who, kind in _counted(request):
            seconds, tell = self._tally.wait(who, kind, settings.REQUEST_LIMITS[kind], time())
            if tell:
                _LOG.warning(
                    "too many requests (%s): %s %s %s", kind, who, request.method, quote(request.path)
                )
            if seconds:
                return _too_many(request, seconds)
        return self.get_response(request)


def _claim(name: str, seconds: int) -> bool:
    return bool(cache.add(f"limit:{name}", 1, seconds))


def _counted(request: HttpRequest) -> Iterator[tuple[str, str]]:
    """As whom the request counts, and as what; never a name or an address of a person."""
    try:
        match = resolve(request.path_info)
        address, parts = match.view_name, match.kwargs
    except Resolver404:
        address, parts = "", {}
    who = _who(request, parts)
    if who is None:
        yield "network-" + sha256(str(get_client_ip(request)).encode()).hexdigest()[:32], "network"
        return
    yield who, "forms" if request.method == "POST" else "pages"
    if is_costly(address, request.method or ""):
        yield who, "costly"


def _who(request: HttpRequest, parts: dict[str, Any]) -> str | None:
    if user := request.session.get(SESSION_KEY):
        return f"user-{user}"
    if isinstance(answering := request.session.get(ANSWERING), dict):
        return f"invitation-{answering['id']}"
    if token := parts.get("token"):
        return "link-" + sha256(str(token).encode()).hexdigest()[:32]
    return None


def _too_many(request: HttpRequest, seconds: int) -> HttpResponse:
    minutes = -(-seconds // 60)
    if AUTOSAVE in request.headers:
        sentence = "Too much was sent at once."
        answer: HttpResponse = JsonResponse({"sentence": sentence}, status=429)
    else:
        answer = HttpResponse(render_to_string("too_often.html", {"minutes": minutes}), status=429)
    answer["Retry-After"] = str(seconds)
    answer._has_been_logged = True  # type: ignore[attr-defined] # Django would write a line for each
    return answer
