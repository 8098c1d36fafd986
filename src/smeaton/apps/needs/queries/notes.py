"""What staff wrote as evidence, for whoever moderates: by strand, without any sign of who wrote it."""

from dataclasses import dataclass

from smeaton.apps.needs.models import StrandNote
from smeaton.apps.needs.queries.runs import current_run
from smeaton.apps.places.queries import DepartmentCard
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class StrandNotes:
    """The notes about one strand, in the order of the alphabet, so that the order tells nothing either."""

    title: str
    texts: tuple[str, ...]


def notes_of(card: DepartmentCard, reach: Reach) -> tuple[StrandNotes, ...]:
    """The notes of a department in the wave that was analysed last; strands without any are left out.

    `Refused` without `MODERATE_NEEDS` over it: respondents are told that only those who run the programme
    read them.
    """
    reach.require(Permission.MODERATE_NEEDS, card.where)
    run = current_run(card.programme_id)
    if run is None:
        return ()
    by_strand: dict[str, list[str]] = {}
    rows = StrandNote.objects.filter(response__wave=run.wave_id, response__department=card.id)
    for strand, text in rows.order_by("text").values_list("strand", "text"):
        by_strand.setdefault(strand, []).append(text)
    titles = run.instrument.titles
    return tuple(
        StrandNotes(titles[strand], tuple(by_strand[strand])) for strand in titles if strand in by_strand
    )
