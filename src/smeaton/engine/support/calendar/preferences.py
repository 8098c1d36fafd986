"""Which of two timetables that keep everything is kinder: few out at once, an even season, early dates."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from smeaton.engine.support.calendar.timetable import Date, Held, Timetable

PERIODS = 6  # a season is looked at in so many equal parts
_STEPS = 10  # lateness is counted from 0 to this


@dataclass(frozen=True)
class Weights:
    """What each unkindness counts: one more out at once, two runs in one period, a step of lateness."""

    out: int = 3
    crowded: int = 2
    late: int = 1


WEIGHTS = Weights()


@dataclass(frozen=True)
class Span:
    """From the first slot that any date takes to the last."""

    first: int
    last: int

    @staticmethod
    def of(table: Timetable) -> Span:
        """The span of all dates that the events could take."""
        slots = [slot for event in table.events for date in event.dates for slot in date]
        return Span(min(slots, default=0), max(slots, default=0))

    def lateness(self, date: Date) -> int:
        """0 for a run that begins with the season, 10 for one at its very end."""
        return self._part(date, _STEPS + 1)

    def period(self, date: Date) -> int:
        """Which sixth of the season a run begins in."""
        return self._part(date, PERIODS)

    def _part(self, date: Date, parts: int) -> int:
        if not date:
            return 0
        return parts * (min(date) - self.first) // (self.last - self.first + 1)


def unkindness(table: Timetable, held: tuple[Held, ...]) -> int:
    """What a timetable costs: Σ staff out at once beyond one, pairs of runs in a period, lateness."""
    release = {event.offer.id for event in table.events if event.offer.release_days > 0}
    span, out, periods, late = Span.of(table), Counter[tuple[str, int]](), Counter[int](), 0
    for run in held:
        late += span.lateness(run.date)
        periods[span.period(run.date)] += 1
        if run.offer in release:
            for department, n in run.seats:
                for slot in run.date:
                    out[department, slot] += n
    together = sum(n - 1 for n in out.values() if n > 1)
    crowded = sum(n * (n - 1) // 2 for n in periods.values())
    return WEIGHTS.out * together + WEIGHTS.crowded * crowded + WEIGHTS.late * late
