"""Answers from other survey tools, through the pages: what is proposed, what goes in, what does not."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from smeaton.apps.history.models import Event
from smeaton.apps.needs.models import (
    Answer,
    ImportState,
    ProfileRun,
    Response,
    ResponseOrigin,
    StrandNote,
    SurveyImport,
    SurveyMapping,
    Wave,
)
from smeaton.apps.needs.queries import shipped_instrument
from smeaton.apps.needs.services import open_wave
from smeaton.engine.sources.survey_exports.reading import read_export
from smeaton.engine.sources.survey_exports.table import letters
from tests.engine.sources.survey_exports.files import csv_bytes, forms_workbook
from tests.factories.needs import more_departments
from tests.factories.personas import SYSTEM, Personas
from tests.factories.surveys import (
    address,
    confirmed,
    forms_statements,
    meanings,
    survey_wave,
    uploaded,
    walk_columns,
)

pytestmark = pytest.mark.django_db
STATEMENTS = ("We plan from what pupils think", "Feedback is used in the lesson", "Practicals have a purpose")
QUESTIONS = ["Which school are you at?", "What is your role?", *STATEMENTS, "Feedback: any comments?"]
PEOPLE = [
    (
        "ann@example.org",
        "Ann Lee",
        "Alderwood",
        "Head of science",
        "Agree",
        "Strongly agree",
        "Disagree",
        "=1+1",
    ),
    ("bob@example.org", "Bob Ray", "Birchfield School", "Technician", "Agree", "Don't know", "", ""),
    ("cat@example.org", "Cat Dee", "900001", "Teacher", "Disagree", "Agree", "Strongly disagree", ""),
    ("dan@example.org", "Dan Foe", "Nowhere High", "Teacher", "Agree", "Agree", "Agree", ""),
]


@pytest.fixture
def wave(personas: Personas) -> Wave:
    """A wave that asks the three statements."""
    return survey_wave(personas.programme, forms_statements(STATEMENTS))


@pytest.fixture
def hub(personas: Personas) -> Client:
    """The hub lead's browser."""
    return personas.client("hub_lead")


def imported(hub: Client, wave: Wave, content: bytes) -> Any:
    """Upload, agree to what is proposed, and import."""
    survey = uploaded(hub, wave, content, "forms.xlsx")
    walk_columns(hub, wave, survey)
    meanings(hub, wave, survey, {})
    return confirmed(hub, wave, survey)


def test_a_workbook_of_microsoft_forms_goes_in_as_proposed(
    hub: Client, wave: Wave, personas: Personas
) -> None:
    page = imported(hub, wave, forms_workbook(QUESTIONS, PEOPLE))
    assert "The answers of 3 people went into “From elsewhere”" in page.content.decode()
    rows = {r.role: r for r in Response.objects.filter(wave=wave, origin=ResponseOrigin.SURVEY)}
    assert set(rows) == {"lead", "technician", "teacher"}
    assert rows["technician"].department == personas.neighbour
    levels = Answer.objects.filter(response=rows["lead"]).values_list("item", "level")
    assert dict(levels) == {"feedback-1": 3, "feedback-2": 4, "feedback-3": 2}
    assert StrandNote.objects.get().text == "=1+1"
    assert Answer.objects.get(response=rows["technician"], item="feedback-2").kind == "dont_know"
    done = SurveyImport.objects.get()
    assert (done.state, done.taken, done.table, done.mapping) == (ImportState.IMPORTED, 3, {}, {})
    assert [(out["row"], out["column"]) for out in done.left_out] == [(5, "F")]


def test_nobodys_name_or_address_is_kept(hub: Client, wave: Wave) -> None:
    imported(hub, wave, forms_workbook(QUESTIONS, PEOPLE))
    kept = [
        *map(str, Response.objects.values()),
        *map(str, SurveyImport.objects.values()),
        *map(str, SurveyMapping.objects.values()),
        *map(str, Event.objects.filter(subject="survey import").values()),
    ]
    assert not [text for text in kept for name in ("ann@", "Ann Lee", "dan@", "Dan Foe") if name in text]


