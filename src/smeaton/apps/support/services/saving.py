"""Writing a finished plan down: its rows, its packages, and what limits it."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from smeaton.apps.places.models import Department
from smeaton.apps.support.inputs import department_key, host_key
from smeaton.apps.support.models import (
    Host,
    Kind,
    Mentor,
    MentoringHours,
    Offer,
    Package,
    PackageItem,
    PlannedRun,
    PlannedSeats,
    PlanRun,
)
from smeaton.apps.support.services.costing import ItemCost, item_costs, scarcities
from smeaton.apps.support.services.dating import Dating
from smeaton.engine.support import ItemKey, Plan, Problem, Score
from smeaton.engine.support.explain import BudgetCurve, ItemShare
from smeaton.engine.support.money import spend_of
from smeaton.engine.support.scenarios import copied_mentor


@dataclass(frozen=True)
class Made:
    """A plan with all that was worked out about it."""

    problem: Problem
    plan: Plan
    score: Score
    shares: Mapping[ItemKey, ItemShare]
    firmness: Mapping[ItemKey, int]
    curve: BudgetCurve | None
    notes: tuple[str, ...]
    dating: Dating | None = None


class _Mentors(dict[str, Mentor]):
    """Mentors by key; one that a scenario adds is found as the mentor it was copied from."""

    def __missing__(self, key: str) -> Mentor:
        original = copied_mentor(key)
        if original == key:
            raise KeyError(key)
        return self[original]


@dataclass(frozen=True)
class _Rows:
    """The database's rows by their ids in the problem."""

    departments: dict[str, Department]
    offers: dict[str, Offer]
    mentors: dict[str, Mentor]
    hosts: dict[str, Host]

    @classmethod
    def of(cls, programme: int) -> "_Rows":
        """Load what a plan of the programme can refer to."""
        departments = Department.objects.filter(programme=programme).select_related("school")
        mentors = Mentor.objects.filter(programme=programme).select_related("department__school")
        hosts = Host.objects.filter(programme=programme).select_related("department__school")
        return cls(
            departments={department_key(row): row for row in departments},
            offers={row.key: row for row in Offer.objects.filter(programme=programme)},
            mentors=_Mentors({row.key: row for row in mentors}),
            hosts={host_key(row): row for row in hosts},
        )


def save_plan(run: PlanRun, made: Made) -> None:
    """Write the rows and packages of `run` and fill in its figures; the caller saves `run` itself.

    Call it in the transaction that makes the run current.
    """
    rows = _Rows.of(run.programme_id)
    plan, score = made.plan, made.score
    PlannedRun.objects.bulk_create(
        PlannedRun(
            plan=run,
            offer=rows.offers[r.offer],
            host=rows.hosts[r.host],
            copies=r.copies,
            dates=made.dating.runs.get((r.offer, r.host), []) if made.dating else [],
        )
        for r in plan.runs
    )
    PlannedSeats.objects.bulk_create(
        PlannedSeats(
            plan=run,
            offer=rows.offers[s.offer],
            host=rows.hosts[s.host] if s.host is not None else None,
            department=rows.departments[s.department],
            seats=s.seats,
            dates=made.dating.seats.get((s.offer, s.host, s.department), []) if made.dating else [],
        )
        for s in plan.seats
    )
    MentoringHours.objects.bulk_create(
        MentoringHours(
            plan=run,
            mentor=rows.mentors[mentor],
            department=rows.departments[department],
            strand=strand,
            hours=_hours(hours),
        )
        for (mentor, department, strand), hours in _mentoring(plan).items()
    )
    _save_packages(run, made, rows)
    run.need, run.covered, run.bound, run.gap = score.need, plan.covered, plan.bound, plan.gap
    run.least_served, run.cost = score.least_served, _pounds(score.cost)
    run.spend = {kind: round(pounds, 4) for kind, pounds in spend_of(made.problem, plan).items()}
    run.by_strand = [
        {"strand": strand, "need": need, "covered": covered}
        for strand, (covered, need) in score.by_strand.items()
    ]
    curve = made.curve
    if curve is not None:
        run.curve = {"points": [list(point) for point in curve.points], "per_thousand": curve.per_thousand}
    run.limits = [
        {
            "what": found.what,
            "unit": found.unit,
            "used": round(found.used, 2),
            "available": round(found.available, 2),
            "dearest": _name(found.dearest, rows),
            "more": found.more,
            "gain": found.gain,
        }
        for found in scarcities(made.problem, plan, score, curve.prices if curve else None)
    ]
    run.dating = dict(made.dating.report) if made.dating else {}
    if plan.floor is not None:
        run.floor = {"without": plan.floor.without, "kept": plan.floor.kept, "cost": plan.floor.cost}
    run.notes = list(made.notes)


