"""Trusts, and who stood in which when: derived from the dated observations, whatever order they came in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby, islice

from django.db.models import Min, ProtectedError

from smeaton.apps.register.models import School, SchoolObservation, Trust, TrustMembership, TrustName
from smeaton.apps.register.services.schools import Stated
from smeaton.apps.register.services.statements import Change, Statement, Tally
from smeaton.engine.sources import SchoolFact, TrustFact, TrustNamed, name_key

_BATCH = 2_000
_TRUST_FIELDS = ["uid", "companies_house", "ukprn", "name", "name_key", "described_by"]


def enter_trusts(stated: Stated, statement: Statement, tally: Tally) -> None:
    """Make or complete the numbered trusts that the facts name, and keep who is said to be a member."""
    numbered = list(_numbered(stated, statement))
    known = {
        trust.uid: trust for trust in Trust.objects.filter(uid__in={fact.uid for _, fact, _ in numbered})
    }
    named_only = _named_only([fact for _, fact, _ in numbered if fact.uid not in known])
    new: list[Trust] = []
    touched: dict[int, Trust] = {}
    for line, fact, by in numbered:
        trust = known.get(fact.uid)
        if trust is None:
            trust = known[fact.uid] = _new_trust(fact, by, named_only)
            if trust._state.adding:
                new.append(trust)
            else:
                touched[trust.pk] = trust
            tally.note(line, Change.CREATED)
        else:
            moved, changed = _complete(trust, fact, by)
            if moved and not trust._state.adding:
                touched[trust.pk] = trust
            if changed:
                tally.note(line, Change.CREATED if trust._state.adding else Change.UPDATED)
    Trust.objects.bulk_create(new)
    Trust.objects.bulk_update(touched.values(), _TRUST_FIELDS, batch_size=50)
    known = {trust.uid: trust for trust in Trust.objects.filter(uid__in=list(known))}
    _enter_names(numbered, known, tally)
    _enter_named(stated, statement)
    _enter_members(stated, statement, tally)


def _numbered(stated: Stated, statement: Statement) -> Iterator[tuple[int, TrustFact, str]]:
    """Each statement about a numbered trust, with the text that puts such statements in order."""
    for line, fact in stated:
        if isinstance(fact, TrustFact) and fact.uid is not None:
            yield line, fact, f"{statement.observed_on.isoformat()}|{fact.name}"
        elif isinstance(fact, SchoolFact) and fact.trust and fact.trust.uid is not None:
            named = TrustFact(fact.trust.name, fact.trust.uid)
            yield line, named, f"{statement.observed_on.isoformat()}|{named.name}" if named.name else ""


def _named_only(facts: list[TrustFact]) -> dict[str, Trust]:
    keys = {name_key(fact.name) for fact in facts if fact.name}
    return {trust.name_key: trust for trust in Trust.objects.filter(uid__isnull=True, name_key__in=keys)}


def _new_trust(fact: TrustFact, by: str, named_only: dict[str, Trust]) -> Trust:
    """A numbered trust. Where it was known by name only, the row that others refer to takes the number."""
    trust = named_only.pop(name_key(fact.name), None) or Trust()
    trust.uid, trust.companies_house, trust.ukprn = fact.uid, fact.companies_house, fact.ukprn
    trust.name, trust.described_by = fact.name or f"Trust {fact.uid}", by
    trust.name_key = name_key(trust.name)
    return trust


def _complete(trust: Trust, fact: TrustFact, by: str) -> tuple[bool, bool]:
    """Complete a numbered trust; whether the row is to be written, and whether what it shows has changed."""
    house = max(filter(None, (trust.companies_house, fact.companies_house)), default=None)
    ukprn = max(filter(None, (trust.ukprn, fact.ukprn)), default=None)
    name = fact.name if by > trust.described_by else trust.name
    changed = (house, ukprn, name) != (trust.companies_house, trust.ukprn, trust.name)
    moved = changed or by > trust.described_by
    if moved:
        trust.companies_house, trust.ukprn, trust.name = house, ukprn, name
        trust.name_key, trust.described_by = name_key(name), max(by, trust.described_by)
    return moved, changed


def _enter_names(
    numbered: list[tuple[int, TrustFact, str]], known: dict[int | None, Trust], tally: Tally
) -> None:
    said = {(name_key(fact.name), known[fact.uid].pk) for _, fact, _ in numbered if fact.name}
    keys = {key for key, _ in said}
    have = set(TrustName.objects.filter(name_key__in=keys).values_list("name_key", "trust"))
    new = sorted(said - have)
    TrustName.objects.bulk_create([TrustName(name_key=key, trust_id=pk) for key, pk in new])
    tally.trust_keys.update(key for key, _ in new)


def _enter_named(stated: Stated, statement: Statement) -> None:
    """Make the trusts that are known by name only; the latest statement says how the name is written."""
    said: dict[str, str] = {}
    for _, fact in stated:
        named = fact.trust if isinstance(fact, SchoolFact) else fact
        if isinstance(named, (TrustNamed, TrustFact)) and named.uid is None:
            key, by = name_key(named.name), f"{statement.observed_on.isoformat()}|{named.name}"
            said[key] = max(by, said.get(key, ""))
    numbered = set(TrustName.objects.filter(name_key__in=said).values_list("name_key", flat=True))
    known = {trust.name_key: trust for trust in Trust.objects.filter(uid__isnull=True, name_key__in=said)}
    for key in sorted(said.keys() - numbered):
        trust = known.get(key) or Trust(name_key=key)
        if said[key] > trust.described_by:
            trust.described_by, trust.name = said[key], said[key].partition("|")[2]
            trust.save()


def _enter_members(stated: Stated, statement: Statement, tally: Tally) -> None:
    """Keep an observation of each member that a list of trusts names. It describes nothing but the trust."""
    observations: dict[int, tuple[int, SchoolObservation]] = {}
    for line, fact in stated:
        if not isinstance(fact, TrustFact):
            continue
        key = name_key(fact.name)
        for urn in fact.members:
            standing = f"0|{statement.observed_on.isoformat()}|{fact.uid or 0:010}|{key}"[:120]
            earlier = observations.get(urn)
            if earlier is not None:
                tally.contradicted += 1
                if earlier[1].standing >= standing:
                    continue
            observations[urn] = (
                line,
                SchoolObservation(
                    school_id=urn,
                    source=statement.source,
                    as_of=statement.observed_on,
                    standing=standing,
                    states_trust=True,
                    trust_uid=fact.uid,
                    trust_name=fact.name,
                    trust_key=key,
                ),
            )
    have = {
        row.school_id: row.standing
        for row in SchoolObservation.objects.filter(
            school__in=list(observations), source=statement.source, as_of=statement.observed_on
        )
    }
    new = {}
    for urn, (line, observation) in observations.items():
        earlier_standing = have.get(urn, "")
        if observation.standing > earlier_standing:
            new[urn] = observation
            tally.note(line, Change.UPDATED if earlier_standing else Change.CREATED)
        else:
            tally.contradicted += observation.standing != earlier_standing
    if new:
        SchoolObservation.objects.bulk_create(
            new.values(),
            update_conflicts=True,
            unique_fields=["school", "source", "as_of"],
            update_fields=["standing", "facts", "states_trust", "trust_uid", "trust_name", "trust_key"],
        )
        tally.trust_schools.update(new)


def derive_memberships(tally: Tally) -> None:
    """Derive anew who stood in which trust, for the schools of which an import spoke or made clear more."""
    keys = tally.trust_keys
    if keys:
        named = SchoolObservation.objects.filter(
            trust_key__in=keys, trust_uid__isnull=True, states_trust=True
        )
        tally.trust_schools.update(named.values_list("school", flat=True))
    waiting = iter(sorted(tally.trust_schools))
    while batch := list(islice(waiting, _BATCH)):
        _derive(batch)
    for trust in Trust.objects.filter(uid__isnull=True, name_key__in=keys, memberships__isnull=True):
        try:
            trust.delete()
        except ProtectedError:
            continue  # somebody refers to the trust by its name alone: nothing that is referred to is deleted


@dataclass(frozen=True)
class _Said:
    """One dated statement: the trust (None: in none) in which a school stood."""

    on: date
    trust: int | None


@dataclass
class _Period:
    trust: int
    starts: date | None
    ends: date | None
    first: date
    last: date


def _derive(urns: list[int]) -> None:
    rows = list(
        SchoolObservation.objects.filter(school__in=urns, states_trust=True)
        .order_by("school", "as_of", "standing")
        .values_list("school", "as_of", "trust_uid", "trust_key")
    )
    trusts = _Resolved(rows)
    periods = {
        school: _periods([_Said(on, trusts.of(uid, key)) for _, on, uid, key in said])
        for school, said in groupby(rows, key=lambda row: row[0])
    }
    _replace_memberships(urns, periods)
    in_force = {
        school: runs[-1].trust if runs and runs[-1].ends is None else None for school, runs in periods.items()
    }
    moved = [
        School(urn=school, trust_id=in_force.get(school))
        for school, old in School.objects.filter(urn__in=urns).values_list("urn", "trust")
        if in_force.get(school) != old
    ]
    if moved:
        School.objects.bulk_create(
            moved, update_conflicts=True, unique_fields=["urn"], update_fields=["trust"]
        )


class _Resolved:
    """Which trust a statement means: by number, else the lowest number that bore the name, else the name."""

    def __init__(self, rows: Iterable[tuple[int, date, int | None, str]]) -> None:
        said = list(rows)
        uids = {uid for _, _, uid, _ in said if uid is not None}
        keys = {key for _, _, uid, key in said if uid is None and key}
        self._by_uid = dict(Trust.objects.filter(uid__in=uids).values_list("uid", "pk"))
        lowest = (
            TrustName.objects.filter(name_key__in=keys).values("name_key").annotate(uid=Min("trust__uid"))
        )
        numbers = {row["name_key"]: row["uid"] for row in lowest}
        by_number = dict(Trust.objects.filter(uid__in=numbers.values()).values_list("uid", "pk"))
        self._by_key = {key: by_number[uid] for key, uid in numbers.items()}
        by_name = Trust.objects.filter(uid__isnull=True, name_key__in=keys - set(self._by_key))
        self._by_key.update(by_name.values_list("name_key", "pk"))

    def of(self, uid: int | None, key: str) -> int | None:
        """The trust's primary key, None where the statement says that there is no trust."""
        if uid is not None:
            return self._by_uid[uid]
        return self._by_key[key] if key else None


