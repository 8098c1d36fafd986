"""When a signed version of an agreement holds, and when a newer one takes its place.

A version that begins later leaves the one before in force until it begins: a trust that signs early has no
gap, and shares nothing early.
"""

from datetime import datetime


def takes_over(signed: datetime, first: datetime) -> datetime:
    """From when a signed version holds: from the start of its first day, but not before it was signed."""
    return max(signed, first)


def replaced(before: datetime | None, newer: datetime) -> datetime:
    """When a version stops because newer ones take over: the first of them to begin ends it for good.

    `before` is when one signed already takes over (None: there is none), `newer` when the next does.
    """
    return newer if before is None else min(before, newer)
