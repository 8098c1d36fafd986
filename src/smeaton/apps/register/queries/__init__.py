"""Reads of the register. Its facts are public: no reach is asked for."""

from smeaton.apps.register.queries.gap import GapSeries, GapYear, gap_series
from smeaton.apps.register.queries.history import (
    LinkedSchool,
    MembershipPeriod,
    SchoolHistory,
    predecessors_of,
    predecessors_of_many,
    school_history,
    successor_of,
)
from smeaton.apps.register.queries.outcomes import (
    SOURCE_TITLES,
    OutcomeRow,
    best_outcomes,
    outcomes_by_school,
    outcomes_of,
    outcomes_of_many,
)
from smeaton.apps.register.queries.schools import (
    SchoolCard,
    school_card,
    schools,
    vouches_for_address,
)

__all__ = [
    "SOURCE_TITLES",
    "GapSeries",
    "GapYear",
    "LinkedSchool",
    "MembershipPeriod",
    "OutcomeRow",
    "SchoolCard",
    "SchoolHistory",
    "best_outcomes",
    "gap_series",
    "outcomes_by_school",
    "outcomes_of",
    "outcomes_of_many",
    "predecessors_of",
    "predecessors_of_many",
    "school_card",
    "school_history",
    "schools",
    "successor_of",
    "vouches_for_address",
]
