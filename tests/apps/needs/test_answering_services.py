"""What a respondent saves: the latest wins, nothing else is touched, and nothing joins name and answers."""

from datetime import timedelta

import pytest
from django.utils import timezone

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import Answer, CalibratedItem, Invitation, Response, ResponseOrigin, WaveForm
from smeaton.apps.needs.queries.answering import DESCRIBED, answer_sheet, asked_items
from smeaton.apps.needs.queries.links import LinkRefused, invitation_of, respondent_code, token_of
from smeaton.apps.needs.services.answering import Changes, begin, finish, save_answers
from smeaton.apps.needs.services.responses import AnswersRefused
from smeaton.engine.needs.instrument import wording
from tests.factories.invitations import invite, open_wave
from tests.factories.needs import shipped
from tests.factories.personas import Personas

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def teacher(personas: Personas) -> Invitation:
    return invite(open_wave(personas.programme), personas.department)


def save(invitation: Invitation, strand: str = "recall", **changes: object) -> Response:
    """Save changes of one strand, as the page does."""
    return save_answers(
        invitation_id=invitation.pk,
        version=invitation.link_version,
        changes=Changes(strand, **changes),  # type: ignore[arg-type]
        at=NOW,
    )


def answers_of(invitation: Invitation) -> dict[str, int | str]:
    """Item → level, or the other answer."""
    rows = Answer.objects.filter(response__respondent=respondent_code(invitation))
    return {row.item: row.level if row.level is not None else row.kind for row in rows}


def test_the_latest_answer_wins_and_twice_is_once(teacher: Invitation) -> None:
    for value in (2, 3, 3, "dont_know"):
        save(teacher, answers={"recall-1": value, "recall-2": 4})
    assert answers_of(teacher) == {"recall-1": "dont_know", "recall-2": 4}
    assert Response.objects.get().origin == ResponseOrigin.LINK


def test_only_what_is_named_is_touched_and_it_can_be_taken_away(teacher: Invitation) -> None:
    save(teacher, answers={"recall-1": 2, "recall-2": 3}, note="A plan of quizzes")
    save(teacher, answers={"recall-1": None})
    assert answers_of(teacher) == {"recall-2": 3}
    response = Response.objects.get()
    assert response.notes.get().text == "A plan of quizzes"
    save(teacher, note="Another")
    assert response.notes.get().text == "Another"
    save(teacher, note="")
    assert not response.notes.exists()
    assert answers_of(teacher) == {"recall-2": 3}


def test_a_lead_says_whether_the_department_could_start(personas: Personas) -> None:
    lead = invite(open_wave(personas.programme), personas.department, "lead")
    save(lead, readiness="with_help")
    save(lead, readiness="yes")
    assert Response.objects.get().readiness.get().answer == "yes"
    assert answer_sheet(lead).part("recall").readiness == "yes"  # type: ignore[union-attr]
    save(lead, readiness="")
    assert not Response.objects.get().readiness.exists()


@pytest.mark.parametrize(
    ("strand", "changes"),
    [
        ("recall", {"answers": {"recall-1": 5}}),
        ("recall", {"answers": {"recall-1": "perhaps"}}),
        ("recall", {"answers": {"language-1": 2}}),
        ("recall", {"answers": {"recall-4": 2}}),  # asked of leads alone
        ("recall", {"readiness": "yes"}),
        ("recall", {"note": "x" * 501}),
        (DESCRIBED, {"note": "x"}),
        ("nonsense", {"answers": {"recall-1": 2}}),
    ],
)
def test_what_is_no_answer_is_refused_whole(
    teacher: Invitation, strand: str, changes: dict[str, object]
) -> None:
    with pytest.raises(AnswersRefused):
        save(teacher, strand, **changes)
    assert not Answer.objects.exists()
    assert not Event.objects.filter(action="answered").exists()


def test_the_invitation_learns_that_and_not_when(teacher: Invitation) -> None:
    opened = timezone.localtime(NOW).date() - timedelta(days=7)
    begin(invitation_id=teacher.pk, version=1, at=NOW)
    with pytest.raises(AnswersRefused):
        finish(invitation_id=teacher.pk, version=1, at=NOW)
    save(teacher, answers={"recall-1": 2})
    finish(invitation_id=teacher.pk, version=1, at=NOW)
    teacher.refresh_from_db()
    for at in (teacher.begun_at, teacher.finished_at):
        assert at is not None
        assert timezone.localtime(at).date() == opened
        assert timezone.localtime(at).hour == 0


def test_no_event_joins_a_name_and_answers(teacher: Invitation) -> None:
    before = set(Event.objects.values_list("pk", flat=True))
    begin(invitation_id=teacher.pk, version=1, at=NOW)
    save(teacher, answers={"recall-1": 2, "recall-2": 3})
    save(teacher, answers={"recall-2": None})
    finish(invitation_id=teacher.pk, version=1, at=NOW)
    events = Event.objects.exclude(pk__in=before)
    response = Response.objects.get()
    assert [(e.actor, e.subject, e.subject_id, e.changes) for e in events] == [
        ("respondent", "response", str(response.pk), {"strand": "recall", "answers": 2, "taken away": 0}),
        ("respondent", "response", str(response.pk), {"strand": "recall", "answers": 0, "taken away": 1}),
    ]
    assert {e.school for e in events} == {None}
    assert not {f.name for f in Response._meta.get_fields() if f.related_model is Invitation}


