"""The response board of an audit: for the hub over the place, for a department over its own."""

from functools import partial

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from smeaton.apps.needs.documents.board import board_workbook
from smeaton.apps.needs.forms.waves import ReopenForm
from smeaton.apps.needs.models import Wave
from smeaton.apps.needs.queries import words
from smeaton.apps.needs.queries.board import Board, board, quiet_invitations
from smeaton.apps.needs.queries.waves import WaveCard, WaveState, latest_open, wave_card, wave_of
from smeaton.apps.needs.services.mailing import MailRefused, queue_reminders, send_again
from smeaton.apps.needs.tasks import send_letters
from smeaton.apps.needs.views.places import programme_of
from smeaton.apps.outbox.queries import outbox_status
from smeaton.apps.places.models import Department
from smeaton.apps.places.queries import DepartmentCard, department
from smeaton.terms import Permission
from smeaton.ui.components import Task
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request, number_in

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_safe
@login_required
def response_board(request: Request, place: str, wave: int) -> HttpResponse:
    """How many have answered, by school; for HTMX the table alone, which asks again while it is open."""
    programme = programme_of(request, place)
    card = _card(request, place, wave, Permission.VIEW_RESPONSE_RATES)
    at = timezone.now()
    found = board(card, request.reach, at)
    may = request.reach.can(Permission.RUN_AUDIT, card.where)
    page = part_of(found.rows, request)
    context = {
        "programme": programme,
        "wave": card,
        "board": found,
        "page": page,
        "may": may,
        "finding": _finding(card, found),
        "live": card.state is WaveState.OPEN or card.working,
    }
    if request.htmx:
        response = render(request, "needs/waves/board.html#rates", context)
        if not context["live"]:
            response["HX-Refresh"] = "true"
        return response
    context |= {
        "tasks": _tasks(card, found) if may else [],
        "reopen": ReopenForm(),
        "uncertain": any(row.uncertain for row in found.rows),
        "outbox": outbox_status(at) if may else None,
        "demonstration": may and settings.DEMO,
    }
    return render(request, "needs/waves/board.html", context)


@require_safe
@login_required
def own_board(request: Request, place: str, urn: int) -> HttpResponse:
    """How many of a department have answered, for its lead and head: counts by role, no names."""
    card, wave = _own(request, place, urn, Permission.VIEW_RESPONSE_RATES)
    found = board(wave, request.reach, timezone.now(), department_id=card.id) if wave else None
    context = {
        "department": card,
        "programme": card,
        "wave": wave,
        "row": found.rows[0] if found and found.rows else None,
        "finding": own_finding(wave, found),
        "may": request.reach.can(Permission.ASK_COLLEAGUES, card.where),
        "live": wave is not None and wave.state is WaveState.OPEN,
        "can_view_place": request.reach.can(Permission.VIEW_PLACE, card.where),
    }
    if request.htmx:
        return render(request, "needs/waves/own.html#rates", context)
    return render(request, "needs/waves/own.html", context)


@require_POST
@login_required
def remind(request: Request, place: str, wave: int) -> HttpResponse:
    """Remind those who have gone quiet: everywhere, or in the school given."""
    card = _card(request, place, wave, Permission.RUN_AUDIT)
    asked = request.POST.get("urn", "")
    urn = number_in(asked)
    if asked and urn is None:
        raise Http404("no such department")
    try:
        own = department(place, urn, request.reach).id if urn is not None else None
    except Department.DoesNotExist as error:
        raise Http404("no such department") from error
    chosen = quiet_invitations(card, request.reach, timezone.now(), own)
    _remind(request, wave, chosen)
    return redirect("needs:board", place=place, wave=wave)


@require_POST
@login_required
def remind_own(request: Request, place: str, urn: int) -> HttpResponse:
    """Remind everybody of one department who has not finished, without saying who that is."""
    card, wave = _own(request, place, urn, Permission.ASK_COLLEAGUES)
    if wave is not None:
        _remind(request, wave.pk, None)
    return redirect("needs:own-board", place=place, urn=card.urn)


@require_POST
@login_required
def send_uncertain(request: Request, place: str, wave: int) -> HttpResponse:
    """Send the letters anew of which nobody knows whether they arrived."""
    card = _card(request, place, wave, Permission.RUN_AUDIT)
    unsure = [pk for row in board(card, request.reach, timezone.now()).rows for pk in row.uncertain]
    with transaction.atomic():
        sent = sum(send_again(reach=request.reach, invitation_id=pk, at=timezone.now()) for pk in unsure)
        transaction.on_commit(send_letters.enqueue)
    messages.success(request, f"{sent} letter{'' if sent == 1 else 's'} sent again.")
    return redirect("needs:board", place=place, wave=wave)


