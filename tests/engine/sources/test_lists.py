"""Links, trusts and the eligibility list."""

from datetime import date

import pytest

from smeaton.engine.sources import EligibilityFact, LinkFact, TrustFact
from tests.engine.sources.files import facts_of, ignored_of, opened, rejected_of, table


def link(urn: str, other: str, kind: str, on: str = "01-04-2020") -> dict[str, str]:
    return {"URN": urn, "LinkURN": other, "LinkName": "A school", "LinkType": kind, "LinkEstablishedDate": on}


def test_both_directions_of_a_link_are_the_same_succession() -> None:
    content = table(
        [
            link("136166", "147967", "Successor", "31-03-2020"),
            link("147967", "136166", "Predecessor"),
            link("100006", "134643", "Predecessor - merged", ""),
            link("100007", "134643", "Successor - Split School", "2020-01-31"),
        ]
    )
    assert facts_of(content, "links.csv") == [
        LinkFact(136166, 147967, "successor", date(2020, 3, 31)),
        LinkFact(136166, 147967, "successor", date(2020, 4, 1)),
        LinkFact(134643, 100006, "merged", None),
        LinkFact(100007, 134643, "split", date(2020, 1, 31)),
    ]


def test_links_without_a_direction_are_left_out_with_a_reason() -> None:
    content = table([link("100001", "100002", kind) for kind in ("Other", "Closure", "Sixth Form Link")])
    assert len(ignored_of(content, "links.csv")) == 3


@pytest.mark.parametrize(
    ("urn", "other", "column"),
    [("1", "100002", "URN"), ("100001", "x", "LinkURN"), ("100001", "100001", "LinkURN")],
)
def test_bad_links(urn: str, other: str, column: str) -> None:
    assert rejected_of(table([link(urn, other, "Successor")]), "links.csv")[0].column == column


TRUST = {
    "TIME_PERIOD": "202223",
    "TRUST_NAME": "A TRUST",
    "TRUST_UID": "2345",
    "TRUST_COMPANIES_HOUSE_NUMBER": "7421140",
    "TRUST_UKPRN": "10057362",
    "INSTITUTIONS_MATPTINC": "136323;142313",
    "INSTITUTIONS_INMAT": "136323;142313;143899",
}


def test_trusts_and_their_members() -> None:
    content = table([TRUST])
    expected = TrustFact("A TRUST", 2345, "07421140", 10057362, (136323, 142313, 143899))
    assert facts_of(content, "trusts.csv") == [expected]
    assert opened(content, "trusts_2010-11.csv").year == 2023


@pytest.mark.parametrize(
    ("column", "value"),
    [("TRUST_UID", ""), ("TRUST_UID", "x"), ("TRUST_NAME", ""), ("INSTITUTIONS_INMAT", "136323;lots")],
)
def test_bad_trusts(column: str, value: str) -> None:
    assert rejected_of(table([TRUST | {column: value}]), "trusts.csv")[0].column == column


def test_a_trust_named_twice() -> None:
    assert "line 2" in rejected_of(table([TRUST, TRUST]), "trusts.csv")[0].reason


def test_eligibility_takes_schools_only() -> None:
    rows = [
        {"type": f"EligibilityList::{name}", "identifier": number, "identifier_type": scheme}
        for name, number, scheme in [
            ("Pp50School", "100006", "urn"),
            ("RiseSchool", "100007", "urn"),
            ("Childminder", "EY12345678", "urn"),
            ("Pp50FurtherEducation", "10000001", "ukprn"),
        ]
    ]
    name = "pd_funding_eligibility_2025-26.csv"
    assert facts_of(table(rows[:2]), name) == [
        EligibilityFact(100006, "high pupil premium", 2026),
        EligibilityFact(100007, "RISE", 2026),
    ]
    assert len(ignored_of(table(rows), name)) == 2
    bad = rejected_of(table([rows[0] | {"identifier": "1"}, rows[0] | {"identifier_type": "ukprn"}]), name)
    assert [row.column for row in bad] == ["identifier", "identifier_type"]
