"""Writes about priorities: a lead chooses and agrees, a head confirms or sends back."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from smeaton.apps.history.services import record
from smeaton.apps.needs.models import ChoiceState, Priority, PriorityChoice, Readiness
from smeaton.apps.needs.queries import words
from smeaton.apps.needs.queries.priorities import ProposedOrder, proposed_order
from smeaton.apps.places.models import Department
from smeaton.apps.places.queries import DepartmentCard, department
from smeaton.engine.needs.priorities import FEWEST_CHOSEN, MOST_CHOSEN
from smeaton.terms import Permission, Reach

LONGEST = 500
"""Characters of a reason, or of what a head says."""


class ChoiceRefused(ValueError):
    """A choice that cannot be taken; nothing is stored. The message is a sentence."""

    def __init__(self, sentence: str, strand: str = "") -> None:
        super().__init__(sentence)
        self.strand = strand
        """The strand that it is about, where it is about one."""


class ChoiceMovedOn(ChoiceRefused):
    """Somebody else has changed the choice meanwhile; the page has to be read again."""


@transaction.atomic
def save_draft(
    *,
    reach: Reach,
    department_id: int,
    strands: Sequence[str],
    at: datetime,
    reasons: Mapping[str, str] | None = None,
    readiness: Mapping[str, str] | None = None,
) -> PriorityChoice:
    """Keep the lead's choice so far: up to five strands in order, in the department's one draft.

    `reasons` and `readiness` are by strand; what is not given stays as it was. What is agreed stands until
    the draft is agreed. `Refused` without `CHOOSE_PRIORITIES`; `ChoiceRefused` where nothing is analysed, a
    strand is none of the audit's or given twice, or there are more than five.
    """
    card = _department(reach, department_id, Permission.CHOOSE_PRIORITIES)
    draft = PriorityChoice.objects.filter(department=department_id, state=ChoiceState.DRAFT).first()
    said = dict(draft.readiness if draft else {}) | dict(readiness or {})
    said = {strand: answer for strand, answer in said.items() if answer in Readiness.values}
    order = proposed_order(card, reach, said=said)
    _check(order, strands)
    kept = {p.strand: p.reason for p in draft.priorities.all()} if draft else {}
    kept |= {strand: reason.strip()[:LONGEST] for strand, reason in (reasons or {}).items()}
    if draft is None:
        last = PriorityChoice.objects.filter(department=department_id).aggregate(last=Max("number"))["last"]
        draft = PriorityChoice(department_id=department_id, number=(last or 0) + 1)
    assert order.run_id is not None  # noqa: S101 - `_check` refuses where nothing is analysed
    draft.run_id, draft.made_at, draft.readiness = order.run_id, at, said
    draft.save()
    draft.priorities.all().delete()
    Priority.objects.bulk_create(
        [_priority(draft, order, rank, s, kept.get(s, "")) for rank, s in enumerate(strands, start=1)]
    )
    _record(reach, card, draft, "chose priorities", at, {"strands": list(strands)})
    return draft


@transaction.atomic
def agree(
    *, reach: Reach, department_id: int, strands: Sequence[str], reasons: Mapping[str, str], at: datetime
) -> PriorityChoice:
    """Agree three to five priorities in the lead's order; what held before is replaced.

    `Refused` without `CHOOSE_PRIORITIES`; `ChoiceMovedOn` where the draft has other strands than these;
    `ChoiceRefused` where there are too few or too many, or one that the order would not have taken has no
    reason.
    """
    card = _department(reach, department_id, Permission.CHOOSE_PRIORITIES)
    draft = PriorityChoice.objects.filter(department=department_id, state=ChoiceState.DRAFT).first()
    if draft is None or {p.strand for p in draft.priorities.all()} != set(strands):
        raise ChoiceMovedOn("Your choice has been changed meanwhile, perhaps in another window: look again.")
    if len(strands) < FEWEST_CHOSEN:
        raise ChoiceRefused("Choose three to five priorities.")
    draft = save_draft(reach=reach, department_id=department_id, strands=strands, reasons=reasons, at=at)
    order = proposed_order(card, reach, said=draft.readiness)
    titles = order.titles
    given = {p.strand: p.reason for p in draft.priorities.all()}
    for strand, passed in order.proposal.overrides(strands).items():
        if not given[strand]:
            before = words.joined([words.in_text(titles[each]) for each in passed])
            raise ChoiceRefused(f"Say why {words.in_text(titles[strand])} comes before {before}.", strand)
    held = PriorityChoice.objects.filter(
        department=department_id, state__in=[ChoiceState.AGREED, ChoiceState.CONFIRMED]
    )
    replaced = list(held.values_list("number", flat=True))
    held.update(state=ChoiceState.REPLACED)
    draft.state, draft.agreed_by, draft.agreed_at = ChoiceState.AGREED, reach.actor, at
    draft.save(update_fields=["state", "agreed_by", "agreed_at"])
    _record(reach, card, draft, "agreed priorities", at, {"strands": list(strands), "replaces": replaced})
    return draft


@transaction.atomic
def confirm(*, reach: Reach, department_id: int, number: int, at: datetime) -> PriorityChoice:
    """The head confirms the choice of that number. `Refused` without `CONFIRM_PRIORITIES`.

    `ChoiceMovedOn` where that choice is not waiting to be confirmed any more.
    """
    card = _department(reach, department_id, Permission.CONFIRM_PRIORITIES)
    choice = _waiting(department_id, number)
    choice.state, choice.confirmed_by, choice.confirmed_at = ChoiceState.CONFIRMED, reach.actor, at
    choice.save(update_fields=["state", "confirmed_by", "confirmed_at"])
    _record(reach, card, choice, "confirmed priorities", at, {})
    return choice


@transaction.atomic
def send_back(*, reach: Reach, department_id: int, number: int, because: str, at: datetime) -> PriorityChoice:
    """The head sends the choice of that number back, saying why; the lead goes on from a draft like it.

    `Refused` without `CONFIRM_PRIORITIES`; `ChoiceRefused` without words; `ChoiceMovedOn` where that choice
    is not waiting to be confirmed any more.
    """
    card = _department(reach, department_id, Permission.CONFIRM_PRIORITIES)
    if not because.strip():
        raise ChoiceRefused("Say what you would like the lead to look at again.")
    choice = _waiting(department_id, number)
    choice.state, choice.returned_because = ChoiceState.REPLACED, because.strip()[:LONGEST]
    choice.save(update_fields=["state", "returned_because"])
    drafts = PriorityChoice.objects.filter(department=department_id, state=ChoiceState.DRAFT)
    if not drafts.exists():
        draft = PriorityChoice.objects.create(
            department_id=department_id,
            run_id=choice.run_id,
            number=choice.number + 1,
            made_at=at,
            readiness=choice.readiness,
        )
        copies = list(choice.priorities.all())
        for copy in copies:
            copy.pk, copy.choice, copy._state.adding = None, draft, True
        Priority.objects.bulk_create(copies)
    _record(reach, card, choice, "sent priorities back", at, {})
    return choice


@transaction.atomic
def discard_draft(*, reach: Reach, department_id: int, at: datetime) -> bool:
    """Drop what is being chosen; what is agreed goes on. False where nothing was being chosen."""
    card = _department(reach, department_id, Permission.CHOOSE_PRIORITIES)
    draft = PriorityChoice.objects.filter(department=department_id, state=ChoiceState.DRAFT).first()
    if draft is None:
        return False
    strands = [p.strand for p in draft.priorities.all()]
    draft.state = ChoiceState.REPLACED
    draft.save(update_fields=["state"])
    _record(reach, card, draft, "dropped a draft of priorities", at, {"strands": strands})
    return True


def _department(reach: Reach, department_id: int, permission: Permission) -> DepartmentCard:
    """The department, locked until the write is over, so that writes about its choices queue."""
    row = (
        Department.objects.select_for_update(no_key=True, of=("self",))
        .select_related("programme__place")
        .get(pk=department_id)
    )
    card = department(row.programme.place.slug, row.school_id, reach, permission)
    if card.id != department_id:
        raise ChoiceRefused("That programme is over: choose in the present one.")
    return card


def _waiting(department_id: int, number: int) -> PriorityChoice:
    choice = PriorityChoice.objects.filter(
        department=department_id, number=number, state=ChoiceState.AGREED
    ).first()
    if choice is None:
        raise ChoiceMovedOn("These priorities are not waiting to be confirmed any more: look again.")
    return choice


def _check(order: ProposedOrder, strands: Sequence[str]) -> None:
    if order.run_id is None:
        raise ChoiceRefused("Nothing has been analysed yet to choose from.")
    if len(strands) > MOST_CHOSEN:
        raise ChoiceRefused("Choose five priorities at most.")
    if len(set(strands)) < len(strands):
        raise ChoiceRefused("A strand can be chosen once only.")
    if set(strands) - set(order.titles):
        raise ChoiceRefused("Choose from the strands of the audit.")


def _priority(choice: PriorityChoice, order: ProposedOrder, rank: int, strand: str, reason: str) -> Priority:
    each = order.proposal[strand]
    return Priority(
        choice=choice,
        rank=rank,
        strand=strand,
        proposed_rank=each.rank,
        need=each.need,
        leverage=each.leverage,
        readiness=each.readiness,
        score=each.score,
        level_from=each.level_from,
        ready=each.ready or "",
        reason=reason,
    )


def _record(
    reach: Reach,
    card: DepartmentCard,
    choice: PriorityChoice,
    action: str,
    at: datetime,
    changes: dict[str, object],
) -> None:
    record(
        reach=reach,
        action=action,
        subject="department",
        subject_id=card.id,
        place=card.place.pk,
        school=card.urn,
        changes={"choice": choice.number} | changes,
        at=at,
    )
