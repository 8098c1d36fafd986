"""What people may do and see: the grants that give it, the agreements that bound it, and who is to join."""

from smeaton.apps.access.models.agreement import USUAL_ROLES, Agreement
from smeaton.apps.access.models.grant import GrantRecord
from smeaton.apps.access.models.invitation import InvitationToJoin
from smeaton.apps.access.models.staff_list import StaffList

__all__ = ["USUAL_ROLES", "Agreement", "GrantRecord", "InvitationToJoin", "StaffList"]
