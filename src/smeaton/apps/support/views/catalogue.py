"""The desk's catalogue: its list, one offer, and taking it away as a workbook."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.support import services
from smeaton.apps.support.documents import catalogue as told
from smeaton.apps.support.forms.catalogue import OfferForm
from smeaton.apps.support.models import Offer
from smeaton.apps.support.queries.catalogue import (
    CataloguePage,
    Known,
    OfferEntry,
    catalogue_page,
    entries_of,
    known_of,
)
from smeaton.apps.support.views.answers import excel
from smeaton.apps.support.views.places import programme_of
from smeaton.terms import Permission
from smeaton.ui.components import Task
from smeaton.ui.requests import Request


@require_safe
@login_required
def catalogue(request: Request, place: str) -> HttpResponse:
    """Every offer, by kind; those out of use apart."""
    programme = programme_of(request, place)
    page = catalogue_page(programme.pk, request.reach)
    context = {
        "programme": programme,
        "page": page,
        "finding": told.catalogue_finding(page),
        "tasks": _tasks(page) if page.may_edit else [],
    }
    return render(request, "support/catalogue/list.html", context)


def _tasks(page: CataloguePage) -> list[Task]:
    tasks = []
    if page.upload:
        tasks.append(Task(f"Look at what {page.upload} would change", "import/preview/", "it waits"))
    if not page.in_use:
        tasks.append(Task("Add the first offer", "new/", "or import a workbook of offers"))
    silent = [each for _, offers in page.modes for each in offers if not each.gives]
    if silent:
        text = f"Say what “{silent[0].entry.name}” gives"
        tasks.append(Task(text, f"offers/{silent[0].entry.key}/", "without that no plan chooses it"))
    return tasks


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def offer(request: Request, place: str, key: str | None = None) -> HttpResponse:
    """Add an offer, or change one."""
    programme = programme_of(request, place)
    request.reach.require(Permission.EDIT_CATALOGUE, programme.where)
    known, kept = known_of(programme.pk, request.reach), None
    if key is not None:
        kept = _kept(programme.pk, key, known)
    form = OfferForm(request.POST if request.method == "POST" else None, known=known, entry=kept)
    if request.method == "POST" and form.is_valid():
        try:
            saved = services.save_offer(
                reach=request.reach, programme_id=programme.pk, entry=form.entry(), new=kept is None
            )
            messages.success(request, f"“{saved.name}” is saved. The next plan takes it into account.")
            return redirect("support:catalogue", place=place)
        except services.OfferRefused as refused:
            form.add_error(form.field_of(refused.field) if refused.field else None, str(refused))
    context = {"programme": programme, "form": form, "offer": kept, "sections": list(form.sections())}
    return render(request, "support/catalogue/offer.html", context, status=422 if form.errors else 200)


def _kept(programme_id: int, key: str, known: Known) -> OfferEntry:
    entries = entries_of(programme_id, known.hosts)
    found = next((entry for entry in entries if entry.key == key), None)
    if found is None:
        raise Http404("no such offer")
    return found


@require_POST
@login_required
def use(request: Request, place: str, key: str) -> HttpResponse:
    """Take an offer out of use, or bring it back."""
    programme = programme_of(request, place)
    request.reach.require(Permission.EDIT_CATALOGUE, programme.where)
    back = request.POST.get("use") == "yes"
    try:
        saved = services.set_in_use(reach=request.reach, programme_id=programme.pk, key=key, in_use=back)
    except Offer.DoesNotExist as error:
        raise Http404("no such offer") from error
    said = "is in use again" if back else "is out of use: no new plan chooses it"
    messages.success(request, f"“{saved.name}” {said}.")
    return redirect("support:catalogue", place=place)


@require_safe
@login_required
def export(request: Request, place: str) -> HttpResponse:
    """The catalogue as a workbook, to fill in and bring back."""
    programme = programme_of(request, place)
    request.reach.require(Permission.EXPORT_PLAN, programme.where)
    known = known_of(programme.pk, request.reach)
    entries = entries_of(programme.pk, known.hosts)
    return excel(
        told.catalogue_book(entries, known, programme.synthetic),
        told.catalogue_book_name(programme.place.slug, programme.synthetic),
    )
