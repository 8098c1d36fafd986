"""Reach: what one person may do and see, as a value. One rule in two forms, `can` and `scopes`.

`reach.can(permission, where)` answers for one thing; `reach.scopes(permission)` says over which places,
programmes, trusts and schools the same rule holds, so that a queryset can be narrowed by it
(`.visible_to(reach)`). People of a programme see a school's department only so far as an agreement in force
with its trust (with the school itself, where it belongs to none) shares it.
"""

from dataclasses import dataclass, field
from typing import Self

from smeaton.terms.access import (
    LOOKED_AT,
    ROLES,
    SHARING,
    SIGNATURES,
    UNBOUND,
    Permission,
    Role,
    ScopeKind,
    Shared,
)


class Refused(PermissionError):
    """Somebody asked for what their reach does not hold."""


@dataclass(frozen=True)
class Where:
    """Where a thing stands: in a place, perhaps in a programme there, perhaps at a school of a trust.

    `programmes` is for people: those in which a school, or a trust's schools, or the whole place take part.
    """

    place: int | None = None
    school: int | None = None
    trust: int | None = None
    programme: int | None = None
    programmes: frozenset[int] = frozenset()


@dataclass(frozen=True)
class Grant:
    """A role held over one place, programme, trust or school (`id` is the key of that thing).

    `word` is the grant of somebody of a programme on whose word alone a role of a school or a trust rests:
    until it is vouched for, it reaches no further than that one, and signs nothing. None where it is its own.
    """

    role: Role
    scope: ScopeKind
    id: int
    word: "Grant | None" = None

    def covers(self, where: Where) -> bool:
        """Whether `where` lies within what the grant was given over."""
        if self.scope is ScopeKind.PROGRAMME and self.id in where.programmes:
            return True
        return {
            ScopeKind.PLACE: where.place,
            ScopeKind.PROGRAMME: where.programme,
            ScopeKind.TRUST: where.trust,
            ScopeKind.SCHOOL: where.school,
        }[self.scope] == self.id


@dataclass(frozen=True)
class Sharing:
    """What an agreement in force shares of one trust's schools with one programme, and with which roles.

    `school` stands in for the trust of a school that belongs to none: exactly one of both is given.
    `agreement` is its key, by which history says under which agreement something was done.
    """

    programme: int
    shares: frozenset[Shared]
    roles: frozenset[Role]
    trust: int | None = None
    school: int | None = None
    agreement: int | None = field(default=None, compare=False)

    def holds(self, what: Shared, role: Role, where: Where) -> bool:
        """Whether `what` of the department at `where` is shared with that role."""
        return self.about(where) and what in self.shares and role in self.roles

    def about(self, where: Where) -> bool:
        """Whether it is about the department at `where`."""
        party = self.trust == where.trust if where.trust is not None else self.school == where.school
        return self.programme == where.programme and party


@dataclass(frozen=True)
class Within:
    """Departments within one place, programme or school, of those `parties` only whose agreement shares them.

    `parties` None: of all, for no agreement is asked for. `inside` narrows it further, to those of one place
    or programme: kind and key.
    """

    scope: ScopeKind
    id: int
    parties: frozenset[Sharing] | None = None
    inside: tuple[ScopeKind, int] | None = None


@dataclass(frozen=True)
class Scopes:
    """Where one permission is held: everywhere, or over these places, programmes, trusts and schools.

    Trusts and schools are the holder's own: all their departments. Over a place or a programme the permission
    is held as a whole; over single departments in it, and over schools that are not the holder's own, as far
    as `within` says.
    """

    everywhere: bool = False
    places: frozenset[int] = frozenset()
    programmes: frozenset[int] = frozenset()
    trusts: frozenset[int] = frozenset()
    schools: frozenset[int] = frozenset()
    within: frozenset[Within] = frozenset()

    def __bool__(self) -> bool:
        return self.everywhere or bool(
            self.places or self.programmes or self.trusts or self.schools or self.within
        )


