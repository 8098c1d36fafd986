"""Schools, files and the state of the register, for tests."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime

from smeaton.apps.register import models
from smeaton.apps.register.services import FileReport, import_file
from smeaton.terms import AcademicYear, Reach

AT = datetime(2026, 9, 1, 12, tzinfo=UTC)
SYSTEM = Reach.of_system("tests")


def table(rows: Sequence[Mapping[str, object]], *, columns: Iterable[str] | None = None) -> bytes:
    """A CSV file of these rows, in UTF-8."""
    text = io.StringIO()
    writer = csv.DictWriter(text, fieldnames=list(columns or rows[0]), restval="")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()


def gias_row(urn: int, name: str = "A school", **cells: object) -> dict[str, object]:
    """A row of the register with the columns that most tests need."""
    return {
        "URN": urn,
        "LA (code)": 879,
        "LA (name)": "Plymouth",
        "EstablishmentNumber": 4000,
        "EstablishmentName": name,
        "TypeOfEstablishment (name)": "Academy converter",
        "EstablishmentStatus (name)": "Open",
        "OpenDate": "01-09-2011",
        "CloseDate": "",
        "PhaseOfEducation (name)": "Secondary",
        "NumberOfPupils": 900,
        "Trusts (code)": "",
        "Trusts (name)": "",
        "Postcode": "PL1 1AA",
        "Easting": 248000,
        "Northing": 55000,
        "LastChangedDate": "01-03-2022",
    } | cells


def take(
    content: bytes,
    name: str = "gias_2022-04-01.csv",
    *,
    year: AcademicYear | None = None,
    as_of: date | None = None,
) -> FileReport:
    """Import a file that stands in memory."""
    return import_file(reach=SYSTEM, stream=io.BytesIO(content), name=name, at=AT, year=year, as_of=as_of)


def register_state() -> dict[str, list[tuple[object, ...]]]:
    """Everything that the register says, without the keys that the database gives out."""
    school_fields = [
        field.name for field in models.School._meta.concrete_fields if field.name not in {"trust"}
    ]
    state: dict[str, Iterable[tuple[object, ...]]] = {
        "authorities": models.LocalAuthority.objects.values_list(),
        "schools": models.School.objects.values_list(*school_fields, "trust__uid", "trust__name"),
        "observations": (
            (*row[:-1], str(row[-1]))
            for row in models.SchoolObservation.objects.values_list(
                "school", "source", "as_of", "standing", "states_trust", "trust_uid", "trust_name", "facts"
            )
        ),
        "trusts": models.Trust.objects.values_list(
            "uid", "companies_house", "ukprn", "name", "name_key", "described_by"
        ),
        "trust names": models.TrustName.objects.values_list("name_key", "trust__uid"),
        "memberships": models.TrustMembership.objects.values_list(
            "school", "trust__uid", "trust__name", "starts", "ends", "first_seen", "last_seen"
        ),
        "links": models.SchoolLink.objects.values_list("predecessor", "successor", "kind", "on"),
        "eligibilities": models.Eligibility.objects.values_list("school", "list", "year"),
        "outcomes": models.Outcome.objects.values_list(
            "about",
            "school",
            "authority",
            "england",
            "year",
            "stage",
            "measure",
            "group",
            "status",
            "value",
            "source",
            "version",
            "as_of",
        ),
    }
    return {name: sorted(rows, key=repr) for name, rows in state.items()}


def results_row(urn: object, **cells: object) -> dict[str, object]:
    """A row of a key stage 4 performance table."""
    return {
        "RECTYPE": "1",
        "LEA": "879",
        "URN": urn,
        "SCHNAME": "",
        "PCODE": "",
        "TPUP": "111",
        "ATT8SCR": "48.1",
        "ATT8SCR_FSM6CLA1A": "40",
        "ATT8SCR_NFSM6CLA1A": "50",
        "P8MEA": "0.1",
        "PTEBAC2SCI_E_PTQ_EE": "95%",
    } | cells


def link_row(urn: int, other: int, kind: str, on: str = "01-04-2020") -> dict[str, object]:
    """A row of the register's links."""
    return {"URN": urn, "LinkURN": other, "LinkName": "A school", "LinkType": kind, "LinkEstablishedDate": on}


def trust_row(uid: int, name: str, members: Iterable[int], year: str = "202223") -> dict[str, object]:
    """A row of the table of multi-academy trusts."""
    return {
        "TIME_PERIOD": year,
        "TRUST_NAME": name,
        "TRUST_UID": uid,
        "TRUST_COMPANIES_HOUSE_NUMBER": uid,
        "TRUST_UKPRN": "",
        "INSTITUTIONS_INMAT": ";".join(str(urn) for urn in members),
    }


def eligibility_row(urn: int) -> dict[str, object]:
    """A row of the eligibility list."""
    return {"type": "EligibilityList::RiseSchool", "identifier": urn, "identifier_type": "urn"}


def series_row(**cells: object) -> dict[str, object]:
    """A row of the local authorities' long series."""
    return {
        "LA Number": "879.0",
        "LA and Regions": "Plymouth",
        "Region": "South West",
        "Short Desc": "DAP_KS4_ATT8",
        "Years": "2019",
        "Values": "31.4",
    } | cells
