"""The hub's view of packages: who was sent what, who replied, who signed, who has gone quiet."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from smeaton.apps.support import services
from smeaton.apps.support.documents import owning, sentences
from smeaton.apps.support.queries.owning import OwnedPlace, owned_place
from smeaton.apps.support.tasks import send_letters
from smeaton.apps.support.views.owned import department_of
from smeaton.apps.support.views.places import programme_of
from smeaton.terms import Permission
from smeaton.ui.components import Task
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request, number_in


@require_safe
@login_required
def packages(request: Request, place: str) -> HttpResponse:
    """Every department's package, how far it is, and what waits for the hub."""
    programme = programme_of(request, place)
    found = owned_place(programme.pk, request.reach, timezone.now())
    context = {
        "programme": programme,
        "owned": found,
        "page": part_of(found.rows, request),
        "finding": owning.place_finding(found),
        "tasks": _tasks(place, found),
    }
    return render(request, "support/packages.html", context)


@require_POST
@login_required
def send(request: Request, place: str) -> HttpResponse:
    """Send the current plan's packages to all leads, or to those ticked (`urn`)."""
    programme = programme_of(request, place)
    request.reach.require(Permission.SEND_PROPOSALS, programme.where)
    urns = {number_in(urn) for urn in request.POST.getlist("urn")} - {None}
    ids = None
    if urns:
        rows = owned_place(programme.pk, request.reach, timezone.now()).rows
        ids = [row.department_id for row in rows if row.urn in urns]
    try:
        with transaction.atomic():
            sent = services.send_proposals(
                reach=request.reach, programme_id=programme.pk, at=timezone.now(), department_ids=ids
            )
            transaction.on_commit(partial(send_letters.enqueue))
        messages.success(request, owning.sent_words(sent.versions, sent.letters, sent.nobody))
    except services.ProposalRefused as refused:
        messages.error(request, str(refused))
    return redirect("support:packages", place=place)


@require_POST
@login_required
def remind(request: Request, place: str, urn: int) -> HttpResponse:
    """Remind the lead of one department."""
    card = department_of(request, place, urn, Permission.SEND_PROPOSALS)
    with transaction.atomic():
        written = services.remind(reach=request.reach, department_id=card.id, at=timezone.now())
        transaction.on_commit(partial(send_letters.enqueue))
    messages.success(
        request,
        f"The lead at {card.school_name} is reminded."
        if written
        else f"The lead at {card.school_name} was written to within the last day, or has no address.",
    )
    return redirect("support:packages", place=place)


def _tasks(place: str, found: OwnedPlace) -> list[Task]:
    tasks = []
    if found.may_sign:
        for row in found.to_sign[:2]:
            url = reverse("support:sign", kwargs={"place": place, "urn": row.urn, "party": "hub"})
            tasks.append(Task(f"Sign the package of {row.school_name}", url, "lead and head have signed"))
    if found.may_send and found.to_send and not found.busy:
        count = sentences.counted(len(found.to_send), "package")
        tasks.append(Task(f"Send {count} to the leads", "#send", "not sent yet"))
    if found.may_send and found.quiet:
        count = sentences.counted(len(found.quiet), "lead")
        tasks.append(Task(f"Remind {count}", "#quiet", "quiet for a week"))
    return tasks
