"""The head of history in the log, which is kept elsewhere: what stands before it cannot be redone unseen."""

import logging
from datetime import datetime, timedelta

from django.utils import timezone

from smeaton.apps.history.queries.chain import last_link

_LOG = logging.getLogger("smeaton.history")


class HeadInLog:
    """Writes how long the chain is and its digest, once in `every` while it grows; kept by a worker."""

    def __init__(self, every: timedelta = timedelta(hours=1)) -> None:
        self._every = every
        self._written: tuple[datetime, str] | None = None

    def look(self, at: datetime | None = None) -> None:
        """Write a line where one is due. One small query; the digest tells nothing of anybody."""
        at = at or timezone.now()
        if self._written and at - self._written[0] < self._every:
            return
        number, head = last_link()
        if head and (self._written is None or head != self._written[1]):
            _LOG.info("%d events, head %s", number, head, extra={"events": number, "head": head})
            self._written = (at, head)
