"""Reads: cards, history, outcomes, the gap."""

from pathlib import Path

import pytest
from pytest_django import DjangoAssertNumQueries

from smeaton.apps.register.models import School
from smeaton.apps.register.queries import (
    best_outcomes,
    gap_series,
    outcomes_of,
    outcomes_of_many,
    school_card,
    school_history,
    schools,
    successor_of,
    vouches_for_address,
)
from smeaton.terms import Reported, Status
from tests.factories.register import gias_row, link_row, results_row, series_row, table, take

pytestmark = pytest.mark.django_db


def test_cards(django_assert_num_queries: DjangoAssertNumQueries) -> None:
    rows = [gias_row(136557, "Hele's", **{"Trusts (name)": "A TRUST"}), gias_row(136558, "Coombe Dean")]
    take(table(rows))
    with django_assert_num_queries(1):
        cards = schools([136557, 136558, 999999])
    assert [card.name for card in cards] == ["Coombe Dean", "Hele's"]
    card = school_card(136557)
    assert (card.trust_name, card.la, card.phase, card.pupils) == ("A TRUST", 879, "secondary", 900)
    assert cards[0].trust_name is None
    with pytest.raises(School.DoesNotExist):
        school_card(100001)


def test_successors_are_followed_to_the_last_and_circles_end() -> None:
    take(
        table(
            [
                link_row(100001, 100002, "Successor"),
                link_row(100002, 100003, "Successor"),
                link_row(100003, 100001, "Successor"),
                link_row(100005, 100003, "Successor - merged"),
            ]
        ),
        "links.csv",
    )
    assert successor_of(100002) in {100001, 100003}
    assert successor_of(100009) is None
    take(table([link_row(100010, 100011, "Successor")]), "links.csv")
    assert (successor_of(100010), successor_of(100011)) == (100011, None)


def test_outcomes_follow_the_numbers_that_the_same_school_had() -> None:
    links = [link_row(113532, 148369, "Successor"), link_row(100005, 148369, "Successor - merged")]
    take(table(links), "links.csv")
    figures = [results_row(urn, ATT8SCR="64.8") for urn in (113532, 100005, 148369)]
    take(table(figures), "2018-2019_ks4final.csv")
    assert {row.urn for row in outcomes_of(148369)} == {113532, 148369}
    assert {row.urn for row in outcomes_of(148369, follow=False)} == {148369}
    history = school_history(148369)
    assert {(row.urn, row.kind) for row in history.predecessors} == {
        (113532, "successor"),
        (100005, "merged"),
    }
    row = next(row for row in outcomes_of(113532) if row.measure == "attainment8" and row.group == "all")
    assert (row.year, row.reported, row.source_title) == (
        2019,
        Reported.of(64.8),
        "key stage 4 performance tables",
    )


def test_a_school_split_among_several_lends_its_figures_to_none() -> None:
    take(table([link_row(100001, 100002, "Successor"), link_row(100001, 100003, "Successor")]), "links.csv")
    take(table([results_row(100001)]), "2018-2019_ks4final.csv")
    assert outcomes_of(100002) == []


def test_the_best_of_several_sources_and_versions() -> None:
    take(table([results_row(136557, ATT8SCR="40")]), "2018-2019_ks4provisional.csv")
    take(table([results_row(136557, ATT8SCR="41", P8MEA="SUPP")]), "2018-2019_ks4final.csv")
    extract = {"RECTYPE": "1", "URN": "136557", "SCHNAME": "x", "ATT8SCR": "42", "P8MEA": "0.5"}
    take(table([extract]), "england_2018-19_ks4.csv")
    rows = outcomes_of_many([136557], measures=["attainment8", "progress8"], years=[2019])
    best = {(row.measure, row.group): row for row in best_outcomes(rows)}
    assert best["attainment8", "all"].reported == Reported.of(41)
    assert best["progress8", "all"].reported == Reported(Status.SUPPRESSED)
    take(table([results_row(136558, P8MEA="NP")]), "2018-2019_ks4final.csv")
    take(table([extract | {"URN": "136558"}]), "england_2018-19_ks4.csv")
    other = {(row.measure, row.group): row for row in best_outcomes(outcomes_of(136558))}
    assert other["progress8", "all"].reported == Reported.of(0.5)


