"""The hub's pages: levels after a visit or call, and what the place weighs."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from smeaton.apps.needs.forms.moderation import LevelForm, LeverageForm
from smeaton.apps.needs.models import Leverage
from smeaton.apps.needs.queries import shipped_instrument
from smeaton.apps.needs.queries.levels import department_levels
from smeaton.apps.needs.queries.notes import notes_of
from smeaton.apps.needs.queries.runs import current_run
from smeaton.apps.needs.services import moderating
from smeaton.apps.needs.views.departments import department_of
from smeaton.apps.needs.views.places import programme_of
from smeaton.terms import Permission, Refused
from smeaton.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def levels(request: Request, place: str, urn: int) -> HttpResponse:
    """The three values of every strand side by side; the hub lead adds to them."""
    card = department_of(request, place, urn)
    view = department_levels(card, request.reach)
    strands = [(each.strand, each.title) for each in view.strands]
    names = view.names
    form = None
    if request.method == "POST":
        request.reach.require(Permission.MODERATE_NEEDS, card.where)
        form = LevelForm(request.POST, strands=strands, names=names)
        if form.is_valid():
            try:
                moderating.record_level(
                    reach=request.reach, department_id=card.id, at=timezone.now(), **form.cleaned_data
                )
                messages.success(request, "Recorded. Earlier levels stay in the trail below.")
                return redirect("needs:moderation", place=place, urn=urn)
            except moderating.LevelRefused as refused:
                form.add_error(None, str(refused))
    elif view.may_record:
        asked = {"strand": request.GET.get("strand", ""), "visited_on": timezone.localdate()}
        form = LevelForm(strands=strands, names=names, initial=asked)
    return render(
        request,
        "needs/priorities/levels.html",
        {
            "department": card,
            "subject": card.subject,
            "view": view,
            "form": form,
            "notes": notes_of(card, request.reach) if view.may_record else (),
            "may_see_place": request.reach.can(Permission.VIEW_PLACE, card.where),
        },
        status=422 if form is not None and form.errors else 200,
    )


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def leverage(request: Request, place: str) -> HttpResponse:
    """What each strand weighs in the place, with the reason."""
    programme = programme_of(request, place)
    where = programme.where
    if not any(request.reach.can(p, where) for p in (Permission.RUN_AUDIT, Permission.MODERATE_NEEDS)):
        raise Refused("may not weigh strands there")
    run = current_run(programme.pk)
    instrument = run.instrument if run else shipped_instrument()
    kept = {row.strand: (row.weight, row.reason) for row in Leverage.objects.filter(programme=programme.pk)}
    data = request.POST if request.method == "POST" else None
    form = LeverageForm(data, strands=list(instrument.titles.items()), kept=kept)
    if form.is_valid():
        count = moderating.set_leverage(reach=request.reach, programme_id=programme.pk, weights=form.weights)
        messages.success(request, "Saved." if count else "Nothing was changed.")
        return redirect("needs:leverage", place=place)
    changed = sum(weight != 1 for weight, _ in kept.values())
    return render(
        request,
        "needs/priorities/leverage.html",
        {"programme": programme, "form": form, "changed": changed, "total": len(instrument.titles)},
        status=422 if form.errors else 200,
    )