@require_safe
@login_required
def export(request: Request, place: str, wave: int) -> HttpResponse:
    """The board as a workbook: counts by school and role, without people."""
    card = _card(request, place, wave, Permission.VIEW_RESPONSE_RATES)
    content = board_workbook(card, board(card, request.reach, timezone.now()))
    response = HttpResponse(content, content_type=EXCEL)
    mark = "-synthetic" if card.synthetic else ""
    response["Content-Disposition"] = f'attachment; filename="responses-{place}-{wave}{mark}.xlsx"'
    return response


def own_finding(wave: WaveCard | None, found: Board | None) -> str:
    """“9 of 12 teachers, the lead and one technician have answered. The audit closes on 4 December.”"""
    if wave is None:
        return "No audit has been planned yet."
    if found is None or not found.asked:
        return "Nobody of this department is asked yet."
    parts = [
        f"{rate.answered} of {rate.of} {rate.role}{'' if rate.of == 1 else 's'}"
        for rate in found.totals
        if rate.of
    ]
    said = f"{words.joined(parts)} have answered."
    if wave.state is WaveState.CLOSED:
        return f"{said} The audit has closed."
    ends = f" The audit closes after {wave.closes:%-d %B %Y}." if wave.closes else ""
    return said + ends


def _finding(wave: WaveCard, found: Board) -> str:
    if not found.asked:
        return "Nobody is asked yet. Say who is, then send the invitations."
    said = f"{found.answered} of {found.asked} people have answered."
    if wave.state is WaveState.PLANNED:
        return f"The audit opens on {wave.opens:%-d %B %Y}. {found.asked} people are asked."
    if wave.state is WaveState.CLOSED:
        return f"{said} The audit has closed."
    quiet = len(found.quiet)
    silent = f" {quiet} of {len(found.rows)} departments have people who have gone quiet." if quiet else ""
    return said + silent


def _tasks(wave: WaveCard, found: Board) -> list[Task]:
    tasks = []
    if wave.state is not WaveState.CLOSED and not found.asked:
        tasks.append(Task("Say who is asked", "people/"))
    elif wave.state is not WaveState.CLOSED and not wave.released:
        tasks.append(Task("Send the invitations", "#send", f"{found.asked} people wait for theirs"))
    if wave.state is WaveState.OPEN and (quiet := sum(row.quiet for row in found.rows)):
        tasks.append(Task("Remind those who have gone quiet", "#remind", f"{quiet} of {found.asked} people"))
    if unsure := sum(len(row.uncertain) for row in found.rows):
        tasks.append(Task("Look at letters that may not have arrived", "#letters", f"{unsure} letters"))
    if wave.state is WaveState.CLOSED and wave.analysed_at is None and not wave.working and wave.answered:
        tasks.append(Task("Work out the profile", "#profile"))
    return tasks


def _remind(request: Request, wave: int, invitations: list[int] | None) -> None:
    try:
        with transaction.atomic():
            written = queue_reminders(
                reach=request.reach, wave_id=wave, at=timezone.now(), invitation_ids=invitations
            )
            transaction.on_commit(partial(send_letters.enqueue))
    except MailRefused as refused:
        messages.error(request, str(refused))
        return
    people = "1 person is" if written == 1 else f"{written} people are"
    rest = "" if written else " Nobody is reminded twice within a day."
    messages.success(request, f"{people} being reminded.{rest}")


def _card(request: Request, place: str, wave: int, permission: Permission) -> WaveCard:
    try:
        return wave_card(place, wave, request.reach, timezone.localdate(), permission)
    except Wave.DoesNotExist as error:
        raise Http404("no such audit in that place") from error


def _own(
    request: Request, place: str, urn: int, permission: Permission
) -> tuple[DepartmentCard, WaveCard | None]:
    """The department, and the audit that is open there or was the latest."""
    try:
        card = department(place, urn, request.reach, permission)
    except Department.DoesNotExist as error:
        raise Http404("no such department") from error
    request.place = card.place
    today = timezone.localdate()
    wave = latest_open(card.programme_id, today)
    return card, wave_of(card.programme_id, request.reach, today, wave.pk if wave else None)
