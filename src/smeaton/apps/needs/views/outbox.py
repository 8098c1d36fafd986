"""In a demonstration: the letters as they would arrive. Elsewhere there is no such page."""

import re

from csp.decorators import csp_replace
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from smeaton.apps.needs.queries.letters import letters_to_read
from smeaton.apps.outbox.queries import LetterText
from smeaton.ui.requests import Request


@require_safe
@login_required
@never_cache
def letters(request: Request) -> HttpResponse:
    """The latest letters of the demonstration, newest first."""
    _only_in_a_demonstration()
    return render(request, "needs/outbox.html", {"letters": letters_to_read(request.reach)})


@require_safe
@login_required
@never_cache
def letter(request: Request, letter: int) -> HttpResponse:
    """One letter as a mail program shows its plain text; its links work."""
    found = _letter(request, letter)
    return render(request, "needs/letter.html", {"letter": found, "text": _with_links(found.text)})


@require_safe
@login_required
@never_cache
@csp_replace({"script-src": ["'none'"], "style-src": ["'unsafe-inline'"]})  # type: ignore[arg-type] # any view
def as_it_looks(request: Request, letter: int) -> HttpResponse:
    """The HTML of a letter by itself; a letter has its styles in its tags, so this page alone allows that."""
    found = _letter(request, letter)
    html = found.html.replace(f'href="{settings.SITE}/', 'href="/')
    icon = format_html('<link rel="icon" href="{}">', static("ui/icon.svg"))
    return HttpResponse(html.replace("</head>", f"{icon}</head>", 1))


def _only_in_a_demonstration() -> None:
    if not settings.DEMO:
        raise Http404("letters are read only in a demonstration")


def _letter(request: Request, letter: int) -> LetterText:
    _only_in_a_demonstration()
    found = letters_to_read(request.reach, letter)
    if not found or not found[0].text:
        raise Http404("no such letter, or it has gone")
    return found[0]


def _with_links(text: str) -> SafeString:
    """The text, with its addresses of this site made into links; anything else is only text."""
    parts = re.split(rf"({re.escape(settings.SITE)}/\S+)", text)
    return format_html_join(
        "",
        "{}",
        (
            (
                format_html('<a class="govuk-link" href="{}">{}</a>', part.removeprefix(settings.SITE), part)
                if number % 2
                else part,
            )
            for number, part in enumerate(parts)
        ),
    )
