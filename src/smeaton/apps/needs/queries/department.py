"""One department's profile: its strands, what they rest on, where lead and teachers differ."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from statistics import quantiles
from typing import Any

from django.db.models import Count
from django.utils import timezone

from smeaton.apps.access.queries import in_totals
from smeaton.apps.needs.models import ProfileCell, Response
from smeaton.apps.needs.queries import words
from smeaton.apps.needs.queries.outcomes import ResultsBeside, results_beside
from smeaton.apps.needs.queries.runs import RunCard, cells_of, current_run
from smeaton.apps.places.models import Department
from smeaton.engine.needs.bands import Band, band, need
from smeaton.engine.needs.instrument import ROLES
from smeaton.engine.needs.variance import design
from smeaton.terms import Permission, Reach, Where

FEWEST_SHOWN = 5
"""Below so many teachers, what they said is not shown apart; nor is a middle half of fewer departments."""

FEW_MORE = 5
"""How many more teachers a page supposes to answer, where still more could."""


@dataclass(frozen=True)
class RoleSays:
    """What one kind of respondent said in a strand: median level and how many answers chose each level.

    `median` is None and `counts` empty where nobody answered with a level, or where so few teachers answered
    that one of them could be recognised (`suppressed`).
    """

    role: str
    n: int
    median: float | None
    counts: tuple[int, ...]
    suppressed: bool = False


@dataclass(frozen=True)
class StrandNeed:
    """A department's need in one strand, on the levels 1 to 4, with its 90% interval.

    `need` is the distance from the highest level as a share (0 to 1), `need_se` its standard error.
    `middle` is the middle half of the place's departments whose trusts share totals. `note` says what to be
    careful about.
    """

    strand: str
    title: str
    about: str
    estimate: float
    se: float
    lower: float
    upper: float
    reliability: float | None
    p_weakest3: float
    band: Band
    need: float
    need_se: float
    answers: int
    respondents: int
    by_role: tuple[RoleSays, ...]
    middle: tuple[float, float] | None
    note: str


@dataclass(frozen=True)
class Basis:
    """What a profile rests on. A repeat would agree to within `repeat_within` levels, nine times in ten."""

    teachers_answered: int
    teachers: int | None
    leads_answered: int
    technicians_answered: int
    technicians: int | None
    answers: int
    repeat_within: float | None
    reliability: float | None
    reliability_within: float | None
    sentence: str


@dataclass(frozen=True)
class Disagreement:
    """A strand that one source (lead, technicians) sees clearly otherwise than another, by `gap` levels."""

    strand: str
    title: str
    source: str
    gap: float
    sentence: str


@dataclass(frozen=True)
class DepartmentProfile:
    """All that the page of a department shows about its needs. `strands` have the strongest need first.

    Without an analysis, or without answers, `strands` is empty and `finding` says so.
    """

    department_id: int
    urn: int
    school_name: str
    subject: str
    synthetic: bool
    finding: str
    basis: Basis
    more: str
    strands: tuple[StrandNeed, ...]
    disagreements: tuple[Disagreement, ...]
    results: ResultsBeside | None
    since: str
    """The wave before; empty for the first."""
    changes: tuple[str, ...]
    """What has changed since, a sentence for each strand that may be shown, surest first."""
    any_beyond_chance: bool
    reliability: str
    anchored: bool
    strength: StrandNeed | None
    """The strand that is surest to be none of the weakest: one strength, for the visit brief."""
    levels: tuple[str, ...]
    wave_name: str
    made_at: datetime | None
    source: str
    notes: tuple[str, ...]


def department_profile(department_id: int, reach: Reach) -> DepartmentProfile:
    """The profile of one department: four queries, six where levels may be compared with others'.

    `Refused` without `VIEW_DEPARTMENT` over it. `Department.DoesNotExist` where there is none.
    """
    found = department_profiles([department_id], reach)
    if not found:
        raise Department.DoesNotExist(f"no department {department_id}")
    return found[0]


def department_profiles(department_ids: Iterable[int], reach: Reach) -> list[DepartmentProfile]:
    """The profiles of several departments, by name of school, in as many queries as one takes.

    `Refused` unless `VIEW_DEPARTMENT` is held over every one of them.
    """
    rows = Department.objects.filter(pk__in=set(department_ids)).select_related("programme", "school")
    departments = list(rows.order_by("school__name", "id"))
    for department in departments:
        reach.require(Permission.VIEW_DEPARTMENT, department.where)
    profiles = []
    for programme in dict.fromkeys(department.programme_id for department in departments):
        run = current_run(programme)
        asked = [department for department in departments if department.programme_id == programme]
        cells = cells_of(run, Department.objects.filter(programme=programme)) if run else []
        together = (
            _together(asked[0].programme.where, run, cells, reach) if run and run.anchored else frozenset()
        )
        counted = _who_answered(run, asked)
        middles = middle_halves([cell for cell in cells if cell.department_id in together])
        profiles += [_profile(department, run, cells, middles, counted, together) for department in asked]
    return profiles


def _together(where: Where, run: RunCard, cells: Sequence[ProfileCell], reach: Reach) -> frozenset[int]:
    """The departments that others are compared with: whose trusts share totals, the same for every school.

    Whoever sees the place's departments by name compares with those.
    """
    rows = {cell.department for cell in cells}
    if reach.everywhere:
        return frozenset(row.pk for row in rows)
    if reach.can(Permission.VIEW_PLACE_NEEDS, where) and reach.can(Permission.VIEW_DEPARTMENT, where):
        at = {row.pk: replace(where, school=row.school_id, trust=row.school.trust_id) for row in rows}
        return frozenset(key for key, there in at.items() if reach.can(Permission.VIEW_DEPARTMENT, there))
    known = [(row.pk, row.school_id, row.school.trust_id) for row in rows]
    return in_totals(where.programme or 0, since=run.first_made_at, at=timezone.now(), departments=known)


def _profile(
    department: Department,
    run: RunCard | None,
    cells: Sequence[ProfileCell],
    middles: Mapping[str, tuple[float, float]],
    counted: Mapping[tuple[int, str], int],
    together: frozenset[int],
) -> DepartmentProfile:
    own = [cell for cell in cells if cell.department_id == department.pk]
    strands = strand_needs(run, own, middles) if run else ()
    answered = {role: counted.get((department.pk, role), 0) for role in ROLES}
    basis, more = _basis(run, department, answered, strands)
    return DepartmentProfile(
        department_id=department.pk,
        urn=department.school_id,
        school_name=department.school.name,
        subject=department.programme.subject,
        synthetic=department.programme.synthetic,
        finding=words.department_finding(strands),
        basis=basis,
        more=more,
        strands=strands,
        disagreements=tuple(each for _, each in disagreements(run, own)) if run else (),
        results=results_beside(run.outcomes, department.pk, together) if run else None,
        since=run.since if run else "",
        changes=_changes(own, strands),
        any_beyond_chance=any(cell.change.get("beyond_chance") for cell in own),
        reliability=_reliability(run, basis),
        anchored=bool(run and run.anchored),
        strength=min(strands, key=lambda s: (s.p_weakest3, -s.estimate, s.title), default=None),
        levels=run.instrument.levels if run else (),
        wave_name=run.wave_name if run else "",
        made_at=run.made_at if run else None,
        source=f"{run.instrument.title}, {run.wave_name}" if run else "",
        notes=run.warnings if run else (),
    )


def strand_needs(
    run: RunCard, cells: Iterable[ProfileCell], middles: Mapping[str, tuple[float, float]]
) -> tuple[StrandNeed, ...]:
    """Cells of one department as pages take them, the strongest need first."""
    found = [_strand_need(run, cell, middles.get(cell.strand)) for cell in cells]
    return tuple(sorted(found, key=lambda s: (-s.p_weakest3, s.estimate, s.title)))


def middle_halves(cells: Sequence[ProfileCell]) -> dict[str, tuple[float, float]]:
    """Strand → lower and upper quartile over departments with answers in it, if enough have any."""
    values: dict[str, list[float]] = {}
    for cell in cells:
        if cell.answers:
            values.setdefault(cell.strand, []).append(cell.estimate)
    return {
        strand: (cut[0], cut[2])
        for strand, found in values.items()
        if len(found) >= FEWEST_SHOWN and (cut := quantiles(found, n=4, method="inclusive"))
    }


def _strand_need(run: RunCard, cell: ProfileCell, middle: tuple[float, float] | None) -> StrandNeed:
    about = {strand.id: strand.about for strand in run.instrument.strands}
    return StrandNeed(
        strand=cell.strand,
        title=run.instrument.titles.get(cell.strand, cell.strand),
        about=about.get(cell.strand, ""),
        estimate=cell.estimate,
        se=cell.se,
        lower=cell.lower,
        upper=cell.upper,
        reliability=cell.reliability,
        p_weakest3=cell.p_weakest3,
        band=band(cell.p_weakest3),
        need=need(cell.estimate),
        need_se=cell.se / 3,
        answers=cell.answers,
        respondents=cell.respondents,
        by_role=roles_say(cell.by_role),
        middle=middle,
        note=cell.note,
    )


def roles_say(by_role: Mapping[str, Any]) -> tuple[RoleSays, ...]:
    """What each role said, in the usual order; few teachers are counted, their levels withheld."""
    said = []
    for role in ROLES:
        if role in by_role:
            found = by_role[role]
            n = int(found["n"])
            if role == "teacher" and n < FEWEST_SHOWN:
                said.append(RoleSays(role, n, None, (), suppressed=True))
            else:
                said.append(RoleSays(role, n, found["median"], tuple(found["counts"])))
    return tuple(said)


def _who_answered(run: RunCard | None, departments: Sequence[Department]) -> dict[tuple[int, str], int]:
    """How many of each role answered: by department and role."""
    if run is None:
        return {}
    rows = Response.objects.filter(wave=run.wave_id, department__in=departments).order_by()
    counts = rows.values_list("department_id", "role").annotate(n=Count("id"))
    return {(department, role): n for department, role, n in counts}


def _basis(
    run: RunCard | None, department: Department, counted: Mapping[str, int], strands: Sequence[StrandNeed]
) -> tuple[Basis, str]:
    teachers, leads, technicians = (counted.get(role, 0) for role in ("teacher", "lead", "technician"))
    staff = department.teachers
    if staff is not None:
        staff = max(staff, teachers)
    sentence = words.who_answered(teachers, staff, leads, technicians, department.technicians)
    now = then = None
    items = 1.0
    if run and run.variance and teachers:
        asked = [s for s in run.instrument.strands if "teacher" in s.audience]
        items = sum("teacher" in i.audience for s in asked for i in s.items) / max(len(asked), 1) or 1.0
        now = design(run.variance, teachers, items)
        then = design(run.variance, max(staff or teachers, teachers), items)
        sentence += f"; a repeat would agree to within ±{now.repeat_within:.1f}"
    basis = Basis(
        teachers_answered=teachers,
        teachers=staff,
        leads_answered=leads,
        technicians_answered=technicians,
        technicians=department.technicians,
        answers=sum(strand.answers for strand in strands),
        repeat_within=now.repeat_within if now else None,
        reliability=now.reliability if now else None,
        reliability_within=now.reliability_within if now else None,
        sentence=f"{words.begun(sentence)}.",
    )
    quantile = run.quantile if run else 0.0
    half_now, half_then = (quantile * d.se if d else None for d in (now, then))
    missing = (staff or teachers) - teachers
    some = min(FEW_MORE, missing) if missing > FEW_MORE else 0
    with_some = (
        quantile * design(run.variance, teachers + some, items).se
        if now and run and run.variance and some
        else None
    )
    return basis, words.more_answers(teachers, staff, half_now, half_then, (some, with_some))


def disagreements(run: RunCard, cells: Iterable[ProfileCell]) -> list[tuple[ProfileCell, Disagreement]]:
    """The cells in which two sources differ by more than chance, the largest difference first."""
    found = []
    for cell in cells:
        title = run.instrument.titles.get(cell.strand, cell.strand)
        for view in cell.sources:
            if view["flagged"] and view["gap"] is not None:
                sentence = words.disagreement(title, view["source"], view["against"], view["gap"], view["n"])
                found.append((cell, Disagreement(cell.strand, title, view["source"], view["gap"], sentence)))
    return sorted(found, key=lambda each: -abs(each[1].gap))


def _changes(cells: Sequence[ProfileCell], strands: Sequence[StrandNeed]) -> tuple[str, ...]:
    titles = {strand.strand: strand.title for strand in strands}
    changed = [cell for cell in cells if cell.change]
    changed.sort(
        key=lambda c: (not c.change["beyond_chance"], -abs(c.change["after"] - c.change["unchanged"]))
    )
    return tuple(words.change(titles[cell.strand], cell.change) for cell in changed)


def _reliability(run: RunCard | None, basis: Basis) -> str:
    between = basis.reliability if run and run.anchored else None
    return words.reliabilities(between, basis.reliability_within)
