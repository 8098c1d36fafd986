"""What a department has chosen: drafts, what is agreed and confirmed, what was before; and so for a place."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from smeaton.apps.needs.models import ChoiceState, Priority, PriorityChoice
from smeaton.apps.needs.queries import words
from smeaton.apps.needs.queries.instruments import read_source
from smeaton.apps.needs.queries.levels import names_of
from smeaton.apps.places.queries import DepartmentCard, departments
from smeaton.terms import Permission, Reach, Where


@dataclass(frozen=True)
class ChosenStrand:
    """One chosen strand with what it was proposed as; `reason` is the lead's."""

    rank: int
    strand: str
    title: str
    proposed_rank: int
    need: float
    leverage: float
    readiness: float
    score: float
    level_from: str
    ready: str
    reason: str


@dataclass(frozen=True)
class ChoiceCard:
    """One choice of priorities as it stands."""

    pk: int
    number: int
    state: str
    made_at: datetime
    agreed_at: datetime | None
    agreed_by: str
    confirmed_at: datetime | None
    confirmed_by: str
    returned_because: str
    readiness: Mapping[str, str]
    priorities: tuple[ChosenStrand, ...]

    @property
    def confirmed(self) -> bool:
        """Whether the head has confirmed it."""
        return self.state == ChoiceState.CONFIRMED

    @property
    def said(self) -> str:
        """Its state in a sentence."""
        if self.confirmed_at and self.agreed_at and self.confirmed:
            agreed, confirmed = _day(self.agreed_at), _day(self.confirmed_at)
            return f"Agreed by the lead on {agreed}, confirmed by the head on {confirmed}."
        if self.agreed_at and self.state == ChoiceState.AGREED:
            return f"Agreed by the lead on {_day(self.agreed_at)}; the head has not confirmed them yet."
        if self.returned_because:
            return "Sent back by the head."
        if self.state == ChoiceState.DRAFT:
            return "Being chosen."
        return "Replaced by a later choice." if self.agreed_at else "Dropped before it was agreed."


@dataclass(frozen=True)
class DepartmentChoices:
    """What holds, what is being chosen (None for those who do not choose here), what was before.

    `returned` is what the head said when sending the last choice back, until another is agreed.
    """

    held: ChoiceCard | None = None
    draft: ChoiceCard | None = None
    being_chosen: bool = False
    returned: str = ""
    earlier: tuple[ChoiceCard, ...] = ()

    @property
    def state(self) -> str:
        """In a few words, for a table: not chosen yet, being chosen, sent back, agreed or confirmed."""
        if self.held:
            return "confirmed" if self.held.confirmed else "agreed"
        if self.returned:
            return "sent back"
        return "being chosen" if self.being_chosen else "not chosen yet"


def choices_of(cards: Sequence[DepartmentCard], reach: Reach) -> dict[int, DepartmentChoices]:
    """Department → its choices, in three queries however many. `Refused` without `VIEW_DEPARTMENT`."""
    for card in cards:
        reach.require(Permission.VIEW_DEPARTMENT, card.where)
    rows = PriorityChoice.objects.filter(department__in=[card.id for card in cards])
    found = list(rows.select_related("run__wave__instrument").order_by("department_id", "number"))
    of_choice: dict[int, list[Priority]] = {}
    for priority in Priority.objects.filter(choice__in=[row.pk for row in found]).order_by("rank"):
        of_choice.setdefault(priority.choice_id, []).append(priority)
    names = names_of(actor for row in found for actor in (row.agreed_by, row.confirmed_by))
    made: dict[int, list[ChoiceCard]] = {}
    for row in found:
        made.setdefault(row.department_id, []).append(_card(row, of_choice.get(row.pk, []), names))
    return {
        card.id: _choices(made.get(card.id, []), reach.can(Permission.CHOOSE_PRIORITIES, card.where))
        for card in cards
    }


def _choices(cards: Sequence[ChoiceCard], chooses: bool) -> DepartmentChoices:
    held = next((c for c in cards if c.state in (ChoiceState.AGREED, ChoiceState.CONFIRMED)), None)
    draft = next((c for c in cards if c.state == ChoiceState.DRAFT), None)
    over = [c for c in cards if c.state == ChoiceState.REPLACED]
    last = over[-1] if over else None
    returned = last.returned_because if last and (held is None or held.number < last.number) else ""
    return DepartmentChoices(
        held, draft if chooses else None, draft is not None, returned, tuple(reversed(over))
    )


def _card(row: PriorityChoice, priorities: Iterable[Priority], names: Mapping[str, str]) -> ChoiceCard:
    titles = read_source(row.run.wave.instrument.source).titles
    return ChoiceCard(
        row.pk,
        row.number,
        row.state,
        row.made_at,
        row.agreed_at,
        names.get(row.agreed_by, "the lead"),
        row.confirmed_at,
        names.get(row.confirmed_by, "the head"),
        row.returned_because,
        dict(row.readiness),
        tuple(
            ChosenStrand(
                p.rank,
                p.strand,
                titles.get(p.strand, p.strand),
                p.proposed_rank,
                p.need,
                p.leverage,
                p.readiness,
                p.score,
                p.level_from,
                p.ready,
                p.reason,
            )
            for p in priorities
        ),
    )


def _day(at: datetime) -> str:
    local = timezone.localtime(at)
    return f"{local.day} {local:%B %Y}"


@dataclass(frozen=True)
class PlaceRow:
    """A department of the place with its choice."""

    card: DepartmentCard
    choices: DepartmentChoices


@dataclass(frozen=True)
class PlacePriorities:
    """Which departments of a programme have chosen, agreed and confirmed; how often each strand is chosen."""

    rows: tuple[PlaceRow, ...]
    finding: str
    states: tuple[tuple[str, int], ...]
    """State → departments, for the states that occur."""
    strands: tuple[tuple[str, int], ...]
    """Title → departments that hold it as a priority, the most frequent first."""
    holding: int


_ORDER = ("sent back", "not chosen yet", "being chosen", "agreed", "confirmed")


def place_priorities(programme_id: int, place_id: int, reach: Reach) -> PlacePriorities:
    """The choices of all departments of a programme; `Refused` without `VIEW_PLACE_NEEDS` over the place."""
    reach.require(Permission.VIEW_PLACE_NEEDS, Where(place=place_id, programme=programme_id))
    cards = departments(programme_id, reach)
    choices = choices_of(cards, reach)
    rows = [PlaceRow(card, choices[card.id]) for card in cards]
    rows.sort(key=lambda row: (_ORDER.index(row.choices.state), row.card.school_name))
    states = [row.choices.state for row in rows]
    tally: dict[str, int] = {}
    for row in rows:
        for chosen in row.choices.held.priorities if row.choices.held else ():
            tally[chosen.title] = tally.get(chosen.title, 0) + 1
    holding = states.count("agreed") + states.count("confirmed")
    return PlacePriorities(
        rows=tuple(rows),
        finding=_finding(holding, states.count("confirmed"), len(rows)),
        states=tuple((state, states.count(state)) for state in reversed(_ORDER) if state in states),
        strands=tuple(sorted(tally.items(), key=lambda entry: (-entry[1], entry[0]))),
        holding=holding,
    )


def _finding(holding: int, confirmed: int, total: int) -> str:
    if not holding:
        return f"No department of {total} has agreed its priorities yet."
    have = "has" if holding == 1 else "have"
    heads = words.number(confirmed) if confirmed else "none"
    return f"{holding} of {total} departments {have} agreed priorities; {heads} confirmed by the head."
