"""The demonstration's facts into the register, through the path that an imported file takes."""

from collections.abc import Iterator
from datetime import date, datetime

from smeaton.apps.register.services import FactsReport, record_facts
from smeaton.demo import facts
from smeaton.engine import sources
from smeaton.terms import Reach

SOURCE = "demonstration facts"
OBSERVED_ON = date(2025, 8, 31)
"""The day for which schools are described: the end of the latest year with outcomes."""

STAGE, VERSION = "KS4", "unstated"
GAP_SOURCE = "lait"


def enter_facts(*, reach: Reach, at: datetime) -> FactsReport:
    """Enter schools, trusts, links, outcomes and the gap series; a second time nothing changes.

    Outcomes bear the source of the published table that they come from, so that importing that table
    afterwards finds them unchanged.
    """
    return record_facts(reach=reach, facts=statements(), source=SOURCE, observed_on=OBSERVED_ON, at=at)


def statements() -> Iterator[sources.Fact]:
    """The tables of `smeaton.demo.facts` as the facts that the register's importers make."""
    yield sources.AuthorityFact(facts.AUTHORITY, facts.AUTHORITY_NAME)
    trusts = {trust.name: trust for trust in facts.trusts()}
    for trust in trusts.values():
        house = trust.companies_house
        yield sources.TrustFact(trust.name, trust.uid, house.zfill(8) if house else None, trust.ukprn)
    for school in facts.schools():
        named = trusts[school.trust] if school.trust else None
        yield sources.SchoolFact(
            urn=school.urn,
            name=school.name,
            status=school.status,
            phase=school.phase,
            type=school.type,
            authority=facts.AUTHORITY,
            authority_name=facts.AUTHORITY_NAME,
            postcode=school.postcode,
            easting=school.easting,
            northing=school.northing,
            pupils=school.pupils,
            states_trust=named is not None,
            trust=sources.TrustNamed(named.name, named.uid) if named else None,
        )
    for link in facts.links():
        yield sources.SchoolFact(
            urn=link.predecessor,
            name=link.predecessor_name,
            authority=facts.AUTHORITY,
            authority_name=facts.AUTHORITY_NAME,
            registered=False,
        )
        yield sources.LinkFact(link.predecessor, link.successor, "successor", link.on)
    for outcome in facts.outcomes():
        yield sources.OutcomeFact(
            outcome.urn,
            outcome.year,
            STAGE,
            outcome.measure,
            outcome.group,
            outcome.reported,
            outcome.source,
            VERSION,
        )
    for figure in facts.gap():
        about = figure.authority or sources.ENGLAND
        yield sources.OutcomeFact(
            about, figure.year, STAGE, "attainment8", figure.group, figure.reported, GAP_SOURCE, VERSION
        )
