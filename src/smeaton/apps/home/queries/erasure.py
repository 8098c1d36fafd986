"""What erasing somebody would do, before it is done."""

from dataclasses import dataclass
from datetime import date

from smeaton.apps.home.queries.records import Subject
from smeaton.apps.home.queries.records.finding import found_for
from smeaton.apps.home.queries.records.holds import Hold, holds_in_force, holds_on
from smeaton.apps.home.queries.records.standing import require_over_all_of
from smeaton.terms import Permission, Reach


@dataclass(frozen=True)
class ErasureLine:
    """What would become of some rows."""

    title: str
    rows: int
    fate: str
    why: str


@dataclass(frozen=True)
class ErasurePlan:
    """Line by line what would be done, and the holds that keep something from it."""

    lines: tuple[ErasureLine, ...]
    holds: tuple[Hold, ...]

    @property
    def wholly_held(self) -> bool:
        """Whether a hold covers everything."""
        return any(not hold.covers for hold in self.holds)


def erasure_plan(subject: Subject, person_id: int, reach: Reach, today: date) -> ErasurePlan:
    """What `erase` would do; `Refused` as there."""
    require_over_all_of(person_id, reach, Permission.ERASE_PERSON)
    holds = holds_on(subject, holds_in_force(today))
    lines = []
    for record, _, rows in found_for(subject):
        count = rows.count()
        if count:
            held = any(hold.holds(record.kind) for hold in holds)
            fate = "kept: a hold covers it" if held else str(record.fate)
            lines.append(ErasureLine(record.title, count, fate, record.why))
    return ErasurePlan(tuple(lines), tuple(holds))
