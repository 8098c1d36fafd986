"""Who may do what, where."""

from smeaton.apps.access.models.grant import GrantRecord

__all__ = ["GrantRecord"]
