"""Small values that components take: what needs somebody now."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Task:
    """One line of “What needs me now”: a verb with what it is done to, where to do it, and a detail."""

    text: str
    url: str
    detail: str = ""
