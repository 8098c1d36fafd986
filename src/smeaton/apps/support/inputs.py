"""The seam: rows of the database → a planning problem. Words become numbers here and nowhere else."""

import functools
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from importlib import resources
from statistics import median
from typing import Any, cast

import yaml
from django.db.models import Q

from smeaton.apps.access.queries import within_agreements
from smeaton.apps.needs.queries import needs_of
from smeaton.apps.places.models import Department as DepartmentRow
from smeaton.apps.support.models import Contribution, Host, Mentor, MentorStrength, Offer, PlanRun, Reply
from smeaton.apps.support.queries import strand_titles
from smeaton.apps.support.queries.locks import Locks, locks_of, replies_in_force
from smeaton.apps.support.queries.order import order_of
from smeaton.apps.support.queries.priorities import agreed_priorities
from smeaton.apps.support.queries.settings import USUAL_RULES
from smeaton.engine.support import problem as engine
from smeaton.engine.support.ordered import Order
from smeaton.engine.support.scenarios import ChangeKind, changed, read_changes
from smeaton.terms import Permission, Reach

Needs = Mapping[int, Mapping[str, tuple[float, float]]]
"""Department → strand → need and its standard error."""
STANDINGS_WITHOUT_SUPPORT = ("declined", "left")


class NothingToPlan(ValueError):
    """There is nothing that a plan could be made of. Its text is a sentence for the hub lead."""


@dataclass(frozen=True)
class StrengthTable:
    """Dose of one seat and of one hour of mentoring, by part and depth. `source`: whose assumption.

    `agreed_priority`: how much more a strand counts in a department that has agreed it as a priority.
    """

    source: str
    tried_at: tuple[float, ...]
    seat: Mapping[str, Mapping[str, float]]
    mentoring_hour: Mapping[str, Mapping[str, float]]
    agreed_priority: float


@dataclass(frozen=True)
class PlanningInputs:
    """The problem, and in `notes` what was assumed or left out to make it, a sentence each.

    `order`: which offers come before which, and what departments have been to.
    """

    problem: engine.Problem
    notes: tuple[str, ...]
    order: Order = field(default_factory=Order)


@functools.cache
def strength_table() -> StrengthTable:
    """The one table that maps main/also × light/solid/deep to numbers (data/strength-of-support.yaml)."""
    text = (
        resources.files("smeaton.apps.support").joinpath("data/strength-of-support.yaml").read_text("utf-8")
    )
    table = yaml.safe_load(text)
    return StrengthTable(
        source=str(table["source"]).strip(),
        tried_at=tuple(float(factor) for factor in table["tried_at"]),
        seat=table["seat"],
        mentoring_hour=table["mentoring_hour"],
        agreed_priority=float(table["agreed_priority"]),
    )


def department_key(row: DepartmentRow) -> str:
    """The id of a department in a problem: its school's URN."""
    return str(row.school_id)


def host_key(row: Host) -> str:
    """The id of a host in a problem."""
    return f"host-{row.pk}"


