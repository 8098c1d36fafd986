"""What if: a place's problem under other conditions, and what two plans may be said to differ by."""

from smeaton.engine.support.scenarios.changes import (
    Change,
    ChangeKind,
    changed,
    copied_mentor,
    read_changes,
)
from smeaton.engine.support.scenarios.comparing import Proved, Verdict, compare, noise

__all__ = [
    "Change",
    "ChangeKind",
    "Proved",
    "Verdict",
    "changed",
    "compare",
    "copied_mentor",
    "noise",
    "read_changes",
]