def _mentoring(plan: Plan) -> dict[tuple[str, str, str], float]:
    """Mentor, department, strand → hours; those of a mentor whom a scenario adds stand under the original."""
    hours: dict[tuple[str, str, str], float] = defaultdict(float)
    for row in plan.mentoring:
        hours[copied_mentor(row.mentor), row.department, row.strand] += row.hours
    return hours


def _name(key: str, rows: _Rows) -> str:
    if key in rows.departments:
        return rows.departments[key].school.name
    if key in rows.mentors:
        return f"{rows.mentors[key].role}, {rows.mentors[key].department.school.name}"
    return ""


def _save_packages(run: PlanRun, made: Made, rows: _Rows) -> None:
    costs = item_costs(made.problem, made.plan)
    by_department: dict[str, list[ItemKey]] = defaultdict(list)
    for key in costs:
        by_department[key.department].append(key)
    items = []
    for department in made.problem.departments:
        keys = by_department[department.id]
        covered, need = made.score.by_department[department.id]
        hours = {key: _item_hours(key, costs[key], rows) for key in keys}
        package = Package.objects.create(
            plan=run,
            department=rows.departments[department.id],
            staff=department.staff,
            need=need,
            covered=covered,
            hours=sum(hours.values(), Decimal(0)),
            cost=_pounds(sum(costs[key].cost for key in keys)),
            cover_days=_pounds(sum(costs[key].cover_days for key in keys)),
            cover_cost=_pounds(sum(costs[key].cover_cost for key in keys)),
            strands=_strands(made, department.id),
        )
        in_order = sorted(keys, key=lambda key: (-made.shares[key].total, key))  # until there are dates
        for position, key in enumerate(in_order, start=1):
            items.append(_item(package, position, key, costs[key], hours[key], made, rows))
    PackageItem.objects.bulk_create(items)


def _strands(made: Made, department: str) -> list[dict[str, object]]:
    row = next(d for d in made.problem.departments if d.id == department)
    strands = []
    for strand, need, se in zip(made.problem.strands, row.need, row.need_se, strict=True):
        covered, whole = made.score.by_cell[department, strand.id]
        met = min(covered / whole, 1.0) if whole else 1.0
        strands.append({"strand": strand.id, "need": need, "se": se, "met": met})
    return strands


def _item(
    package: Package,
    position: int,
    key: ItemKey,
    cost: ItemCost,
    hours: Decimal,
    made: Made,
    rows: _Rows,
) -> PackageItem:
    share = made.shares[key]
    served = sorted(share.by_strand.items(), key=lambda entry: -entry[1])
    return PackageItem(
        package=package,
        kind=Kind.OFFER if key.kind == "offer" else Kind.MENTORING,
        offer=rows.offers[key.id] if key.kind == "offer" else None,
        mentor=rows.mentors[key.id] if key.kind == "mentoring" else None,
        position=position,
        where=", ".join(sorted({rows.hosts[host].department.school.name for host in cost.hosts})),
        seats=cost.seats,
        sessions=_sessions(key, made),
        hours=hours,
        cost=_pounds(cost.cost),
        cover_days=_pounds(cost.cover_days),
        cover_cost=_pounds(cost.cover_cost),
        covered=share.total,
        strands=[{"strand": strand, "covered": covered} for strand, covered in served if covered > 1e-9],
        firmness=made.firmness.get(key),
    )


def _sessions(key: ItemKey, made: Made) -> list[dict[str, object]]:
    """The sessions of an item, in order, each with the seats that go; empty while it has no date."""
    if made.dating is None or key.kind != "offer":
        return []
    found = [
        {**session, "seats": some["seats"]}
        for (offer, _, department), dates in made.dating.seats.items()
        if (offer, department) == (key.id, key.department)
        for some in dates
        for session in some["sessions"]
    ]
    return sorted(found, key=lambda session: str(session["starts"]))


def _item_hours(key: ItemKey, cost: ItemCost, rows: _Rows) -> Decimal:
    return rows.offers[key.id].hours * cost.seats if key.kind == "offer" else _hours(cost.hours)


def _pounds(value: float) -> Decimal:
    return Decimal(str(round(value, 2)))


def _hours(value: float) -> Decimal:
    return Decimal(str(round(value, 1)))
