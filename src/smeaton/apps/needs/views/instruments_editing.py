"""Making a draft of an audit and changing it, one part on a page."""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.needs.forms.instruments import CopyForm, EditsForm, ImportForm, StartForm, VignettesForm
from smeaton.apps.needs.queries.instruments_kept import KeptInstrument
from smeaton.apps.needs.services import instruments_editing as services
from smeaton.apps.needs.views.instruments import kept_of, may_edit, place_of
from smeaton.engine.needs.instrument import InstrumentError, Mistake
from smeaton.engine.needs.instrument_checking import before_publishing
from smeaton.engine.needs.instrument_editing import EditRefused
from smeaton.terms import Permission, Where
from smeaton.ui.requests import Request

form_page = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Draft:
    """The draft that a page changes, with its key."""

    pk: int
    kept: KeptInstrument
    place: str

    def url(self, page: str = "instrument-edit", *more: str) -> str:
        """The address of one of its pages."""
        return reverse(f"needs:{page}", args=[self.place, self.kept.key, self.kept.version, *more])

    @property
    def edits(self) -> dict[str, object]:
        """What every form of it holds at first."""
        return {"edits": self.kept.edits}


@form_page
@login_required
def copied(request: Request, place: str, key: str, version: int) -> HttpResponse:
    """Copy a published audit into a draft."""
    kept = kept_of(request, place, key, version)
    row = place_of(request, place)
    request.reach.require(Permission.EDIT_INSTRUMENT, Where(place=row.pk))
    form = CopyForm(request.POST or None, initial={"title": kept.title, "own": "next"})
    if request.method == "POST" and form.is_valid():
        try:
            made = services.copy_instrument(
                reach=request.reach,
                at=timezone.now(),
                place_id=row.pk,
                key=key,
                version=version,
                title=form.cleaned_data["title"],
                own=form.cleaned_data["own"] == "own",
            )
            return redirect("needs:instrument-edit", place, made.key, made.version)
        except EditRefused as refused:
            form.add_error(None, str(refused))
    context = {"kept": kept, "form": form, "action": "Make the copy", "heading": f"Copy “{kept.title}”"}
    return render(request, "needs/instruments/form.html", context, status=422 if form.errors else 200)


@form_page
@login_required
def imported(request: Request, place: str) -> HttpResponse:
    """Take an audit in from a file; every mistake is shown with its line."""
    row = place_of(request, place)
    request.reach.require(Permission.EDIT_INSTRUMENT, Where(place=row.pk))
    mistakes: tuple[Mistake, ...] = ()
    form = ImportForm(request.POST, request.FILES) if request.method == "POST" else ImportForm()
    if request.method == "POST" and form.is_valid():
        try:
            made = services.import_instrument(
                reach=request.reach, place_id=row.pk, content=form.cleaned_data["file"]
            )
            return redirect("needs:instrument-edit", place, made.key, made.version)
        except InstrumentError as refused:
            mistakes = refused.mistakes
            count = f"{len(mistakes)} mistakes" if len(mistakes) > 1 else "a mistake"
            form.add_error("file", f"The file has {count}. Nothing was taken in")
        except EditRefused as refused_edit:
            form.add_error(None, str(refused_edit))
    context = {"form": form, "mistakes": mistakes[:200], "more": max(0, len(mistakes) - 200)}
    status = 422 if form.errors else 200
    return render(request, "needs/instruments/import.html", context, status=status)


@require_safe
@login_required
def edited(request: Request, place: str, key: str, version: int) -> HttpResponse:
    """The parts of a draft, as a list of things to do."""
    draft = draft_of(request, place, key, version)
    found = before_publishing(draft.kept.instrument)
    return render(
        request,
        "needs/instruments/edit.html",
        {
            "draft": draft,
            "kept": draft.kept,
            "findings": found,
            "start": [each for each in found if each.part == "start" and each.stops],
            "stops": sum(each.stops for each in found),
        },
    )


