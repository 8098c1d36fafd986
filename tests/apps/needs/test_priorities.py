"""Priorities: proposed, chosen by the lead, confirmed by the head; nobody else, and nothing overwritten."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import (
    LevelRecord,
    PriorityChoice,
    ProfileRun,
    Readiness,
    Response,
    StrandReadiness,
)
from smeaton.apps.needs.queries.choices import DepartmentChoices, choices_of, place_priorities
from smeaton.apps.needs.queries.levels import department_levels
from smeaton.apps.needs.queries.priorities import ProposedOrder, proposed_order
from smeaton.apps.needs.services import choosing, moderating
from smeaton.apps.places.queries import DepartmentCard, department
from smeaton.engine.needs.priorities import BY_HALVES_SE
from smeaton.terms import Reach, Refused
from tests.factories.personas import SYSTEM, Personas
from tests.factories.support import profile

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 24, 9, tzinfo=UTC)
FIRST = ["recall", "feedback", "leadership"]


@pytest.fixture
def run(personas: Personas) -> ProfileRun:
    """Recall, feedback and leadership need most, in that order, and clearly."""
    return profile(personas)


@pytest.fixture
def card(personas: Personas) -> DepartmentCard:
    return department("testshire", personas.department.school_id, SYSTEM)


def moderate(reach: Reach, card: DepartmentCard, **change: object) -> LevelRecord:
    given = {
        "strand": "recall",
        "kind": "moderated",
        "level": Decimal("2.5"),
        "evidence": "Three lessons seen.",
        "visited_on": date(2026, 11, 20),
        "at": AT,
    } | change
    return moderating.record_level(reach=reach, department_id=card.id, **given)  # type: ignore[arg-type]


def order_of(card: DepartmentCard) -> ProposedOrder:
    return proposed_order(card, SYSTEM)


def choices(card: DepartmentCard, reach: Reach = SYSTEM) -> DepartmentChoices:
    return choices_of([card], reach)[card.id]


def chosen(personas: Personas, strands: list[str], **reasons: str) -> PriorityChoice:
    """Chosen and agreed by the lead."""
    reach, key = personas.reach("subject_lead"), personas.department.pk
    choosing.save_draft(reach=reach, department_id=key, strands=strands, at=AT)
    return choosing.agree(reach=reach, department_id=key, strands=strands, reasons=reasons, at=AT)


def test_the_order_follows_need_weight_and_the_leads_answer(run: ProfileRun, card: DepartmentCard) -> None:
    assert [row.strand for row in order_of(card).rows[:3]] == FIRST
    assert order_of(card).rows[0].proposed.readiness == 1
    assert "no answer about starting" in order_of(card).rows[0].readiness_words
    programme = card.programme_id
    moderating.set_leverage(
        reach=SYSTEM, programme_id=programme, weights={"leadership": (Decimal(2), "The place’s theme")}
    )
    answer = Response.objects.create(wave=run.wave, department_id=card.id, role="lead", respondent="x")
    StrandReadiness.objects.create(response=answer, strand="recall", answer=Readiness.NOT_YET)
    rows = order_of(card).rows
    assert [row.strand for row in rows[:2]] == ["leadership", "feedback"]
    assert rows[0].leverage_words == "the place weighs it 2 times, more than usual: The place’s theme"
    recall = order_of(card).proposal["recall"]
    assert (recall.readiness, recall.ready) == (0.5, "not_yet")
    on_the_page = proposed_order(card, SYSTEM, said={"recall": "yes"})
    assert on_the_page.proposal["recall"].readiness == 1


def test_an_agreed_level_counts_before_a_moderated_one_and_that_before_the_answers(
    personas: Personas, run: ProfileRun, card: DepartmentCard
) -> None:
    hub = personas.reach("hub_lead")
    assert order_of(card).proposal["recall"].level_from == "self"
    moderate(hub, card)
    first = order_of(card).proposal["recall"]
    assert (first.level, first.level_from, first.need_se) == (2.5, "moderated", BY_HALVES_SE / 3)
    moderate(hub, card, kind="agreed", level=Decimal("2.0"), evidence="Talked over.")
    moderate(hub, card, level=Decimal("3.0"), evidence="A second visit.")
    assert order_of(card).proposal["recall"].level == 2.0
    levels = department_levels(card, personas.reach("subject_lead"))
    recall = next(each for each in levels.strands if each.strand == "recall")
    assert recall.answers is not None
    assert recall.moderated is not None
    assert recall.agreed is not None
    assert (recall.answers.estimate, recall.moderated.level, recall.agreed.level) == (1.4, 3.0, 2.0)
    assert [entry.level for entry in levels.trail] == [3.0, 2.0, 2.5]
    assert levels.trail[0].by == "Hub lead"
    assert levels.finding.startswith("In 1 of ")
    assert not levels.may_record


def test_a_recorded_level_is_never_changed_or_removed(
    personas: Personas, run: ProfileRun, card: DepartmentCard
) -> None:
    row = moderate(personas.reach("hub_lead"), card)
    row.level = Decimal(1)
    for change in (
        row.save,
        row.delete,
        LevelRecord.objects.all().delete,
        lambda: LevelRecord.objects.update(level=1),
    ):
        with pytest.raises(TypeError, match="never"):
            change()
    assert LevelRecord.objects.get().level == Decimal("2.5")
    event = Event.objects.about("department", card.id).get()
    assert event.action == "recorded moderated level"
    assert event.changes["level"] == "2.5"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"level": Decimal("2.3")}, "halves"),
        ({"level": Decimal("4.5")}, "halves"),
        ({"evidence": "  "}, "rests on"),
        ({"strand": "nonsense"}, "strands"),
        ({"kind": "guessed"}, "moderated or agreed"),
        ({"visited_on": date(2026, 12, 1)}, "future"),
    ],
)
def test_what_is_no_record_is_refused(
    personas: Personas, run: ProfileRun, card: DepartmentCard, change: dict[str, object], sentence: str
) -> None:
    with pytest.raises(moderating.LevelRefused, match=sentence):
        moderate(personas.reach("hub_lead"), card, **change)
    assert not LevelRecord.objects.exists()


@pytest.mark.parametrize("who", ["accountability_lead", "subject_lead", "head", "trust_lead", "stranger"])
def test_only_the_hub_moderates_and_weighs(
    personas: Personas, run: ProfileRun, card: DepartmentCard, who: str
) -> None:
    with pytest.raises(Refused):
        moderate(personas.reach(who), card)
    with pytest.raises(Refused):
        moderating.set_leverage(reach=personas.reach(who), programme_id=card.programme_id, weights={})


def test_a_weight_has_a_reason_and_its_changes_are_recorded(personas: Personas, run: ProfileRun) -> None:
    hub, programme = personas.reach("hub_lead"), personas.programme.pk

    def weigh(weight: str, reason: str = "") -> int:
        return moderating.set_leverage(
            reach=hub, programme_id=programme, weights={"recall": (Decimal(weight), reason)}
        )

    for weight, reason, sentence in (("2", " ", "reason"), ("5", "x", "quarter"), ("0", "x", "quarter")):
        with pytest.raises(moderating.LevelRefused, match=sentence):
            weigh(weight, reason)
    assert weigh("1") == 0
    assert weigh("1.5", "The place’s theme") == 1
    assert weigh("1.50", "The place’s theme") == 0
    assert weigh("1") == 1
    events = Event.objects.about("programme", programme).filter(action="weighed strands")
    assert [event.changes["recall"]["to"] for event in events] == ["1.5", "1"]


def test_a_lead_chooses_and_a_head_confirms(
    personas: Personas, run: ProfileRun, card: DepartmentCard
) -> None:
    lead, head = personas.reach("subject_lead"), personas.reach("head")
    draft = choosing.save_draft(reach=lead, department_id=card.id, strands=FIRST[:1], at=AT)
    assert (draft.number, draft.state) == (1, "draft")
    assert choices(card, lead).draft is not None
    assert choices(card, head).draft is None
    assert choices(card, head).state == "being chosen"
    agreed = chosen(personas, ["feedback", "recall", "leadership"], recall="With the new scheme")
    assert (agreed.pk, agreed.state, agreed.agreed_by) == (draft.pk, "agreed", lead.actor)
    assert choices(card).state == "agreed"
    choosing.confirm(reach=head, department_id=card.id, number=1, at=AT)
    held = choices(card, head).held
    assert held is not None
    assert [(p.rank, p.strand, p.proposed_rank, p.reason) for p in held.priorities] == [
        (1, "feedback", 2, ""),
        (2, "recall", 1, "With the new scheme"),
        (3, "leadership", 3, ""),
    ]
    assert held.priorities[1].need == pytest.approx((4 - 1.4) / 3)
    assert held.said == "Agreed by the lead on 24 November 2026, confirmed by the head on 24 November 2026."
    assert [event.action for event in Event.objects.about("department", card.id)] == [
        *["chose priorities"] * 3,
        "agreed priorities",
        "confirmed priorities",
    ]


def test_three_to_five_and_a_reason_where_the_order_says_otherwise(
    personas: Personas, run: ProfileRun, card: DepartmentCard
) -> None:
    with pytest.raises(choosing.ChoiceRefused, match="three to five"):
        chosen(personas, FIRST[:2])
    rest = [row.strand for row in order_of(card).rows if row.strand not in FIRST]
    with pytest.raises(choosing.ChoiceRefused, match="five priorities at most"):
        chosen(personas, [*FIRST, *rest[:3]])
    with pytest.raises(choosing.ChoiceRefused, match="once"):
        chosen(personas, ["recall", "recall", "feedback"])
    with pytest.raises(choosing.ChoiceRefused, match="of the audit"):
        chosen(personas, ["recall", "feedback", "nonsense"])
    last = rest[-1]
    with pytest.raises(choosing.ChoiceRefused, match=r"Say why .* comes before leadership") as refused:
        chosen(personas, ["recall", last, "feedback"])
    assert refused.value.strand == last
    assert choices(card).held is None
    agreed = chosen(personas, ["recall", last, "feedback"], **{last: "A new colleague can lead it"})
    assert agreed.priorities.get(strand=last).reason == "A new colleague can lead it"


def test_what_is_agreed_stands_until_another_is_agreed(
    personas: Personas, run: ProfileRun, card: DepartmentCard
) -> None:
    lead, head = personas.reach("subject_lead"), personas.reach("head")
    chosen(personas, FIRST)
    choosing.confirm(reach=head, department_id=card.id, number=1, at=AT)
    fourth = order_of(card).rows[3].strand
    draft = choosing.save_draft(reach=lead, department_id=card.id, strands=[*FIRST, fourth], at=AT)
    assert draft.number == 2
    assert choices(card).state == "confirmed"
    assert choosing.discard_draft(reach=lead, department_id=card.id, at=AT)
    assert not choosing.discard_draft(reach=lead, department_id=card.id, at=AT)
    second = chosen(personas, [*FIRST, fourth])
    assert second.number == 3
    after = choices(card)
    assert after.held is not None
    assert (after.held.number, after.state) == (3, "agreed")
    assert [(c.number, c.said) for c in after.earlier] == [
        (2, "Dropped before it was agreed."),
        (1, "Replaced by a later choice."),
    ]


def test_a_head_sends_back_with_words_and_the_lead_goes_on(
    personas: Personas, run: ProfileRun, card: DepartmentCard
) -> None:
    head, lead = personas.reach("head"), personas.reach("subject_lead")
    chosen(personas, FIRST, recall="It is where we start")
    with pytest.raises(choosing.ChoiceRefused, match="Say what"):
        choosing.send_back(reach=head, department_id=card.id, number=1, because=" ", at=AT)
    choosing.send_back(reach=head, department_id=card.id, number=1, because="What about language?", at=AT)
    seen = choices(card, lead)
    assert (seen.state, seen.returned, seen.held) == ("sent back", "What about language?", None)
    assert seen.draft is not None
    assert next((p.strand, p.reason) for p in seen.draft.priorities) == ("recall", "It is where we start")
    with pytest.raises(choosing.ChoiceMovedOn):
        choosing.confirm(reach=head, department_id=card.id, number=1, at=AT)
    again = choosing.agree(reach=lead, department_id=card.id, strands=FIRST, reasons={}, at=AT)
    assert again.number == 2
    assert choices(card).returned == ""
    choosing.confirm(reach=head, department_id=card.id, number=2, at=AT)
    with pytest.raises(choosing.ChoiceMovedOn):
        choosing.send_back(reach=head, department_id=card.id, number=2, because="x", at=AT)


def test_agreeing_what_was_changed_in_another_window_is_refused(
    personas: Personas, run: ProfileRun, card: DepartmentCard
) -> None:
    lead = personas.reach("subject_lead")
    with pytest.raises(choosing.ChoiceMovedOn):
        choosing.agree(reach=lead, department_id=card.id, strands=FIRST, reasons={}, at=AT)
    choosing.save_draft(reach=lead, department_id=card.id, strands=["recall", "language", "models"], at=AT)
    with pytest.raises(choosing.ChoiceMovedOn, match="another window"):
        choosing.agree(reach=lead, department_id=card.id, strands=FIRST, reasons={}, at=AT)


@pytest.mark.parametrize("states", [("draft", "draft"), ("agreed", "confirmed")])
def test_the_database_holds_one_draft_and_one_that_holds(
    run: ProfileRun, card: DepartmentCard, states: tuple[str, str]
) -> None:
    def make(number: int, state: str) -> None:
        PriorityChoice.objects.create(
            department_id=card.id,
            run=run,
            number=number,
            state=state,
            made_at=AT,
            agreed_at=AT,
            confirmed_at=AT,
        )

    make(1, states[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        make(2, states[1])
    make(3, "replaced")


@pytest.mark.parametrize("who", ["hub_lead", "accountability_lead", "head", "trust_lead", "stranger"])
def test_nobody_but_the_lead_chooses(
    personas: Personas, run: ProfileRun, card: DepartmentCard, who: str
) -> None:
    with pytest.raises(Refused):
        choosing.save_draft(reach=personas.reach(who), department_id=card.id, strands=FIRST, at=AT)
    chosen(personas, FIRST)
    if who != "head":
        with pytest.raises(Refused):
            choosing.confirm(reach=personas.reach(who), department_id=card.id, number=1, at=AT)
        with pytest.raises(Refused):
            choosing.send_back(reach=personas.reach(who), department_id=card.id, number=1, because="x", at=AT)
    if who == "stranger":
        with pytest.raises(Refused):
            choices(card, personas.reach(who))


def test_before_an_analysis_there_is_nothing_to_choose_or_moderate(
    personas: Personas, card: DepartmentCard
) -> None:
    with pytest.raises(choosing.ChoiceRefused, match="analysed"):
        choosing.save_draft(reach=personas.reach("subject_lead"), department_id=card.id, strands=[], at=AT)
    with pytest.raises(moderating.LevelRefused, match="analysed"):
        moderate(personas.reach("hub_lead"), card)
    assert order_of(card).rows == ()


def test_a_place_counts_what_its_departments_hold(personas: Personas, run: ProfileRun) -> None:
    programme, place = personas.programme.pk, personas.place.pk
    hub = personas.reach("hub_lead")
    assert (
        place_priorities(programme, place, hub).finding == "No department of 2 has agreed its priorities yet."
    )
    chosen(personas, FIRST)
    choosing.confirm(reach=personas.reach("head"), department_id=personas.department.pk, number=1, at=AT)
    seen = place_priorities(programme, place, personas.reach("accountability_lead"))
    assert seen.finding == "1 of 2 departments has agreed priorities; one confirmed by the head."
    assert seen.states == (("confirmed", 1), ("not chosen yet", 1))
    assert ("Memory and recall", 1) in seen.strands
    assert [row.choices.state for row in seen.rows] == ["not chosen yet", "confirmed"]
    with pytest.raises(Refused):
        place_priorities(programme, place, personas.reach("subject_lead"))
