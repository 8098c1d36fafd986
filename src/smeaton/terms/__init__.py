"""The vocabulary that every storey shares: identifiers, years, reported values, roles, reach."""

from smeaton.terms.access import ROLES, Permission, Role, RoleDescription, ScopeKind
from smeaton.terms.reach import Grant, Reach, Refused, Scopes, Where
from smeaton.terms.reported import Reported, Status
from smeaton.terms.school import Phase, Urn, urn
from smeaton.terms.years import AcademicYear

__all__ = [
    "ROLES",
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
    "Status",
    "Urn",
    "Where",
    "urn",
]
