"""What support keeps: the catalogue, the resources, the plans and the packages."""

from smeaton.apps.support.models.catalogue import Contribution, Offer
from smeaton.apps.support.models.package import Package, PackageItem
from smeaton.apps.support.models.plan import MentoringHours, PlannedRun, PlannedSeats
from smeaton.apps.support.models.plan_run import PlanRun, PlanStatus
from smeaton.apps.support.models.resources import Host, Mentor, MentorStrength, PlanSettings
from smeaton.apps.support.models.vocabulary import Depth, Kind, Mode, Part, Reaches

__all__ = [
    "Contribution",
    "Depth",
    "Host",
    "Kind",
    "Mentor",
    "MentorStrength",
    "MentoringHours",
    "Mode",
    "Offer",
    "Package",
    "PackageItem",
    "Part",
    "PlanRun",
    "PlanSettings",
    "PlanStatus",
    "PlannedRun",
    "PlannedSeats",
    "Reaches",
]