@form_page
@login_required
def start(request: Request, place: str, key: str, version: int) -> HttpResponse:
    """Title, introductions, minutes and the question of readiness."""
    draft = draft_of(request, place, key, version)
    form = StartForm(draft.kept.instrument, request.POST or None, initial=draft.edits)

    def save() -> None:
        services.save_start(
            reach=request.reach,
            instrument_id=draft.pk,
            edits=form.cleaned_data["edits"],
            title=form.cleaned_data["title"],
            levels=form.levels,
            readiness=form.cleaned_data["readiness"],
            minutes=form.minutes,
            introductions=form.introductions,
        )

    return _part(request, draft, form, save, "Title, introductions and minutes", "")


@form_page
@login_required
def vignettes(request: Request, place: str, key: str, version: int) -> HttpResponse:
    """The three described colleagues."""
    draft = draft_of(request, place, key, version)
    form = VignettesForm(draft.kept.instrument, request.POST or None, initial=draft.edits)

    def save() -> None:
        services.save_vignettes(
            reach=request.reach,
            instrument_id=draft.pk,
            edits=form.cleaned_data["edits"],
            vignettes=form.texts,
        )

    about = (
        "Everybody rates the same three descriptions on the four levels. What they say of them shows who is "
        "generous and who is strict, so that departments can be compared fairly. Describe one practice at "
        "three clearly different levels, the middle one first, in a few sentences each. Clear all three to "
        "do without."
    )
    return _part(request, draft, form, save, "Three described colleagues or departments", about)


@form_page
@login_required
def check(request: Request, place: str, key: str, version: int) -> HttpResponse:
    """What stands in the way of publishing, and the button that publishes."""
    draft = draft_of(request, place, key, version)
    form = EditsForm(request.POST or None, initial=draft.edits)
    if request.method == "POST" and form.is_valid():
        try:
            services.publish(
                reach=request.reach,
                at=timezone.now(),
                instrument_id=draft.pk,
                edits=form.cleaned_data["edits"],
            )
            messages.success(request, "Published. It stays as it is, and can be asked in an audit.")
            return redirect("needs:instrument", place, key, version)
        except EditRefused as refused:
            form.add_error(None, str(refused))
    found = before_publishing(draft.kept.instrument)
    context = {
        "draft": draft,
        "kept": draft.kept,
        "form": form,
        "stops": [(draft.url(f"instrument-{each.part}"), each.text) for each in found if each.stops],
        "advice": [(draft.url(f"instrument-{each.part}"), each.text) for each in found if not each.stops],
    }
    return render(request, "needs/instruments/check.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def discarded(request: Request, place: str, key: str, version: int) -> HttpResponse:
    """Throw a draft away."""
    draft = draft_of(request, place, key, version)
    form = EditsForm(request.POST)
    edits = form.cleaned_data["edits"] if form.is_valid() else -1
    try:
        services.discard_draft(reach=request.reach, instrument_id=draft.pk, edits=edits)
    except EditRefused as refused:
        messages.error(request, str(refused))
        return redirect(draft.url())
    messages.success(request, f"The draft “{draft.kept.title}” is gone.")
    return redirect("needs:instruments", place)


def draft_of(request: Request, place: str, key: str, version: int) -> Draft:
    """The draft of the address; 404 where it is published, refused to who may not change it."""
    kept = kept_of(request, place, key, version)
    if not may_edit(request):
        request.reach.require(Permission.EDIT_INSTRUMENT, Where(place=place_of(request, place).pk))
    if kept.pk is None or not kept.draft:
        raise Http404("this audit is published: copy it to change it")
    return Draft(kept.pk, kept, place)


def saved(request: Request, draft: Draft, form: Form, save: Callable[[], object]) -> bool:
    """Whether the write went through; what refused it is on the form otherwise."""
    try:
        save()
    except EditRefused as refused:
        form.add_error(None, str(refused))
        return False
    messages.success(request, f"Saved in “{draft.kept.title}”.")
    return True


def _part(
    request: Request, draft: Draft, form: Form, save: Callable[[], object], heading: str, about: str
) -> HttpResponse:
    if request.method == "POST" and form.is_valid() and saved(request, draft, form, save):
        return redirect(draft.url())
    context = {
        "draft": draft,
        "kept": draft.kept,
        "form": form,
        "heading": heading,
        "about": about,
        "action": "Save",
    }
    return render(request, "needs/instruments/form.html", context, status=422 if form.errors else 200)
