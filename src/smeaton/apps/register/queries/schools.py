"""Schools as cards: what a page needs to name one."""

from collections.abc import Iterable
from dataclasses import dataclass

from smeaton.apps.register.models import School
from smeaton.engine.sources.domains import domain_of, is_anybodys


@dataclass(frozen=True)
class SchoolCard:
    """A school, its trust and where it stands. None means not known.

    `la` is the code of the local authority, `pupils` the number on roll; easting and northing are metres on
    the National Grid. `identity_only`: no register has named it yet.
    """

    urn: int
    name: str
    trust_id: int | None
    trust_name: str | None
    la: int | None
    postcode: str
    easting: int | None
    northing: int | None
    pupils: int | None
    phase: str
    status: str
    type: str
    identity_only: bool


def school_card(urn: int) -> SchoolCard:
    """One school; raises `School.DoesNotExist` for a URN that nothing refers to."""
    return _card(School.objects.select_related("trust").get(pk=urn))


def schools(urns: Iterable[int]) -> list[SchoolCard]:
    """The schools with these URNs that the register knows, by name: one query."""
    rows = School.objects.filter(pk__in=set(urns)).select_related("trust").order_by("name", "urn")
    return [_card(row) for row in rows]


def vouches_for_address(address: str, *, trust: int | None, school: int | None) -> bool:
    """Whether an address is at the website's domain of a school of that trust, or of the school: one query.

    Never where anybody can have an address there, nor where a school of anybody else has the same domain (an
    authority's, a federation's): such an address does not say whose it is.
    """
    domain = domain_of(address)
    if not domain or is_anybodys(domain):
        return False
    rows = School.objects.filter(website=domain).exclude(status__startswith="closed").only("urn", "trust")
    own = [
        row.trust_id == trust if trust is not None else (row.trust_id is None and row.pk == school)
        for row in rows
    ]
    return bool(own) and all(own)


def _card(row: School) -> SchoolCard:
    return SchoolCard(
        urn=row.urn,
        name=str(row),
        trust_id=row.trust_id,
        trust_name=row.trust.name if row.trust else None,
        la=row.local_authority_id,
        postcode=row.postcode,
        easting=row.easting,
        northing=row.northing,
        pupils=row.pupils,
        phase=row.phase,
        status=row.status,
        type=row.type,
        identity_only=row.identity_only,
    )
