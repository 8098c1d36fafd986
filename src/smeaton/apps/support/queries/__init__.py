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
    packages_in_full,
)
from smeaton.apps.support.queries.plans import (
    CompletePlan,
    DepartmentShare,
    Floor,
    Limit,
    PlanExport,
    PlanProgress,
    PlanSummary,
    StrandShare,
    plan_export,
    plan_progress,
    plan_summary,
)
from smeaton.apps.support.queries.strands import strand_titles

__all__ = [
    "CompletePlan",
    "DepartmentShare",
    "Floor",
    "Item",
    "Limit",
    "MentorCard",
    "NeedServed",
    "OfferCard",
    "OffersPage",
    "PackageGlance",
    "PackageView",
    "PlanExport",
    "PlanProgress",
    "PlanSummary",
    "RunCard",
    "StrandChange",
    "StrandShare",
    "offers_page",
    "package",
    "packages_at_a_glance",
    "packages_in_full",
    "plan_export",
    "plan_progress",
    "plan_summary",
    "strand_titles",
]
