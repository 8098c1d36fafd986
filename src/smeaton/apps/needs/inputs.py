"""The seam: answers and published figures in the database → what the engine takes."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from smeaton.apps.needs.models import Answer as AnswerRow
from smeaton.apps.needs.models import Wave
from smeaton.apps.register.queries import OutcomeRow, best_outcomes, outcomes_by_school
from smeaton.engine.needs.answers import VIGNETTE, Answer, Kind
from smeaton.engine.needs.disagreement import FEWEST_TO_COMPARE
from smeaton.engine.needs.instrument import Instrument
from smeaton.engine.sources.consistency import TEACHER_ASSESSED
from smeaton.terms import Reported, Status

_KINDS: dict[str, Kind] = {kind: kind for kind in ("answered", "dont_know", "not_applicable")}


def answers_of(wave: Wave, instrument: Instrument) -> list[Answer]:
    """Every answer of a wave to an item or a vignette of its instrument, in one query.

    Departments are named by their key; respondents by their response, whose code may mean nothing elsewhere.
    """
    rows = AnswerRow.objects.filter(response__wave=wave).order_by("id")
    columns = ("response__department_id", "response_id", "response__role", "item", "level", "kind")
    items, vignettes = instrument.items, {vignette.id for vignette in instrument.vignettes}
    found = []
    for department, response, role, item, level, kind in rows.values_list(*columns):
        who = str(department), str(response)
        if item in items:
            found.append(Answer(*who, role, item, items[item].strand, level, _KINDS[kind]))
        elif item in vignettes:
            found.append(Answer(*who, VIGNETTE, item, "", level, _KINDS[kind]))
    return found


@dataclass(frozen=True)
class PublishedResults:
    """Attainment 8 of all pupils, over all subjects, in one year: by URN, with why one has no figure."""

    year: int
    by_school: Mapping[int, Reported]


def published_results(urns: Iterable[int]) -> PublishedResults | None:
    """The schools' figures of the latest year that can be compared; None where none has been published.

    That is the latest in which five schools or more have a figure, or else in which any has; years whose
    grades were assessed by teachers are left out. A school keeps what was published under its numbers before.
    A figure that is suppressed stays so; a school of which nothing is known counts as missing.
    """
    rows = {
        urn: [
            row
            for row in best_outcomes(found)
            if (row.stage, row.measure, row.group) == ("KS4", "attainment8", "all")
            and row.year not in TEACHER_ASSESSED
        ]
        for urn, found in outcomes_by_school(urns).items()
    }
    reported = {urn: _one_a_year(urn, found) for urn, found in rows.items()}
    counts = Counter(
        year for found in reported.values() for year, each in found.items() if each.value is not None
    )
    if not counts:
        return None
    year = max((year for year, n in counts.items() if n >= FEWEST_TO_COMPARE), default=max(counts))
    missing = Reported(Status.MISSING)
    return PublishedResults(year, {urn: found.get(year, missing) for urn, found in reported.items()})


def _one_a_year(urn: int, rows: Iterable[OutcomeRow]) -> dict[int, Reported]:
    """What is reported of each year: under the school's own number before that of a predecessor."""
    ordered = sorted(rows, key=lambda row: (row.urn == urn, row.urn))
    return {row.year: row.reported for row in ordered}
