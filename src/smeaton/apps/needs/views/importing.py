"""Answers from another survey tool: upload, say what columns hold and answers mean, look, import."""

import csv
import io
from dataclasses import dataclass
from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.paginator import Paginator
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.needs.forms.importing import ColumnsForm, MeaningsForm, UploadForm
from smeaton.apps.needs.models import ImportState, SurveyImport, Wave
from smeaton.apps.needs.queries import importing as reads
from smeaton.apps.needs.services import importing as services
from smeaton.apps.needs.services.responses import AnswersRefused
from smeaton.apps.needs.services.waves import ask_analysis
from smeaton.apps.needs.tasks import analyse_wave
from smeaton.apps.needs.views.places import programme_of
from smeaton.apps.places.queries import ProgrammeCard
from smeaton.engine.sources.survey_exports import Column, LeftOut
from smeaton.ui.requests import Request

COLUMNS_A_PAGE = 8
ROWS_SHOWN = 50
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


@dataclass(frozen=True)
class AuditAt:
    """The programme and the wave that a page is about."""

    programme: ProgrammeCard
    wave: Wave

    def url(self, name: str, survey: int | None = None) -> str:
        """The address of a step of the import."""
        args: list[str | int] = [self.programme.place.slug, self.wave.pk]
        return reverse(f"needs:{name}", args=[*args, *([] if survey is None else [survey])])


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def upload(request: Request, place: str, wave: int) -> HttpResponse:
    """Choose the file; what waits and what has been imported stands below."""
    at = _where(request, place, wave)
    page = reads.import_page(at.wave, request.reach, timezone.localdate())
    form = UploadForm(request.POST, request.FILES) if request.method == "POST" else UploadForm()
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            table = services.read_upload(file.read())
            kept = services.keep_upload(
                reach=request.reach, wave_id=wave, table=table, file_name=file.name or "", at=timezone.now()
            )
            return redirect(at.url("import-columns", kept.pk))
        except services.ImportRefused as refused:
            form.add_error("file", str(refused))
    context = {"programme": at.programme, "page": page, "form": form}
    return render(request, "needs/import/upload.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def columns(request: Request, place: str, wave: int, survey: int) -> HttpResponse:
    """What each column holds, some columns a page."""
    at = _where(request, place, wave)
    found = _open(at, survey, request)
    if isinstance(found, HttpResponse):
        return found
    everything = "all" in request.GET
    asked_of, settled = _to_ask(found, everything=everything)
    page = Paginator(asked_of, COLUMNS_A_PAGE).get_page(request.GET.get("page"))
    form = ColumnsForm(found, list(page.object_list), request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            services.set_columns(
                reach=request.reach, wave_id=wave, import_id=survey, columns=form.chosen, at=timezone.now()
            )
            if page.has_next():
                more = f"?page={page.next_page_number()}{'&all=1' * everything}"
                return redirect(at.url("import-columns", survey) + more)
            return redirect(at.url("import-answers", survey))
        except services.ImportRefused as refused:
            form.add_error(None, str(refused))
    held = [found.mapping.target(column).partition(":")[0] for column in found.table.columns]
    context = {
        "programme": at.programme,
        "found": found,
        "form": form,
        "page": page,
        "everything": everything,
        "taken": [column for column in settled if found.mapping.target(column) != "ignore"],
        "dull": [column for column in settled if found.mapping.target(column) == "ignore"],
        "items": held.count("item"),
        "of_items": len(found.asked.items),
    }
    return render(request, "needs/import/columns.html", context, status=422 if form.errors else 200)


def _to_ask(found: reads.OpenImport, *, everything: bool) -> tuple[list[Column], list[Column]]:
    """The columns to look at, and those of which it is clear what they hold, or that they hold nothing."""
    asked: list[Column] = []
    settled: list[Column] = []
    for place, column in enumerate(found.table.columns):
        (settled if found.settled(place) and not everything else asked).append(column)
    return asked, settled


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def answers(request: Request, place: str, wave: int, survey: int) -> HttpResponse:
    """What schools, roles and answers in the file mean."""
    at = _where(request, place, wave)
    found = _open(at, survey, request)
    if isinstance(found, HttpResponse):
        return found
    form = MeaningsForm(found, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        schools = {text: int(key) if key else None for text, key in form.said("school").items()}
        try:
            services.set_meanings(
                reach=request.reach,
                wave_id=wave,
                import_id=survey,
                at=timezone.now(),
                values=form.said("value"),
                schools=schools,
                roles=form.said("role"),
                department=int(said["department"]) if said.get("department") else None,
                role=said.get("default_role", ""),
            )
            return redirect(at.url("import-preview", survey))
        except services.ImportRefused as refused:
            form.add_error(None, str(refused))
    context = {"programme": at.programme, "found": found, "form": form}
    return render(request, "needs/import/answers.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def preview(request: Request, place: str, wave: int, survey: int) -> HttpResponse:
    """What goes in and what does not; posting imports exactly that."""
    at = _where(request, place, wave)
    error = ""
    if request.method == "POST":
        basis = request.POST.get("basis", "")
        try:
            _import(request, at, survey, basis)
            return redirect(at.url("import-done", survey))
        except SurveyImport.DoesNotExist as unknown:
            raise Http404("no such upload") from unknown
        except (services.ImportRefused, AnswersRefused) as refused:
            error = str(refused)
    found = _open(at, survey, request)
    if isinstance(found, HttpResponse):
        return found
    shown = reads.preview(found)
    context = {
        "programme": at.programme,
        "found": found,
        "preview": shown,
        "rows": shown.left_out[:ROWS_SHOWN],
        "page": reads.import_page(at.wave, request.reach, timezone.localdate()),
        "error": error,
        "no_identity": all(t not in ("respondent", "time") for t in found.mapping.columns.values()),
    }
    return render(request, "needs/import/preview.html", context, status=422 if error else 200)


def _import(request: Request, at: AuditAt, survey: int, basis: str) -> None:
    """Import, and have the results of an audit that is over worked out again."""
    now = timezone.now()
    with transaction.atomic():
        services.import_survey(reach=request.reach, wave_id=at.wave.pk, import_id=survey, basis=basis, at=now)
        if reads.is_over(at.wave, timezone.localdate(now)) and reads.has_results(at.wave):
            ask_analysis(reach=request.reach, wave_id=at.wave.pk, at=now)
            transaction.on_commit(partial(analyse_wave.enqueue, at.wave.pk))


@require_safe
@login_required
def left_out(request: Request, place: str, wave: int, survey: int) -> HttpResponse:
    """What does not go in, row by row, as a CSV file in which nothing is a formula."""
    at = _where(request, place, wave)
    try:
        lines = reads.preview(reads.open_import(at.wave, survey, request.reach)).left_out
    except SurveyImport.DoesNotExist:
        try:
            _, kept = reads.ended_import(at.wave, survey, request.reach)
        except SurveyImport.DoesNotExist as error:
            raise Http404("no such upload") from error
        lines = tuple(LeftOut(int(each["row"]), each["column"], "", "", each["reason"]) for each in kept)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(["Row", "Column", "Heading", "What stands there", "Why it does not go in"])
    for line in lines:
        cells = (line.column, line.heading, line.value, line.reason)
        writer.writerow([line.row, *map(_no_formula, cells)])
    name = f'attachment; filename="left-out-{survey}.csv"'
    return HttpResponse(
        out.getvalue().encode("utf-8-sig"),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": name},
    )


def _no_formula(text: str) -> str:
    return f"'{text}" if text.startswith(_FORMULA) else text


@require_safe
@login_required
def done(request: Request, place: str, wave: int, survey: int) -> HttpResponse:
    """What became of an import; one that waits is taken up where it stands."""
    at = _where(request, place, wave)
    try:
        card, lines = reads.ended_import(at.wave, survey, request.reach)
    except SurveyImport.DoesNotExist:
        found = _open(at, survey, request)
        return found if isinstance(found, HttpResponse) else redirect(at.url("import-columns", survey))
    context = {
        "programme": at.programme,
        "wave": at.wave,
        "card": card,
        "imported": card.state == ImportState.IMPORTED,
        "lines": lines[:ROWS_SHOWN],
        "count": len(lines),
        "over": reads.is_over(at.wave, timezone.localdate()) and reads.has_results(at.wave),
    }
    return render(request, "needs/import/done.html", context)


@require_POST
@login_required
def discard(request: Request, place: str, wave: int, survey: int) -> HttpResponse:
    """Throw an upload away."""
    at = _where(request, place, wave)
    try:
        services.discard_import(reach=request.reach, wave_id=wave, import_id=survey, at=timezone.now())
        messages.success(request, "The upload was discarded; nothing of it is kept.")
    except SurveyImport.DoesNotExist as error:
        raise Http404("no such upload") from error
    except services.ImportRefused as refused:
        messages.info(request, str(refused))
    return redirect(at.url("import"))


def _where(request: Request, place: str, wave: int) -> AuditAt:
    programme = programme_of(request, place)
    try:
        return AuditAt(programme, reads.wave_in(place, wave, request.reach))
    except Wave.DoesNotExist as error:
        raise Http404("no such audit in that place") from error


def _open(at: AuditAt, survey: int, request: Request) -> reads.OpenImport | HttpResponse:
    """The waiting import, or the way to what became of it."""
    try:
        return reads.open_import(at.wave, survey, request.reach)
    except SurveyImport.DoesNotExist:
        if not SurveyImport.objects.filter(pk=survey, wave=at.wave).exists():
            raise Http404("no such upload") from None
        return redirect(at.url("import-done", survey))
