"""The people of the demonstration, each named by role and place or school, never with a person's name."""

from datetime import date, datetime

from django.db import transaction

from smeaton.apps.access.models import Agreement
from smeaton.apps.access.services import grant, propose_agreement, sign_agreement
from smeaton.apps.people.models import Person, User
from smeaton.apps.people.services import add_person
from smeaton.apps.places.models import Department, Programme
from smeaton.terms import Reach, Role, ScopeKind

FAVOURED_SCHOOL = 136_668
"""The school whose lead, head and trust lead can be taken on, if it takes part in the synthetic place."""


@transaction.atomic
def add_people(*, reach: Reach, programme: Programme, on: date) -> int:
    """Add one person for each role, and one without any access; returns how many there are.

    They have no password: the demonstration's sign-in page lets a visitor take their part. People who are
    there already are left as they are.
    """
    place = programme.place
    department = _shown_department(programme)
    school = department.school
    _add(reach, on, f"Hub lead, {place.name}", "hub-lead", (Role.HUB_LEAD, ScopeKind.PLACE, place.pk))
    _add(
        reach,
        on,
        f"Accountability lead, {place.name}",
        "accountability-lead",
        (Role.ACCOUNTABILITY_LEAD, ScopeKind.PLACE, place.pk),
    )
    for title, role in (("Science lead", Role.SUBJECT_LEAD), ("Head", Role.HEAD)):
        _add(
            reach,
            on,
            f"{title}, {school.name}",
            title.lower().replace(" ", "-"),
            (role, ScopeKind.SCHOOL, school.pk),
            title=title,
            school=school.pk,
        )
    if school.trust is not None:
        _add(
            reach,
            on,
            f"Trust lead, {school.trust.name}",
            "trust-lead",
            (Role.TRUST_LEAD, ScopeKind.TRUST, school.trust.pk),
            title="Trust lead",
            trust=school.trust.pk,
        )
    _add(reach, on, "Visitor without access", "visitor", None)
    return Person.objects.filter(user__isnull=False).count()


@transaction.atomic
def sign_agreements(*, reach: Reach, programme: Programme, at: datetime) -> int:
    """Let every trust of the programme, and every school without one, share everything for five years.

    One trust's agreement is to be looked at again by now, and the trust whose lead can be taken on has a
    newer version to sign; both share all the same. Returns how many agreements there are; does nothing where
    there are some.
    """
    if not Agreement.objects.filter(programme=programme).exists():
        schools = [row.school for row in programme.departments.select_related("school")]
        trusts = sorted({school.trust_id for school in schools if school.trust_id is not None})
        parties: list[dict[str, int]] = [{"trust": trust} for trust in trusts]
        parties += [{"school": school.pk} for school in schools if school.trust_id is None]
        shown = _shown_department(programme).school.trust_id
        due = next((trust for trust in trusts if trust != shown), None)
        until = programme.starts.replace(year=programme.starts.year + 5)
        for party in parties:
            row = propose_agreement(
                reach=reach,
                programme_id=programme.pk,
                starts=programme.starts,
                until=until,
                review_on=programme.starts if party.get("trust") == due else None,
                at=at,
                tell=False,
                trust=party.get("trust"),
                school=party.get("school"),
            )
            signed_as = "Chief executive" if "trust" in party else "Chair of governors"
            sign_agreement(reach=reach, agreement_id=row.pk, signed_as=signed_as, at=at, tell=False)
        if shown is not None:
            propose_agreement(
                reach=reach,
                programme_id=programme.pk,
                trust=shown,
                until=until.replace(year=until.year + 1),
                review_on=until,
                at=at,
                tell=False,
            )
    return Agreement.objects.filter(programme=programme).count()


def _shown_department(programme: Programme) -> Department:
    rows = Department.objects.filter(programme=programme, standing="taking part")
    rows = rows.select_related("school__trust").order_by("school_id")
    return rows.filter(school=FAVOURED_SCHOOL).first() or rows[0]


def _add(
    reach: Reach,
    on: date,
    name: str,
    login: str,
    over: tuple[Role, ScopeKind, int] | None,
    title: str = "",
    school: int | None = None,
    trust: int | None = None,
) -> None:
    email = f"{login}@demonstration.invalid"
    if User.objects.filter(email=email).exists():
        return
    person = add_person(
        reach=reach, name=name, email=email, title=title, school=school, trust=trust, starts=on
    )
    if over is not None:
        role, scope, key = over
        grant(reach=reach, person=person.pk, role=role, scope=scope, key=key, starts=on)
