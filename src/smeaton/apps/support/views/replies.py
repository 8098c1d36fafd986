"""What a lead says to a package: each a small form that works on a phone and without JavaScript."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from smeaton.apps.places.queries import DepartmentCard
from smeaton.apps.support import services
from smeaton.apps.support.documents import owning, sentences
from smeaton.apps.support.forms.replies import (
    CapForm,
    DeclineForm,
    LaterForm,
    SwapForm,
    VersionForm,
    WishForm,
)
from smeaton.apps.support.models import Offer, Reply, ReplyKind
from smeaton.apps.support.queries.priorities import agreed_priorities
from smeaton.apps.support.queries.versions import sent_package
from smeaton.apps.support.services.alternatives import Alternative
from smeaton.apps.support.tasks import replan_for_replies
from smeaton.apps.support.views.owned import around, department_of
from smeaton.terms import Permission
from smeaton.ui.figures import percent
from smeaton.ui.requests import Request

WORKING = "Your change is being worked in. It takes some seconds; this page shows what comes of it."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change(request: Request, place: str, urn: int, item: str) -> HttpResponse:
    """Change one item: swap it, decline it, or ask for it later."""
    card = department_of(request, place, urn, Permission.REPLY_TO_PACKAGE)
    sent = sent_package(card.id, request.reach)
    latest, view = sent if sent else (None, None)
    found = next((each for each in view.items if each.key == item), None) if view else None
    if latest is None or view is None or found is None:
        raise Http404("no such item")
    others = services.alternatives(reach=request.reach, department_id=card.id, item=item)
    first = {"version": latest.number}
    choices = [(each.key, _offered(each)) for each in others]
    terms = owning.terms_between(view.starts, view.ends)
    forms: dict[ReplyKind, VersionForm] = {
        ReplyKind.SWAP: SwapForm(initial=first, choices=choices, prefix="swap"),
        ReplyKind.DECLINE: DeclineForm(initial=first, prefix="decline"),
        ReplyKind.LATER: LaterForm(initial=first, terms=terms, prefix="later"),
    }
    bound: VersionForm | None = None
    if request.method == "POST":
        data = request.POST
        kind = next((each for each in forms if each == data.get("kind")), None)
        if kind is None:
            raise Http404("no such change")
        bound = forms[kind] = (
            SwapForm(data, choices=choices, prefix="swap")
            if kind == ReplyKind.SWAP
            else DeclineForm(data, prefix="decline")
            if kind == ReplyKind.DECLINE
            else LaterForm(data, terms=terms, prefix="later")
        )
        if bound.is_valid():
            given = bound.cleaned_data
            said = services.Said(
                kind=kind,
                item=item,
                offer=given.get("offer", ""),
                not_before=given.get("not_before"),
                reason=given.get("reason", ""),
            )
            if answer := _say(request, card, given["version"], said, bound):
                return answer
    context = around(request, card) | {
        "package": view,
        "item": found,
        "who": sentences.who_goes(found),
        "now": percent(others[0].now) if others else "",
        "own": bool(agreed_priorities([card.id])),
        "swap": forms[ReplyKind.SWAP] if choices else None,
        "decline": forms[ReplyKind.DECLINE],
        "later": forms[ReplyKind.LATER] if terms else None,
        "form": bound,
    }
    return render(request, "support/package/change_item.html", context, status=422 if bound else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def wishes(request: Request, place: str, urn: int) -> HttpResponse:
    """Change the whole: what the department must or must not have, and at most how many release days."""
    card = department_of(request, place, urn, Permission.REPLY_TO_PACKAGE)
    sent = sent_package(card.id, request.reach)
    if sent is None:
        raise Http404("nothing was sent")
    latest, view = sent
    first = {"version": latest.number}
    names = Offer.objects.filter(programme=card.programme_id, in_use=True).values_list("key", "name")
    offers = list(names)
    wish, cap = WishForm(initial=first, offers=offers, prefix="wish"), CapForm(initial=first, prefix="cap")
    bound: WishForm | CapForm | None = None
    if request.method == "POST" and request.POST.get("kind") == "cap":
        bound = cap = CapForm(request.POST, prefix="cap")
        if cap.is_valid():
            said = services.Said(kind=ReplyKind.CAP, days=cap.cleaned_data["days"])
            if answer := _say(request, card, cap.cleaned_data["version"], said, cap):
                return answer
    elif request.method == "POST":
        bound = wish = WishForm(request.POST, offers=offers, prefix="wish")
        if wish.is_valid():
            given = wish.cleaned_data
            said = services.Said(kind=ReplyKind(given["kind"]), offer=given["offer"])
            if answer := _say(request, card, given["version"], said, wish):
                return answer
    context = around(request, card) | {"package": view, "wish": wish, "cap": cap, "form": bound}
    return render(request, "support/package/wishes.html", context, status=422 if bound else 200)


@require_POST
@login_required
def accept(request: Request, place: str, urn: int) -> HttpResponse:
    """Accept one item (`item`), or all that is still only proposed."""
    card = department_of(request, place, urn, Permission.REPLY_TO_PACKAGE)
    form = VersionForm(request.POST)
    if not form.is_valid():
        raise Http404("no such version")
    number, key = form.cleaned_data["version"], request.POST.get("item", "")
    try:
        if key:
            said = services.Said(kind=ReplyKind.ACCEPT, item=key)
            services.reply(
                reach=request.reach, department_id=card.id, version=number, said=said, at=timezone.now()
            )
            messages.success(request, "Accepted. It stays as it is, whatever else moves.")
        else:
            count = services.accept_all(
                reach=request.reach, department_id=card.id, version=number, at=timezone.now()
            )
            messages.success(
                request,
                f"{sentences.counted(count, 'item')} accepted. Sign when you are ready."
                if count
                else "Everything is accepted already.",
            )
    except services.ReplyRefused as refused:
        messages.error(request, str(refused))
    return redirect(f"{reverse('support:package', args=[place, urn])}#{key or 'items'}")


@require_POST
@login_required
def withdraw(request: Request, place: str, urn: int, reply: int) -> HttpResponse:
    """Take a reply back; what it changed is then worked out again."""
    card = department_of(request, place, urn, Permission.REPLY_TO_PACKAGE)
    row = Reply.objects.filter(pk=reply, department=card.id).first()
    if row is None:
        raise Http404("no such reply")
    with transaction.atomic():
        if services.withdraw(reach=request.reach, reply_id=reply, at=timezone.now()):
            if row.kind == ReplyKind.ACCEPT:
                messages.success(request, "Taken back: the item is only proposed again.")
            else:
                messages.success(request, f"Taken back. {WORKING}")
                transaction.on_commit(partial(replan_for_replies.enqueue, card.programme_id))
    return redirect("support:package", place=place, urn=urn)


def _say(
    request: Request, card: DepartmentCard, version: int, said: services.Said, form: VersionForm
) -> HttpResponse | None:
    """Take the reply in and go back to the package; None, with the error on the form, where it is refused."""
    try:
        with transaction.atomic():
            services.reply(
                reach=request.reach, department_id=card.id, version=version, said=said, at=timezone.now()
            )
            transaction.on_commit(partial(replan_for_replies.enqueue, card.programme_id))
    except services.ReplyRefused as refused:
        form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return None
    messages.success(request, WORKING)
    return redirect(f"{reverse('support:package', args=[card.place.slug, card.urn])}#moved")


def _offered(each: Alternative) -> str:
    """An alternative in a line: what it is, what it would do, what it takes."""
    days = f", {sentences.counted(each.days, 'release day')}" if each.days else ", no release days"
    runs = "" if each.fits else "; others would have to move" if each.runs else "; would have to be put on"
    places = sentences.counted(each.seats, "place")
    return f"{each.name}: {percent(each.then)} met ({places}{days}{runs})"
