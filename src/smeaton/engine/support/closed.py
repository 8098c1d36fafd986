"""Who cannot come when, and why: what closes a slot to a department or a facilitator."""

from __future__ import annotations

from dataclasses import dataclass

from smeaton.engine.support.values import Fields


@dataclass(frozen=True, slots=True)
class Closed:
    """Slots in which nobody can be sent or come, and why: "mock examinations"."""

    because: str
    slots: tuple[int, ...]

    @staticmethod
    def read(f: Fields) -> Closed:
        """From the keys of one JSON object."""
        return Closed(f.text("because"), f.slot_list("slots"))


@dataclass(frozen=True, slots=True)
class Facilitator:
    """Somebody who leads sessions, one in a slot; a mentor who also does so has the same id in both lists."""

    id: str
    closed: tuple[Closed, ...] = ()

    @staticmethod
    def read(f: Fields) -> Facilitator:
        """From the keys of one JSON object."""
        return Facilitator(f.text("id"), f.each("closed", Closed.read) if f.has("closed") else ())