def test_the_same_people_again_are_replaced_and_the_mapping_is_remembered(hub: Client, wave: Wave) -> None:
    imported(hub, wave, forms_workbook(QUESTIONS, PEOPLE))
    before = set(Response.objects.values_list("respondent", flat=True))
    later = [*PEOPLE[1:3], ("eve@example.org", "Eve", "Alderwood", "Teacher", "Agree", "Agree", "Agree", "")]
    moved = ("ann@example.org", "Ann Lee", "Birchfield", "Head of science", "Agree", "Agree", "Agree", "")
    survey = uploaded(hub, wave, forms_workbook(QUESTIONS, [*later, moved]))
    assert "imported before" in hub.get(address("import-columns", wave, survey)).content.decode()
    page = hub.get(address("import-preview", wave, survey))
    assert page.context["preview"].replaced == 3
    assert "3 of them were imported before" in page.content.decode()
    confirmed(hub, wave, survey)
    assert Response.objects.count() == 4
    assert before < set(Response.objects.values_list("respondent", flat=True))
    assert SurveyMapping.objects.count() == 1


def test_a_scale_of_five_waits_for_a_person(hub: Client, wave: Wave, personas: Personas) -> None:
    rows = [
        ["Timestamp", *STATEMENTS],
        ["2026-11-02 10:00:00", "1", "5", "3"],
        ["2026-11-02 10:01:00", "2", "4", "3"],
    ]
    survey = uploaded(hub, wave, csv_bytes(rows))
    walk_columns(hub, wave, survey)
    page = hub.get(address("import-answers", wave, survey)).content.decode()
    assert "more than four" in page
    meanings(
        hub,
        wave,
        survey,
        {"default_role": "teacher", "department": str(wave.programme.departments.first().pk)},
    )
    assert hub.get(address("import-preview", wave, survey)).context["preview"].people == 0
    meanings(
        hub,
        wave,
        survey,
        {
            "1": "1",
            "2": "1",
            "3": "2",
            "4": "3",
            "5": "4",
            "default_role": "teacher",
            "department": str(wave.programme.departments.first().pk),
        },
    )
    confirmed(hub, wave, survey)
    assert sorted(Answer.objects.values_list("level", flat=True)) == [1, 1, 2, 2, 3, 4]


def test_what_does_not_go_in_is_listed_and_downloads_without_formulas(hub: Client, wave: Wave) -> None:
    people = [("ann@example.org", "=cmd", "=HYPERLINK(1)", "Teacher", "Agree", "Agree", "Agree", "")]
    survey = uploaded(hub, wave, forms_workbook(QUESTIONS, [*people, *PEOPLE]))
    page = hub.get(address("import-preview", wave, survey)).content.decode()
    assert "Row 2" in page
    assert "Names no school of this programme" in page
    answer = hub.get(address("import-left-out", wave, survey))
    lines = answer.content.decode("utf-8-sig").splitlines()
    assert lines[1].startswith("2,F,Which school are you at?,'=HYPERLINK(1),")
    assert not [line for line in lines for cell in line.split(",") if cell.strip('"').startswith("=")]
    confirmed(hub, wave, survey)
    assert b"names no school" in hub.get(address("import-left-out", wave, survey)).content


def test_two_columns_cannot_hold_the_same_and_nothing_is_changed(hub: Client, wave: Wave) -> None:
    survey = uploaded(hub, wave, csv_bytes([["Timestamp", *STATEMENTS], ["2026-11-02", "1", "2", "3"]]))
    place = address("import-columns", wave, survey) + "?all=1"
    said = {bound.html_name: bound.initial for bound in hub.get(place).context["form"]}
    answer = hub.post(place, said | {"column-B": "item:feedback-2"})
    assert answer.status_code == 422
    assert "Columns B and C" in answer.content.decode()
    assert hub.post(place, said | {"column-B": "nonsense"}).status_code == 422
    assert SurveyImport.objects.get().mapping["columns"]["B"] == "item:feedback-1"


def test_a_preview_that_somebody_has_changed_is_not_imported(hub: Client, wave: Wave) -> None:
    survey = uploaded(hub, wave, forms_workbook(QUESTIONS, PEOPLE))
    place = address("import-preview", wave, survey)
    basis = hub.get(place).context["preview"].basis
    walk_columns(hub, wave, survey, {"J": "ignore"})
    answer = hub.post(place, {"basis": basis})
    assert answer.status_code == 422
    assert "has changed since you looked" in answer.content.decode()
    assert not Response.objects.exists()


