"""A department's priorities: what is proposed, what the lead chooses, what the head confirms."""

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from smeaton.apps.needs.forms.priorities import ChooseForm, OrderForm, SendBackForm
from smeaton.apps.needs.queries import words
from smeaton.apps.needs.queries.choices import ChoiceCard, choices_of, place_priorities
from smeaton.apps.needs.queries.priorities import ProposedOrder, proposed_order
from smeaton.apps.needs.services import choosing
from smeaton.apps.needs.views.departments import department_of
from smeaton.apps.needs.views.places import programme_of
from smeaton.apps.places.queries import DepartmentCard
from smeaton.engine.needs.priorities import FEWEST_CHOSEN
from smeaton.terms import Permission
from smeaton.ui.requests import Request


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def priorities(request: Request, place: str, urn: int) -> HttpResponse:
    """The proposed order, from which the lead chooses; what is agreed, which the head confirms."""
    card = department_of(request, place, urn)
    if request.method == "POST":
        request.reach.require(Permission.CHOOSE_PRIORITIES, card.where)
        return _choose(request, card)
    return _page(request, card)


def _choose(request: Request, card: DepartmentCard) -> HttpResponse:
    draft = choices_of([card], request.reach)[card.id].draft
    order = proposed_order(card, request.reach, said=draft.readiness if draft else {})
    form = _form(order, request.POST)
    if not form.is_valid():
        return _page(request, card, choose=form, status=422)
    chosen = form.cleaned_data["strands"]
    kept = [p.strand for p in draft.priorities] if draft else []
    try:
        choosing.save_draft(
            reach=request.reach,
            department_id=card.id,
            strands=[*(s for s in kept if s in chosen), *(s for s in chosen if s not in kept)],
            readiness=form.readiness,
            at=timezone.now(),
        )
    except choosing.ChoiceRefused as refused:
        form.add_error(None, str(refused))
        return _page(request, card, choose=form, status=422)
    if "later" in request.POST:
        messages.success(request, "Your choice so far is saved. You can go on with it on any device.")
        return redirect("needs:priorities", place=card.place.slug, urn=card.urn)
    return redirect("needs:order", place=card.place.slug, urn=card.urn)


def _form(order: ProposedOrder, data: object = None, chosen: Sequence[str] = ()) -> ChooseForm:
    strands = [(row.strand, row.title) for row in order.rows]
    return ChooseForm(data, strands=strands, ready=order.ready, initial={"strands": list(chosen)})


def _page(
    request: Request,
    card: DepartmentCard,
    *,
    choose: ChooseForm | None = None,
    back: SendBackForm | None = None,
    status: int = 200,
) -> HttpResponse:
    choices = choices_of([card], request.reach)[card.id]
    draft, held = choices.draft, choices.held
    chooses = request.reach.can(Permission.CHOOSE_PRIORITIES, card.where)
    latest: ChoiceCard | None = draft or held
    order = proposed_order(card, request.reach, said=latest.readiness if latest else {})
    choosing_now = (
        chooses and bool(order.rows) and (held is None or draft is not None or "again" in request.GET)
    )
    if choose is not None:
        choosing_now = True
    elif choosing_now:
        choose = _form(order, None, [p.strand for p in latest.priorities] if latest else ())
    waits = held is not None and not held.confirmed
    confirms = waits and request.reach.can(Permission.CONFIRM_PRIORITIES, card.where)
    ticked = choose["strands"].value() or [] if choose is not None else []
    return render(
        request,
        "needs/priorities/priorities.html",
        {
            "department": card,
            "subject": card.subject,
            "order": order,
            "rows": [(row, row.strand in ticked) for row in order.rows],
            "held": held,
            "draft": draft,
            "choices": choices,
            "finding": _finding(choices.state, held, order),
            "chooses": chooses,
            "choosing": choosing_now,
            "may_confirm": confirms,
            "choose": choose,
            "back": (back or SendBackForm()) if confirms else None,
            "form": choose if choose is not None and choose.is_bound else back,
            "may_see_place": request.reach.can(Permission.VIEW_PLACE, card.where),
        },
        status=status,
    )


def _finding(state: str, held: ChoiceCard | None, order: ProposedOrder) -> str:
    if held is not None:
        names = words.joined([words.in_text(p.title) for p in held.priorities])
        end = "The head has confirmed them." if held.confirmed else "The head has not confirmed them yet."
        return f"{words.begun(words.number(len(held.priorities)))} priorities are agreed: {names}. {end}"
    if not order.rows:
        return "No answers have been analysed yet, so there is nothing to choose from."
    first = words.joined([words.in_text(row.title) for row in order.rows[:3]])
    opening = "The head has sent the priorities back. " if state == "sent back" else ""
    return f"{opening}The figures put {first} first. The choice is the lead’s."


