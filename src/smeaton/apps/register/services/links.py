"""Successions between schools, and the lists on which schools stand."""

from datetime import date

from smeaton.apps.register.models import Eligibility, SchoolLink
from smeaton.apps.register.services.schools import Stated
from smeaton.apps.register.services.statements import Change, Tally
from smeaton.engine.sources import EligibilityFact, LinkFact


def enter_links(stated: Stated, tally: Tally) -> None:
    """Keep the successions. Both schools of a link name it, often with two days: the later one stands."""
    facts = [(line, fact) for line, fact in stated if isinstance(fact, LinkFact)]
    rows = SchoolLink.objects.filter(predecessor__in={fact.predecessor for _, fact in facts})
    have = {(row.predecessor_id, row.successor_id, row.kind): row.on for row in rows}
    to_write: dict[tuple[int, int, str], date | None] = {}
    for line, fact in facts:
        key = fact.predecessor, fact.successor, fact.kind
        if key not in have:
            tally.new_links.add(key)
            tally.note(line, Change.CREATED)
        elif fact.on is not None and fact.on > (have[key] or date.min):
            tally.note(line, Change.CREATED if key in tally.new_links else Change.UPDATED)
        else:
            continue
        have[key] = to_write[key] = fact.on
    SchoolLink.objects.bulk_create(
        [
            SchoolLink(predecessor_id=a, successor_id=b, kind=kind, on=on)
            for (a, b, kind), on in to_write.items()
        ],
        update_conflicts=True,
        unique_fields=["predecessor", "successor", "kind"],
        update_fields=["on"],
    )


def enter_eligibilities(stated: Stated, tally: Tally) -> None:
    """Keep which schools stand on which list in which year."""
    facts = [(line, fact) for line, fact in stated if isinstance(fact, EligibilityFact)]
    have = set(
        Eligibility.objects.filter(school__in={fact.urn for _, fact in facts}).values_list(
            "school", "list", "year"
        )
    )
    new = []
    for line, fact in facts:
        key = fact.urn, fact.list, fact.year
        if key not in have:
            have.add(key)
            new.append(Eligibility(school_id=fact.urn, list=fact.list, year=fact.year))
            tally.note(line, Change.CREATED)
    Eligibility.objects.bulk_create(new)
