"""A department on one page for governors: on the screen and in print, and as a PDF that the worker makes."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from smeaton.apps.needs.documents.one_page import OnePage, one_page, one_page_sheet
from smeaton.apps.needs.queries import DepartmentProfile
from smeaton.apps.needs.queries.choices import choices_of
from smeaton.apps.needs.queries.levels import department_levels
from smeaton.apps.needs.views.departments import department_of
from smeaton.apps.places.queries import DepartmentCard
from smeaton.ui import typesetting
from smeaton.ui.requests import Request, number_in
from smeaton.ui.tasks import typeset_document

_TRIES = 40


@dataclass(frozen=True)
class _Made:
    """The page of one department, with what it was made from."""

    card: DepartmentCard
    profile: DepartmentProfile
    page: OnePage

    @property
    def sheet(self) -> typesetting.Sheet:
        """The page as a document to be typeset, dated as its analysis is."""
        made_at = self.profile.made_at or timezone.now()
        return one_page_sheet(self.page, int(made_at.timestamp()))


def _made(request: Request, place: str, urn: int) -> _Made:
    card = department_of(request, place, urn)
    levels = department_levels(card, request.reach)
    page = one_page(
        choices_of([card], request.reach)[card.id],
        levels,
        place=f"{card.subject.capitalize()} · {card.place.name}",
        today=timezone.localdate(),
    )
    return _Made(card, levels.profile, page)


@require_safe
@login_required
def sheet(request: Request, place: str, urn: int) -> HttpResponse:
    """The page as a sheet to print."""
    made = _made(request, place, urn)
    return render(
        request,
        "needs/priorities/one_page.html",
        {"department": made.card, "page": made.page},
    )


@require_safe
@login_required
def pdf(request: Request, place: str, urn: int) -> HttpResponse:
    """The page as a PDF; while the worker makes it, word of that, which asks again by itself."""
    made = _made(request, place, urn)
    document = made.sheet
    kept = document.kept
    if kept is not None and not request.htmx:
        answer = HttpResponse(kept, content_type="application/pdf")
        answer["Content-Disposition"] = f'inline; filename="{made.page.file_name}"'
        return answer
    tries = request.GET.get("tries", "")
    tried = (number_in(tries) or 0) + 1
    gone_wrong = typesetting.failed(document) or tried > _TRIES
    if kept is None and not gone_wrong:
        typesetting.wait_for(document)
        if typesetting.claim(document.key):
            typeset_document.enqueue(document.key)
    template = "needs/priorities/pdf.html" + ("#state" if request.htmx else "")
    context = {
        "department": made.card,
        "subject": made.card.subject,
        "ready": kept is not None,
        "gone_wrong": gone_wrong,
        "tries": tried,
        "synthetic": made.page.synthetic,
    }
    answer = render(request, template, context, status=200 if request.htmx or gone_wrong else 202)
    answer["Cache-Control"] = "no-store"
    if kept is not None:
        answer["HX-Refresh"] = "true"
    return answer
