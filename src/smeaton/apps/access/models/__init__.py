"""What people may do and see: the grants that give it, and the agreements that bound it."""

from smeaton.apps.access.models.agreement import USUAL_ROLES, Agreement
from smeaton.apps.access.models.grant import GrantRecord

__all__ = ["USUAL_ROLES", "Agreement", "GrantRecord"]
