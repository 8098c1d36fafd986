"""The facts of the demonstration place, read from the tables beside this module, with their sources."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from importlib import resources

from smeaton.terms import Reported, Status

AUTHORITY, AUTHORITY_NAME = 879, "Plymouth"
SCHOOLS = 19


@dataclass(frozen=True)
class SchoolFact:
    """A school under its current URN. None is not known."""

    urn: int
    name: str
    phase: str
    type: str
    status: str
    postcode: str
    easting: int
    northing: int
    """Metres on the British National Grid, good to about 5 m."""
    pupils: int | None
    trust: str | None
    """Name of the trust, as in `trusts()`; None is not known."""


@dataclass(frozen=True)
class TrustFact:
    """A trust; the numbers are None where no table at hand gives them."""

    name: str
    uid: int | None
    companies_house: str | None
    ukprn: int | None


@dataclass(frozen=True)
class LinkFact:
    """A school's earlier URN: `predecessor` became `successor` on the day `on`."""

    predecessor: int
    predecessor_name: str
    successor: int
    on: date


@dataclass(frozen=True)
class OutcomeFact:
    """One published figure of a school. `year` is the year in which the academic year ends."""

    urn: int
    year: int
    measure: str
    group: str
    reported: Reported
    source: str
    """“ks4-extract” (2018/19) or “school-figures” (2021/22 to 2024/25)."""


@dataclass(frozen=True)
class GapFact:
    """Attainment 8 of the authority, or of England (`authority` None), in one year and for one group."""

    authority: int | None
    year: int
    group: str
    reported: Reported


def schools() -> list[SchoolFact]:
    """The 19 state-funded mainstream secondary schools, by URN."""
    return [
        SchoolFact(
            urn=int(row["urn"]),
            name=row["name"],
            phase=row["phase"],
            type=row["type"],
            status=row["status"],
            postcode=row["postcode"],
            easting=int(row["easting"]),
            northing=int(row["northing"]),
            pupils=_number(row["pupils"]),
            trust=row["trust"] or None,
        )
        for row in _rows("schools")
    ]


def trusts() -> list[TrustFact]:
    """The trusts that the schools are known to belong to, by name."""
    return [
        TrustFact(row["name"], _number(row["uid"]), row["companies_house"] or None, _number(row["ukprn"]))
        for row in _rows("trusts")
    ]


def links() -> list[LinkFact]:
    """The earlier URNs under which outcomes were published."""
    return [
        LinkFact(
            int(row["predecessor"]),
            row["predecessor_name"],
            int(row["successor"]),
            date.fromisoformat(row["on"]),
        )
        for row in _rows("links")
    ]


def outcomes() -> list[OutcomeFact]:
    """Published outcomes of the schools, under the URN of their time."""
    return [
        OutcomeFact(
            int(row["urn"]), int(row["year"]), row["measure"], row["group"], _reported(row), row["source"]
        )
        for row in _rows("outcomes")
    ]


def gap() -> list[GapFact]:
    """Attainment 8 of the authority and of England, 2016 to 2025: all pupils, disadvantaged and other."""
    return [
        GapFact(
            None if row["area"] == "England" else int(row["area"]),
            int(row["year"]),
            row["group"],
            _reported(row),
        )
        for row in _rows("gap")
    ]


def sources() -> dict[tuple[str, str], str]:
    """(table, column) → where its figures come from."""
    return {(row["table"], row["column"]): row["source"] for row in _rows("sources")}


def _rows(table: str) -> Iterator[dict[str, str]]:
    text = resources.files("smeaton.demo").joinpath("tables", f"{table}.csv").read_text("utf-8")
    yield from csv.DictReader(text.splitlines())


def _number(text: str) -> int | None:
    return int(text) if text else None


def _reported(row: dict[str, str]) -> Reported:
    return Reported(Status(row["status"]), float(row["value"]) if row["value"] else None)
