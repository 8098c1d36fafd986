"""Reach: what one person may do and see, as a value. One rule in two forms, `can` and `scopes`.

`reach.can(permission, where)` answers for one thing; `reach.scopes(permission)` says over which places,
trusts and schools the same rule holds, so that a queryset can be narrowed by it (`.visible_to(reach)`).
"""

from dataclasses import dataclass, field
from typing import Self

from smeaton.terms.access import ROLES, Permission, Role, ScopeKind


class Refused(PermissionError):
    """Somebody asked for what their reach does not hold."""


@dataclass(frozen=True)
class Where:
    """Where a thing stands: in a place, and where it belongs to one, at a school of a trust."""

    place: int | None = None
    school: int | None = None
    trust: int | None = None


@dataclass(frozen=True)
class Grant:
    """A role held over one place, trust or school (`id` is the key of that place, trust or school)."""

    role: Role
    scope: ScopeKind
    id: int

    def covers(self, where: Where) -> bool:
        """Whether `where` lies within what the grant was given over."""
        return {
            ScopeKind.PLACE: where.place,
            ScopeKind.TRUST: where.trust,
            ScopeKind.SCHOOL: where.school,
        }[self.scope] == self.id


@dataclass(frozen=True)
class Scopes:
    """Where one permission is held: everywhere, or over these places, trusts and schools."""

    everywhere: bool = False
    places: frozenset[int] = frozenset()
    trusts: frozenset[int] = frozenset()
    schools: frozenset[int] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(self.places or self.trusts or self.schools)


@dataclass(frozen=True)
class Reach:
    """The grants of one actor. `actor` is a value that history keeps: a person's id, or a command's name."""

    actor: str
    grants: frozenset[Grant] = field(default_factory=frozenset)
    everywhere: bool = False

    @classmethod
    def of_system(cls, name: str) -> Self:
        """The reach of a command or task that acts for the installation, not for a person."""
        return cls(actor=f"system:{name}", everywhere=True)

    @classmethod
    def nobody(cls) -> Self:
        """The reach of somebody who is not signed in."""
        return cls(actor="anonymous")

    def can(self, permission: Permission, where: Where) -> bool:
        """Whether the permission is held over `where`."""
        return self.everywhere or any(
            permission in ROLES[grant.role].permissions and grant.covers(where) for grant in self.grants
        )

    def require(self, permission: Permission, where: Where) -> None:
        """Raise `Refused` unless the permission is held over `where`."""
        if not self.can(permission, where):
            raise Refused(f"{self.actor} may not {permission} there")

    def scopes(self, permission: Permission) -> Scopes:
        """Over which places, trusts and schools the permission is held: `can`, in its set form."""
        held = [grant for grant in self.grants if permission in ROLES[grant.role].permissions]
        ids = {kind: frozenset(g.id for g in held if g.scope is kind) for kind in ScopeKind}
        return Scopes(self.everywhere, ids[ScopeKind.PLACE], ids[ScopeKind.TRUST], ids[ScopeKind.SCHOOL])

    def roles(self) -> tuple[Role, ...]:
        """The roles held, each once, in the order of the enum."""
        return tuple(role for role in Role if any(grant.role is role for grant in self.grants))
