"""One row of the policy: an address and a method, with what it takes to be answered."""

from dataclasses import dataclass
from enum import StrEnum

from smeaton.terms import Permission, Role

GET = ("GET",)
"""Reading only; HEAD goes with it."""
POST = ("POST",)
BOTH = ("GET", "POST")


class Over(StrEnum):
    """What the permissions of a row are asked for over, or who needs none."""

    PLACE = "the whole place of the address"
    PROGRAMME = "the programme of the address, or its place"
    DEPARTMENT = "the department of the address, as far as its trust shares it"
    TRUST = "the trust of the address, in its place"
    SCHOOL = "the school of the address, in its place; no agreement is asked for"
    HELD = "what the role is held over"
    PARTY = "whose agreement it is: the trust, or the school without one"
    AGREEMENT = "whose agreement it is, or its programme"
    PERSON = "where the person of the address stands"
    ONESELF = "oneself, with a role in force: of anybody else nothing is found"
    SIGNED_IN = "anybody signed in with a role in force"
    SHOWN = "whoever a page has shown the picture to, while they may see the same"
    PROVIDER = "anybody, where the installation has a provider of that name"
    LINK = "nobody in particular: a one-purpose link"
    ANYBODY = "anybody"


@dataclass(frozen=True)
class Rule:
    """Who may ask one address by these methods: who holds all of `needs` and, where named, one of `any_of`.

    Where `gives` names roles, one of them has to be theirs to give (`Reach.may_give`); where `vouches` does,
    one for which they may vouch (`Reach.may_vouch`). Without permissions, `over` alone says who. `note` tells
    what no permission can: a condition besides.
    """

    address: str
    methods: tuple[str, ...]
    over: Over
    needs: tuple[Permission, ...] = ()
    any_of: tuple[Permission, ...] = ()
    note: str = ""
    gives: tuple[Role, ...] = ()
    vouches: tuple[Role, ...] = ()


def of_place(address: str, methods: tuple[str, ...], *needs: Permission, note: str = "") -> Rule:
    """A row over the whole place of the address."""
    return Rule(address, methods, Over.PLACE, needs, note=note)


def of_programme(address: str, methods: tuple[str, ...], *needs: Permission, note: str = "") -> Rule:
    """A row over the latest programme of the place of the address."""
    return Rule(address, methods, Over.PROGRAMME, needs, note=note)


def of_department(address: str, methods: tuple[str, ...], *needs: Permission, note: str = "") -> Rule:
    """A row over the one department of the address."""
    return Rule(address, methods, Over.DEPARTMENT, needs, note=note)
