"""Whose figures may stand together in a total, so that nobody's follow by subtracting another page."""

from collections.abc import Iterable

FEWEST = 3
"""Departments of which a total is made at the least, and by which two totals that were shown differ."""


def steady(over_time: Iterable[frozenset[int]]) -> frozenset[int]:
    """Of a group as it was over time, today's last, those whose total may be shown today.

    A total is shown of `FEWEST` at least, and only where it differs from every one that was shown before by
    `FEWEST` at least; until then the last that was shown stays, as long as all in it are still in the group.
    Empty: nothing may be shown today.
    """
    shown: list[frozenset[int]] = []
    today: frozenset[int] = frozenset()
    for today in over_time:
        if len(today) >= FEWEST and all(len(today ^ before) >= FEWEST for before in shown):
            shown.append(today)
    return next((before for before in reversed(shown) if before <= today), frozenset())
