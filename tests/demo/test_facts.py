"""The facts of the demonstration place: complete, sourced, and equal to what was published."""

import csv
from pathlib import Path

import pytest

from smeaton.demo import facts
from smeaton.engine.sources.grid import national_grid
from smeaton.terms import Reported, Status

ROOT = Path(__file__).resolve().parents[2]
TABLES = ROOT / "src" / "smeaton" / "demo" / "tables"
TRANSCRIPT = "plymouth/plymouth_ks4_school_2021-22_to_2024-25_partial11.csv"


def read(path: Path, encoding: str = "utf-8-sig") -> list[dict[str, str]]:
    """The rows of a published file."""
    with path.open(encoding=encoding, newline="") as file:
        return list(csv.DictReader(file))


def as_published(cell: str) -> Reported:
    """What a cell of a published table says."""
    if cell in {"", "-"}:
        return Reported(Status.MISSING)
    if cell == "SUPP":
        return Reported(Status.SUPPRESSED)
    return Reported.of(float(cell))


@pytest.fixture(scope="module")
def extract(shared_data: Path) -> dict[int, dict[str, str]]:
    """The all-England results of 2018/19, by URN."""
    rows = read(shared_data / "performance" / "england_2018-19_ks4_extract.csv", "latin-1")
    return {int(row["URN"]): row for row in rows if row["URN"]}


@pytest.fixture(scope="module")
def transcript(shared_data: Path) -> dict[tuple[int, int], dict[str, str]]:
    """The figures of 11 schools, by URN and the year in which the academic year ends."""
    rows = read(shared_data / TRANSCRIPT)
    return {(int(row["URN"]), int(row["YEAR"][:4]) + 1): row for row in rows}


def urn_of_2019(urn: int) -> int:
    """The number that a school had in 2018/19."""
    return next((link.predecessor for link in facts.links() if link.successor == urn and urn != 146_560), urn)


def test_there_are_nineteen_schools_each_once() -> None:
    rows = facts.schools()
    assert len(rows) == len({row.urn for row in rows}) == len({row.name for row in rows}) == facts.SCHOOLS
    assert {(row.phase, row.status) for row in rows} == {("secondary", "open")}


def test_what_is_not_known_is_left_open() -> None:
    by_name = {row.name: row for row in facts.schools()}
    assert by_name["Tor Bridge High"].trust is None
    assert by_name["Tor Bridge High"].pupils is None
    assert sum(row.pupils is not None for row in by_name.values()) == 11


def test_every_trust_and_link_is_of_a_school_in_the_table() -> None:
    rows = facts.schools()
    assert {row.trust for row in rows} - {None} == {row.name for row in facts.trusts()}
    assert {link.successor for link in facts.links()} < {row.urn for row in rows}


def test_every_column_with_figures_names_its_source() -> None:
    sources = facts.sources()
    for column in ("urn", "name", "type", "postcode", "easting", "northing", "pupils", "trust"):
        assert sources["schools", column]
    assert sources["outcomes", "value"]
    assert sources["gap", "value"]
    for (table, column), source in sources.items():
        header = (TABLES / f"{table}.csv").read_text(encoding="utf-8").splitlines()[0]
        assert column in header.split(",")
        assert source


def test_no_school_has_two_figures_for_the_same_thing() -> None:
    keys = [(row.urn, row.year, row.measure, row.group, row.source) for row in facts.outcomes()]
    assert len(keys) == len(set(keys))


def test_positions_and_postcodes_are_the_published_ones(extract: dict[int, dict[str, str]]) -> None:
    for row in facts.schools():
        published = extract[urn_of_2019(row.urn)]
        expected = national_grid(float(published["LATITUDE"]), float(published["LONGITUDE"]))
        assert (row.easting, row.northing) == expected
        assert row.postcode == published["PCODE"]


def test_outcomes_of_2019_are_the_published_ones(extract: dict[int, dict[str, str]]) -> None:
    columns = {"attainment8": "ATT8SCR", "progress8": "P8MEA", "ebacc_aps": "EBACCAPS"}
    rows = [row for row in facts.outcomes() if row.source == "ks4-extract"]
    assert {(row.year, row.group) for row in rows} == {(2019, "all")}
    for row in rows:
        assert row.reported == as_published(extract[row.urn][columns[row.measure]])
    published = {urn_of_2019(row.urn) for row in facts.schools()}
    assert {row.urn for row in rows} == published | {139_432}


