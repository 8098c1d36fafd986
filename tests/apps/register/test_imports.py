"""One file after another: counts, completion, refusals, all or nothing."""

from datetime import date

import pytest

from smeaton.apps.history.models import Event
from smeaton.apps.register.models import (
    ImportRun,
    LocalAuthority,
    Outcome,
    School,
    SchoolLink,
    Trust,
    TrustMembership,
)
from smeaton.apps.register.services import FileReport, import_file
from smeaton.terms import Reach, Refused, Status
from tests.factories.register import (
    AT,
    gias_row,
    link_row,
    register_state,
    results_row,
    table,
    take,
    trust_row,
)

pytestmark = pytest.mark.django_db


def counts(report: FileReport) -> tuple[int, int, int, int, int, int]:
    """Rows, created, updated, unchanged, ignored, rejected."""
    assert not report.refused
    account = report.created + report.updated + report.unchanged + report.ignored + len(report.rejected)
    assert report.rows == account
    return (
        report.rows,
        report.created,
        report.updated,
        report.unchanged,
        report.ignored,
        len(report.rejected),
    )


def test_a_register_creates_then_changes_nothing_then_updates() -> None:
    rows = [gias_row(136557, "Hele's School"), gias_row(136558, "Coombe Dean")]
    assert counts(take(table(rows))) == (2, 2, 0, 0, 0, 0)
    before, runs = register_state(), ImportRun.objects.count()
    assert counts(take(table(rows))) == (2, 0, 0, 2, 0, 0)
    assert register_state() == before
    assert (ImportRun.objects.count(), Event.objects.count()) == (runs, 1)
    later = [rows[0], gias_row(136558, "Coombe Dean Academy")]
    assert counts(take(table(later), "gias_2023-04-01.csv")) == (2, 0, 1, 1, 0, 0)
    assert School.objects.get(pk=136558).name == "Coombe Dean Academy"


def test_an_older_register_adds_history_and_does_not_turn_the_school_back() -> None:
    take(table([gias_row(136557, "New name")]), "gias_2023-04-01.csv")
    report = take(table([gias_row(136557, "Old name")]), "gias_2019-04-01.csv")
    assert counts(report) == (1, 0, 1, 0, 0, 0)
    school = School.objects.get(pk=136557)
    assert (school.name, school.observations.count()) == ("New name", 2)


def test_a_fact_about_an_unknown_number_is_kept_and_completed_later() -> None:
    take(table([link_row(136557, 147967, "Successor")]), "links.csv")
    school = School.objects.get(pk=147967)
    assert (school.identity_only, school.name, str(school)) == (True, "", "School 147967")
    assert counts(take(table([gias_row(147967, "Marine")]))) == (1, 0, 1, 0, 0, 0)
    school.refresh_from_db()
    assert (school.identity_only, school.name) == (False, "Marine")
    assert SchoolLink.objects.get().successor == school


def test_a_performance_table_names_a_school_until_a_register_does() -> None:
    take(table([results_row(136557, SCHNAME="Hele’s")]), "2018-2019_ks4final.csv")
    school = School.objects.get(pk=136557)
    assert (school.name, school.identity_only) == ("Hele’s", True)
    take(table([gias_row(136557, "Hele's School")]), "gias_2011-04-01.csv")
    school.refresh_from_db()
    assert (school.name, school.identity_only) == ("Hele's School", False)
    assert counts(take(table([results_row(136557, SCHNAME="x", TPUP="9")]), "2019-2020_ks4final.csv"))[1] == 1
    school.refresh_from_db()
    assert school.name == "Hele's School"


def test_areas_become_outcomes_and_no_schools() -> None:
    rows = [
        results_row(136557),
        results_row("", RECTYPE="4", LEA="936"),
        results_row("", RECTYPE="7", LEA=""),
        results_row("", RECTYPE="5", LEA=""),
    ]
    assert counts(take(table(rows), "2018-2019_ks4final.csv")) == (4, 4, 0, 0, 0, 0)
    assert list(School.objects.values_list("urn", flat=True)) == [136557]
    assert set(LocalAuthority.objects.values_list("code", flat=True)) == {879, 936}
    assert Outcome.objects.filter(england=True, measure="attainment8", group="all").count() == 2


def test_suppressed_not_applicable_missing_and_zero_are_four_values_in_the_database() -> None:
    row = results_row(136557, ATT8SCR="0", ATT8SCR_FSM6CLA1A="SUPP", ATT8SCR_NFSM6CLA1A="", P8MEA="NE")
    take(table([row]), "2018-2019_ks4final.csv")
    rows = Outcome.objects.values_list("measure", "group", "status", "value")
    found = {(measure, group): (status, value) for measure, group, status, value in rows}
    assert found["attainment8", "all"] == (Status.VALUE, 0.0)
    assert found["attainment8", "disadvantaged"] == (Status.SUPPRESSED, None)
    assert found["attainment8", "other"] == (Status.MISSING, None)
    assert found["progress8", "all"] == (Status.NOT_APPLICABLE, None)


