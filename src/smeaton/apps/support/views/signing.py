"""Signing a package: the page shows what is signed, and takes the signature of the newest version only."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from smeaton.apps.support import services
from smeaton.apps.support.documents import owning, sentences
from smeaton.apps.support.forms.replies import SignForm
from smeaton.apps.support.models import Party
from smeaton.apps.support.tasks import send_letters
from smeaton.apps.support.views.owned import around, department_of, owned_of
from smeaton.ui.requests import Request

_THANKS = {
    Party.LEAD: "You have signed. The head is asked to sign next.",
    Party.HEAD: "You have signed. The hub is asked to sign next.",
    Party.HUB: "You have signed: the package is agreed. Lead and head are told.",
}


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def sign(request: Request, place: str, urn: int, party: str) -> HttpResponse:
    """What is signed (hours, cover, names to find, balance, dates, what changed), and the signature."""
    if party not in Party.values:
        raise Http404("nobody signs as that")
    who = Party(party)
    card = department_of(request, place, urn, services.PERMISSIONS[who])
    owned = owned_of(request, card)
    latest = owned.latest
    if latest is None:
        raise Http404("nothing was sent to sign")
    form = SignForm(initial={"version": latest.number})
    refused_because = ""
    status = 200
    if request.method == "POST":
        form = SignForm(request.POST)
        if form.is_valid():
            try:
                with transaction.atomic():
                    services.sign(
                        reach=request.reach,
                        department_id=card.id,
                        party=who,
                        version=form.cleaned_data["version"],
                        at=timezone.now(),
                    )
                    transaction.on_commit(partial(send_letters.enqueue))
                messages.success(request, _THANKS[who])
                return redirect("support:package", place=place, urn=urn)
            except services.SignRefused as refused:
                form = SignForm(initial={"version": latest.number})
                refused_because = str(refused)
        status = 422
    view = owned.view
    heading, changed = owning.since(owned, who)
    context = around(request, card) | {
        "package": view,
        "items": view.items,
        "latest": latest,
        "state": owning.version_state(latest),
        "party": owning.PARTY_WORDS[who],
        "turn": latest.next_party == who and not owned.waiting,
        "waiting": bool(owned.waiting),
        "form": form,
        "refused": refused_because,
        "names": owning.names_to_find(view),
        "dates": owning.dates_open(view),
        "balance": sentences.balance(view.balance),
        "embeds": view.balance is not None and "D" in view.balance.present,
        "changed_heading": heading,
        "changed": changed,
    }
    return render(request, "support/package/sign.html", context, status=status)
