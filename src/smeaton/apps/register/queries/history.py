"""A school through time: its names, trusts, predecessors and successors."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from smeaton.apps.register.models import Eligibility, School, SchoolLink, SchoolObservation, TrustMembership


@dataclass(frozen=True)
class MembershipPeriod:
    """A school in a trust. `starts` None: there when first seen; `ends` None: still there when last seen."""

    trust_id: int
    trust_uid: int | None
    trust_name: str
    starts: date | None
    ends: date | None
    first_seen: date
    last_seen: date


@dataclass(frozen=True)
class LinkedSchool:
    """A school before or after another; `kind` is successor (one for one), merged, amalgamated or split."""

    urn: int
    name: str
    kind: str
    on: date | None


@dataclass(frozen=True)
class SchoolHistory:
    """What has been said about a school over time. `names`: (day, source, name), each change of name once."""

    trusts: list[MembershipPeriod]
    predecessors: list[LinkedSchool]
    successors: list[LinkedSchool]
    names: list[tuple[date, str, str]]
    eligibilities: list[tuple[int, str]]


def successor_of(urn: int) -> int | None:
    """The URN that a school has now, by following its successors to the last; None where it has none.

    Where a school was split among several, the latest successor is followed, the greatest URN of a day.
    """
    seen = {urn}
    current = urn
    while True:
        links = SchoolLink.objects.filter(predecessor=current).exclude(successor__in=seen)
        following = max(links, key=lambda link: (link.on or date.min, link.successor_id), default=None)
        if following is None:
            return current if current != urn else None
        current = following.successor_id
        seen.add(current)


def predecessors_of(urn: int) -> list[int]:
    """The URNs that the same school had before: one-for-one successions only, the latest first."""
    return predecessors_of_many([urn])[urn]


def predecessors_of_many(urns: Iterable[int]) -> dict[int, list[int]]:
    """`predecessors_of` for many schools: two queries for each step back in time, however many schools."""
    found: dict[int, list[int]] = {urn: [] for urn in urns}
    waiting: dict[int, set[int]] = {urn: {urn} for urn in found}
    """A number whose predecessors are to be looked for → the schools that had it."""
    while waiting:
        rows = SchoolLink.objects.filter(successor__in=waiting, kind="successor")
        steps = [(row.predecessor_id, row.successor_id) for row in rows.order_by("-predecessor")]
        heirs: dict[int, set[int]] = {}
        after = SchoolLink.objects.filter(predecessor__in={before for before, _ in steps}, kind="successor")
        for before, successor in after.values_list("predecessor_id", "successor_id"):
            heirs.setdefault(before, set()).add(successor)
        further: dict[int, set[int]] = {}
        for before, successor in steps:
            for urn in waiting[successor]:
                own = {urn, *found[urn]}
                if before not in own and heirs[before] <= own:
                    found[urn].append(before)
                    further.setdefault(before, set()).add(urn)
        waiting = further
    return found


def school_history(urn: int) -> SchoolHistory:
    """Everything dated about one school; raises `School.DoesNotExist` for a URN that nothing refers to."""
    School.objects.only("urn").get(pk=urn)
    periods = TrustMembership.objects.filter(school=urn).select_related("trust")
    before = SchoolLink.objects.filter(successor=urn).select_related("predecessor")
    after = SchoolLink.objects.filter(predecessor=urn).select_related("successor")
    return SchoolHistory(
        trusts=[
            MembershipPeriod(
                row.trust_id,
                row.trust.uid,
                row.trust.name,
                row.starts,
                row.ends,
                row.first_seen,
                row.last_seen,
            )
            for row in periods
        ],
        predecessors=[
            LinkedSchool(row.predecessor_id, str(row.predecessor), row.kind, row.on) for row in before
        ],
        successors=[LinkedSchool(row.successor_id, str(row.successor), row.kind, row.on) for row in after],
        names=_names(urn),
        eligibilities=list(Eligibility.objects.filter(school=urn).values_list("year", "list")),
    )


def _names(urn: int) -> list[tuple[date, str, str]]:
    names: list[tuple[date, str, str]] = []
    rows = SchoolObservation.objects.filter(school=urn).order_by("as_of", "standing")
    for row in rows:
        name = str(row.facts.get("name", ""))
        if name and (not names or names[-1][2] != name):
            names.append((row.as_of, row.source, name))
    return names