def planning_inputs(run: PlanRun, reach: Reach, replies: Iterable[Reply] | None = None) -> PlanningInputs:
    """Build the problem of a plan run from what the database holds now.

    Departments that have declined or left, have no needs profile, or whose trusts do not share them with
    whoever plans (the worker plans as the hub lead would) are not in the problem; pages keep them in every
    denominator. `run.strength` scales every contribution. `replies` are the leads' locks: by default
    those in force that an earlier plan has taken in. Raises `NothingToPlan`, or the engine's `ProblemError`,
    with a sentence.
    """
    notes: list[str] = []
    strands = tuple(strand_titles(run.programme_id))
    reach = within_agreements(reach, run.programme_id)
    needs: Needs = needs_of(run.programme_id, reach)
    everywhere = DepartmentRow.objects.filter(programme=run.programme_id)
    seen = everywhere.visible_to(reach, Permission.RUN_PLAN).order_by()
    marked = everywhere.annotate(shared=Q(pk__in=seen.values("pk"))).select_related("school")
    marked = marked.order_by("school_id")
    shared = {row.pk for row in cast("Iterable[Any]", marked) if row.shared}
    rows: list[DepartmentRow] = list(marked)
    changes = read_changes(run.scenario.changes) if run.scenario else ()
    also = {change.what for change in changes if change.kind == ChangeKind.DEPARTMENT_MORE}
    planned = [
        r for r in rows if r.standing not in STANDINGS_WITHOUT_SUPPORT and r.pk in needs and r.pk in shared
    ]
    if not shared:
        raise NothingToPlan("No trust has agreed to share its departments yet. Propose agreements first.")
    if not planned:
        raise NothingToPlan("No department has a needs profile yet. Analyse the needs first, then plan.")
    offers = list(
        Offer.objects.filter(programme=run.programme_id, in_use=True).prefetch_related(
            "contributions", "venues"
        )
    )
    if not offers:
        raise NothingToPlan("The catalogue is empty. Add offers first, then plan.")
    _note_left_out(rows, planned, shared, notes)
    extra = [row for row in rows if row not in planned and row.pk in shared]
    if added := [row for row in extra if department_key(row) in also]:
        needs = _with_usual(needs, added, strands, notes)
        planned = [row for row in rows if row in planned or row in added]
    inside = {row.pk for row in planned}
    locks = locks_of(replies_in_force(run.programme_id) if replies is None else replies)
    priorities = agreed_priorities(inside)
    hosts = tuple(
        engine.Host(id=host_key(row), department=department_key(row.department))
        for row in Host.objects.filter(programme=run.programme_id).select_related("department")
        if row.department_id in inside
    )
    offers = _with_a_venue(offers, {host.id for host in hosts}, notes)
    problem = engine.Problem(
        strands=tuple(engine.Strand(id=strand) for strand in strands),
        rules=rules_of(run.rules, float(run.budget)),
        departments=tuple(
            replace(
                _locked(made, locks.get(row.pk), {offer.key for offer in offers}),
                emphasis=_emphasis(strands, priorities.get(row.pk, ())),
            )
            for row, made in zip(planned, _departments(planned, needs, strands, notes), strict=True)
        ),
        offers=tuple(_offer(row, strands, run.strength, hosts) for row in offers),
        hosts=hosts,
        mentors=tuple(
            _mentor(row, strands, run.strength)
            for row in Mentor.objects.filter(programme=run.programme_id, active=True)
            .select_related("department")
            .prefetch_related("strengths")
            if row.department_id in inside
        ),
        name=f"{run.programme}",
    )
    # what the run was asked with - its budget and rules - is changed already
    gone = {department_key(row) for row in rows if row.pk not in shared}
    rest = [change for change in changes if change.kind not in (ChangeKind.MONEY, ChangeKind.NO_FLOOR)]
    rest = [change for change in rest if change.what not in gone]
    return PlanningInputs(
        problem=changed(problem, rest), notes=tuple(notes), order=order_of(run.programme_id)
    )


def _with_usual(
    needs: Needs, added: list[DepartmentRow], strands: tuple[str, ...], notes: list[str]
) -> Needs:
    """The needs, with those of departments that a scenario adds: the place's middle where one has none."""
    usual = {
        strand: (
            median(cells[strand][0] for cells in needs.values() if strand in cells),
            median(cells[strand][1] for cells in needs.values() if strand in cells),
        )
        for strand in strands
        if any(strand in cells for cells in needs.values())
    }
    notes.extend(
        f"{row.school.name} has no needs profile: planned with the place’s usual needs."
        for row in added
        if row.pk not in needs
    )
    return {row.pk: usual for row in added} | dict(needs)


def rules_of(own: Mapping[str, Any], budget: float) -> engine.Rules:
    """The programme's own rules over the usual ones of the pages, over the engine's.

    Raises `ProblemError` with a sentence for a rule that the planner does not know.
    """
    rules: dict[str, Any] = dict(USUAL_RULES) | dict(own)
    mentor = dict(rules.pop("mentor", {}))
    try:
        return engine.Rules(**(rules | {"budget": budget, "mentor": engine.MentorRules(**mentor)}))
    except TypeError as error:
        raise engine.ProblemError(f"The planner does not know one of these rules: {error}.") from error


def places_of(rows: Iterable[DepartmentRow]) -> tuple[dict[int, tuple[float, float]], int]:
    """Where departments are (km), and how many of them are taken to be in the middle of the others."""
    schools = {row.pk: row.school for row in rows}
    known = [
        (school.easting, school.northing)
        for school in schools.values()
        if school.easting is not None and school.northing is not None
    ]
    middle = (median(e for e, _ in known), median(n for _, n in known)) if known else (0.0, 0.0)
    found = {}
    for key, school in schools.items():
        east = school.easting if school.easting is not None else middle[0]
        north = school.northing if school.northing is not None else middle[1]
        found[key] = (east / 1000, north / 1000)
    return found, len(schools) - len(known)


def expertise_of(mentor: Mentor, strands: tuple[str, ...]) -> tuple[float, ...]:
    """What an hour of a mentor is worth on each strand, as a share of the most that one can be (0 to 1)."""
    table = strength_table().mentoring_hour
    most = max(dose for depths in table.values() for dose in depths.values())
    return tuple(dose / most for dose in _doses(list(mentor.strengths.all()), strands, table, 1.0))


