"""The vocabulary that every storey shares: identifiers, years, reported values, roles, reach."""

from smeaton.terms.access import ROLES, SHARING, Permission, Role, RoleDescription, ScopeKind, Shared
from smeaton.terms.reach import Grant, Reach, Refused, Scopes, Sharing, Where, Within
from smeaton.terms.reported import Reported, Status
from smeaton.terms.school import Phase, Urn, urn
from smeaton.terms.years import AcademicYear

__all__ = [
    "ROLES",
    "SHARING",
    "AcademicYear",
    "Grant",
    "Permission",
    "Phase",
    "Reach",
    "Refused",
    "Reported",
    "Role",
    "RoleDescription",
    "ScopeKind",
    "Scopes",
    "Shared",
    "Sharing",
    "Status",
    "Urn",
    "Where",
    "Within",
    "urn",
]
