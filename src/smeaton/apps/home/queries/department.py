"""One department: its needs, what they rest on, its school's published figures and its package in a line."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from smeaton.apps.home.queries.outcomes import OutcomeLine, outcome_lines
from smeaton.apps.needs.queries import DepartmentProfile, department_profiles
from smeaton.apps.needs.queries.choices import DepartmentChoices, choices_of
from smeaton.apps.needs.queries.rates import OpenAudit, open_audit_here
from smeaton.apps.places.queries import DepartmentCard
from smeaton.apps.register.queries import OutcomeRow, outcomes_by_school
from smeaton.apps.support.queries.packages import PackageView, package, packages_in_full
from smeaton.terms import AcademicYear, Permission, Reach, Where
from smeaton.ui.components import Task
from smeaton.ui.pages import page_url


@dataclass(frozen=True)
class DepartmentView:
    """Everything that the department's page and its visit brief show."""

    department: DepartmentCard
    profile: DepartmentProfile
    package: PackageView | None
    years: tuple[AcademicYear, ...]
    outcomes: tuple[OutcomeLine, ...]
    outcome_sources: str
    may_see_place: bool
    choices: DepartmentChoices
    may_choose: bool
    may_confirm: bool
    may_read_history: bool
    audit: OpenAudit | None = None
    """How many here have answered the audit that is open; only on the page of one department."""

    @property
    def finding(self) -> str:
        """The one sentence under the title."""
        return self.profile.finding

    @property
    def synthetic(self) -> bool:
        """Whether the department's answers are made up for demonstration."""
        return self.department.synthetic

    @property
    def thin(self) -> str:
        """Which strands rest on so few answers that their intervals are wide; empty where none does."""
        noted: dict[str, list[str]] = {}
        for strand in self.profile.strands:
            if strand.note:
                noted.setdefault(strand.note.rstrip("."), []).append(strand.title)
        return " ".join(
            f"{', '.join(titles)}: {'each ' if len(titles) > 1 else ''}{note[:1].lower()}{note[1:]}."
            for note, titles in noted.items()
        )

    @property
    def foot(self) -> str:
        """Where the page's figures come from."""
        public = "Public figures: Department for Education, Open Government Licence v3."
        return f"{public} Staff, answers and package are synthetic." if self.synthetic else public


def department_view(card: DepartmentCard, reach: Reach, at: datetime | None = None) -> DepartmentView:
    """The department with all that stands beside it; `Refused` without `VIEW_DEPARTMENT` there.

    With `at` also how many have answered the audit that is open then.
    """
    view = department_views([card], reach)[0]
    if at is None:
        return view
    return replace(view, audit=open_audit_here(card.programme_id, card.id, card.where, reach, at))


def department_views(cards: Sequence[DepartmentCard], reach: Reach) -> list[DepartmentView]:
    """Several departments, in the order given, in about as many queries as one takes."""
    profiles = {found.department_id: found for found in department_profiles([c.id for c in cards], reach)}
    proposed = {found.department_id: found for found in _packages(cards, reach)}
    outcomes = outcomes_by_school([card.urn for card in cards])
    choices = choices_of(cards, reach)
    return [
        _view(card, profiles[card.id], proposed.get(card.id), outcomes[card.urn], choices[card.id], reach)
        for card in cards
    ]


def _packages(cards: Sequence[DepartmentCard], reach: Reach) -> list[PackageView]:
    if len(cards) == 1:
        seen = reach.can(Permission.VIEW_PACKAGE, cards[0].where)
        return [package(cards[0].id, reach)] if seen else []
    programmes = dict.fromkeys(card.programme_id for card in cards)
    keys = [card.id for card in cards]
    return [found for programme in programmes for found in packages_in_full(programme, reach, keys)]


def _view(
    card: DepartmentCard,
    profile: DepartmentProfile,
    proposed: PackageView | None,
    rows: Sequence[OutcomeRow],
    choices: DepartmentChoices,
    reach: Reach,
) -> DepartmentView:
    lines = outcome_lines(rows)
    return DepartmentView(
        department=card,
        profile=profile,
        package=proposed,
        years=tuple(AcademicYear(cell.ends) for cell in lines[0].cells) if lines else (),
        outcomes=tuple(lines),
        outcome_sources="; ".join(sorted({row.source_title for row in rows})),
        may_see_place=reach.can(
            Permission.VIEW_PLACE, Where(place=card.place.pk, programme=card.programme_id)
        ),
        choices=choices,
        may_choose=reach.can(Permission.CHOOSE_PRIORITIES, card.where),
        may_confirm=reach.can(Permission.CONFIRM_PRIORITIES, card.where),
        may_read_history=reach.can(Permission.VIEW_HISTORY, card.where),
    )


def tasks_of(view: DepartmentView) -> list[Task]:
    """At most three lines of what needs the science lead, or the head, now."""
    here: dict[str, str | int] = {"place": view.department.place.slug, "urn": view.department.urn}
    tasks = []
    state = view.choices.state
    if view.may_choose and view.profile.strands and (state not in ("agreed", "confirmed")):
        detail = {"being chosen": "you have begun", "sent back": "the head has sent them back"}
        tasks.append(
            Task("Choose your priorities", page_url("priorities", **here), detail.get(state, "three to five"))
        )
    if view.may_confirm and state == "agreed":
        tasks.append(
            Task("Confirm the priorities", page_url("priorities", **here), "the lead has agreed them")
        )
    if view.audit is not None and not view.may_see_place:
        tasks.append(
            Task(
                "See who is asked and how many have answered",
                page_url("own-board", **here),
                f"{view.audit.answered} of {view.audit.asked} people" if view.audit.asked else "nobody yet",
            )
        )
    if view.package is not None and view.package.items:
        count = len(view.package.items)
        tasks.append(
            Task(
                "Read the proposed package",
                page_url("package", **here),
                "one item" if count == 1 else f"{count} items",
            )
        )
    if view.profile.strands:
        tasks.append(Task("Print the visit brief", page_url("brief", **here), "one page"))
    return tasks
