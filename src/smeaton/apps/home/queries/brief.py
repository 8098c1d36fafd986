"""The visit brief: what somebody reads on the way to a department, on one page."""

from collections.abc import Sequence
from dataclasses import dataclass

from smeaton.apps.home.queries.department import DepartmentView, department_views
from smeaton.apps.home.queries.outcomes import OutcomeLine
from smeaton.apps.needs.queries import StrandNeed
from smeaton.apps.places.queries import DepartmentCard, PlaceCard, departments, programmes
from smeaton.terms import AcademicYear, Reach
from smeaton.ui.figures import decimal, percent

STRONGEST, FIGURES, LINES = 3, 4, 5


@dataclass(frozen=True)
class Brief:
    """One department's visit brief. `package_lines` are at most five."""

    view: DepartmentView
    why: str
    strongest: tuple[StrandNeed, ...]
    figures: tuple[str, ...]
    questions: tuple[str, ...]
    package_lines: tuple[str, ...]


def brief_of(view: DepartmentView) -> Brief:
    """The brief of a department whose page's figures are at hand."""
    strongest = view.profile.strands[:STRONGEST]
    return Brief(
        view=view,
        why=_why(view),
        strongest=strongest,
        figures=tuple(_figures(view.outcomes)),
        questions=_questions(view),
        package_lines=tuple(_package_lines(view)),
    )


def to_visit(place: PlaceCard, reach: Reach) -> list[DepartmentCard]:
    """Every department of the place's latest programme that takes part, by name of school."""
    found = programmes(place.pk, reach)
    if not found:
        return []
    return [card for card in departments(found[-1].pk, reach) if card.takes_part]


def pack_of(cards: Sequence[DepartmentCard], reach: Reach) -> list[Brief]:
    """The briefs of these departments, in their order."""
    return [brief_of(view) for view in department_views(cards, reach)] if cards else []


def _why(view: DepartmentView) -> str:
    if not view.profile.strands:
        return "to hear what the department needs: nobody has answered the audit yet."
    if view.choices.held is not None:
        return "to check what the answers say, and to begin on the priorities that are agreed."
    if view.package is not None and view.package.items:
        return "to check what the answers say, and to agree the package proposed below."
    return "to check what the answers say, and to agree what comes first."


def _figures(lines: tuple[OutcomeLine, ...]) -> list[str]:
    """The latest published figures, science first, each with its year and what it covers."""
    found = []
    for line in lines:
        if line.latest is not None:
            year = AcademicYear(line.latest.ends)
            found.append(f"{line.title}: {line.latest.text} in {year} ({line.covers})")
    return found[:FIGURES]


def _questions(view: DepartmentView) -> tuple[str, ...]:
    """Three questions: the clearest need in practice, what is least certain, and what could begin soon."""
    strands = view.profile.strands
    if not strands:
        return (
            "What would you most like to change in how science is taught here?",
            "What stands in the way of answering the audit, and what would make it easy?",
            "Who could be out for training this term, and when not?",
        )
    first = strands[0]
    questions = [
        f"{first.title}: what does it look like in an ordinary lesson here, and what have you tried already?"
    ]
    if view.profile.disagreements:
        differ = view.profile.disagreements[0]
        questions.append(
            f"{differ.title}: you and your teachers answered differently. What do you see that they "
            "do not, or they that you do not?"
        )
    else:
        least = max(strands, key=lambda strand: strand.se)
        questions.append(
            f"{least.title}: the answers leave us least sure here. What would you show a visitor?"
        )
    either = " or ".join(_lower(strand.title) for strand in strands[:2])
    questions.append(f"Could you begin on {either} within a term, and with whom?")
    return tuple(questions)


def _lower(title: str) -> str:
    return title[:1].lower() + title[1:]


def _package_lines(view: DepartmentView) -> list[str]:
    package = view.package
    if package is None or not package.items:
        return []
    lines = []
    for item in sorted(package.items, key=lambda item: -item.share):
        serves = max(item.served, key=lambda served: served.share, default=None)
        why = f", mostly for {_lower(serves.title)}" if serves else ""
        lines.append(
            f"{item.name}: {decimal(item.hours, 0)} hours, meets {percent(item.share)} of the need{why}"
        )
    if len(lines) > LINES:
        rest = len(lines) - LINES + 1
        lines = [*lines[: LINES - 1], f"and {rest} smaller items"]
    return lines