def test_an_import_ends_once(hub: Client, wave: Wave) -> None:
    survey = uploaded(hub, wave, forms_workbook(QUESTIONS, PEOPLE))
    place = address("import-preview", wave, survey)
    basis = hub.get(place).context["preview"].basis
    first, second = (hub.post(place, {"basis": basis}) for _ in range(2))
    assert first["Location"] == second["Location"] == address("import-done", wave, survey)
    assert Response.objects.count() == 3
    for step in ("import-columns", "import-answers", "import-preview"):
        assert hub.get(address(step, wave, survey))["Location"] == address("import-done", wave, survey)
    hub.post(address("import-discard", wave, survey))
    assert SurveyImport.objects.get().state == ImportState.IMPORTED


def test_results_of_an_audit_that_is_over_are_worked_out_again(
    hub: Client, wave: Wave, django_capture_on_commit_callbacks: Any
) -> None:
    Wave.objects.update(closed_at=wave.instrument.published_at)
    ProfileRun.objects.create(wave=wave, made_at=wave.instrument.published_at, current=True)
    with django_capture_on_commit_callbacks() as callbacks:
        page = imported(hub, wave, forms_workbook(QUESTIONS, PEOPLE))
    assert "which has been asked for" in page.content.decode()
    wave.refresh_from_db()
    assert wave.analysis_asked_at is not None
    assert [call.func.__name__ for call in callbacks if hasattr(call, "func")] == ["enqueue"]


