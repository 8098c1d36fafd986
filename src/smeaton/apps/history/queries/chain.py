"""The chain: each event carries the digest of the one before and of itself, so that no change goes unseen.

A digest is SHA-256 over the digest before it and the event's fields as JSON with sorted keys, times in UTC to
the microsecond and numbers in one form, whichever database they were read from.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC
from decimal import Context, Decimal
from typing import Any, Protocol

from smeaton.apps.history.models import Event
from smeaton.terms import Reach, Refused

BATCH = 2_000
"""Events that verification reads at a time."""

FIELDS = (
    "action",
    "actor",
    "agreement",
    "number",
    "origin",
    "place",
    "role",
    "school",
    "subject",
    "subject_id",
)
_EXACT = Context(prec=1_100)


class Chained(Protocol):
    """What a digest is made from; a model of a migration will do."""

    at: Any
    changes: Any


@dataclass(frozen=True)
class Verification:
    """What reading the whole chain found.

    `events` counts those that were read, `head` is the last digest that holds, `fault` a sentence about the
    first event that does not (empty where all do).
    """

    events: int
    head: str
    fault: str

    @property
    def holds(self) -> bool:
        """Whether nothing was altered, taken out or put in."""
        return not self.fault


def digest_of(before: str, event: Chained) -> str:
    """The digest of an event that follows one with the digest `before` (empty: it is the first), in hex."""
    row = {name: getattr(event, name) for name in FIELDS}
    row["at"] = event.at.astimezone(UTC).isoformat(timespec="microseconds")
    row["changes"] = _plain(json.loads(json.dumps(event.changes)))
    text = json.dumps(row, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(f"{before}\n{text}".encode("ascii")).hexdigest()


def last_link() -> tuple[int, str]:
    """The number and the digest of the latest event; 0 and empty where there is none. One query."""
    return Event.objects.order_by("-number").values_list("number", "digest").first() or (0, "")


def verify(*, reach: Reach, kept: str = "") -> Verification:
    """Read the whole chain, the oldest first, in batches; only the installation itself does so.

    `kept` is the digest of an event that was noted down earlier and elsewhere: where it is found no more,
    events were cut off at the end, or the chain was made anew.
    """
    if not reach.everywhere:
        raise Refused(f"{reach.actor} may not verify the whole of history")
    digest, number, found = "", 0, not kept
    for event in Event.objects.order_by("number", "pk").iterator(chunk_size=BATCH):
        if event.number != number + 1:
            return Verification(number, digest, _out_of_step(event, number + 1))
        ours = digest_of(digest, event)
        if ours != event.digest:
            return Verification(
                number,
                digest,
                f"Event {event.number} (row {event.pk}) has been altered.",
            )
        digest, number = ours, event.number
        found = found or digest == kept
    fault = "" if found else f"No event has the digest {kept}: the latest events are gone, or made anew."
    return Verification(number, digest, fault)


def _out_of_step(event: Event, expected: int) -> str:
    if event.number < expected:
        return f"Row {event.pk} has been inserted: there is an event {event.number} already."
    last = event.number - 1
    gone = f"Event {expected} is" if last == expected else f"Events {expected} to {last} are"
    return f"{gone} missing: row {event.pk} follows as event {event.number}."


def _plain(value: Any) -> Any:
    """JSON in which a number reads the same whether it came as 1, 1.0 or 1e0."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_plain(each) for each in value]
    if isinstance(value, int | float) and not isinstance(value, bool):
        exact = Decimal(repr(value)).normalize(_EXACT)
        return f"number {exact if exact else 0}"
    return value
