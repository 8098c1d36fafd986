"""Writes of an import: when they are refused, what is recorded, what is thrown away by itself."""

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import ImportState, PriorityChoice, ProfileRun, Response, SurveyImport, Wave
from smeaton.apps.needs.queries import importing as reads
from smeaton.apps.needs.services import importing as services
from smeaton.apps.needs.services.responses import ResponseGiven, record_responses
from smeaton.engine.sources.survey_exports.reading import read_export
from smeaton.terms import Refused
from tests.engine.sources.survey_exports.files import csv_bytes
from tests.factories.personas import SYSTEM, Personas
from tests.factories.surveys import forms_statements, survey_wave

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
STATEMENTS = ("We plan from what pupils think", "Feedback is used in the lesson")
HEAD = ["Timestamp", "Email Address", "School", "Role", *STATEMENTS]
ANN = ["2026-11-02 10:00:00", "ann@example.org", "Alderwood", "Teacher", "Agree", "Disagree"]
BOB = ["2026-11-02 10:01:00", "bob@example.org", "Birchfield", "Teacher", "Agree", "Strongly agree"]


@pytest.fixture
def wave(personas: Personas) -> Wave:
    """A wave that asks two statements and ends in December."""
    return survey_wave(personas.programme, forms_statements(STATEMENTS), closes=date(2026, 12, 1))


def kept(wave: Wave, *people: list[str], at: datetime = NOW) -> SurveyImport:
    """An upload that waits."""
    table = read_export(csv_bytes([HEAD, *people]))
    return services.keep_upload(reach=SYSTEM, wave_id=wave.pk, table=table, file_name="a.csv", at=at)


def bring_in(wave: Wave, row: SurveyImport, at: datetime = NOW) -> int:
    """Import what would be previewed now."""
    basis = reads.preview(reads.opened(row, wave, SYSTEM)).basis
    return services.import_survey(reach=SYSTEM, wave_id=wave.pk, import_id=row.pk, basis=basis, at=at)


def test_everything_is_recorded_with_counts_and_without_people(wave: Wave) -> None:
    assert bring_in(wave, kept(wave, ANN, BOB)) == 2
    events = {e.action: e.changes for e in Event.objects.filter(subject="survey import")}
    assert events == {
        "uploaded": {"tool": "google_forms", "rows": 2, "columns": 6},
        "imported": {"tool": "google_forms", "responses": 2, "replaced": 0, "left out": 0},
    }


def test_people_who_were_put_in_the_wrong_department_move_with_the_next_import(wave: Wave) -> None:
    bring_in(wave, kept(wave, ANN, BOB))
    moved = [*BOB[:2], "Alderwood", *BOB[3:]]
    bring_in(wave, kept(wave, moved))
    assert Response.objects.values("department").distinct().count() == 1
    assert Response.objects.count() == 2


def test_answers_by_link_and_from_files_stay_beside_those_of_a_survey(wave: Wave, personas: Personas) -> None:
    by_link = ResponseGiven(personas.department.pk, "teacher", "r1", {"feedback-1": 4}, "link")
    record_responses(reach=SYSTEM, wave_id=wave.pk, responses=[by_link])
    bring_in(wave, kept(wave, ANN))
    assert Response.objects.filter(origin="link", respondent="r1").count() == 1
    assert reads.import_page(wave, SYSTEM, NOW.date()).by_link == 1


def test_an_audit_that_is_over_takes_answers_until_priorities_are_agreed(
    wave: Wave, personas: Personas
) -> None:
    late = NOW + timedelta(days=30)
    row = kept(wave, ANN, at=late)
    run = ProfileRun.objects.create(wave=wave, made_at=late, current=True)
    page = reads.import_page(wave, SYSTEM, late.date())
    assert page.over
    assert page.has_results
    assert not page.closed_reason
    PriorityChoice.objects.create(
        department=personas.department, run=run, number=1, state="agreed", made_at=late, agreed_at=late
    )
    for write in (lambda: bring_in(wave, row, late), lambda: kept(wave, BOB, at=late)):
        with pytest.raises(services.ImportRefused, match="priorities have been agreed"):
            write()
    assert not Response.objects.exists()
    bring_in(wave, row, NOW)
    assert Response.objects.count() == 1