@require_http_methods(["GET", "HEAD", "POST"])
@login_required
def order(request: Request, place: str, urn: int) -> HttpResponse:
    """The chosen strands in the lead's order, with reasons; saved for later, or agreed."""
    card = department_of(request, place, urn, Permission.CHOOSE_PRIORITIES)
    draft = choices_of([card], request.reach)[card.id].draft
    if draft is None or len(draft.priorities) < FEWEST_CHOSEN:
        return redirect("needs:priorities", place=place, urn=urn)
    found = proposed_order(card, request.reach, said=draft.readiness)
    strands = [(p.strand, p.title, "") for p in draft.priorities]
    passed = found.proposal.overrides([p.strand for p in draft.priorities])
    strands = [
        (strand, title, words.joined([words.in_text(found.titles[s]) for s in passed.get(strand, ())]))
        for strand, title, _ in strands
    ]
    initial: dict[str, str] = {}
    for p in draft.priorities:
        initial |= {f"rank_{p.strand}": str(p.rank), f"reason_{p.strand}": p.reason}
    if request.method != "POST":
        return _order_page(request, card, OrderForm(strands=strands, initial=initial), found)
    form = OrderForm(request.POST, strands=strands)
    if form.is_valid():
        write = choosing.save_draft if "later" in request.POST else choosing.agree
        try:
            write(
                reach=request.reach,
                department_id=card.id,
                strands=form.order,
                reasons=form.reasons,
                at=timezone.now(),
            )
            if "later" in request.POST:
                messages.success(request, "Your order is saved. You can go on with it on any device.")
                return redirect("needs:order", place=place, urn=urn)
            messages.success(request, "Your priorities are agreed. The head sees them next.")
            return redirect("needs:priorities", place=place, urn=urn)
        except choosing.ChoiceRefused as refused:
            form.add_error(f"reason_{refused.strand}" if refused.strand else None, str(refused))
    return _order_page(request, card, form, found, status=422)


def _order_page(
    request: Request, card: DepartmentCard, form: OrderForm, found: ProposedOrder, status: int = 200
) -> HttpResponse:
    rows = [
        (found.proposal[strand], found.titles[strand], form[f"rank_{strand}"], form[f"reason_{strand}"])
        for strand in form.ids
    ]
    return render(
        request,
        "needs/priorities/order.html",
        {
            "department": card,
            "subject": card.subject,
            "form": form,
            "rows": rows,
            "synthetic": card.synthetic,
            "may_see_place": request.reach.can(Permission.VIEW_PLACE, card.where),
        },
        status=status,
    )


@require_POST
@login_required
def confirm(request: Request, place: str, urn: int, number: int) -> HttpResponse:
    """The head confirms the choice of that number, or sends it back with words."""
    card = department_of(request, place, urn, Permission.CONFIRM_PRIORITIES)
    form = SendBackForm(request.POST)
    if "back" in request.POST and not form.is_valid():
        return _page(request, card, back=form, status=422)
    reach, now = request.reach, timezone.now()
    try:
        if "back" in request.POST:
            because = form.cleaned_data["because"]
            choosing.send_back(reach=reach, department_id=card.id, number=number, because=because, at=now)
            messages.success(request, "Sent back. The lead sees what you wrote.")
        else:
            choosing.confirm(reach=reach, department_id=card.id, number=number, at=now)
            messages.success(request, "You have confirmed the priorities.")
    except choosing.ChoiceRefused as refused:
        messages.error(request, str(refused))
    return redirect("needs:priorities", place=place, urn=urn)


@require_POST
@login_required
def drop(request: Request, place: str, urn: int) -> HttpResponse:
    """The lead drops what is being chosen; what is agreed goes on."""
    card = department_of(request, place, urn, Permission.CHOOSE_PRIORITIES)
    if choosing.discard_draft(reach=request.reach, department_id=card.id, at=timezone.now()):
        messages.success(request, "The draft is dropped. What was agreed before goes on.")
    return redirect("needs:priorities", place=place, urn=urn)


@require_safe
@login_required
def of_place(request: Request, place: str) -> HttpResponse:
    """Which departments of the place have chosen, agreed and confirmed."""
    programme = programme_of(request, place)
    view = place_priorities(programme.pk, programme.place.pk, request.reach)
    return render(
        request,
        "needs/priorities/place.html",
        {
            "programme": programme,
            "view": view,
            "may_weigh": request.reach.can(Permission.MODERATE_NEEDS, programme.where),
        },
    )