def test_later_outcomes_are_the_published_ones(transcript: dict[tuple[int, int], dict[str, str]]) -> None:
    columns = {
        ("attainment8", "all"): "ATT8SCR",
        ("attainment8", "disadvantaged"): "ATT8SCR_FSM6CLA1A",
        ("attainment8", "other"): "ATT8SCR_NFSM6CLA1A",
        ("progress8", "all"): "P8MEA",
    }
    rows = [row for row in facts.outcomes() if row.source == "school-figures"]
    for row in rows:
        assert row.reported == as_published(transcript[row.urn, row.year][columns[row.measure, row.group]])
    assert len(rows) == len(transcript) * len(columns)


def test_progress_8_of_2025_is_missing_and_never_zero() -> None:
    rows = [row for row in facts.outcomes() if (row.measure, row.year) == ("progress8", 2025)]
    assert len(rows) == 11
    assert {row.reported.status for row in rows} == {Status.MISSING}


def test_pupils_are_the_published_ones(transcript: dict[tuple[int, int], dict[str, str]]) -> None:
    published = {urn: int(row["PUPILS"]) for (urn, _), row in transcript.items()}
    assert {row.urn: row.pupils for row in facts.schools() if row.pupils is not None} == published


def test_the_gap_series_is_the_published_one(shared_data: Path) -> None:
    groups = {"AVG_Attain8_Score": "all", "DAP_KS4_ATT8": "disadvantaged", "NonDAP_KS4_ATT8": "other"}
    areas: dict[str, int | None] = {"879.0": 879, "970.0": None}
    published = {
        (areas[row["LA Number"]], int(row["Years"]), groups[row["Short Desc"]]): as_published(row["Values"])
        for row in read(shared_data / "local_authority" / "lait_2016-2025_attainment_long.csv")
        if row["LA Number"] in areas and row["Short Desc"] in groups
    }
    assert {(row.authority, row.year, row.group): row.reported for row in facts.gap()} == published
    assert len(published) == 60


def test_links_are_those_of_the_register(shared_data: Path) -> None:
    rows = read(shared_data / "register" / "gias_links_2025-04.csv", "latin-1")
    published = {
        (int(row["LinkURN"]), int(row["URN"]), row["LinkName"], row["LinkEstablishedDate"])
        for row in rows
        if row["LinkType"] == "Predecessor"
    }
    for link in facts.links():
        assert (
            link.predecessor,
            link.successor,
            link.predecessor_name,
            f"{link.on:%d-%m-%Y}",
        ) in published


def test_trusts_are_those_of_the_published_tables(
    shared_data: Path, transcript: dict[tuple[int, int], dict[str, str]]
) -> None:
    members: dict[int, str] = {}
    numbers: dict[str, tuple[int | None, str | None, int | None]] = {}
    file = shared_data / "performance" / "2022-2023_england_ks4-mats-performance.csv"
    for row in read(file, "latin-1"):
        name = row["TRUST_NAME"].casefold()
        numbers[name] = (
            int(row["TRUST_UID"]),
            row["TRUST_COMPANIES_HOUSE_NUMBER"],
            int(row["TRUST_UKPRN"]),
        )
        for urn in (row["INSTITUTIONS_MATPTINC"] + ";" + row["INSTITUTIONS_INMAT"]).split(";"):
            if urn.strip().isdigit():
                members[int(urn)] = name
    later = {urn: row["TRUST"].casefold() for (urn, _), row in transcript.items()}
    for school in facts.schools():
        known = {trusts[school.urn] for trusts in (members, later) if school.urn in trusts}
        assert {school.trust.casefold()} == known if school.trust else not known
    for trust in facts.trusts():
        expected = numbers.get(trust.name.casefold(), (None, None, None))
        assert (trust.uid, trust.companies_house, trust.ukprn) == expected
