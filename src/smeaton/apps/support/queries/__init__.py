"""Reads of support: frozen read models, each query narrowed or refused by `reach`."""

from smeaton.apps.support.queries.offers import MentorCard, OfferCard, OffersPage, RunCard, offers_page
from smeaton.apps.support.queries.packages import (
    Item,
    NeedServed,
    PackageGlance,
    PackageView,
    StrandChange,
    package,
    packages_at_a_glance,
)
from smeaton.apps.support.queries.plans import (
    CompletePlan,
    DepartmentShare,
    Limit,
    PlanProgress,
    PlanSummary,
    StrandShare,
    plan_progress,
    plan_summary,
)

__all__ = [
    "CompletePlan",
    "DepartmentShare",
    "Item",
    "Limit",
    "MentorCard",
    "NeedServed",
    "OfferCard",
    "OffersPage",
    "PackageGlance",
    "PackageView",
    "PlanProgress",
    "PlanSummary",
    "RunCard",
    "StrandChange",
    "StrandShare",
    "offers_page",
    "package",
    "packages_at_a_glance",
    "plan_progress",
    "plan_summary",
]
