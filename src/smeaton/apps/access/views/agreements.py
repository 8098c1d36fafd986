"""What trusts share: the hub's list, and the page on which a trust signs and withdraws."""

from urllib.parse import urlencode

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.access import services
from smeaton.apps.access.forms.agreements import A_YEAR, ProposeForm, SignForm
from smeaton.apps.access.models import Agreement
from smeaton.apps.access.queries.agreements import (
    AgreementPage,
    AgreementsPage,
    AgreementState,
    agreement_page,
    agreements_page,
    where_signed,
)
from smeaton.apps.places.models import Place, Programme
from smeaton.terms import Permission, Shared, Where
from smeaton.ui.components import Task
from smeaton.ui.paging import part_of
from smeaton.ui.requests import Request

ROWS = 10
"""Trusts on one page of the table: on a phone each is a card."""
MOST_OFFERED = 100
"""Trusts that the form offers by name; of more, those on the page."""
LONGEST = 100


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def agreements(request: Request, place: str) -> HttpResponse:
    """How it stands with each trust; proposing to one or to all."""
    programme = _programme(place)
    if programme is None:
        return _no_programme(request, place)
    today = timezone.localdate()
    page = agreements_page(programme.pk, request.reach, today)
    request.place = programme.place
    words, state = request.GET.get("q", "").strip()[:LONGEST], request.GET.get("state", "")
    part = part_of(page.called(words, state), request, size=ROWS)
    listed = page.parties if len(page.parties) <= MOST_OFFERED else part.rows
    form = None
    if page.may_propose:
        first = {"who": request.GET["party"]} if "party" in request.GET else {}
        form = ProposeForm(parties=page.parties, listed=listed, today=today, initial=first)
    if request.method == "POST":
        request.reach.require(Permission.PROPOSE_AGREEMENTS, programme.where)
        form = ProposeForm(request.POST, parties=page.parties, listed=listed, today=today)
        if form.is_valid() and _proposed(request, programme.pk, form):
            return redirect("access:agreements", place=place)
    context = {
        "programme": programme,
        "page": page,
        "part": part,
        "words": words,
        "state": state,
        "offered": len(listed),
        "form": form,
        "finding": _finding(page),
        "tasks": _tasks(page, place) if page.may_propose else [],
    }
    status = 422 if form is not None and form.errors else 200
    return render(request, "access/agreements.html", context, status=status)


@require_safe
@login_required
def agreement(request: Request, agreement: int) -> HttpResponse:
    """What is shared, with whom, until when; for the trust with its signature. `?print=1` as a sheet."""
    return _page(request, _found(request, agreement), SignForm())


@require_POST
@login_required
def sign(request: Request, agreement: int) -> HttpResponse:
    """Sign for the trust, or for a school without one."""
    page = _found(request, agreement)
    if not page.on_word:
        request.reach.require(Permission.SIGN_AGREEMENT, where_signed(agreement))
    form = SignForm(request.POST)
    if form.is_valid():
        try:
            row = services.sign_agreement(
                reach=request.reach,
                agreement_id=agreement,
                signed_as=form.cleaned_data["signed_as"],
                at=timezone.now(),
            )
            messages.success(request, _signed(page, row))
            return redirect("access:agreement", agreement=agreement)
        except services.AgreementRefused as refused:
            form.add_error(None, str(refused))
    return _page(request, page, form, 422)


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def withdraw(request: Request, agreement: int) -> HttpResponse:
    """Ask once more, saying what happens at once; then end the agreement."""
    page = _signer(request, agreement)
    refused_because = ""
    if request.method == "POST":
        try:
            services.withdraw_agreement(reach=request.reach, agreement_id=agreement, at=timezone.now())
            messages.success(
                request, f"Withdrawn. The people of {page.programme_name} see nothing more of your schools."
            )
            return redirect("access:agreement", agreement=agreement)
        except services.AgreementRefused as refused:
            refused_because = str(refused)
    elif not page.card.lasts:
        return redirect("access:agreement", agreement=agreement)
    context = {"page": page, "subject": page.subject, "refused": refused_because}
    return render(request, "access/withdraw.html", context, status=422 if refused_because else 200)


