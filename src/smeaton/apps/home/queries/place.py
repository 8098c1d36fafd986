"""The place: its gap, its schools with standing, need and package at a glance, and what is to be done."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from smeaton.apps.access.queries import NOTHING_HIDDEN, NotShared, not_shared
from smeaton.apps.needs.queries import (
    ClearestNeed,
    MatrixCell,
    PlaceProfile,
    answered_in,
    clearest_needs,
    place_profile,
)
from smeaton.apps.needs.queries.rates import OpenAudit, open_audit
from smeaton.apps.places.queries import DepartmentCard, PlaceCard, ProgrammeCard, departments, programmes
from smeaton.apps.register.queries import GapSeries, SchoolCard, gap_series, schools
from smeaton.apps.support.queries.packages import PackageGlance, packages_at_a_glance
from smeaton.terms import Permission, Reach
from smeaton.ui.components import Task
from smeaton.ui.pages import page_url

NOT_KNOWN = "not known"
WAITING = ("not approached", "invited")
"""Standings in which the next word is the hub lead's."""


@dataclass(frozen=True)
class SchoolRow:
    """One school of the place in the table: what is known of it at every stage, and the next step."""

    department: DepartmentCard
    school: SchoolCard | None
    clearest: MatrixCell | ClearestNeed | None
    answered: int
    package: PackageGlance | None
    url: str
    step: Task

    @property
    def trust(self) -> str:
        """The name of its trust; a school that is not known to be in one says so."""
        return self.department.trust_name or NOT_KNOWN

    @property
    def asked(self) -> int | None:
        """How many are asked: teachers, technicians and the lead; None where staff numbers are not known."""
        staff = (self.department.teachers, self.department.technicians)
        return None if None in staff else 1 + sum(number or 0 for number in staff)


@dataclass(frozen=True)
class PlaceView:
    """Everything that the place's page shows. `rows` are narrowed by the filters, `all_rows` are not."""

    place: PlaceCard
    programme: ProgrammeCard | None
    gap: GapSeries | None
    needs: PlaceProfile | None
    all_rows: tuple[SchoolRow, ...]
    rows: tuple[SchoolRow, ...]
    trusts: tuple[str, ...]
    standings: tuple[str, ...]
    audit: OpenAudit | None = None
    """The audit that is open, where there is one."""
    may_propose: bool = False
    """Whether the reader may propose agreements."""
    not_shared: NotShared = NOTHING_HIDDEN
    """Schools of which the reader sees nothing."""

    @property
    def taking_part(self) -> int:
        """How many schools of the place take part now."""
        return sum(row.department.takes_part for row in self.all_rows)

    @property
    def profiled(self) -> int:
        """How many departments have a profile of needs."""
        return sum(row.clearest is not None for row in self.all_rows)

    @property
    def synthetic(self) -> bool:
        """Whether the programme's people and answers are made up for demonstration."""
        return self.programme is not None and self.programme.synthetic


def place_view(
    place: PlaceCard, reach: Reach, at: datetime, *, trust: str = "", standing: str = ""
) -> PlaceView:
    """The place in its latest programme; its schools narrowed to a trust and a standing where given."""
    found = programmes(place.pk, reach)
    programme = found[-1] if found else None
    told = programme is not None and reach.can(Permission.VIEW_PLACE_NEEDS, programme.where)
    needs = place_profile(programme, reach) if programme and told else None
    rows = _rows(programme, needs, reach) if programme else []
    shown = [
        row
        for row in rows
        if (not trust or row.trust == trust) and (not standing or row.department.standing == standing)
    ]
    return PlaceView(
        place=place,
        programme=programme,
        gap=gap_series(place.local_authority) if place.local_authority is not None else None,
        needs=needs,
        all_rows=tuple(rows),
        rows=tuple(shown),
        trusts=tuple(sorted({row.trust for row in rows}, key=lambda name: (name == NOT_KNOWN, name))),
        standings=tuple(dict.fromkeys(row.department.standing for row in rows)),
        audit=open_audit(programme.pk, programme.where, reach, at) if programme else None,
        may_propose=programme is not None and reach.can(Permission.PROPOSE_AGREEMENTS, programme.where),
        not_shared=_not_shared(programme, needs, reach) if programme else NOTHING_HIDDEN,
    )


def _not_shared(programme: ProgrammeCard, needs: PlaceProfile | None, reach: Reach) -> NotShared:
    if needs is not None:
        return needs.not_shared
    return not_shared(programme.pk, reach, Permission.VIEW_DEPARTMENT)


