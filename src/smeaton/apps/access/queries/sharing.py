"""What a programme may use of its schools: in work done for it, in totals; and how many share nothing."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.models.agreement import midnight
from smeaton.apps.places.models import Department
from smeaton.terms import Grant, Permission, Reach, Role, ScopeKind, Shared
from smeaton.terms.totals import FEWEST, steady


def programme_reach(programme_id: int, name: str, today: date | None = None) -> Reach:
    """The reach of work that is done for a programme's hub lead while nobody is signed in: one query.

    It holds what agreements in force on `today` (by default the present day) share, and no more: a plan that
    the worker makes is made of what the hub lead may see then.
    """
    today = today or timezone.localdate()
    rows = Agreement.objects.in_force(today).filter(programme=programme_id).order_by()
    return Reach(
        actor=f"system:{name}",
        grants=frozenset({Grant(Role.HUB_LEAD, ScopeKind.PROGRAMME, programme_id)}),
        sharing=frozenset(row.sharing for row in rows),
    )


def within_agreements(reach: Reach, programme_id: int) -> Reach:
    """The reach itself; for the installation's own, which knows no bounds, the programme's."""
    return programme_reach(programme_id, reach.actor.partition(":")[2]) if reach.everywhere else reach


@dataclass(frozen=True)
class NotShared:
    """How many schools of a programme a reader sees nothing of, and of how many trusts they are.

    `alone` are those without a trust, which agree for themselves.
    """

    schools: int = 0
    trusts: int = 0
    alone: int = 0

    def __bool__(self) -> bool:
        return self.schools > 0

    @property
    def parties(self) -> int:
        """With how many an agreement would have to be signed."""
        return self.trusts + self.alone

    @property
    def who(self) -> str:
        """“3 schools of 2 trusts”; schools without a trust are counted with the schools alone."""
        said = "1 school" if self.schools == 1 else f"{self.schools} schools"
        if self.trusts:
            said += " of 1 trust" if self.trusts == 1 else f" of {self.trusts} trusts"
        return said

    @property
    def sentence(self) -> str:
        """Who shares nothing, and what follows for the page's figures."""
        if not self:
            return ""
        one = self.schools == 1
        return (
            f"{self.who} {'has' if one else 'have'} not agreed to share this: "
            f"{'it is' if one else 'they are'} counted, and in no figure."
        )


NOTHING_HIDDEN = NotShared()


def counted(rows: Collection[tuple[int | None, bool]]) -> NotShared:
    """From (trust, shown) of every department of a programme: those that are not shown."""
    hidden = [trust for trust, shown in rows if not shown]
    trusts = {trust for trust in hidden if trust is not None}
    return NotShared(len(hidden), len(trusts), hidden.count(None))


def not_shared(programme_id: int, reach: Reach, permission: Permission) -> NotShared:
    """Of the programme's departments, those over which the permission is not held: one query."""
    departments = Department.objects.filter(programme=programme_id)
    seen = departments.visible_to(reach, permission).order_by().values("pk")
    trusts = departments.exclude(pk__in=seen).order_by().values_list("school__trust", flat=True)
    return counted([(trust, False) for trust in trusts])


def unshared(programme_id: int, today: date) -> dict[int, str]:
    """The departments of which nothing is shared, totals included, each with its party: two queries.

    What their staff answered is pooled with nobody else's.
    """
    rows = Agreement.objects.in_force(today).filter(programme=programme_id).order_by()
    sharing = {_party(row.trust_id, row.school_id) for row in rows}
    departments = Department.objects.filter(programme=programme_id).order_by()
    parties = {
        key: _party(trust, school)
        for key, school, trust in departments.values_list("pk", "school", "school__trust")
    }
    return {key: party for key, party in parties.items() if party not in sharing}


def _party(trust: int | None, school: int | None) -> str:
    return f"trust {trust}" if trust is not None else f"school {school}"


def in_totals(
    programme_id: int,
    *,
    since: datetime,
    at: datetime,
    roles: Collection[Role] | None = None,
    departments: "_Departments | None" = None,
) -> frozenset[int]:
    """The departments of which totals are made that name nobody; empty where none may be shown: two queries.

    Those whose trusts share totals (with one of `roles`, where given). Since the figures were first worked
    out (`since`), no total is shown that differs from an earlier one by fewer than `FEWEST` departments
    (`terms.totals`), so that a page that was kept tells nothing of who came or went. Those that share
    nothing but totals are left out where they are fewer: who sees the others by name could subtract.
    """
    if departments is None:
        rows = Department.objects.filter(programme=programme_id).order_by()
        departments = list(rows.values_list("pk", "school", "school__trust"))
    signed = list(Agreement.objects.filter(programme=programme_id, counts_from__isnull=False).order_by())
    if roles is not None:
        signed = [row for row in signed if set(row.roles) & set(roles)]
    spans = [(row, *_span(row)) for row in signed]
    changes = {since, *(end for _, *ends in spans for end in ends if since < end)}
    moments = [*sorted(moment for moment in changes if moment < at), at]
    return steady(_together(departments, spans, moment) for moment in moments)


_Spans = list[tuple[Agreement, datetime, datetime]]
_Departments = Sequence[tuple[int, int, int | None]]


def _span(row: Agreement) -> tuple[datetime, datetime]:
    """From when to when a signed version was in force."""
    ended = [end for end in (row.withdrawn_at, row.superseded_at) if end is not None]
    begins = row.takes_over or midnight(row.starts)
    return begins, min([midnight(row.until + timedelta(days=1)), *ended])


def _together(departments: _Departments, spans: _Spans, moment: datetime) -> frozenset[int]:
    """Whose totals could be taken together at one moment."""
    held = [row for row, begins, ends in spans if begins <= moment < ends]
    named = frozenset(_of(departments, held, Shared.NAMED_DEPARTMENTS))
    totals_only = frozenset(_of(departments, held, Shared.AGGREGATES)) - named
    named &= frozenset(_of(departments, held, Shared.AGGREGATES))
    return named | totals_only if len(totals_only) >= FEWEST else named


def _of(departments: _Departments, held: list[Agreement], what: Shared) -> Iterator[int]:
    trusts = {row.trust_id for row in held if what in row.shares and row.trust_id is not None}
    schools = {row.school_id for row in held if what in row.shares and row.school_id is not None}
    for key, school, trust in departments:
        if trust in trusts if trust is not None else school in schools:
            yield key
