"""The vocabulary that every storey shares: identifiers, years, reported values, roles, reach."""

from smeaton.terms.access import (
    LOOKED_AT,
    ROLES,
    SHARED,
    SHARING,
    Permission,
    Role,
    RoleDescription,
    ScopeKind,
    Shared,
    SharedDescription,
)
from smeaton.terms.reach import Grant, Reach, Refused, Scopes, Sharing, Where, Within, looked_at
from smeaton.terms.reported import Reported, Status
from smeaton.terms.school import Phase, Urn, urn
from smeaton.terms.years import AcademicYear

__all__ = [
    "LOOKED_AT",
    "ROLES",
    "SHARED",
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
    "SharedDescription",
    "Sharing",
    "Status",
    "Urn",
    "Where",
    "Within",
    "looked_at",
    "urn",
]
