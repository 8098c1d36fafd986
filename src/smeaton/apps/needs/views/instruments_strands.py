"""One strand of a draft on a page: its wording, its statements, their order; adding and removing strands."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST

from smeaton.apps.needs.forms.instruments import (
    EditsForm,
    ItemForm,
    PlacedStrandForm,
    StrandForm,
    item_initial,
    strand_text,
)
from smeaton.apps.needs.services import instruments_editing as services
from smeaton.apps.needs.views.instruments_editing import Draft, draft_of, form_page, saved
from smeaton.engine.needs.instrument import Strand
from smeaton.engine.needs.instrument_editing import EditRefused, StrandText
from smeaton.ui.requests import Request

NEW = "new"


@form_page
@login_required
def strand(request: Request, place: str, key: str, version: int, strand: str) -> HttpResponse:
    """Change one strand; with `?add` there is room for a further statement."""
    draft = draft_of(request, place, key, version)
    strands = draft.kept.instrument.strands
    found = next((each for each in strands if each.id == strand), None)
    if found is None:
        raise Http404("no such strand in this draft")
    data = request.POST or None
    position = strands.index(found) + 1
    first = draft.edits | {"title": found.title, "about": found.about, "position": position}
    form = PlacedStrandForm(len(strands), data, initial=first)
    adding = "add" in request.GET or (data is not None and f"{NEW}-text" in data)
    items = _item_forms(draft, found, data, adding)
    if data is not None and _valid(form, items):

        def save() -> None:
            given = form.cleaned_data
            services.save_strand(
                reach=request.reach,
                instrument_id=draft.pk,
                edits=given["edits"],
                strand=strand,
                content=strand_text(found, given["title"], given["about"], items),
                position=given["position"],
            )

        if saved(request, draft, form, save):
            return redirect(draft.url())
    return _page(request, draft, form, items, found)


@form_page
@login_required
def strand_added(request: Request, place: str, key: str, version: int) -> HttpResponse:
    """Add a strand with its first statement."""
    draft = draft_of(request, place, key, version)
    form = StrandForm(request.POST or None, initial=draft.edits)
    item = ItemForm(draft.kept.instrument.levels, 1, request.POST or None, prefix=NEW)
    items = {"": item}
    if request.method == "POST" and _valid(form, items):

        def save() -> None:
            given = form.cleaned_data
            content = StrandText(given["title"], given["about"], (item.item(""),))
            services.add_strand(
                reach=request.reach, instrument_id=draft.pk, edits=given["edits"], content=content
            )

        if saved(request, draft, form, save):
            return redirect(draft.url())
    return _page(request, draft, form, items, None)


@require_POST
@login_required
def strand_removed(request: Request, place: str, key: str, version: int, strand: str) -> HttpResponse:
    """Take a strand out of a draft."""
    draft = draft_of(request, place, key, version)
    form = EditsForm(request.POST)
    edits = form.cleaned_data["edits"] if form.is_valid() else -1
    try:
        services.remove_strand(reach=request.reach, instrument_id=draft.pk, edits=edits, strand=strand)
        title = draft.kept.instrument.titles.get(strand, strand)
        messages.success(request, f"“{title}” is no longer in the draft.")
    except EditRefused as refused:
        messages.error(request, str(refused))
    return redirect(draft.url())


def _item_forms(draft: Draft, strand: Strand, data: object, adding: bool) -> dict[str, ItemForm]:
    levels = draft.kept.instrument.levels
    count = len(strand.items) + adding
    forms = {
        item.id: ItemForm(levels, count, data, prefix=f"item{k}", initial=item_initial(item, k))
        for k, item in enumerate(strand.items, start=1)
    }
    if adding:
        forms[""] = ItemForm(
            levels, count, data, prefix=NEW, initial={"position": count}, removable=False
        )  # fmt: skip
    return forms


def _valid(form: Form, items: dict[str, ItemForm]) -> bool:
    return all([form.is_valid(), *(each.is_valid() for each in items.values() if not each.removed)])


def _page(
    request: Request, draft: Draft, form: Form, items: dict[str, ItemForm], found: Strand | None
) -> HttpResponse:
    wrong = form.is_bound and any(each.errors for each in [form, *items.values()] if not _gone(each))
    context = {
        "draft": draft,
        "kept": draft.kept,
        "form": form,
        "items": [each for id, each in items.items() if id],
        "new": items.get(""),
        "forms": [form, *(each for each in items.values() if not each.removed)],
        "wrong": wrong,
        "strand": found,
        "last": len(draft.kept.instrument.strands) == 1,
        "remove_form": EditsForm(initial=draft.edits, auto_id="remove_%s"),
    }
    return render(request, "needs/instruments/strand.html", context, status=422 if wrong else 200)


def _gone(form: Form) -> bool:
    return isinstance(form, ItemForm) and form.removed
