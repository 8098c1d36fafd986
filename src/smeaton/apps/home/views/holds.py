"""Legal holds of a place: listed, placed, lifted."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from smeaton.apps.home.forms.record import HoldForm
from smeaton.apps.home.queries.holding import hold_card, holds_page, what_can_be_held
from smeaton.apps.home.queries.records.standing import require_over_all_of
from smeaton.apps.home.services.holding import end_hold, place_hold
from smeaton.apps.home.views.rights import place_of
from smeaton.apps.people.models import LegalHold, Person
from smeaton.terms import Permission
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request


@require_safe
@login_required
@never_cache
def holds(request: Request, place: str) -> HttpResponse:
    """Of whom something must be kept, what, why and until when."""
    page = holds_page(place_of(request, place), request.reach, timezone.localdate())
    context = {"page": page, "part": part_of(page.in_force, request), "over": page.over[:20]}
    return render(request, "home/record/holds.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def hold(request: Request, place: str, person: int) -> HttpResponse:
    """Place a hold on somebody's record, from today on."""
    place_of(request, place)
    somebody = get_object_or_404(Person, pk=person)
    require_over_all_of(person, request.reach, Permission.ERASE_PERSON)
    form = HoldForm(request.POST if request.method == "POST" else None, kinds=what_can_be_held())
    if form.is_valid():
        try:
            place_hold(
                reach=request.reach,
                person_id=person,
                reason=form.cleaned_data["reason"],
                since=timezone.localdate(),
                until=form.cleaned_data["until"],
                covers=form.cleaned_data["covers"],
            )
        except ValueError as refused:
            form.add_error("until", str(refused))
        else:
            messages.success(request, "Held from today on: neither erasing nor the clock touches it.")
            return redirect("home:holds", place=place)
    context = {"somebody": somebody, "form": form}
    return render(request, "home/record/hold.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
@never_cache
def lift(request: Request, place: str, person: int, hold: int) -> HttpResponse:
    """Say what lifting a hold means; then make today its last day."""
    place_of(request, place)
    today = timezone.localdate()
    try:
        card = hold_card(person, hold, request.reach, today)
    except LegalHold.DoesNotExist as error:
        raise Http404("no such hold") from error
    if not card.in_force:
        raise Http404("that hold is not in force")
    if request.method == "POST":
        end_hold(reach=request.reach, hold_id=hold, on=today)
        messages.success(request, "Lifted: today is its last day. What is over its time goes after that.")
        return redirect("home:holds", place=place)
    return render(request, "home/record/lift.html", {"card": card})