@dataclass(frozen=True)
class Reach:
    """The grants of one actor. `actor` is a value that history keeps: a person's id, or a command's name.

    `sharing` is what the agreements in force share. `viewer` is the reach of whoever only looks on, seeing as
    the holder of these grants does: nothing then is held that the viewer may not see.
    """

    actor: str
    grants: frozenset[Grant] = field(default_factory=frozenset)
    everywhere: bool = False
    sharing: frozenset[Sharing] = field(default_factory=frozenset)
    viewer: "Reach | None" = None

    @classmethod
    def of_system(cls, name: str) -> Self:
        """The reach of a command or task that acts for the installation, not for a person."""
        return cls(actor=f"system:{name}", everywhere=True)

    @classmethod
    def nobody(cls) -> Self:
        """The reach of somebody who is not signed in."""
        return cls(actor="anonymous")

    @property
    def person(self) -> int | None:
        """The key of the person whose reach it is; None for the installation itself and for nobody."""
        kind, _, key = self.actor.partition(":")
        return int(key) if kind == "person" else None

    def can(self, permission: Permission, where: Where) -> bool:
        """Whether the permission is held over `where`."""
        held = self.everywhere or any(self._holds(grant, permission, where) for grant in self.grants)
        return held and (self.viewer is None or self.viewer.can(looked_at(permission), where))

    def shown_to(self, viewer: "Reach") -> "Reach":
        """This reach as `viewer` is shown it: never more than both hold, and all in the viewer's name."""
        return Reach(viewer.actor, self.grants, self.everywhere, self.sharing, viewer)

    def _holds(self, grant: Grant, permission: Permission, where: Where) -> bool:
        role = ROLES[grant.role]
        if permission not in role.permissions or not grant.covers(where):
            return False
        if grant.word is not None and permission not in UNBOUND:
            asked = _asked_of_word(permission)
            return where.school is not None and asked is not None and self._holds(grant.word, asked, where)
        if not role.of_programme or where.school is None or permission not in SHARING:
            return True
        needed = SHARING[permission]
        return any(agreed.holds(needed, grant.role, where) for agreed in self.sharing)

    def require(self, permission: Permission, where: Where) -> None:
        """Raise `Refused` unless the permission is held over `where`."""
        if not self.can(permission, where):
            raise Refused(f"{self.actor} may not {permission} there")

    def scopes(self, permission: Permission) -> Scopes:
        """Over which places, programmes, trusts and schools it is held: `can`, in its set form.

        Where somebody only looks on, `viewer` narrows these further: `visible_to` asks both.
        """
        held = [grant for grant in self.grants if _ever_holds(grant, permission)]
        if self.viewer is not None and not self.viewer.scopes(looked_at(permission)):
            return Scopes()
        own = [grant for grant in held if _is_own(grant, permission)]
        whole = own + [grant for grant in held if ROLES[grant.role].of_programme]
        ids = {kind: frozenset(g.id for g in whole if g.scope is kind) for kind in ScopeKind}
        return Scopes(
            everywhere=self.everywhere,
            places=ids[ScopeKind.PLACE],
            programmes=ids[ScopeKind.PROGRAMME],
            trusts=ids[ScopeKind.TRUST],
            schools=frozenset(g.id for g in own if g.scope is ScopeKind.SCHOOL),
            within=frozenset(self._within(grant, permission) for grant in held if grant not in own),
        )

    def _within(self, grant: Grant, permission: Permission) -> Within:
        if grant.word is not None:
            asked = _asked_of_word(permission) or permission
            bound = self._within(grant.word, asked)
            return Within(grant.scope, grant.id, bound.parties, (bound.scope, bound.id))
        needed = SHARING.get(permission)
        if needed is None:
            return Within(grant.scope, grant.id)
        parties = frozenset(a for a in self.sharing if needed in a.shares and grant.role in a.roles)
        return Within(grant.scope, grant.id, parties)

    def under(self, where: Where) -> int | None:
        """The agreement under which people of a programme reach the department at `where`.

        None for those whose own department it is, and for the installation: they need none.
        """
        own = any(_is_own(grant) and grant.covers(where) for grant in self.grants)
        if own or where.school is None:
            return None
        return next((each.agreement for each in self.sharing if each.about(where)), None)

    def roles(self) -> tuple[Role, ...]:
        """The roles held, each once, in the order of the enum."""
        return tuple(role for role in Role if any(grant.role is role for grant in self.grants))

    def may_give(self, role: Role, where: Where) -> bool:
        """Whether the holder may give that role over `where`, and end it: a role of theirs gives it."""
        if self.viewer is not None:
            return False
        return self.everywhere or any(
            role in ROLES[grant.role].gives and grant.covers(where) for grant in self.grants
        )

    def word_for(self, role: Role, where: Where) -> Grant | None:
        """On whose word alone a role would rest that the holder gives over `where`; None where on nobody's.

        A role of a school or a trust that its own people give is theirs. What somebody hands on whose own
        role rests on a word rests on the same.
        """
        if self.everywhere or ROLES[role].of_programme:
            return None
        giving = [g for g in self.grants if role in ROLES[g.role].gives and g.covers(where)]
        if not giving or any(_is_own(grant) for grant in giving):
            return None
        giver = min(giving, key=lambda g: (g.word is not None, list(ScopeKind).index(g.scope), g.id))
        return giver.word or giver

    def may_vouch(self, role: Role, where: Where) -> bool:
        """Whether the holder may vouch for whoever holds that role over `where`: never on a mere word."""
        if self.viewer is not None:
            return False
        return self.everywhere or any(
            role in ROLES[grant.role].vouches and grant.word is None and grant.covers(where)
            for grant in self.grants
        )

    def signs_on_word(self, where: Where) -> bool:
        """Whether the holder signs what is shared of `where` so that it counts once they are vouched for."""
        return self.viewer is None and any(
            grant.word is not None
            and Permission.SIGN_AGREEMENT in ROLES[grant.role].permissions
            and grant.covers(where)
            for grant in self.grants
        )

    def needs_second_factor(self) -> bool:
        """Whether a role held is one that nobody may use with one factor alone."""
        return any(ROLES[role].second_factor for role in self.roles())


def looked_at(permission: Permission) -> Permission:
    """What somebody must hold to look on where another has `permission`: the same, or what it is about."""
    return LOOKED_AT.get(permission, permission)


def _asked_of_word(permission: Permission) -> Permission | None:
    """What the grant must hold on whose word somebody uses a permission; None where no word is enough."""
    if permission in SIGNATURES:
        return None
    return permission if permission in SHARING else Permission.VIEW_DEPARTMENT


def _ever_holds(grant: Grant, permission: Permission) -> bool:
    """Whether the grant gives the permission anywhere."""
    if permission not in ROLES[grant.role].permissions:
        return False
    if grant.word is None or permission in UNBOUND:
        return True
    asked = _asked_of_word(permission)
    return asked is not None and asked in ROLES[grant.word.role].permissions


def _is_own(grant: Grant, permission: Permission | None = None) -> bool:
    """Whether it is of the school or trust itself, and bounded by nothing where that permission is asked."""
    return not ROLES[grant.role].of_programme and (grant.word is None or permission in UNBOUND)
