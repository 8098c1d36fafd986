"""History as a page shows it: who did what, when, in what role and from where, in plain English."""

from smeaton.apps.home.queries.history.reading import (
    Deed,
    From,
    HistoryPage,
    department_history,
    own_history,
    person_history,
)

__all__ = ["Deed", "From", "HistoryPage", "department_history", "own_history", "person_history"]
