"""The calendars of a place: term dates, closures, examinations, days; for all schools or one."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from smeaton.apps.support import services
from smeaton.apps.support.forms.calendars import CalendarForm
from smeaton.apps.support.queries.calendars import calendar_page
from smeaton.apps.support.views.places import programme_of
from smeaton.engine.support.calendar.table import written
from smeaton.terms import Permission
from smeaton.ui.requests import Request

_SHOWN = 20


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def calendars(request: Request, place: str) -> HttpResponse:
    """Read and change when schools can send staff and hosts hold sessions; the next plan keeps to it."""
    programme = programme_of(request, place)
    request.reach.require(Permission.MANAGE_PLACE, programme.where)
    page = calendar_page(programme.pk, request.reach)
    form = CalendarForm(initial={"rows": written(page.entries)})
    if request.method == "POST":
        form = CalendarForm(request.POST, request.FILES)
        if form.is_valid():
            try:
                rows = services.set_calendar(
                    reach=request.reach, programme_id=programme.pk, text=form.cleaned_data["text"]
                )
                messages.success(request, f"{rows} rows are saved. The next plan finds its dates among them.")
                return redirect("support:calendars", place=place)
            except services.CalendarRefused as refused:
                for mistake in refused.mistakes[:_SHOWN]:
                    form.add_error("rows", str(mistake))
                more = len(refused.mistakes) - _SHOWN
                if more > 0:
                    form.add_error("rows", f"{more} more rows have mistakes.")
    context = {"programme": programme, "form": form, "page": page}
    return render(request, "support/calendars.html", context, status=422 if form.errors else 200)
