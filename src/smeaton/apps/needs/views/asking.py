"""Saying who is asked in an audit: for the whole place, or for one department."""

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import ValidationError
from django.db import transaction
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from smeaton.apps.needs.forms.asking import AddressForm, AskForm, AskPlaceForm
from smeaton.apps.needs.models import Invitation, RespondentRole, Wave
from smeaton.apps.needs.queries.board import asked_people, board
from smeaton.apps.needs.queries.waves import WaveCard, WaveState, wave_card, wave_of, waves_of
from smeaton.apps.needs.services import asking as services
from smeaton.apps.needs.services.mailing import mark_did_not_arrive, queue_invitations
from smeaton.apps.needs.tasks import send_letters
from smeaton.apps.needs.views.places import programme_of
from smeaton.apps.places.models import Department
from smeaton.apps.places.queries import DepartmentCard, department
from smeaton.terms import Permission, Reach
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request

"""Departments on one page of the table."""


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def people(request: Request, place: str, wave: int) -> HttpResponse:
    """Every department with how many are asked; a file for all of them; the same people again."""
    programme = programme_of(request, place)
    card = _card(request, place, wave)
    today, form = timezone.localdate(), AskPlaceForm()
    earlier = [one for one in waves_of(programme.pk, request.reach, today) if one.pk != wave and one.asked]
    if request.method == "POST" and "earlier" in request.POST:
        given = request.POST["earlier"]
        chosen = next((one for one in earlier if str(one.pk) == given), None)
        if chosen is not None:
            return _ask_again(request, place, card, chosen)
    elif request.method == "POST":
        form = AskPlaceForm(request.POST, request.FILES)
        if form.is_valid() and (asked := _ask(request, card, form, "file", RespondentRole.TEACHER)):
            _told(request, asked)
            return redirect("needs:people", place=place, wave=wave)
    found = board(card, request.reach, timezone.now())
    context = {
        "programme": programme,
        "wave": card,
        "board": found,
        "page": part_of(found.rows, request),
        "form": form,
        "earlier": earlier[:1],
        "open": card.state is not WaveState.CLOSED,
    }
    return render(request, "needs/waves/people.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def department_people(request: Request, place: str, wave: int, urn: int) -> HttpResponse:
    """Who is asked in one department, and adding to them."""
    own, card = _own(request, place, wave, urn)
    form = AskForm(request.POST if request.method == "POST" else None)
    if form.is_valid() and (asked := _ask(request, card, form, "people", form.cleaned_data["role"], own.id)):
        _told(request, asked)
        return redirect(request.path)
    listed = asked_people(card, own.id, request.reach)
    leads = sum(person.role == RespondentRole.LEAD and not person.withdrawn for person in listed)
    context = {
        "department": own,
        "programme": own,
        "wave": card,
        "form": form,
        "people": [person for person in listed if not person.withdrawn],
        "leads": leads,
        "address": AddressForm(auto_id=False),
        "told": request.reach.can(Permission.RUN_AUDIT, card.where),
        "open": card.state is not WaveState.CLOSED,
        "can_view_place": request.reach.can(Permission.VIEW_PLACE, card.where),
    }
    return render(request, "needs/waves/department_people.html", context, status=422 if form.errors else 200)


@require_POST
@login_required
def change_person(request: Request, place: str, wave: int, urn: int, invitation: int) -> HttpResponse:
    """Take somebody out, send the link again, mark that letters do not arrive, or correct the address."""
    own, card = _own(request, place, wave, urn)
    if not Invitation.objects.filter(pk=invitation, wave=wave, department=own.id).exists():
        raise Http404("nobody like that is asked there")
    at, what = timezone.now(), request.POST.get("what")
    if what == "withdraw":
        services.withdraw(reach=request.reach, invitation_id=invitation, at=at)
        messages.success(request, "They are asked no longer, and their link has ended.")
    elif what == "again" and card.state is not WaveState.CLOSED:
        with transaction.atomic():
            queue_invitations(
                reach=request.reach, wave_id=wave, at=at, invitation_ids=[invitation], again=True
            )
            transaction.on_commit(partial(send_letters.enqueue))
        messages.success(request, "A new link is on its way; earlier ones have ended.")
    elif what == "returned":
        mark_did_not_arrive(reach=request.reach, invitation_id=invitation, at=at)
        messages.success(request, "Marked: nothing more is written to that address. Correct it to try again.")
    elif what == "correct":
        form = AddressForm(request.POST)
        if form.is_valid():
            try:
                services.correct_address(
                    reach=request.reach, invitation_id=invitation, listed=form.cleaned_data["address"], at=at
                )
                _write_if_released(request.reach, card, [invitation])
                messages.success(request, "The address is corrected.")
            except services.PeopleRefused as refused:
                messages.error(request, refused.mistakes[0].words)
        else:
            messages.error(request, " ".join(map(str, form.errors["address"])))
    return redirect("needs:department-people", place=place, wave=wave, urn=urn)


def _ask(
    request: Request, wave: WaveCard, form: Form, field: str, role: str, department_id: int | None = None
) -> services.Asked | None:
    """Ask everybody on the form's list; its mistakes go back to the form."""
    try:
        with transaction.atomic():
            asked = services.ask_people(
                reach=request.reach,
                wave_id=wave.pk,
                people=form.cleaned_data[field],
                role=role,
                at=timezone.now(),
                department_id=department_id,
            )
            _write_if_released(request.reach, wave, asked.added)
            return asked
    except services.PeopleRefused as refused:
        form.add_error(field, ValidationError([str(mistake) for mistake in refused.mistakes[:20]]))
        return None


def _ask_again(request: Request, place: str, wave: WaveCard, earlier: WaveCard) -> HttpResponse:
    try:
        with transaction.atomic():
            asked = services.ask_the_same_people(
                reach=request.reach, wave_id=wave.pk, earlier_wave_id=earlier.pk, at=timezone.now()
            )
            _write_if_released(request.reach, wave, asked.added)
        _told(request, asked)
    except services.PeopleRefused as refused:
        messages.error(request, refused.mistakes[0].words)
    return redirect("needs:people", place=place, wave=wave.pk)


def _write_if_released(reach: Reach, wave: WaveCard, added: tuple[int, ...] | list[int]) -> None:
    """Once the invitations have been sent, whoever is added is written to at once."""
    if wave.released and added:
        queue_invitations(reach=reach, wave_id=wave.pk, at=timezone.now(), invitation_ids=list(added))
        transaction.on_commit(partial(send_letters.enqueue))


def _told(request: Request, asked: services.Asked) -> None:
    people = "1 person is" if len(asked.added) == 1 else f"{len(asked.added)} people are"
    already = f" {asked.already} on the list were asked already." if asked.already else ""
    messages.success(request, f"{people} asked now.{already}")


def _card(request: Request, place: str, wave: int) -> WaveCard:
    try:
        return wave_card(place, wave, request.reach, timezone.localdate(), Permission.RUN_AUDIT)
    except Wave.DoesNotExist as error:
        raise Http404("no such audit in that place") from error


def _own(request: Request, place: str, wave: int, urn: int) -> tuple[DepartmentCard, WaveCard]:
    """The department, over which people may be asked, and an audit of its programme."""
    try:
        own = department(place, urn, request.reach, Permission.ASK_COLLEAGUES)
    except Department.DoesNotExist as error:
        raise Http404("no such department") from error
    request.place = own.place
    card = wave_of(own.programme_id, request.reach, timezone.localdate(), wave)
    if card is None:
        raise Http404("no such audit in that place")
    return own, card
