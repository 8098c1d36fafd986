"""A department's support package: the page that its lead owns, its versions, how far a change is."""

from collections.abc import Mapping
from typing import Any

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from smeaton.apps.places.queries import DepartmentCard
from smeaton.apps.support.documents import owning, package_picture, sentences
from smeaton.apps.support.documents.moves import moved_sentences
from smeaton.apps.support.documents.reasoning import why_sentences
from smeaton.apps.support.models import Party, ReplyKind
from smeaton.apps.support.queries.contents import view_of
from smeaton.apps.support.queries.packages import PackageView
from smeaton.apps.support.queries.reasons import ItemWhy, reasons_of
from smeaton.apps.support.queries.replanning import change_progress
from smeaton.apps.support.queries.versions import OwnedPackage
from smeaton.apps.support.services import PERMISSIONS
from smeaton.apps.support.views.owned import around, department_of, owned_of
from smeaton.ui.components import Task
from smeaton.ui.requests import Request


@require_safe
@login_required
def package(request: Request, place: str, urn: int) -> HttpResponse:
    """The package as it was sent last, or as it is planned; `?print=1` as one sheet to print."""
    card = department_of(request, place, urn)
    owned = owned_of(request, card)
    view = owned.view
    context = (
        around(request, card)
        | _shown(view, owned, reasons_of(card.id, request.reach))
        | {"owned": owned, "today": timezone.localdate()}
    )
    if "print" in request.GET:
        signed = {s.party: s for s in owned.latest.signatures} if owned.latest else {}
        context["signatures"] = [(words, signed.get(party)) for party, words in owning.SIGNERS.items()]
        return render(request, "support/package_print.html", context)
    latest = owned.latest
    context |= {
        "latest": latest,
        "state": owning.version_state(latest) if latest else "",
        "moved": moved_sentences(latest.moved) if latest and latest.number > 1 else [],
        "replies": [(reply, owning.reply_words(reply), owning.reply_state(reply)) for reply in _told(owned)],
        "tasks": _tasks(request, card, owned),
        "signs": _signs(request, card, owned),
        "progress": change_progress(card.id, request.reach) if owned.waiting else None,
        "proposed": sum(not item.firm for item in view.items),
        "chart": package_picture(view) if view.strands else None,
    }
    return render(request, "support/package.html", context)


@require_safe
@login_required
def progress(request: Request, place: str, urn: int) -> HttpResponse:
    """How far the lead's change is: a fragment for HTMX, which asks again; otherwise the package."""
    card = department_of(request, place, urn)
    if not request.htmx:
        return redirect("support:package", place=place, urn=urn)
    at = change_progress(card.id, request.reach)
    response = render(request, "support/package/working.html", around(request, card) | {"progress": at})
    if not at.waiting:
        response["HX-Refresh"] = "true"
    return response


@require_safe
@login_required
def version(request: Request, place: str, urn: int, number: int) -> HttpResponse:
    """One version as it was sent, whatever has changed since."""
    card = department_of(request, place, urn)
    owned = owned_of(request, card)
    found = owned.version(number)
    if found is None:
        raise Http404("no such version")
    view = view_of(found.content)
    context = (
        around(request, card)
        | _shown(view, owned, {})
        | {
            "owned": owned,
            "version": found,
            "state": owning.version_state(found),
            "moved": moved_sentences(found.moved) if found.number > 1 else [],
            "newest": owned.latest is found,
            "frozen": True,
        }
    )
    return render(request, "support/package/version.html", context)


def _shown(view: PackageView, owned: OwnedPackage, reasons: Mapping[str, ItemWhy]) -> dict[str, Any]:
    accepted = {r.item: r.pk for r in owned.replies if r.kind == ReplyKind.ACCEPT and not r.withdrawn}
    return {
        "package": view,
        "finding": sentences.package_finding(view),
        "balance": sentences.balance(view.balance),
        "when": sentences.when(view),
        "items": [
            {
                "item": item,
                "who": sentences.who_goes(item),
                "firmness": sentences.firmness(item),
                "why": why_sentences(item, reasons.get(item.key)),
                "accepted": accepted.get(item.key),
            }
            for item in view.items
        ],
    }


def _told(owned: OwnedPackage) -> list[Any]:
    """Replies worth a line of their own: acceptances stand beside their items."""
    return [reply for reply in owned.replies if reply.kind != ReplyKind.ACCEPT]


def _signs(request: Request, card: DepartmentCard, owned: OwnedPackage) -> Party | None:
    """The party as which whoever looks signs next; None where it is not their turn."""
    latest = owned.latest
    if latest is None or latest.next_party is None or owned.waiting:
        return None
    party = latest.next_party
    return party if request.reach.can(PERMISSIONS[party], card.where) else None


def _tasks(request: Request, card: DepartmentCard, owned: OwnedPackage) -> list[Task]:
    latest, signs = owned.latest, _signs(request, card, owned)
    where = {"place": card.place.slug, "urn": card.urn}
    if signs and latest:
        url = reverse("support:sign", kwargs=where | {"party": signs.value})
        detail = {
            Party.LEAD: "then the head, then the hub",
            Party.HEAD: "the lead has signed",
            Party.HUB: "lead and head have signed",
        }[signs]
        sign = Task(f"Sign version {latest.number}", url, detail)
        if signs == Party.LEAD and not owned.replies:
            return [Task("Say what fits and what does not", "#items", "or accept everything"), sign]
        return [sign]
    return []