def _rows(programme: ProgrammeCard, profile: PlaceProfile | None, reach: Reach) -> list[SchoolRow]:
    cards = departments(programme.pk, reach)
    known = {card.urn: card for card in schools(card.urn for card in cards)}
    answered: Mapping[int, int]
    clearest: Mapping[int, MatrixCell | ClearestNeed]
    if profile is None:
        answered, clearest = answered_in(programme.pk, reach), clearest_needs(programme.pk, reach)
    else:
        answered = {row.department_id: row.answered for row in (*profile.rows, *profile.without)}
        clearest = {
            row.department_id: min(row.cells, key=lambda cell: (-cell.p_weakest3, cell.estimate, cell.title))
            for row in profile.rows
        }
    packages = packages_at_a_glance(programme.pk, reach)
    rows = [
        SchoolRow(
            department=card,
            school=known.get(card.urn),
            clearest=clearest.get(card.id),
            answered=answered.get(card.id, 0),
            package=packages.get(card.id),
            url=page_url("department", place=card.place.slug, urn=card.urn),
            step=_step(card, card.id in clearest, packages.get(card.id)),
        )
        for card in cards
    ]
    return sorted(rows, key=_urgency)


def _urgency(row: SchoolRow) -> int:
    """Who waits for the hub lead comes first; within each group, schools stand by name."""
    if row.department.takes_part:
        if row.clearest is None:
            return 0
        return 3 if row.package is not None and row.package.items else 2
    return 1 if row.department.standing in WAITING else 4


def _step(card: DepartmentCard, profiled: bool, package: PackageGlance | None) -> Task:
    """What comes next for one department, as a verb with a link."""
    here: dict[str, str | int] = {"place": card.place.slug, "urn": card.urn}
    if card.standing == "not approached":
        return Task("Approach the school", page_url("department", **here))
    if card.standing == "invited":
        return Task("Follow up the invitation", page_url("brief", **here))
    if not card.takes_part:
        return Task(f"Nothing: the school has {card.standing}", page_url("department", **here))
    if not profiled:
        return Task("Ask for answers to the audit", page_url("department", **here))
    if package is None or not package.items:
        return Task("See why nothing is planned", page_url("package", **here))
    return Task("Agree the package", page_url("package", **here))


def tasks_of(view: PlaceView) -> list[Task]:
    """At most three lines of what needs the hub lead now, the most pressing first."""
    here = {"place": view.place.slug}
    waiting = [row for row in view.all_rows if row.department.standing in WAITING]
    silent = [row for row in view.all_rows if row.department.takes_part and row.clearest is None]
    planned = [row for row in view.all_rows if row.package is not None and row.package.items]
    tasks = []
    count = view.not_shared.parties
    if count and view.may_propose:
        one = count == 1
        tasks.append(
            Task(
                f"{count} trust{'' if one else 's'} {'has' if one else 'have'} not signed",
                page_url("agreements", **here),
                "their schools are counted, and in no figure",
            )
        )
    if view.audit is not None and view.audit.quiet:
        tasks.append(
            Task(
                f"Remind {_schools(view.audit.quiet)} that have gone quiet",
                page_url("board", wave=view.audit.wave_id, **here),
                f"{view.audit.answered} of {view.audit.asked} people have answered",
            )
        )
    elif view.audit is not None and view.audit.asked:
        tasks.append(
            Task(
                f"Watch answers to “{view.audit.name}” come in",
                page_url("board", wave=view.audit.wave_id, **here),
                f"{view.audit.answered} of {view.audit.asked} people",
            )
        )
    if silent:
        tasks.append(
            Task(f"Ask {_schools(len(silent))} for answers to the audit", silent[0].url, "no answer yet")
        )
    if view.profiled and not planned:
        tasks.append(
            Task("Plan the support packages", page_url("plan", **here), "needs are known, no plan yet")
        )
    if planned:
        tasks.append(
            Task(
                f"Visit {len(planned)} departments to agree their packages",
                page_url("briefs", **here),
                "visit briefs to print",
            )
        )
        tasks.append(
            Task("Organise the offers of the plan", page_url("offers", **here), "hosts, mentors, seats")
        )
    if waiting:
        query = f"?standing={waiting[0].department.standing.replace(' ', '+')}#schools"
        tasks.append(
            Task(
                f"Bring in {_schools(len(waiting))} more",
                page_url("place", **here) + query,
                "not taking part yet",
            )
        )
    return tasks


def _schools(count: int) -> str:
    return "one school" if count == 1 else f"{count} schools"