def test_what_changed_since_the_preview_is_not_imported(wave: Wave) -> None:
    row = kept(wave, ANN)
    with pytest.raises(services.ImportRefused, match="has changed"):
        services.import_survey(reach=SYSTEM, wave_id=wave.pk, import_id=row.pk, basis="other", at=NOW)
    bring_in(wave, row)
    with pytest.raises(services.ImportRefused, match="already imported"):
        services.import_survey(reach=SYSTEM, wave_id=wave.pk, import_id=row.pk, basis="other", at=NOW)
    with pytest.raises(services.ImportRefused, match="already imported"):
        services.discard_import(reach=SYSTEM, wave_id=wave.pk, import_id=row.pk, at=NOW)
    with pytest.raises(services.ImportRefused, match="already imported"):
        services.set_columns(reach=SYSTEM, wave_id=wave.pk, import_id=row.pk, columns={}, at=NOW)


def test_meanings_that_there_are_not_are_refused(wave: Wave, personas: Personas) -> None:
    row = kept(wave, ANN)
    usual = {"values": {}, "schools": {}, "roles": {}, "department": None, "role": ""}
    for wrong in (
        {"values": {"Agree": "5"}},
        {"schools": {"Alderwood": 999_999}},
        {"roles": {"Teacher": "head"}},
        {"department": 999_999},
        {"role": "head"},
    ):
        with pytest.raises(services.ImportRefused):
            services.set_meanings(reach=SYSTEM, wave_id=wave.pk, import_id=row.pk, at=NOW, **(usual | wrong))


def test_old_uploads_are_discarded_by_themselves(wave: Wave, personas: Personas) -> None:
    old, new = kept(wave, ANN, at=NOW - timedelta(days=8)), kept(wave, BOB, at=NOW - timedelta(days=6))
    with pytest.raises(Refused):
        services.discard_stale(reach=personas.reach("hub_lead"), at=NOW)
    assert services.discard_stale(reach=SYSTEM, at=NOW) == 1
    assert services.discard_stale(reach=SYSTEM, at=NOW) == 0
    old.refresh_from_db()
    new.refresh_from_db()
    assert (old.state, old.table, old.ended_at) == (ImportState.DISCARDED, {}, NOW)
    assert new.state == ImportState.UPLOADED
    assert Event.objects.filter(action="discarded").count() == 1


def test_only_whoever_runs_audits_may(wave: Wave, personas: Personas) -> None:
    row = kept(wave, ANN)
    for who in ("accountability_lead", "subject_lead", "stranger"):
        reach = personas.reach(who)
        same = {"reach": reach, "wave_id": wave.pk, "import_id": row.pk, "at": NOW}
        for write in (
            lambda same=same: services.import_survey(**same, basis=""),
            lambda same=same: services.discard_import(**same),
            lambda same=same: services.set_columns(**same, columns={}),
            lambda reach=reach: reads.open_import(wave, row.pk, reach),
            lambda reach=reach: reads.import_page(wave, reach, NOW.date()),
            lambda reach=reach: reads.ended_import(wave, row.pk, reach),
        ):
            with pytest.raises(Refused):
                write()


def test_a_code_depends_on_the_wave_and_the_installation(wave: Wave, settings: object) -> None:
    (here,) = reads.respondent_codes(1, ["person|ann@example.org"])
    assert reads.respondent_codes(1, ["person|ann@example.org"]) == [here]
    assert reads.respondent_codes(2, ["person|ann@example.org"]) != [here]
    settings.SECRET_KEY = "another"  # type: ignore[attr-defined]
    assert reads.respondent_codes(1, ["person|ann@example.org"]) != [here]


@pytest.mark.django_db(transaction=True)
def test_imports_at_the_same_moment_follow_one_another(personas: Personas) -> None:
    """The same upload twice, and the same file uploaded twice: everybody is there once."""
    if connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer at a time, and in tests one connection")
    wave = survey_wave(personas.programme, forms_statements(STATEMENTS))
    first, second = kept(wave, ANN, BOB), kept(wave, ANN, BOB)
    gate = threading.Barrier(4)

    def bring(row: SurveyImport) -> str:
        try:
            basis = reads.preview(reads.opened(row, wave, SYSTEM)).basis
            gate.wait(timeout=20)
            services.import_survey(reach=SYSTEM, wave_id=wave.pk, import_id=row.pk, basis=basis, at=NOW)
        except services.ImportRefused as refused:
            return str(refused)
        finally:
            connection.close()
        return "in"

    with ThreadPoolExecutor(4) as pool:
        said = list(pool.map(bring, [first, first, second, second]))
    assert sorted(said)[2:] == ["in", "in"]
    assert all("already imported" in each for each in sorted(said)[:2])
    assert Response.objects.filter(wave=wave).count() == 2
