"""The audits of a place: the list, one as people read it, two side by side, and one as a file."""

from dataclasses import dataclass

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from smeaton.apps.needs.forms.instruments import WHO
from smeaton.apps.needs.models import Instrument as Row
from smeaton.apps.needs.queries.instruments_kept import (
    InstrumentList,
    KeptInstrument,
    instruments_of,
    kept_instrument,
)
from smeaton.apps.places.models import Place
from smeaton.engine.needs.instrument import ROLES, Instrument, compare
from smeaton.engine.needs.instrument_checking import before_publishing
from smeaton.terms import Permission, Where
from smeaton.ui.components import Task
from smeaton.ui.requests import Request


@dataclass(frozen=True)
class Asked:
    """What one role is asked: how many statements, in how many minutes, of how many promised."""

    who: str
    items: int
    minutes: float
    promised: float | None
    introduction: str


@require_safe
@login_required
def listed(request: Request, place: str) -> HttpResponse:
    """What the place can ask, its own audits and its drafts."""
    row = place_of(request, place)
    found = instruments_of(row.pk, request.reach)
    return render(
        request,
        "needs/instruments/list.html",
        {"found": found, "finding": _finding(found), "tasks": _tasks(found, place)},
    )


@require_safe
@login_required
def shown(request: Request, place: str, key: str, version: int) -> HttpResponse:
    """One audit as a person reads it: who is asked what, and how long it takes."""
    kept = kept_of(request, place, key, version)
    return render(
        request,
        "needs/instruments/show.html",
        {
            "kept": kept,
            "instrument": kept.instrument,
            "asked": asked_of(kept.instrument),
            "who": WHO,
            "may_edit": may_edit(request),
            "others": _others(request, kept),
        },
    )


@require_safe
@login_required
def compared(request: Request, place: str, key: str, version: int) -> HttpResponse:
    """What changed since another audit (`?with=key:version`), and what may still be compared."""
    kept = kept_of(request, place, key, version)
    others = _others(request, kept)
    chosen = request.GET.get("with", "")
    before = next((each for each in others if each.choice == chosen), None)
    if before is None and (chosen or not others):
        raise Http404("no such audit to compare with")
    before = before or others[0]
    return render(
        request,
        "needs/instruments/compare.html",
        {
            "kept": kept,
            "before": before,
            "others": others,
            "found": compare(before.instrument, kept.instrument),
            "total": len(kept.instrument.items),
        },
    )


@require_safe
@login_required
def exported(request: Request, place: str, key: str, version: int) -> HttpResponse:
    """An audit as its YAML text."""
    kept = kept_of(request, place, key, version)
    name = f"{kept.key}-{kept.version}{'-draft' if kept.draft else ''}.yaml"
    return HttpResponse(
        kept.source,
        content_type="application/yaml; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def place_of(request: Request, slug: str) -> Place:
    """The place of the address, which is put on the request; 404 where there is none."""
    row = Place.objects.filter(slug=slug).first()
    if row is None:
        raise Http404("no such place")
    request.place = row
    return row


def kept_of(request: Request, place: str, key: str, version: int) -> KeptInstrument:
    """The audit of the address, as far as whoever asks may see it."""
    row = place_of(request, place)
    try:
        return kept_instrument(row.pk, key, version, request.reach)
    except Row.DoesNotExist as error:
        raise Http404("no such audit") from error


def may_edit(request: Request) -> bool:
    """Whether whoever asks may change audits of the place on the request."""
    return request.place is not None and request.reach.can(
        Permission.EDIT_INSTRUMENT, Where(place=request.place.pk)
    )


def asked_of(instrument: Instrument) -> list[Asked]:
    """What each role is asked, in the order of the roles."""
    return [
        Asked(
            WHO[role],
            len(items),
            instrument.minutes_needed(role),
            instrument.minutes.get(role),
            instrument.introductions.get(role, ""),
        )
        for role in ROLES
        if (items := instrument.for_role(role))
    ]


def _others(request: Request, kept: KeptInstrument) -> list[KeptInstrument]:
    """Audits that it can be compared with, its own earlier versions first; none for who sees no list."""
    place = request.place
    if place is None or not request.reach.can(Permission.VIEW_PLACE, Where(place=place.pk)):
        return []
    found = [each for each in instruments_of(place.pk, request.reach).all if each.choice != kept.choice]
    origin = kept.copied_from
    return sorted(
        found, key=lambda each: ((each.key, each.version) != origin, each.key != kept.key, -each.version)
    )


def _finding(found: InstrumentList) -> str:
    shared = len({each.key for each in found.shared})
    text = f"{shared} audits come with Smeaton"
    text += f"; {len(found.ours)} of our own can be asked" if found.ours else ""
    drafts = len(found.drafts)
    return text + (f"; {drafts} draft{'s are' if drafts > 1 else ' is'} being written." if drafts else ".")


def _tasks(found: InstrumentList, place: str) -> list[Task]:
    if not found.may_edit:
        return []
    tasks = []
    for draft in found.drafts:
        stops = sum(finding.stops for finding in before_publishing(draft.instrument))
        text = f"Finish “{draft.title}”, version {draft.version}"
        detail = f"{stops} thing{'s' if stops != 1 else ''} to mend" if stops else "ready to publish"
        tasks.append(
            Task(text, reverse("needs:instrument-edit", args=[place, draft.key, draft.version]), detail)
        )
    return tasks