def test_nothing_is_taken_before_and_after_the_wave_or_by_an_old_link(personas: Personas) -> None:
    today = timezone.localdate()
    wave = open_wave(personas.programme)
    asked = invite(wave, personas.department)
    for change, gone in (
        ({"closes": today - timedelta(days=1)}, True),
        ({"closes": None, "closed_at": NOW}, True),
        ({"opens": today + timedelta(days=3), "closed_at": None}, False),
    ):
        for name, value in change.items():
            setattr(wave, name, value)
        wave.save()
        for attempt in (
            lambda: save(asked, answers={"recall-1": 2}),
            lambda: begin(invitation_id=asked.pk, version=1, at=NOW),
            lambda: finish(invitation_id=asked.pk, version=1, at=NOW),
        ):
            with pytest.raises(LinkRefused) as refused:
                attempt()
            assert refused.value.gone is gone
    wave.opens = today
    wave.save()
    token = token_of(asked)
    assert invitation_of(token, NOW) == asked
    Invitation.objects.update(link_version=2)
    with pytest.raises(LinkRefused, match="newer link"):
        save(asked, answers={"recall-1": 2})
    with pytest.raises(LinkRefused, match="newer link"):
        invitation_of(token, NOW)
    Invitation.objects.update(withdrawn_at=NOW)
    asked.refresh_from_db()
    with pytest.raises(LinkRefused, match="no longer asked"):
        invitation_of(token_of(asked), NOW)
    with pytest.raises(LinkRefused, match="not complete"):
        invitation_of(token[:-1], NOW)


def test_a_sampled_form_stays_as_it_was_when_colleagues_are_added(personas: Personas) -> None:
    wave = open_wave(personas.programme, form=WaveForm.SAMPLED, items_each=14, seed=5)
    first, second = invite(wave, personas.department), invite(wave, personas.department)
    forms = [asked_items(each, None) for each in (first, second)]
    assert [len(form) for form in forms] == [14, 14]
    assert forms[0] != forms[1]
    asked = next(item for item in forms[1] if item not in forms[0])
    strand = shipped().items[asked].strand
    save(second, strand, answers={asked: 3})
    with pytest.raises(AnswersRefused):
        save(first, strand, answers={asked: 3})
    for _ in range(5):
        invite(wave, personas.department)
    assert [asked_items(each, None) for each in (first, second)] == forms
    assert tuple(Response.objects.get().asked) == forms[1]
    lead = invite(wave, personas.department, "lead")
    assert len(asked_items(lead, None)) == len(shipped().for_role("lead"))


def test_what_somebody_was_asked_is_fixed_with_their_first_answer(personas: Personas) -> None:
    wave = open_wave(personas.programme, form=WaveForm.CALIBRATED, items_each=12)
    teacher = invite(wave, personas.department)
    everything = tuple(item.id for item in shipped().for_role("teacher"))
    assert asked_items(teacher, None) == everything  # nothing is known of the items yet
    CalibratedItem.objects.bulk_create(
        CalibratedItem(
            instrument_key=wave.instrument.key,
            item=item,
            wording=wording(shipped().items[item]),
            mean=2.0 + i / 100,
            se=0.1,
            answers=90,
            waves=1,
            updated_at=NOW,
        )
        for i, item in enumerate(everything)
    )
    form = asked_items(teacher, None)
    assert len(form) == 12
    CalibratedItem.objects.update(wording="0" * 16)
    assert asked_items(teacher, None) == everything  # known, but in other words
    for item in everything:
        CalibratedItem.objects.filter(item=item).update(wording=wording(shipped().items[item]))
    save(teacher, shipped().items[form[0]].strand, answers={form[0]: 3})
    CalibratedItem.objects.update(mean=4.9)
    CalibratedItem.objects.filter(item__in=form).update(mean=1.0)
    assert asked_items(teacher, Response.objects.get()) == form


def test_the_form_goes_from_part_to_part(teacher: Invitation) -> None:
    sheet = answer_sheet(teacher)
    assert [part.id for part in sheet.parts][:2] == [DESCRIBED, "preconceptions"]
    assert {part.state for part in sheet.parts} == {"Not started"}
    assert sheet.before(DESCRIBED) is None
    items = {question.id: 2 for question in sheet.part("recall").questions}  # type: ignore[union-attr]
    save(teacher, answers=items)
    save(teacher, "models", answers={"models-1": "not_applicable"})
    sheet = answer_sheet(teacher)
    states = {part.id: part.state for part in sheet.parts}
    assert states["recall"] == "Completed"
    assert states["models"] == "In progress: 1 of 3"
    assert sheet.after("models").id == "practical"  # type: ignore[union-attr]
    assert sheet.after(sheet.parts[-1].id) is None
    assert sheet.answered == len(items) + 1
