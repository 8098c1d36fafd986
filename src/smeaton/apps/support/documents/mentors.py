"""Findings of the pages about mentors."""

from smeaton.apps.support.documents.sentences import OUTDATED
from smeaton.apps.support.queries.handover import Handover
from smeaton.apps.support.queries.mentors import MentorsPage


def finding(page: MentorsPage) -> str:
    """What the list comes to, in a sentence or two."""
    if not page.mentors:
        return "There is no mentor yet, so no plan can count on one."
    count = f"{len(page.mentors)} mentor{'s' if len(page.mentors) != 1 else ''}"
    there = f"{count} can give {page.hours:g} hours"
    if page.outdated:
        return f"{there}. {OUTDATED}"
    if not page.planned:
        return f"{there}. There is no plan yet that uses them."
    return f"{there}; the plan uses {page.hours_planned:g} of them."


def handover_finding(page: Handover) -> str:
    """What it would mean if the mentor dropped out."""
    if not page.hours:
        return "The plan does not count on them, so nothing has to be handed over."
    if not page.lost:
        return f"All {page.hours:g} hours can be taken over by others."
    if not page.taken:
        return f"Nobody else can take over any of the {page.hours:g} hours."
    kept = page.hours - page.hours_lost
    return f"{kept:g} of {page.hours:g} hours can be taken over, {page.hours_lost:g} cannot."
