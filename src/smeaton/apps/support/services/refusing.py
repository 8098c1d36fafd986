"""Replies that no plan can keep: found one by one, answered with the smallest set of wishes that clash."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from smeaton.apps.support.inputs import department_key
from smeaton.apps.support.models import Offer, Reply, ReplyKind
from smeaton.engine.support import ProblemError

Made = TypeVar("Made")


@dataclass
class Wishes(Generic[Made]):
    """What can be kept of what was wished: the result with it, and for each refused reply a sentence."""

    result: Made
    kept: list[Reply] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def refuse_impossible(
    held: Sequence[Reply], new: Sequence[Reply], attempt: Callable[[Sequence[Reply]], Made]
) -> Wishes[Made]:
    """Try `attempt` with the replies held before and all new ones; where that clashes, find which cannot be.

    `attempt` raises `ProblemError` where no plan keeps its replies. New replies are then tried in the order
    in which they came, and one that clashes is refused. Raises `ProblemError` where not even those held
    before can be kept.
    """
    try:
        return Wishes(attempt([*held, *new]), list(new))
    except ProblemError as clash:
        if not new:
            raise
        first = clash
    kept: list[Reply] = []
    refused: dict[int, str] = {}
    result: Made | None = None
    for reply in new:
        try:
            result = attempt([*held, *kept, reply])
            kept.append(reply)
        except ProblemError as clash:
            refused[reply.pk] = _why(reply, [*held, *kept], attempt, str(clash))
    if result is None or not kept:
        result = attempt(held)  # raises where the clash was there before
    if not refused:
        raise first
    return Wishes(result, kept, refused)


def _why(
    reply: Reply, others: Sequence[Reply], attempt: Callable[[Sequence[Reply]], Made], clash: str
) -> str:
    """The smallest set of the department's wishes that clash with this one, in a sentence for its lead."""
    own = [r for r in others if r.department_id == reply.department_id and r.kind in _BINDS]
    rest = [r for r in others if r not in own]
    clashing = list(own)
    if own and not _fails([*rest, reply], attempt):
        for each in own:  # what the clash does not need is left out, one by one
            fewer = [r for r in clashing if r is not each]
            if _fails([*rest, *fewer, reply], attempt):
                clashing = fewer
        listed = " and ".join(f"“{_words(r)}”" for r in clashing)
        return f"“{_words(reply)}” cannot be kept together with {listed}. Take one of them back."
    reason = _own_reason(clash, reply)
    return (
        f"“{_words(reply)}” cannot be kept: {reason}"
        if reason
        else (
            f"“{_words(reply)}” cannot be kept with the money, groups and travel that the place has, "
            "nor with what is agreed already."
        )
    )


_BINDS = (ReplyKind.MUST, ReplyKind.SWAP, ReplyKind.CAP, ReplyKind.MUST_NOT, ReplyKind.DECLINE)


def _fails(replies: Sequence[Reply], attempt: Callable[[Sequence[Reply]], Made]) -> bool:
    try:
        attempt(replies)
    except ProblemError:
        return True
    return False


def _words(reply: Reply) -> str:
    """What was wished, as its lead would put it."""
    about = reply.offer.name if reply.offer else "the mentoring"
    if reply.kind == ReplyKind.SWAP and reply.instead:
        return f"{reply.instead.name} instead of {about}"
    if reply.kind == ReplyKind.CAP and reply.days is not None:
        return f"at most {float(reply.days):g} release days"
    return {
        ReplyKind.MUST: f"we must have {about}",
        ReplyKind.MUST_NOT: f"we do not want {about}",
        ReplyKind.DECLINE: f"no {about}",
    }.get(ReplyKind(reply.kind), about)


def _own_reason(clash: str, reply: Reply) -> str:
    """The planner's reason, where it is about this department and names no other; else empty."""
    me = department_key(reply.department)
    found = re.search(r", but (?P<why>.+)$", clash)
    if found is None or not re.search(rf"\b{re.escape(me)}\b", clash):
        return ""
    why = found["why"]
    for key, name in Offer.objects.filter(programme=reply.department.programme_id).values_list("key", "name"):
        why = re.sub(rf"(?<![\w-]){re.escape(key)}(?![\w-])", name, why)
    return "" if re.search(r"\b\d{6}\b", why) else why