def test_versions_and_sources_stand_side_by_side() -> None:
    take(table([results_row(136557, ATT8SCR="40")]), "2018-2019_ks4provisional.csv")
    take(table([results_row(136557, ATT8SCR="41")]), "2018-2019_ks4final.csv")
    extract = {"RECTYPE": "1", "URN": "136557", "SCHNAME": "x", "ATT8SCR": "42"}
    take(table([extract]), "england_2018-19_ks4.csv")
    figures = Outcome.objects.filter(measure="attainment8", group="all").values_list(
        "source", "version", "value"
    )
    assert set(figures) == {
        ("ks4-tables", "provisional", 40.0),
        ("ks4-tables", "final", 41.0),
        ("ks4-extract", "unstated", 42.0),
    }


def test_a_later_publication_of_the_same_version_corrects_the_figure() -> None:
    name = "2018-2019_ks4final.csv"
    take(table([results_row(136557, ATT8SCR="48")]), name, as_of=date(2020, 2, 1))
    assert counts(take(table([results_row(136557, ATT8SCR="40")]), name, as_of=date(2020, 3, 1)))[2] == 1
    assert Outcome.objects.get(measure="attainment8", group="all").value == 40
    late = take(table([results_row(136557, ATT8SCR="48")]), name, as_of=date(2020, 2, 1))
    assert counts(late)[3] == 1
    assert "contradict" in late.warnings[-1]
    assert Outcome.objects.get(measure="attainment8", group="all").value == 40


def test_rejected_rows_are_named_and_the_rest_goes_in() -> None:
    rows = [gias_row(136557), gias_row(136558, NumberOfPupils="9" * 30), gias_row(136557, "Again")]
    report = take(table(rows))
    assert counts(report) == (3, 1, 0, 0, 0, 2)
    first, second = report.rejected
    assert (first.line, first.column, first.value) == (3, "NumberOfPupils", "9" * 30)
    assert (second.line, second.column, second.value) == (4, "URN", "136557")
    assert School.objects.count() == 1


def test_a_file_that_breaks_off_leaves_nothing_behind(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("smeaton.apps.register.services.importing.LINES_A_BATCH", 10)
    content = table([gias_row(100001 + index) for index in range(50)])
    report = take(content[:-40])
    assert "breaks off" in report.refused
    assert report.kind == "gias"
    assert report.rows == 0
    assert (School.objects.count(), ImportRun.objects.count(), Event.objects.count()) == (0, 0, 0)


def test_batches_do_not_show_in_the_result(monkeypatch: pytest.MonkeyPatch) -> None:
    content = table([gias_row(100001 + index, **{"Trusts (name)": "A TRUST"}) for index in range(25)])
    monkeypatch.setattr("smeaton.apps.register.services.importing.LINES_A_BATCH", 4)
    monkeypatch.setattr("smeaton.apps.register.services.trusts._BATCH", 3)
    assert counts(take(content)) == (25, 25, 0, 0, 0, 0)
    assert Trust.objects.get().schools.count() == 25
    assert counts(take(content)) == (25, 0, 0, 25, 0, 0)


@pytest.mark.parametrize("content", [b"", b"\0\1\2", b"a,b\n1,2\n", b"%PDF"])
def test_what_is_no_file_is_refused_and_nothing_raised(content: bytes) -> None:
    report = take(content)
    assert report.refused.endswith(".")
    assert report.kind is None


def test_only_the_installation_imports() -> None:
    import io

    with pytest.raises(Refused):
        import_file(reach=Reach.nobody(), stream=io.BytesIO(b""), name="x", at=AT)


def test_trusts_over_time() -> None:
    take(table([gias_row(136557)]), "gias_2019-04-01.csv")
    first = {"Trusts (code)": "11", "Trusts (name)": "FIRST TRUST"}
    second = {"Trusts (code)": "22", "Trusts (name)": "SECOND TRUST"}
    take(table([gias_row(136557, **first)]), "gias_2020-04-01.csv")
    take(table([gias_row(136557, **second)]), "gias_2022-04-01.csv")
    take(table([trust_row(11, "First Trust", [136557], "202021")]), "mats.csv")
    periods = list(
        TrustMembership.objects.values_list("trust__uid", "starts", "ends", "first_seen", "last_seen")
    )
    assert periods == [
        (11, date(2020, 4, 1), date(2022, 4, 1), date(2020, 4, 1), date(2021, 8, 31)),
        (22, date(2022, 4, 1), None, date(2022, 4, 1), date(2022, 4, 1)),
    ]
    school = School.objects.get(pk=136557)
    assert school.trust is not None
    assert school.trust.uid == 22
    assert Trust.objects.get(uid=11).companies_house == "00000011"
    take(table([gias_row(136557)]), "gias_2024-04-01.csv")
    school.refresh_from_db()
    assert school.trust is None


def test_a_trust_that_was_only_named_keeps_its_row_when_it_is_numbered() -> None:
    take(table([gias_row(136557, **{"Trusts (name)": "The Ted Wragg  Trust"})]))
    named = Trust.objects.get()
    assert (named.uid, named.name) == (None, "The Ted Wragg Trust")
    take(table([trust_row(4909, "THE TED WRAGG TRUST", [136142])]), "mats.csv")
    numbered = Trust.objects.get()
    assert (numbered.pk, numbered.uid) == (named.pk, 4909)
    assert set(numbered.schools.values_list("urn", flat=True)) == {136557, 136142}
