"""What replies in force bind a plan to, department by department, in the ids of the planning problem."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from smeaton.apps.support.models import Reply, ReplyKind


@dataclass
class Locks:
    """One department's: offers it must and must not have, mentors it will not have, at most so many days.

    `later`: (“offer” or “mentoring”, id) → the first day on which that item may happen.
    """

    must: set[str] = field(default_factory=set)
    must_not: set[str] = field(default_factory=set)
    mentors_not: set[str] = field(default_factory=set)
    cap: float | None = None
    later: dict[tuple[str, str], date] = field(default_factory=dict)


def replies_in_force(programme_id: int, *, answered_only: bool = True) -> list[Reply]:
    """Replies that every plan of the programme has to keep, oldest first.

    `answered_only`: without those that no plan has taken in yet, which may be impossible.
    """
    rows = Reply.objects.in_force().filter(department__programme=programme_id)
    if answered_only:
        rows = rows.filter(answered_by__isnull=False)
    return list(rows.select_related("offer", "mentor", "instead", "department__school").order_by("id"))


def locks_of(replies: Iterable[Reply]) -> Mapping[int, Locks]:
    """Department → its locks. A later reply goes before an earlier one that says the opposite."""
    found: dict[int, Locks] = {}
    for reply in replies:
        locks = found.setdefault(reply.department_id, Locks())
        if reply.kind == ReplyKind.CAP and reply.days is not None:
            locks.cap = float(reply.days)
        elif reply.kind == ReplyKind.LATER and reply.not_before is not None:
            locks.later[_item(reply)] = reply.not_before
        elif reply.kind in (ReplyKind.DECLINE, ReplyKind.SWAP, ReplyKind.MUST_NOT):
            if reply.mentor is not None:
                locks.mentors_not.add(reply.mentor.key)
            elif reply.offer is not None:
                locks.must_not.add(reply.offer.key)
                locks.must.discard(reply.offer.key)
            if reply.instead is not None:
                locks.must.add(reply.instead.key)
                locks.must_not.discard(reply.instead.key)
        elif reply.kind == ReplyKind.MUST and reply.offer is not None:
            locks.must.add(reply.offer.key)
            locks.must_not.discard(reply.offer.key)
    return found


def _item(reply: Reply) -> tuple[str, str]:
    if reply.offer is not None:
        return "offer", reply.offer.key
    return "mentoring", reply.mentor.key if reply.mentor else ""
