"""The audits of a place: planning one, changing it, and what can be done with it."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.needs.forms.waves import PlanWaveForm, ReopenForm, first_values, values_of
from smeaton.apps.needs.models import Wave
from smeaton.apps.needs.queries.waves import WaveCard, WaveState, instrument_choices, wave_card, waves_of
from smeaton.apps.needs.services import waves as services
from smeaton.apps.needs.services.mailing import MailRefused, queue_invitations
from smeaton.apps.needs.tasks import analyse_wave, send_letters
from smeaton.apps.needs.views.places import programme_of
from smeaton.terms import Permission
from smeaton.ui.components import Task
from smeaton.ui.pages import page_url
from smeaton.ui.requests import Request


@require_safe
@login_required
def waves(request: Request, place: str) -> HttpResponse:
    """Every audit of the programme, the latest first."""
    programme = programme_of(request, place)
    today = timezone.localdate()
    found = waves_of(programme.pk, request.reach, today)
    may = request.reach.can(Permission.RUN_AUDIT, programme.where)
    context = {
        "programme": programme,
        "waves": found,
        "may": may,
        "tasks": _tasks(found, place) if may else [],
        "open": next((wave for wave in found if wave.state is WaveState.OPEN), None),
    }
    return render(request, "needs/waves/list.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def plan_wave(request: Request, place: str) -> HttpResponse:
    """Plan a new audit."""
    programme = programme_of(request, place)
    request.reach.require(Permission.RUN_AUDIT, programme.where)
    choices = instrument_choices(programme.place.pk)
    if request.method == "POST":
        form = PlanWaveForm(choices, request.POST)
        if form.is_valid():
            try:
                wave = services.plan_wave(
                    reach=request.reach, programme_id=programme.pk, at=timezone.now(), plan=form.plan
                )
                messages.success(request, f"“{wave.name}” is planned. Now say who is asked.")
                return redirect("needs:people", place=place, wave=wave.pk)
            except services.WaveRefused as refused:
                form.add_error(refused.field, str(refused))
        return _plan_page(request, programme, form, None, 422)
    first = first_values(choices, programme.subject, timezone.localdate())
    return _plan_page(request, programme, PlanWaveForm(choices, initial=first), None, 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def change_wave(request: Request, place: str, wave: int) -> HttpResponse:
    """Change an audit: all of it while it is planned, its end and its reminders while it is open."""
    programme = programme_of(request, place)
    card = _card(request, place, wave, Permission.RUN_AUDIT)
    choices = instrument_choices(programme.place.pk)
    if request.method == "POST":
        form = PlanWaveForm(choices, request.POST)
        _keep(form, card)
        if form.is_valid():
            try:
                plan = services.WavePlan(**(values_of(card) | form.cleaned_data))
                services.change_wave(reach=request.reach, wave_id=wave, at=timezone.now(), plan=plan)
                messages.success(request, "The audit has been changed.")
                return redirect("needs:board", place=place, wave=wave)
            except services.WaveRefused as refused:
                form.add_error(refused.field if refused.field in form.fields else None, str(refused))
        return _plan_page(request, programme, form, card, 422)
    form = PlanWaveForm(choices, initial=values_of(card))
    _keep(form, card)
    return _plan_page(request, programme, form, card, 200)


@require_POST
@login_required
def close_wave(request: Request, place: str, wave: int) -> HttpResponse:
    """End an audit now; its profile is then worked out."""
    _card(request, place, wave, Permission.RUN_AUDIT)
    try:
        with transaction.atomic():
            services.close_wave(reach=request.reach, wave_id=wave, at=timezone.now())
            transaction.on_commit(partial(analyse_wave.enqueue, wave))
        messages.success(request, "The audit has closed. Its profile is being worked out.")
    except services.WaveRefused as refused:
        messages.error(request, str(refused))
    return redirect("needs:board", place=place, wave=wave)


@require_POST
@login_required
def reopen_wave(request: Request, place: str, wave: int) -> HttpResponse:
    """Open a closed audit again."""
    _card(request, place, wave, Permission.RUN_AUDIT)
    form = ReopenForm(request.POST)
    if form.is_valid():
        try:
            services.reopen_wave(
                reach=request.reach, wave_id=wave, at=timezone.now(), closes=form.cleaned_data["closes"]
            )
            messages.success(request, "The audit is open again.")
        except services.WaveRefused as refused:
            messages.error(request, str(refused))
    else:
        messages.error(request, " ".join(map(str, form.errors["closes"])))
    return redirect("needs:board", place=place, wave=wave)


@require_POST
@login_required
def analyse(request: Request, place: str, wave: int) -> HttpResponse:
    """Have the profile worked out from the answers as they stand."""
    _card(request, place, wave, Permission.ANALYSE_NEEDS)
    with transaction.atomic():
        services.ask_analysis(reach=request.reach, wave_id=wave, at=timezone.now())
        transaction.on_commit(partial(analyse_wave.enqueue, wave))
    return redirect("needs:board", place=place, wave=wave)


@require_POST
@login_required
def send_invitations(request: Request, place: str, wave: int) -> HttpResponse:
    """Write to everybody who has not been written to."""
    _card(request, place, wave, Permission.RUN_AUDIT)
    try:
        with transaction.atomic():
            written = queue_invitations(reach=request.reach, wave_id=wave, at=timezone.now())
            transaction.on_commit(send_letters.enqueue)
        people = "1 person is" if written == 1 else f"{written} people are"
        messages.success(request, f"{people} being written to.")
    except MailRefused as refused:
        messages.error(request, str(refused))
    return redirect("needs:board", place=place, wave=wave)


def _card(request: Request, place: str, wave: int, permission: Permission) -> WaveCard:
    try:
        return wave_card(place, wave, request.reach, timezone.localdate(), permission)
    except Wave.DoesNotExist as error:
        raise Http404("no such audit in that place") from error


def _keep(form: PlanWaveForm, card: WaveCard) -> None:
    """What an open audit no longer changes is shown and cannot be edited."""
    if card.state is not WaveState.PLANNED:
        for name in ("name", "instrument", "opens", "form", "items_each"):
            del form.fields[name]


def _plan_page(
    request: Request, programme: object, form: PlanWaveForm, wave: WaveCard | None, status: int
) -> HttpResponse:
    context = {"programme": programme, "form": form, "wave": wave}
    return render(request, "needs/waves/plan.html", context, status=status)


def _tasks(found: list[WaveCard], place: str) -> list[Task]:
    tasks = []
    for wave in found:
        page = page_url("board", place=place, wave=wave.pk)
        if wave.state is not WaveState.CLOSED and not wave.asked:
            tasks.append(Task(f"Say who is asked in “{wave.name}”", f"{page}people/"))
        elif wave.state is not WaveState.CLOSED and not wave.released:
            tasks.append(Task(f"Send the invitations of “{wave.name}”", page, f"{wave.asked} people"))
        elif wave.state is WaveState.CLOSED and wave.analysed_at is None and wave.answered:
            tasks.append(Task(f"Work out the profile of “{wave.name}”", page))
    if not any(wave.state is not WaveState.CLOSED for wave in found):
        tasks.append(Task("Plan the next audit", "new/"))
    return tasks
