"""Authorities and schools: identities first, then what the source says about each."""

from collections.abc import Iterable, Sequence

from smeaton.apps.register.models import LocalAuthority, School, SchoolObservation
from smeaton.apps.register.services.statements import Change, Statement, Tally, described, standing_of
from smeaton.engine.sources import (
    AuthorityFact,
    EligibilityFact,
    Fact,
    LinkFact,
    OutcomeFact,
    SchoolFact,
    TrustFact,
    name_key,
)
from smeaton.terms.school import SMALLEST_URN

Stated = Sequence[tuple[int, Fact]]
"""Facts with the line that states each."""

_TEXTS = ("name", "status", "phase", "type", "postcode", "gender", "website")
_NUMBERS = ("establishment_number", "ukprn", "easting", "northing", "pupils", "low_age", "high_age")
_DATES = ("opened", "closed")
_SCHOOL_FIELDS = [*_TEXTS, *_NUMBERS, *_DATES, "local_authority", "identity_only", "described_by"]
_RANKS = {"gias": 3, "lait": 2}


def enter_authorities(stated: Stated, statement: Statement) -> None:
    """Make the authorities that the facts refer to, and let the best source name each."""
    names: dict[int, str] = {}
    for code, name in _authorities(stated):
        by = f"{_RANKS.get(statement.source, 1)}|{statement.day}|{name}" if name else ""
        names[code] = max(by, names.get(code, ""))
    known = LocalAuthority.objects.in_bulk(list(names))
    changed = [
        LocalAuthority(code=code, name=by.split("|", 2)[2] if by else "", named_by=by)
        for code, by in names.items()
        if code not in known or by > known[code].named_by
    ]
    if changed:
        LocalAuthority.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["code"], update_fields=["name", "named_by"]
        )


def _authorities(stated: Stated) -> Iterable[tuple[int, str]]:
    for _, fact in stated:
        if isinstance(fact, AuthorityFact):
            yield fact.code, fact.name
        elif isinstance(fact, SchoolFact) and fact.authority is not None:
            yield fact.authority, fact.authority_name
        elif isinstance(fact, OutcomeFact) and 0 < fact.about < SMALLEST_URN:
            yield fact.about, ""


def enter_schools(stated: Stated, statement: Statement, tally: Tally) -> None:
    """Make the schools that the facts refer to, keep the observations, and describe each by its best one."""
    mentioned = {urn: line for line, fact in reversed(stated) for urn in _urns(fact)}
    known = School.objects.in_bulk(list(mentioned))
    observed = {
        (row.school_id, row.as_of): row
        for row in SchoolObservation.objects.filter(
            school__in=list(mentioned), source=statement.source, as_of=statement.observed_on
        )
    }
    to_write = {urn: School(urn=urn) for urn in mentioned if urn not in known}
    for urn in to_write:
        tally.note(mentioned[urn], Change.CREATED)
    kept: dict[int, SchoolObservation] = {}
    for line, fact in stated:
        if not isinstance(fact, SchoolFact):
            continue
        observation = _observation(fact, statement)
        earlier = kept.get(fact.urn) or observed.get((fact.urn, statement.observed_on))
        if earlier is not None and earlier.standing >= observation.standing:
            tally.contradicted += earlier.standing != observation.standing
            continue
        kept[fact.urn] = observation
        if fact.states_trust:
            tally.trust_schools.add(fact.urn)
        school = to_write.get(fact.urn) or known[fact.urn]
        _describe(school, fact, observation, line, tally)
        to_write[fact.urn] = school
    _write(to_write.values(), kept.values())


def _urns(fact: Fact) -> tuple[int, ...]:
    match fact:
        case SchoolFact() | EligibilityFact():
            return (fact.urn,)
        case LinkFact():
            return (fact.predecessor, fact.successor)
        case TrustFact():
            return fact.members
        case OutcomeFact():
            return (fact.about,) if fact.about >= SMALLEST_URN else ()
        case _:
            return ()


def _observation(fact: SchoolFact, statement: Statement) -> SchoolObservation:
    facts = described(fact)
    return SchoolObservation(
        school_id=fact.urn,
        source=statement.source,
        as_of=statement.observed_on,
        standing=standing_of(fact, statement, facts),
        facts=facts,
        states_trust=fact.states_trust,
        trust_uid=fact.trust.uid if fact.trust else None,
        trust_name=fact.trust.name if fact.trust else "",
        trust_key=name_key(fact.trust.name) if fact.trust else "",
    )


def _describe(
    school: School, fact: SchoolFact, observation: SchoolObservation, line: int, tally: Tally
) -> None:
    """Describe the school by the observation where it is the best, and note what that changed."""
    same = school.described_by.rpartition("|")[2] == observation.standing.rpartition("|")[2]
    better = observation.standing > school.described_by
    if not same and (better or fact.registered):
        tally.note(line, Change.CREATED if school._state.adding else Change.UPDATED)
    if not better:
        return
    for name in (*_TEXTS, *_NUMBERS, *_DATES):
        setattr(school, name, getattr(fact, name))
    school.local_authority_id = fact.authority
    school.identity_only = not fact.registered
    school.described_by = observation.standing


def _write(schools: Iterable[School], observations: Iterable[SchoolObservation]) -> None:
    rows = list(schools)
    if rows:
        School.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["urn"], update_fields=_SCHOOL_FIELDS
        )
    statements = list(observations)
    if statements:
        SchoolObservation.objects.bulk_create(
            statements,
            update_conflicts=True,
            unique_fields=["school", "source", "as_of"],
            update_fields=["standing", "facts", "states_trust", "trust_uid", "trust_name", "trust_key"],
        )
