"""A staff list: uploaded, looked at with every mistake, brought in at once."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from smeaton.apps.access.forms.staff_lists import StaffListForm
from smeaton.apps.access.models import StaffList
from smeaton.apps.access.queries.staff_lists import staff_preview
from smeaton.apps.access.queries.standing import Here
from smeaton.apps.access.services import staff_lists as services
from smeaton.apps.access.views.people import here_of, url_of
from smeaton.terms import Refused
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request

SHOWN = 60
"""Mistakes, or people, on one page of the table."""
NAMED = 10
"""People of the same name as somebody here who are named; of more, how many."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: Request, place: str, trust: int | None = None, urn: int | None = None) -> HttpResponse:
    """Choose the file. Nothing goes in yet."""
    here = _taking(request, place, trust, urn)
    form = StaffListForm(request.POST, request.FILES) if request.method == "POST" else StaffListForm()
    if request.method == "POST" and form.is_valid():
        try:
            table = services.read_upload(form.cleaned_data["file"].read())
            kept = services.keep_list(reach=request.reach, here=here, table=table, at=timezone.now())
            for note in table.notes:
                messages.warning(request, note)
            return redirect(url_of("staff-list-look", here, kept.pk))
        except services.StaffListRefused as refused:
            form.add_error("file", str(refused))
    context = {"here": here, "form": form, "back": url_of("people", here)}
    return render(request, "access/people/list_upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def look(
    request: Request, place: str, staff_list: int, trust: int | None = None, urn: int | None = None
) -> HttpResponse:
    """Who would come in and what is wrong; bring them in, with or without letters, or discard the list."""
    here = _taking(request, place, trust, urn)
    refused = ""
    if request.method == "POST" and request.POST.get("do") == "discard":
        services.discard_list(reach=request.reach, here=here, list_id=staff_list, at=timezone.now())
        messages.success(request, "The list is discarded: nothing of it was kept.")
        return redirect(url_of("people", here))
    try:
        if request.method == "POST":
            send = request.POST.get("do") == "invite"
            done = services.bring_in(
                reach=request.reach,
                here=here,
                list_id=staff_list,
                basis=request.POST.get("basis", ""),
                at=timezone.now(),
                send=send,
            )
            messages.success(request, _said(done, send=send))
            return redirect(url_of("people", here))
    except services.StaffListRefused as error:
        refused = str(error)
    except StaffList.DoesNotExist as error:
        raise Http404("no such list, or it has ended") from error
    try:
        preview = staff_preview(staff_list, here, request.reach, timezone.localdate())
    except StaffList.DoesNotExist as error:
        raise Http404("no such list, or it has ended") from error
    context = {
        "here": here,
        "preview": preview,
        "rows": part_of(preview.rows, request, size=SHOWN),
        "leavers": part_of(preview.leavers, request, size=SHOWN, key="leavers"),
        "errors": part_of(preview.errors, request, size=SHOWN),
        "same_name": preview.same_name[:NAMED],
        "refused": refused,
        "again": url_of("staff-list", here),
    }
    return render(request, "access/people/list_look.html", context, status=422 if refused else 200)


def _said(done: services.BroughtIn, *, send: bool) -> str:
    """“2 people are in and invited by letter. One person leaves or moves.”"""
    sentences = []
    if done.came:
        people = "One person is" if done.came == 1 else f"{done.came} people are"
        sentences.append(f"{people} in{' and invited by letter' if send else ''}.")
    if done.went:
        sentences.append(
            "One person leaves or moves." if done.went == 1 else f"{done.went} people leave or move."
        )
    return " ".join(sentences) or "Nobody came in or left."


def _taking(request: Request, place: str, trust: int | None, urn: int | None) -> Here:
    """The trust or school of the address; `Refused` for whoever could not bring a list in there."""
    here = here_of(request, place, trust, urn)
    if not here.takes_staff_from(request.reach):
        raise Refused(f"{request.reach.actor} may not bring in staff there")
    return here
