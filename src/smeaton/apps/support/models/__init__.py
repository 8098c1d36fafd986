"""What support keeps: the catalogue, the resources, the plans and the packages."""

from smeaton.apps.support.models.calendar import CalendarEntry, CalendarWhat
from smeaton.apps.support.models.catalogue import (
    CatalogueUpload,
    Contribution,
    Facilitator,
    Offer,
    Prerequisite,
)
from smeaton.apps.support.models.money import BudgetLine
from smeaton.apps.support.models.package import Package, PackageItem
from smeaton.apps.support.models.plan import MentoringHours, PlannedRun, PlannedSeats
from smeaton.apps.support.models.plan_run import PlanRun, PlanStatus
from smeaton.apps.support.models.reply import Reply
from smeaton.apps.support.models.resources import Host, Mentor, MentorStrength, PlanSettings
from smeaton.apps.support.models.scenario import Scenario
from smeaton.apps.support.models.version import PackageVersion, SignOff
from smeaton.apps.support.models.vocabulary import (
    Depth,
    Kind,
    Mode,
    Part,
    Party,
    Reaches,
    ReplyKind,
    RunKind,
    Spend,
    Standing,
)

__all__ = [
    "BudgetLine",
    "CalendarEntry",
    "CalendarWhat",
    "CatalogueUpload",
    "Contribution",
    "Depth",
    "Facilitator",
    "Host",
    "Kind",
    "Mentor",
    "MentorStrength",
    "MentoringHours",
    "Mode",
    "Offer",
    "Package",
    "PackageItem",
    "PackageVersion",
    "Part",
    "Party",
    "PlanRun",
    "PlanSettings",
    "PlanStatus",
    "PlannedRun",
    "PlannedSeats",
    "Prerequisite",
    "Reaches",
    "Reply",
    "ReplyKind",
    "RunKind",
    "Scenario",
    "SignOff",
    "Spend",
    "Standing",
]
