"""What whoever looks after people does for them: answers requests, erases."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.access.queries.standing import people_of
from smeaton.apps.home.forms.record import AnswerForm, EraseForm
from smeaton.apps.home.queries.corrections import corrections
from smeaton.apps.home.queries.erasure import erasure_plan
from smeaton.apps.home.queries.records.finding import subject_of
from smeaton.apps.home.queries.records.standing import require_over_all_of
from smeaton.apps.home.services.correcting import CorrectionRefused, answer_correction
from smeaton.apps.home.services.erasing import erase as erase_subject
from smeaton.apps.home.services.signing_in import sign_out_everywhere
from smeaton.apps.home.services.watching import login_of, warn
from smeaton.apps.people.models import CorrectionRequest, Person
from smeaton.apps.places.models import Place
from smeaton.apps.places.queries import PlaceCard
from smeaton.terms import Permission
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request, number_in

ROWS = 10
"""Requests on one page."""


@require_safe
@login_required
@never_cache
def requests(request: Request, place: str) -> HttpResponse:
    """What people of the place say is wrong about them."""
    open_at = number_in(request.GET.get("open", ""))
    return _requests(request, place_of(request, place), AnswerForm(), open_at)


@require_POST
@login_required
def answer(request: Request, place: str, correction: int) -> HttpResponse:
    """Say what came of a request."""
    card = place_of(request, place)
    request.reach.require(Permission.MANAGE_PEOPLE, people_of(card.pk))
    if correction not in {each.id for each in corrections(card, request.reach)}:
        raise Http404("no such request of anybody there")
    form = AnswerForm(request.POST)
    if form.is_valid():
        try:
            answer_correction(
                reach=request.reach,
                request_id=correction,
                answer=form.cleaned_data["answer"],
                at=timezone.now(),
            )
        except CorrectionRequest.DoesNotExist as error:
            raise Http404(str(error)) from error
        except CorrectionRefused as refused:
            form.add_error("answer", str(refused))
        else:
            messages.success(request, "Answered. They will find it on their page.")
            return redirect("home:corrections", place=place)
    return _requests(request, card, form, correction)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def erase(request: Request, place: str, person: int) -> HttpResponse:
    """What erasing somebody would do; with the box ticked, do it."""
    place_of(request, place)
    somebody = get_object_or_404(Person.objects.select_related("user"), pk=person)
    subject = subject_of(somebody)
    plan = erasure_plan(subject, somebody.pk, request.reach, timezone.localdate())
    form = EraseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and not plan.wholly_held and form.is_valid():
        done = erase_subject(reach=request.reach, subject=subject, at=timezone.now())
        messages.success(
            request, f"Person {person} is erased: {sum(each.rows for each in done.lines)} records."
        )
        return redirect("home:start")
    context = {"plan": plan, "somebody": somebody, "form": form}
    return render(request, "home/record/erase.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def sign_out(request: Request, place: str, person: int) -> HttpResponse:
    """Asks whether one means it, then signs somebody out wherever they are signed in."""
    place_of(request, place)
    somebody = get_object_or_404(Person.objects.select_related("user"), pk=person)
    require_over_all_of(somebody.pk, request.reach, Permission.MANAGE_PEOPLE)
    if request.method == "POST" and somebody.user is not None:
        number = sign_out_everywhere(reach=request.reach, user=somebody.user, at=timezone.now())
        warn(request, "signed out by another", who=login_of(somebody.user), how=request.reach.actor)
        where = f"{number} place{'' if number == 1 else 's'}"
        messages.success(request, f"{somebody.name} is signed out in {where}." if number else _NOWHERE)
        return redirect("home:sign-out-person", place=place, person=person)
    return render(request, "home/record/sign_out.html", {"somebody": somebody})


_NOWHERE = "They are signed in nowhere."


def _requests(
    request: Request, card: PlaceCard, form: AnswerForm, open_at: int | None = None
) -> HttpResponse:
    rows = corrections(card, request.reach)
    waiting = [row for row in rows if row.answered_at is None]
    may_erase = request.reach.can(Permission.ERASE_PERSON, card.where)
    if open_at is None and waiting:
        open_at = waiting[0].id
    context = {
        "rows": rows,
        "part": part_of(rows, request, size=ROWS),
        "waiting": waiting,
        "form": form,
        "open_at": open_at,
        "may_erase": may_erase,
        "may_read": request.reach.can(Permission.VIEW_HISTORY, card.where),
    }
    return render(request, "home/record/requests.html", context, status=422 if form.errors else 200)


def place_of(request: Request, slug: str) -> PlaceCard:
    """The place at this address, put on the request; 404 where there is none. Asks for no permission."""
    row = get_object_or_404(Place, slug=slug)
    request.place = card = PlaceCard(row.pk, row.slug, row.name, row.local_authority_id)
    return card
