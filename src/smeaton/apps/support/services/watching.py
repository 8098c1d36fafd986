"""What a working run tells the database: that it lives, how far it is; and what it hears: whether to stop."""

import time
from collections.abc import Callable
from datetime import datetime

from smeaton.apps.support.models import PlanRun, PlanStatus
from smeaton.apps.support.services.planning import lease_of
from smeaton.engine.support import Progress

BEAT = 1.0
"""Seconds between two looks at the database."""
SEARCH, SHARES, FIRMNESS, CURVE = 80, 85, 95, 98
"""Percent of the work done when each step is over."""


class Watch:
    """The `progress` and `stop` of one attempt at a run, at most one statement a second.

    `stopped` becomes true when somebody asked to cancel, `lost` when another worker has taken up the run:
    then nothing of this attempt may be saved.
    """

    def __init__(
        self, run: PlanRun, now: Callable[[], datetime], clock: Callable[[], float] = time.monotonic
    ):
        self.run_id, self.attempt, self.seconds = run.pk, run.attempt, run.seconds
        self.lease = lease_of(run)
        self.now, self.clock = now, clock
        self.stopped = self.lost = False
        self._values: dict[str, object] = {}
        self._last = float("-inf")

    def progress(self, at: Progress) -> None:
        """Take in where the search stands."""
        done = min(at.elapsed / self.seconds, 1.0) if self.seconds else 1.0
        self._values = {
            "stage": at.stage,
            "percent": int(2 + (SEARCH - 2) * done),
            "covered": at.covered,
            "bound": at.bound,
            "gap": at.gap,
            "least_served": at.least_served,
        }
        self._beat()

    def stage(self, words: str, percent: int) -> None:
        """Say what is being done now, at once."""
        self._values = {"stage": words, "percent": percent}
        self._last = float("-inf")
        self._beat()

    def stop(self) -> bool:
        """Whether the work should end."""
        self._beat()
        return self.stopped or self.lost

    def _beat(self) -> None:
        if self.clock() - self._last < BEAT:
            return
        now = self.now()
        mine = PlanRun.objects.filter(pk=self.run_id, attempt=self.attempt, status=PlanStatus.RUNNING)
        told = mine.update(heartbeat=now, lease_until=now + self.lease, **self._values)
        self.lost = not told
        self.stopped = bool(told) and mine.filter(cancel_asked=True).exists()
        self._last = self.clock()
