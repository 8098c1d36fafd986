"""A workbook of offers: uploaded, its mistakes named or its changes looked at, taken in or forgotten."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from smeaton.apps.support import services
from smeaton.apps.support.forms.catalogue import WorkbookForm
from smeaton.apps.support.views.places import programme_of
from smeaton.terms import Permission
from smeaton.ui.requests import Request

MOST_SHOWN = 100


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: Request, place: str) -> HttpResponse:
    """Choose the workbook; every mistake in it is named, and then nothing is kept."""
    programme = programme_of(request, place)
    request.reach.require(Permission.EDIT_CATALOGUE, programme.where)
    form = WorkbookForm(request.POST, request.FILES) if request.method == "POST" else WorkbookForm()
    errors: tuple[services.RowError, ...] = ()
    name = ""
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        name = file.name or ""
        try:
            sheets = services.read_workbook(file.read())
            services.keep_workbook(
                reach=request.reach,
                programme_id=programme.pk,
                sheets=sheets,
                file_name=name,
                at=timezone.now(),
            )
            return redirect("support:catalogue-preview", place=place)
        except services.WorkbookRefused as refused:
            form.add_error("file", str(refused))
            errors = refused.errors
    context = {
        "programme": programme,
        "form": form,
        "errors": errors[:MOST_SHOWN],
        "count": len(errors),
        "file_name": name,
    }
    return render(request, "support/catalogue/upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preview(request: Request, place: str) -> HttpResponse:
    """What would change; then take it in, all of it or nothing."""
    programme = programme_of(request, place)
    request.reach.require(Permission.EDIT_CATALOGUE, programme.where)
    error = ""
    if request.method == "POST":
        try:
            done = services.import_workbook(
                reach=request.reach, programme_id=programme.pk, basis=request.POST.get("basis", "")
            )
            plural = "s" if done.changes != 1 else ""
            messages.success(request, f"The catalogue is up to date: {done.changes} change{plural} taken in.")
            return redirect("support:catalogue", place=place)
        except services.WorkbookRefused as refused:
            error = str(refused)
    shown = services.preview(reach=request.reach, programme_id=programme.pk)
    if shown is None:
        messages.info(request, error or "No workbook waits to be taken in. Upload it first.")
        return redirect("support:catalogue-import", place=place)
    context = {"programme": programme, "preview": shown, "error": error}
    return render(request, "support/catalogue/preview.html", context, status=422 if error else 200)


@require_POST
@login_required
def discard(request: Request, place: str) -> HttpResponse:
    """Forget the workbook that waits."""
    programme = programme_of(request, place)
    services.discard_workbook(reach=request.reach, programme_id=programme.pk)
    messages.success(request, "The workbook is forgotten; the catalogue is as it was.")
    return redirect("support:catalogue", place=place)