def test_the_gap_from_a_performance_table_alone() -> None:
    take(
        table(
            [
                results_row("", RECTYPE="4", LEA="936", ATT8SCR_FSM6CLA1A="35.5", ATT8SCR_NFSM6CLA1A="53"),
                results_row("", RECTYPE="7", LEA="", ATT8SCR_FSM6CLA1A="36.7", ATT8SCR_NFSM6CLA1A="50.3"),
                results_row("", RECTYPE="5", LEA="", ATT8SCR="44.7"),
            ]
        ),
        "2018-2019_936_ks4final.csv",
    )
    (year,) = gap_series(936).years
    assert (year.gap, year.england_gap, year.source, year.flags) == (17.5, 13.6, "ks4-tables", ())


def test_a_suppressed_side_has_no_gap_and_keeps_its_status() -> None:
    take(
        table([series_row(Values="SUPP"), series_row(**{"Short Desc": "NonDAP_KS4_ATT8", "Values": "48.7"})]),
        "lait.csv",
    )
    (year,) = gap_series(879).years
    assert (year.disadvantaged, year.gap) == (Reported(Status.SUPPRESSED), None)
    assert gap_series(1).years == []


@pytest.mark.shared
def test_plymouth(shared_data: Path, django_assert_max_num_queries: DjangoAssertNumQueries) -> None:
    name = "lait_2016-2025_attainment_long.csv"
    lines = (shared_data / "local_authority" / name).read_bytes().splitlines(keepends=True)
    own = [line for line in lines[1:] if line.startswith((b"879", b"970"))]
    assert not take(lines[0] + b"".join(own), name).rejected
    with django_assert_max_num_queries(3):
        series = gap_series(879)
    assert series.name == "Plymouth"
    gaps = {year.year: year.gap for year in series.years}
    assert gaps == {
        2016: 14.0, 2017: 13.6, 2018: 9.9, 2019: 17.3, 2020: 14.7,
        2021: 12.7, 2022: 13.9, 2023: 16.7, 2024: 15.8, 2025: 15.8,
    }  # fmt: skip
    assert {year.year: year.england_gap for year in series.years}[2016] == 12.3
    flags = {year.year: year.flags for year in series.years if year.flags}
    assert list(flags) == [2018, 2020, 2021]
    assert flags[2018][0].startswith("check:")
    assert flags[2020] == flags[2021] == ("teacher-assessed grades",)
    assert [year.year for year in series.years if year.teacher_assessed] == [2020, 2021]


def test_an_address_vouches_where_the_register_knows_its_domain_as_one_partys_alone() -> None:
    of_trust = {"Trusts (code)": 7, "Trusts (name)": "T"}
    rows = [
        gias_row(136557, "One", SchoolWebsite="www.one.example", **of_trust),
        gias_row(136558, "Two", SchoolWebsite="http://two.example", **of_trust),
        gias_row(136559, "Alone", SchoolWebsite="https://alone.example"),
        gias_row(136560, "Shared", SchoolWebsite="authority.example", **of_trust),
        gias_row(136561, "Shared too", SchoolWebsite="www.authority.example"),
        gias_row(136562, "Free", SchoolWebsite="www.gmail.com"),
        gias_row(136563, "Before", SchoolWebsite="one.example", **{"EstablishmentStatus (name)": "Closed"}),
    ]
    take(table(rows, columns=rows[-1]))
    trust = School.objects.get(pk=136557).trust_id
    assert trust is not None
    assert vouches_for_address("Ann@ONE.example", trust=trust, school=None)
    assert vouches_for_address("ann@two.example", trust=trust, school=136557)  # another school of the trust
    assert vouches_for_address("ann@alone.example", trust=None, school=136559)
    for address, owner, school in (
        ("ann@one.example", trust + 1, None),
        ("ann@one.example", None, 136557),
        ("ann@sub.one.example", trust, None),
        ("ann@alone.example", None, 136561),
        ("ann@authority.example", trust, None),
        ("ann@gmail.com", None, 136562),
        ("ann@unknown.example", trust, None),
        ("ann", trust, None),
        ("ann@", None, 136559),
    ):
        assert not vouches_for_address(address, trust=owner, school=school), address
