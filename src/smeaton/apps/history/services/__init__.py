"""Writing history: a change, or many at once, and where they came from."""

from smeaton.apps.history.services.anchoring import HeadInLog
from smeaton.apps.history.services.origin import came_from, now_from
from smeaton.apps.history.services.recording import Entry, record, record_all

__all__ = ["Entry", "HeadInLog", "came_from", "now_from", "record", "record_all"]
