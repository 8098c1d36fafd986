"""How changes of an audit are recorded: one event about the wave, with its place."""

from collections.abc import Mapping
from datetime import datetime

from smeaton.apps.history.services import record
from smeaton.apps.needs.models import Wave
from smeaton.terms import Reach


def record_on(
    wave: Wave, *, reach: Reach, action: str, changes: Mapping[str, object], at: datetime | None = None
) -> None:
    """Record something that happened to an audit; its programme must be loaded, else that costs a query."""
    record(
        reach=reach,
        action=action,
        subject="wave",
        subject_id=wave.pk,
        place=wave.programme.place_id,
        changes=changes,
        at=at,
    )