@require_POST
@login_required
def review(request: Request, agreement: int) -> HttpResponse:
    """Say that it was looked at and still holds; the next look is in a year, if it lasts so long."""
    page = _signer(request, agreement)
    now = timezone.now()
    again = timezone.localdate(now) + A_YEAR
    try:
        services.review_agreement(
            reach=request.reach,
            agreement_id=agreement,
            next_review=again if again <= page.card.until else None,
            at=now,
        )
        messages.success(request, "Noted: you have looked at it, and it still holds.")
    except services.AgreementRefused as refused:
        messages.error(request, str(refused))
    return redirect("access:agreement", agreement=agreement)


def _signed(page: AgreementPage, row: Agreement) -> str:
    if row.counts_from is None:
        return f"Signed. It counts as soon as somebody else of {page.party} has vouched for you."
    if page.begins is not None:
        return f"Signed. {page.party} shares this with {page.programme_name} from {page.begins:%-d %B %Y} on."
    return f"Signed. {page.party} shares this with {page.programme_name}."


def _proposed(request: Request, programme_id: int, form: ProposeForm) -> bool:
    try:
        with transaction.atomic():
            for party in form.parties():
                services.propose_agreement(
                    reach=request.reach,
                    programme_id=programme_id,
                    shares=[Shared(each) for each in form.cleaned_data["shares"]],
                    until=form.cleaned_data["until"],
                    review_on=form.cleaned_data["review_on"],
                    at=timezone.now(),
                    trust=party.get("trust"),
                    school=party.get("school"),
                )
    except services.AgreementRefused as refused:
        form.add_error(None, str(refused))
        return False
    count = len(form.parties())
    messages.success(
        request, f"Proposed to {count if count > 1 else 'one'}: whoever signs there gets a letter."
    )
    return True


def _page(request: Request, page: AgreementPage, form: SignForm, status: int = 200) -> HttpResponse:
    context = {"page": page, "card": page.card, "subject": page.subject, "form": form}
    template = "access/agreement_print.html" if "print" in request.GET else "access/agreement.html"
    return render(request, template, context, status=status)


def _found(request: Request, agreement: int) -> AgreementPage:
    try:
        return agreement_page(agreement, request.reach, timezone.localdate())
    except Agreement.DoesNotExist as error:
        raise Http404("no such agreement") from error


def _signer(request: Request, agreement: int) -> AgreementPage:
    """The page, for whoever signs; `Refused` for others."""
    page = _found(request, agreement)
    request.reach.require(Permission.SIGN_AGREEMENT, where_signed(agreement))
    return page


def _programme(slug: str) -> Programme | None:
    """The latest programme of the place, of which the reader need not see more than its agreements."""
    rows = Programme.objects.filter(place__slug=slug).select_related("place")
    return rows.order_by("-starts", "-pk").first()


def _no_programme(request: Request, slug: str) -> HttpResponse:
    """A place just made: there is nothing to agree about yet."""
    place = get_object_or_404(Place, slug=slug)
    request.reach.require(Permission.VIEW_AGREEMENTS, Where(place=place.pk))
    request.place = place
    return render(request, "access/no_programme.html")


def _finding(page: AgreementsPage) -> str:
    if not page.parties:
        return "No school is in this programme yet."
    said = f"{page.sharing} of {len(page.parties)} trusts and schools share with {page.programme_name}."
    if page.waiting:
        said += f" {len(page.waiting)} {'waits' if len(page.waiting) == 1 else 'wait'} to be signed."
    if count := len(page.unvouched):
        said += f" {count} {'is' if count == 1 else 'are'} signed and not vouched for."
    return said


def _tasks(page: AgreementsPage, place: str) -> list[Task]:
    tasks = []
    if page.to_ask:
        first = page.to_ask[0]
        text = f"Propose an agreement to {first.name}" if len(page.to_ask) == 1 else "Propose an agreement"
        if len(page.to_ask) > 1:
            text += f" to {len(page.to_ask)} who share nothing"
        who = f"?party={first.key}" if len(page.to_ask) == 1 else ""
        tasks.append(Task(text, f"{reverse('access:agreements', args=[place])}{who}#propose"))
    for parties, state, text in (
        (page.waiting, AgreementState.WAITING, "Remind who has not signed"),
        (page.unvouched, AgreementState.UNVOUCHED, "Have somebody vouch for whoever signed"),
        (page.due, AgreementState.REVIEW_DUE, "Ask for the reviews that are due"),
    ):
        if parties:
            names = ", ".join(party.name for party in parties[:3])
            more = "" if len(parties) <= 3 else f" and {len(parties) - 3} more"
            address = f"?{urlencode({'state': state.value})}#parties"
            tasks.append(Task(text, address, f"{names}{more}"))
    return tasks
