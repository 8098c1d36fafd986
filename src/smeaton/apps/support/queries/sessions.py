"""Sessions as the rows keep them, read into days and hours."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class Meeting:
    """One dated session: when, of what kind (a day, a twilight …), and the seats that go (0: all)."""

    starts: datetime
    ends: datetime
    kind: str
    seats: int = 0


def meetings(sessions: Iterable[Mapping[str, Any]]) -> tuple[Meeting, ...]:
    """The sessions in order of time."""
    found = (
        Meeting(
            datetime.fromisoformat(str(one["starts"])),
            datetime.fromisoformat(str(one["ends"])),
            str(one.get("kind", "")),
            int(one.get("seats", 0)),
        )
        for one in sessions
    )
    return tuple(sorted(found, key=lambda meeting: meeting.starts))


def in_words(found: Iterable[Meeting]) -> str:
    """The sessions as text, for a cell or a line."""
    return "; ".join(f"{one.starts:%-d %b %Y, %H:%M}–{one.ends:%H:%M}" for one in found)