def test_an_upload_can_be_discarded(hub: Client, wave: Wave) -> None:
    survey = uploaded(hub, wave, forms_workbook(QUESTIONS, PEOPLE))
    page = hub.post(address("import-discard", wave, survey), follow=True)
    assert "nothing of it is kept" in page.content.decode()
    row = SurveyImport.objects.get()
    assert (row.state, row.table, row.mapping) == (ImportState.DISCARDED, {}, {})
    assert "was discarded" in hub.get(address("import-done", wave, survey)).content.decode()


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file is empty"),
        (b"%PDF-1.4", "PDF"),
        (b"A,B\n1,x\0", "Row 2, column B"),
        (bytes((10 << 20) + 1), "larger than 10 MB"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_on_the_page(
    hub: Client, wave: Wave, content: bytes, words: str
) -> None:
    answer = hub.post(address("import", wave), {"file": SimpleUploadedFile("a.csv", content)})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not SurveyImport.objects.exists()
    assert "Choose the file" in hub.post(address("import", wave), {}).content.decode()


def test_pages_are_for_the_hub_lead_and_light(
    hub: Client, wave: Wave, personas: Personas, django_assert_max_num_queries: Any
) -> None:
    survey = uploaded(hub, wave, forms_workbook(QUESTIONS, PEOPLE))
    steps = ["import-columns", "import-answers", "import-preview"]
    pages = [address("import", wave), *(address(step, wave, survey) for step in steps)]
    for page in [*pages, address("import-left-out", wave, survey)]:
        with django_assert_max_num_queries(19):
            answer = hub.get(page)
        assert answer.status_code == 200
        assert len(answer.content) < 100_000
        for who in ("accountability_lead", "subject_lead", "head", "trust_lead", "stranger"):
            assert personas.client(who).get(page).status_code == 403
        assert Client().get(page).status_code == 302
    assert personas.client("stranger").post(pages[-1], {"basis": "x"}).status_code == 403
    with django_assert_max_num_queries(60):
        confirmed(hub, wave, survey)
    assert hub.get(address("import-done", wave, survey)).status_code == 200


def test_pages_stay_light_for_a_large_place_and_a_wild_survey(
    hub: Client, personas: Personas, django_assert_max_num_queries: Any
) -> None:
    more_departments(personas.programme, 60)
    wave = open_wave(reach=SYSTEM, programme_id=personas.programme.pk, name="Wide", opens=date(2020, 9, 1))
    items = [item.text for item in shipped_instrument().items.values()]
    head = ["Timestamp", "School", "Role", *items, *[f"Something else {k}, in many words" for k in range(60)]]
    people = [
        ["2026-11-02", f"School of place number {k}, with a long name", f"Teacher of subject {k}"]
        + [f"answer {k} of a hundred" for _ in range(100)]
        for k in range(100)
    ]
    survey = uploaded(hub, wave, csv_bytes([head, *people]))
    walk_columns(hub, wave, survey, {"B": "school", "C": "role"} | dict(_lettered(items)))
    for step in ("import-columns", "import-answers", "import-preview"):
        for more in ("", "?all=1&page=3"):
            with django_assert_max_num_queries(19):
                answer = hub.get(address(step, wave, survey) + more)
            assert answer.status_code == 200
            assert len(answer.content) < 100_000
    assert (
        "perhaps a column holds free text"
        in hub.get(address("import-answers", wave, survey)).content.decode()
    )


def _lettered(items: list[str]) -> list[tuple[str, str]]:
    """The first columns after time, school and role, each with its item, in order."""
    ids = list(shipped_instrument().items)
    return [(letters(at), f"item:{ids[at - 3]}") for at in range(3, 3 + len(items))]


def test_unknown_audits_and_uploads_are_not_found(hub: Client, wave: Wave) -> None:
    other = Wave(pk=wave.pk + 99)
    assert hub.get(address("import", other)).status_code == 404
    for step in ("import-columns", "import-preview", "import-done", "import-left-out"):
        assert hub.get(address(step, wave, 999)).status_code == 404
    assert hub.post(address("import-preview", wave, 999), {"basis": "x"}).status_code == 404
    assert hub.post(address("import-discard", wave, 999)).status_code == 404


def read(folder: Path, name: str) -> bytes:
    """One of the public samples."""
    return (folder / "surveys" / name).read_bytes()


@pytest.mark.shared
def test_the_sample_of_google_forms_goes_in(hub: Client, personas: Personas, shared_data: Path) -> None:
    content = read(shared_data, "google_forms_teacher_survey.csv")
    table = read_export(content)
    grid = [c for c in table.columns if c.part and "level of agreement" in c.heading]
    # Another full stop, other capitals: as somebody writes who copies statements into an instrument.
    wave = survey_wave(personas.programme, {f"g-{k}": c.part.rstrip(".") for k, c in enumerate(grid)})
    survey = uploaded(hub, wave, content, "google.csv")
    found = SurveyImport.objects.get().mapping["columns"]
    assert [found[c.letter] for c in grid] == [f"item:g-{k}" for k in range(7)]
    assert found["A"] == "time"
    assert found["C"] == "respondent"
    walk_columns(hub, wave, survey, {"AE": "school"})
    schools = {text: str(personas.department.pk) for text in set(table.values(30)) if "Williams" in text}
    scale = [
        "Strongly Disagree",
        "Disagree",
        "Somewhat Disagree",
        "Somewhat Agree",
        "Agree",
        "Strongly Agree",
    ]
    levels = dict(zip(scale, "112344", strict=True))
    meanings(hub, wave, survey, schools | levels | {"default_role": "teacher"})
    confirmed(hub, wave, survey)
    done = SurveyImport.objects.get()
    assert done.taken == 13
    assert Answer.objects.count() == 13 * 7
    assert {out["column"] for out in done.left_out} == {"AE"}
    assert len(done.left_out) == 17 - 13


@pytest.mark.shared
def test_the_sample_of_qualtrics_goes_in(hub: Client, personas: Personas, shared_data: Path) -> None:
    wave = survey_wave(personas.programme, {"q-1": "This is a multiple choice question"})
    survey = uploaded(hub, wave, read(shared_data, "qualtrics_v3_sample.csv"), "qualtrics.csv")
    walk_columns(hub, wave, survey)
    meanings(hub, wave, survey, {"default_role": "lead", "department": str(personas.department.pk)})
    confirmed(hub, wave, survey)
    assert Answer.objects.get().level == 2
    assert Response.objects.get().role == "lead"


@pytest.mark.shared
def test_the_sample_of_limesurvey_goes_in(hub: Client, personas: Personas, shared_data: Path) -> None:
    content = read(shared_data, "limesurvey_responses.csv")
    traits = ("Openness", "Conscientiousness", "Extraversion", "Agreeableness", "Emotional Stability")
    wave = survey_wave(personas.programme, {f"t-{k}": trait for k, trait in enumerate(traits)})
    survey = uploaded(hub, wave, content, "limesurvey.csv")
    walk_columns(hub, wave, survey)
    scale = {"2": "1", "3": "2", "4": "3", "5": "3", "6": "4", "7": "4", "1": "1"}
    said = scale | {"default_role": "teacher", "department": str(personas.department.pk)}
    meanings(hub, wave, survey, said)
    page = hub.get(address("import-preview", wave, survey)).context["preview"]
    confirmed(hub, wave, survey)
    assert page.people == Response.objects.count() == 2
    assert Answer.objects.count() == 10 - 0
    assert {out["reason"] for out in SurveyImport.objects.get().left_out} == {
        "no answer in this row can be taken"
    }