def _departments(
    rows: list[DepartmentRow],
    needs: Mapping[int, Mapping[str, tuple[float, float]]],
    strands: tuple[str, ...],
    notes: list[str],
) -> tuple[engine.Department, ...]:
    staff = [row.teachers for row in rows if row.teachers]
    release = [float(row.release_days) for row in rows if row.release_days is not None]
    usual_staff = round(median(staff)) if staff else 10
    usual_release = median(release) if release else float(usual_staff)
    places, unknown = places_of(rows)
    if count := sum(not row.teachers for row in rows):
        notes.append(f"{_of(count, rows)} without a number of teachers: planned with {usual_staff}.")
    if count := sum(row.release_days is None for row in rows):
        notes.append(f"{_of(count, rows)} without release days: planned with {usual_release:g}.")
    if count := unknown:
        notes.append(f"{_of(count, rows)} without coordinates: travel counted from the middle of the place.")
    made = []
    for row in rows:
        cells = needs[row.pk]
        if missing := [strand for strand in strands if strand not in cells]:
            notes.append(f"{row.school.name}: nothing known of {len(missing)} strands, counted as no need.")
        made.append(
            engine.Department(
                id=department_key(row),
                trust=str(row.school.trust_id or ""),
                at_km=places[row.pk],
                staff=row.teachers or usual_staff,
                release_days=float(row.release_days) if row.release_days is not None else usual_release,
                weight=1.0,
                need=tuple(cells.get(strand, (0.0, 0.0))[0] for strand in strands),
                need_se=tuple(cells.get(strand, (0.0, 0.0))[1] for strand in strands),
            )
        )
    return tuple(made)


def _locked(made: engine.Department, locks: Locks | None, offers: Collection[str]) -> engine.Department:
    """The department with what its lead has said: musts, must-nots, a cap on release days.

    Locks on an offer that is not in use any more bind nothing.
    """
    if locks is None:
        return made
    days = made.release_days if locks.cap is None else min(made.release_days, locks.cap)
    return replace(
        made,
        must=tuple(sorted(locks.must.intersection(offers))),
        must_not=tuple(sorted(locks.must_not.intersection(offers))),
        release_days=days,
    )


def _emphasis(strands: tuple[str, ...], priorities: Collection[str]) -> tuple[float, ...]:
    """What the department has agreed as its priorities counts for more; empty where it has agreed none."""
    if not priorities:
        return ()
    return tuple(strength_table().agreed_priority if strand in priorities else 1.0 for strand in strands)


def _with_a_venue(offers: list[Offer], hosts: set[str], notes: list[str]) -> list[Offer]:
    """Offers without those that only sites outside of the plan can hold."""
    kept = [
        row for row in offers if not (named := row.venues.all()) or any(host_key(v) in hosts for v in named)
    ]
    notes.extend(
        f"“{row.name}” is left out: none of its venues is in the plan." for row in offers if row not in kept
    )
    return kept


def _offer(
    row: Offer, strands: tuple[str, ...], strength: float, hosts: tuple[engine.Host, ...]
) -> engine.Offer:
    venues = {host_key(venue) for venue in row.venues.all()}
    return engine.Offer(
        id=row.key,
        mode=row.mode,
        sessions=row.sessions,
        release_days=float(row.release_days),
        run_cost=float(row.run_cost),
        seat_cost=float(row.seat_cost),
        seats_min=row.seats_min,
        seats_max=row.seats_max,
        per_department_max=row.per_department_max,
        reaches="department" if row.reaches == "department" else "participant",
        hosted=row.hosted,
        evening=row.evening,
        contribution=_doses(list(row.contributions.all()), strands, strength_table().seat, strength),
        venues=tuple(host.id for host in hosts if host.id in venues),
    )


def _mentor(row: Mentor, strands: tuple[str, ...], strength: float) -> engine.Mentor:
    return engine.Mentor(
        id=row.key,
        department=department_key(row.department),
        hours=float(row.hours),
        hourly_rate=float(row.hourly_rate),
        contribution_per_hour=_doses(
            list(row.strengths.all()), strands, strength_table().mentoring_hour, strength
        ),
    )


def _doses(
    given: list[Contribution] | list[MentorStrength],
    strands: tuple[str, ...],
    table: Mapping[str, Mapping[str, float]],
    strength: float,
) -> tuple[float, ...]:
    by_strand = {row.strand: table[row.part][row.depth] * strength for row in given}
    return tuple(by_strand.get(strand, 0.0) for strand in strands)


def _note_left_out(
    rows: list[DepartmentRow], planned: list[DepartmentRow], shared: Collection[int], notes: list[str]
) -> None:
    if count := sum(row.pk not in shared for row in rows):
        notes.append(f"{_of(count, rows)} not shared by their trusts: counted, and in no plan.")
    out = [row for row in rows if row.standing in STANDINGS_WITHOUT_SUPPORT and row.pk in shared]
    if out:
        notes.append(f"{_of(len(out), rows)} declined or left: nothing is planned for them.")
    if count := len(shared) - len(planned) - len(out):
        notes.append(f"{_of(count, rows)} without a needs profile: nothing is planned for them yet.")


def _of(count: int, rows: list[DepartmentRow]) -> str:
    return f"{count} of {len(rows)} departments"