def _periods(said: list[_Said]) -> list[_Period]:
    """Runs of the same trust. Of several statements of one day the last, of the highest rank, counts."""
    by_day = {statement.on: statement.trust for statement in said}
    periods: list[_Period] = []
    for index, (day, trust) in enumerate(sorted(by_day.items(), key=lambda item: item[0])):
        current = periods[-1] if periods and periods[-1].ends is None else None
        if current is not None and current.trust == trust:
            current.last = day
            continue
        if current is not None:
            current.ends = day
        if trust is not None:
            periods.append(_Period(trust, day if index else None, None, day, day))
    return periods


def _replace_memberships(urns: list[int], periods: dict[int, list[_Period]]) -> None:
    have: dict[int, list[_Period]] = {}
    for row in TrustMembership.objects.filter(school__in=urns).order_by("school", "first_seen"):
        run = _Period(row.trust_id, row.starts, row.ends, row.first_seen, row.last_seen)
        have.setdefault(row.school_id, []).append(run)
    changed = [urn for urn in urns if have.get(urn, []) != periods.get(urn, [])]
    TrustMembership.objects.filter(school__in=changed).delete()
    TrustMembership.objects.bulk_create(
        TrustMembership(
            school_id=urn,
            trust_id=run.trust,
            starts=run.starts,
            ends=run.ends,
            first_seen=run.first,
            last_seen=run.last,
        )
        for urn in changed
        for run in periods.get(urn, [])
    )
