"""The picture of a chart while it is being drawn, and the gallery of components."""

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from smeaton.terms import Refused
from smeaton.ui.charts import store
from smeaton.ui.gallery import gallery_context
from smeaton.ui.requests import Request, number_in
from smeaton.ui.tasks import draw_picture

_TRIES = 40


@dataclass(frozen=True)
class _Picture:
    """What `ui/picture.html` shows: the picture, or the state that it is in."""

    svg: SafeString | None
    failed: bool
    address: str
    rows: bool = True


@require_safe
def picture(request: Request, key: str) -> HttpResponse:
    """The picture under `key`, or word that it is being drawn, which it then is.

    Asked by HTMX it is a fragment that asks again until it is there; opened as a page it tells the same.
    A key cannot be guessed, and only somebody to whom a page has shown the picture may use it, for as long
    as they may see what they saw then.
    """
    _signed_in(request)
    svg = store.cached(key)
    if not store.shown_to(key, request.reach) or (svg is None and not store.waits(key)):
        raise Http404("no such picture")
    tries = request.GET.get("tries", "")
    tried = (number_in(tries) or 0) + 1
    gone_wrong = store.failed(key) or tried > _TRIES
    if svg is None and not gone_wrong and store.claim(key):
        draw_picture.enqueue(key)
    chart = _Picture(svg, gone_wrong, reverse("ui:picture", args=[key]))
    template = "ui/picture.html" if request.htmx else "ui/picture_page.html"
    return render(request, template, {"chart": chart, "tries": tried})


@require_safe
def gallery(request: Request) -> HttpResponse:
    """Every component in every state, with long names, errors and nothing at all."""
    _signed_in(request)
    return render(request, "ui/gallery.html", gallery_context())


@require_safe
def sheet(request: Request) -> HttpResponse:
    """A page to print, filled to its foot."""
    _signed_in(request)
    return render(request, "ui/gallery_sheet.html", gallery_context())


def _signed_in(request: Request) -> None:
    if not request.user.is_authenticated:
        raise Refused("only somebody who is signed in may open this")
