"""Inviting: one person, a whole school, again, and withdrawing."""

from datetime import date

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_http_methods, require_POST

from smeaton.apps.access.forms.people import InviteForm, SchoolForm
from smeaton.apps.access.models import InvitationToJoin
from smeaton.apps.access.queries.people import where_in
from smeaton.apps.access.services.inviting import (
    InvitationRefused,
    Named,
    invite,
    invite_school,
    send_again,
    withdraw_invitation,
)
from smeaton.apps.access.views.people import MOST_AT_ONCE, here_of, url_of
from smeaton.apps.register.models import Trust
from smeaton.terms import ROLES, Permission, Refused, Role, ScopeKind
from smeaton.ui.requests import Request, number_in


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite_one(
    request: Request, place: str, trust: int | None = None, urn: int | None = None
) -> HttpResponse:
    """Name, address and role; the letter goes at once."""
    here = here_of(request, place, trust, urn)
    roles = here.roles_to_give(request.reach)
    if not roles:
        raise Refused(f"{request.reach.actor} may not give a role there")
    given = request.POST if request.method == "POST" else None
    form = InviteForm(roles, with_post=not here.whole_place, data=given)
    if given is not None and form.is_valid():
        said = form.cleaned_data
        try:
            row = invite(
                reach=request.reach,
                email=said["email"],
                name=said["name"],
                role=said["role"],
                title=said.get("title", ""),
                scope=here.scope,
                key=here.key,
                place=here.place.pk,
                at=timezone.now(),
            )
        except InvitationRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"A letter goes to {row.email}. It can be accepted for 14 days.")
            return redirect(url_of("people", here))
    context = {"here": here, "form": form, "back": url_of("people", here)}
    context["descriptions"] = [ROLES[role] for role in roles]
    return render(request, "access/people/invite.html", context, status=422 if form.errors else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def invite_whole_school(request: Request, place: str, urn: int) -> HttpResponse:
    """Who signs for the trust and who leads the subject, in one form; the agreement is proposed with it."""
    here = here_of(request, place, urn=urn)
    request.reach.require(Permission.PROPOSE_AGREEMENTS, here.where)
    owner = None if here.trust is None else Trust.objects.get(pk=here.trust)
    given = request.POST if request.method == "POST" else None
    form = SchoolForm(str(owner) if owner else "the school (its head)", given)
    until = _until(timezone.localdate())
    if given is not None and form.is_valid():
        said = form.cleaned_data
        try:
            invite_school(
                reach=request.reach,
                place=here.place.pk,
                urn=urn,
                signs=Named(said["signs_name"], said["signs_email"]),
                lead=Named(said["lead_name"], said["lead_email"]),
                until=until,
                at=timezone.now(),
            )
        except InvitationRefused as refused:
            form.add_error(refused.field, str(refused))
        else:
            messages.success(request, f"Two letters go out for {here.name}. You will see here who accepts.")
            return redirect(url_of("people", here))
    context = {
        "here": here,
        "form": form,
        "owner": owner,
        "until": until,
        "back": url_of("people", here),
    }
    return render(request, "access/people/invite_school.html", context, status=422 if form.errors else 200)


def _until(today: date) -> date:
    """The end of the school year after this one: an agreement runs one to two years."""
    return date(today.year + (2 if today.month >= 9 else 1), 8, 31)


@require_POST
@login_required
def send(request: Request, place: str) -> HttpResponse:
    """Send the letters of these invitations, or new ones: `invitation` once for each.

    `unsent` names a school or the like (“school-123456”) instead: the first letters to all who had none.
    """
    numbers = [key for each in request.POST.getlist("invitation") if (key := number_in(each)) is not None]
    if "unsent" in request.POST:
        numbers = _unsent(request, place, request.POST["unsent"])
    sent = 0
    for row in _theirs(place, numbers[:MOST_AT_ONCE]):
        try:
            send_again(reach=request.reach, invitation_id=row, at=timezone.now())
            sent += 1
        except InvitationRefused as refused:
            messages.warning(request, str(refused))
    if sent:
        messages.success(request, "A letter goes out." if sent == 1 else f"{sent} letters go out.")
    return redirect(back_of(request, place))


@require_POST
@login_required
def withdraw(request: Request, place: str, invitation: int) -> HttpResponse:
    """Withdraw an invitation: its link works no more."""
    for row in _theirs(place, [invitation]):
        withdraw_invitation(reach=request.reach, invitation_id=row, at=timezone.now())
        messages.success(request, "The invitation is withdrawn: its link works no more.")
    return redirect(back_of(request, place))


def _theirs(place: str, numbers: list[int]) -> list[int]:
    """Those of these invitations that were given in the place; 404 where there is none of them."""
    rows = InvitationToJoin.objects.filter(pk__in=numbers, through__slug=place)
    found = list(rows.order_by("id").values_list("pk", flat=True))
    if not found:
        raise Http404("no such invitation")
    return found


def _unsent(request: Request, place: str, over: str) -> list[int]:
    """Invitations over that which have had no letter, and whose role is the reader's to give."""
    kind, _, key = over.partition("-")
    if kind not in set(ScopeKind) or (number := number_in(key)) is None:
        return []
    try:
        found = here_of(
            request,
            place,
            trust=number if kind == ScopeKind.TRUST else None,
            urn=number if kind == ScopeKind.SCHOOL else None,
        )
    except Refused:
        return []
    rows = InvitationToJoin.objects.standing().filter(found.within, sent_at__isnull=True)
    rows = rows.select_related("school").order_by("id")
    return [row.pk for row in rows if request.reach.may_give(Role(row.role), where_in(found, row))]


def back_of(request: Request, place: str) -> str:
    """The page of people from which it was asked."""
    back = request.POST.get("back", "")
    if back.startswith("/places/") and url_has_allowed_host_and_scheme(back, None):
        return back
    return reverse("access:people", args=[place])
