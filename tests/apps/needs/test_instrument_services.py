"""Drafts of a place: copied, imported, changed by one at a time, published, and then frozen."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import transaction

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import Instrument
from smeaton.apps.needs.models.instrument import InstrumentFrozen
from smeaton.apps.needs.queries import shipped, shipped_instrument, shipped_source
from smeaton.apps.needs.queries.instruments_kept import (
    free_key,
    instruments_of,
    kept_instrument,
    next_version,
)
from smeaton.apps.needs.services import add_instrument
from smeaton.apps.needs.services.instruments_editing import (
    add_strand,
    copy_instrument,
    discard_draft,
    import_instrument,
    publish,
    remove_strand,
    save_start,
    save_strand,
    save_vignettes,
    validate_draft,
)
from smeaton.engine.needs.instrument import (
    InstrumentError,
    common_items,
    read_instrument,
    write_instrument,
)
from smeaton.engine.needs.instrument_editing import EditRefused, ItemText, StrandText
from smeaton.terms import Refused
from tests.factories.personas import SYSTEM, Personas

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 1, tzinfo=UTC)
NEW = ItemText("", "new", "A new statement", ("a", "b", "c", "d"), ("lead",))


@pytest.fixture
def draft(personas: Personas) -> Instrument:
    return copy_instrument(
        reach=personas.reach("hub_lead"),
        at=AT,
        place_id=personas.place.pk,
        key="secondary-science",
        version=2,
    )


def content(row: Instrument, strand: str) -> StrandText:
    """A strand as its form would send it back unchanged."""
    found = next(each for each in read_instrument(row.source).strands if each.id == strand)
    items = tuple(ItemText(i.id, i.topic, i.text, i.levels, i.audience) for i in found.items)
    return StrandText(found.title, found.about, items)


def test_a_copy_is_the_next_version_and_says_where_it_comes_from(
    personas: Personas, draft: Instrument
) -> None:
    assert (draft.key, draft.version, draft.published_at) == ("secondary-science", 3, None)
    assert draft.copied_from is not None
    assert draft.copied_from.version == 2
    before = shipped_instrument()
    assert common_items(before, read_instrument(draft.source)) == tuple(before.items)
    event = Event.objects.about("instrument", draft.pk).get()
    assert (event.action, event.place) == ("copied", personas.place.pk)
    own = copy_instrument(
        reach=SYSTEM,
        at=AT,
        place_id=personas.place.pk,
        key="secondary-science",
        version=1,
        title=" Our audit ",
        own=True,
    )
    assert (own.key, own.version, own.title) == ("our-audit", 1, "Our audit")
    assert free_key("Our  Audit!") == "our-audit-2"
    assert next_version("secondary-science") == 4
    with pytest.raises(EditRefused, match="draft"):
        copy_instrument(reach=SYSTEM, at=AT, place_id=personas.place.pk, key="secondary-science", version=3)


@pytest.mark.parametrize("who", ["accountability_lead", "subject_lead", "head", "trust_lead", "stranger"])
def test_only_the_hub_lead_of_the_place_makes_and_changes_drafts(
    personas: Personas, draft: Instrument, who: str
) -> None:
    reach, place = personas.reach(who), personas.place.pk
    same = content(draft, "recall")
    with pytest.raises(Refused):
        copy_instrument(reach=reach, at=AT, place_id=place, key="secondary-science", version=2)
    with pytest.raises(Refused):
        import_instrument(reach=reach, place_id=place, content=b"")
    with pytest.raises(Refused):
        save_strand(reach=reach, instrument_id=draft.pk, edits=0, strand="recall", content=same, position=1)
    with pytest.raises(Refused):
        publish(reach=reach, at=AT, instrument_id=draft.pk, edits=0)
    with pytest.raises(Refused):
        discard_draft(reach=reach, instrument_id=draft.pk, edits=0)


def test_a_strand_is_rewritten_whole(personas: Personas, draft: Instrument) -> None:
    reach = personas.reach("hub_lead")
    same = content(draft, "recall")
    first, second, *_ = same.items
    items = (replace(second, text="Another statement"), first, NEW)
    save_strand(
        reach=reach,
        instrument_id=draft.pk,
        edits=0,
        strand="recall",
        content=StrandText("Remembering", "", items),
        position=1,
    )
    draft.refresh_from_db()
    after = read_instrument(draft.source)
    assert draft.edits == 1
    assert after.strands[0].title == "Remembering"
    assert [item.id for item in after.strands[0].items] == ["recall-2", "recall-1", "recall-5"]
    assert len(after.strands) == 12
    gone = {"recall-2", "recall-3", "recall-4"}
    assert set(common_items(shipped_instrument(), after)) == set(shipped_instrument().items) - gone
    event = Event.objects.about("instrument", draft.pk).latest("id")
    assert (event.action, event.changes["part"]) == ("changed", "recall")


def test_who_was_overtaken_is_told_and_nothing_is_lost(personas: Personas, draft: Instrument) -> None:
    same = content(draft, "recall")
    mine, theirs = replace(same, title="Mine"), replace(same, title="Theirs")
    save_strand(reach=SYSTEM, instrument_id=draft.pk, edits=0, strand="recall", content=theirs, position=4)
    with pytest.raises(EditRefused, match="Somebody else has changed this draft"):
        save_strand(reach=SYSTEM, instrument_id=draft.pk, edits=0, strand="recall", content=mine, position=4)
    draft.refresh_from_db()
    assert read_instrument(draft.source).titles["recall"] == "Theirs"
    save_strand(reach=SYSTEM, instrument_id=draft.pk, edits=1, strand="recall", content=theirs, position=4)
    draft.refresh_from_db()
    assert draft.edits == 1, "nothing was changed, so nothing is counted"


@pytest.mark.parametrize(
    ("items", "sentence"),
    [
        ((), "at least one statement"),
        ((replace(NEW, levels=("a", "a", "b", "c")),), "two levels read the same"),
        ((replace(NEW, text="x" * 301),), "at most 300 fit"),
        ((replace(NEW, id="models-1"),), "no longer in this strand"),
        ((replace(NEW, audience=()),), "must be a list with something in it"),
    ],
)
def test_a_draft_is_always_an_instrument(
    draft: Instrument, items: tuple[ItemText, ...], sentence: str
) -> None:
    with pytest.raises(EditRefused, match=sentence):
        save_strand(
            reach=SYSTEM,
            instrument_id=draft.pk,
            edits=0,
            strand="recall",
            content=StrandText("T", "", items),
            position=1,
        )
    draft.refresh_from_db()
    assert draft.edits == 0


def test_strands_come_and_go(draft: Instrument) -> None:
    row, strand = add_strand(
        reach=SYSTEM, instrument_id=draft.pk, edits=0, content=StrandText("New", "about", (NEW,))
    )
    after = read_instrument(row.source)
    assert (strand, after.strands[-1].items[0].id) == ("strand-13", "strand-13-1")
    for number, each in enumerate(list(after.titles)[:-1], start=1):
        remove_strand(reach=SYSTEM, instrument_id=draft.pk, edits=number, strand=each)
    with pytest.raises(EditRefused, match="at least one strand"):
        remove_strand(reach=SYSTEM, instrument_id=draft.pk, edits=13, strand=strand)


def test_a_draft_is_published_when_nothing_stops_it_and_is_frozen_then(
    personas: Personas, draft: Instrument
) -> None:
    audit = read_instrument(draft.source)
    start = {
        "title": "Ours",
        "readiness": "",
        "levels": audit.levels,
        "introductions": {**audit.introductions, "technician": ""},
    }
    save_start(reach=SYSTEM, instrument_id=draft.pk, edits=0, minutes={"lead": 13, "teacher": 3}, **start)  # type: ignore[arg-type]
    save_vignettes(reach=SYSTEM, instrument_id=draft.pk, edits=1, vignettes=[])
    found = validate_draft(reach=personas.reach("accountability_lead"), instrument_id=draft.pk)
    assert [finding.stops for finding in found] == [True] * 4 + [False] * 2
    with pytest.raises(EditRefused, match="Promise leads at most 12 minutes, not 13"):
        publish(reach=SYSTEM, at=AT, instrument_id=draft.pk, edits=2)
    save_start(
        reach=SYSTEM,
        instrument_id=draft.pk,
        edits=2,
        title="Ours",
        levels=("1", "2", "3", "4"),
        readiness="When?",
        minutes=audit.minutes,
        introductions=audit.introductions,
    )
    save_vignettes(
        reach=SYSTEM, instrument_id=draft.pk, edits=3, vignettes=[("A", "a"), ("B", "b"), ("C", "c")]
    )
    with pytest.raises(EditRefused, match="two levels read the same"):
        save_start(
            reach=SYSTEM,
            instrument_id=draft.pk,
            edits=4,
            title="Ours",
            levels=("1", "1", "3", "4"),
            readiness="",
            minutes={},
            introductions={},
        )
    assert validate_draft(reach=SYSTEM, instrument_id=draft.pk) == ()
    draft.refresh_from_db()
    assert read_instrument(draft.source).levels == ("1", "2", "3", "4")
    row = publish(reach=personas.reach("hub_lead"), at=AT, instrument_id=draft.pk, edits=4)
    with pytest.raises(EditRefused, match="published and frozen"):
        save_vignettes(reach=SYSTEM, instrument_id=draft.pk, edits=4, vignettes=[])
    _is_frozen(row)


def _is_frozen(row: Instrument) -> None:
    kept = Instrument.objects.get(pk=row.pk)
    kept.save()
    kept.source += "# more"
    ours = Instrument.objects.filter(pk=row.pk)
    attempts = [
        kept.save,
        kept.delete,
        lambda: Instrument.objects.bulk_update([kept], ["source"]),
        lambda: ours.update(source="x"),
        lambda: ours.update(published_at=None),
        ours.delete,
    ]
    for attempt in attempts:
        with transaction.atomic(), pytest.raises(InstrumentFrozen):
            attempt()
    assert Instrument.objects.get(pk=row.pk).source == row.source


def test_a_shipped_audit_is_frozen_too() -> None:
    _is_frozen(add_instrument(reach=SYSTEM, at=AT))


def test_a_text_is_imported_word_for_word_or_refused_with_lines(personas: Personas) -> None:
    reach, place = personas.reach("hub_lead"), personas.place.pk
    text = shipped_source().replace("\nversion: 2\n", "\nversion: 7\n")
    row = import_instrument(reach=reach, place_id=place, content=text.encode())
    assert (row.version, row.source, row.published_at) == (7, text, None)
    with pytest.raises(InstrumentError) as refused:
        import_instrument(reach=reach, place_id=place, content=shipped_source().encode())
    (mistake,) = refused.value.mistakes
    assert shipped_source().splitlines()[mistake.line - 1] == "version: 2"
    assert "Give yours version 8" in mistake.text
    with pytest.raises(InstrumentError, match="line 1: the instrument must begin"):
        import_instrument(reach=reach, place_id=place, content=b"a: 1")


def test_a_place_sees_what_is_everybodys_and_its_own(personas: Personas, draft: Instrument) -> None:
    found = instruments_of(personas.place.pk, personas.reach("accountability_lead"))
    assert (found.may_edit, found.ours, len(found.drafts)) == (False, (), 1)
    assert {each.key for each in found.shared} >= {"secondary-science"}
    assert [each.version for each in found.shared[:2]] == [2, 1]
    assert instruments_of(personas.place.pk, personas.reach("hub_lead")).may_edit
    for who in ("subject_lead", "stranger"):
        with pytest.raises(Refused):
            instruments_of(personas.place.pk, personas.reach(who))
        with pytest.raises(Refused):
            kept_instrument(personas.place.pk, draft.key, draft.version, personas.reach(who))
        seen = kept_instrument(personas.place.pk, "secondary-science", 1, personas.reach(who))
        assert seen.source == shipped()[0].source
    elsewhere = personas.reach("stranger")
    (grant,) = elsewhere.grants
    with pytest.raises(Instrument.DoesNotExist):
        kept_instrument(grant.id, draft.key, draft.version, elsewhere)


def test_a_discarded_draft_is_gone_and_history_knows(draft: Instrument) -> None:
    discard_draft(reach=SYSTEM, instrument_id=draft.pk, edits=0)
    with pytest.raises(EditRefused, match="thrown away"):
        discard_draft(reach=SYSTEM, instrument_id=draft.pk, edits=0)
    assert not Instrument.objects.filter(version=3).exists()
    assert Event.objects.filter(action="discarded").count() == 1


def test_what_a_draft_says_reads_back(draft: Instrument) -> None:
    audit = read_instrument(draft.source)
    assert read_instrument(write_instrument(audit)) == audit
