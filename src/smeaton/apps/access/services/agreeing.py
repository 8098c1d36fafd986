"""Data-sharing agreements: proposed by the hub, signed, reviewed and withdrawn by the trust."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from smeaton.apps.access.mail import AgreementLetter, draft
from smeaton.apps.access.models import USUAL_ROLES, Agreement
from smeaton.apps.access.models.agreement import AgreementQuerySet
from smeaton.apps.access.queries import reach_of
from smeaton.apps.access.queries.addressees import WrittenTo, hub_leads_of, signers_of, vouchers_of
from smeaton.apps.history.services import record
from smeaton.apps.outbox import services as outbox
from smeaton.apps.people.models import Person
from smeaton.apps.places.models import Department, Programme
from smeaton.apps.register.models import School
from smeaton.terms import ROLES, Permission, Reach, Role, Shared, Where
from smeaton.terms.agreed import replaced


class AgreementRefused(ValueError):
    """What was asked of an agreement cannot be; the message is a sentence for the page."""


@transaction.atomic
def propose_agreement(
    *,
    reach: Reach,
    programme_id: int,
    until: date,
    at: datetime,
    trust: int | None = None,
    school: int | None = None,
    shares: Collection[Shared] = tuple(Shared),
    roles: Collection[Role] = USUAL_ROLES,
    starts: date | None = None,
    review_on: date | None = None,
    tell: bool = True,
) -> Agreement:
    """Put an agreement before a trust, or before a school that belongs to none; takes the place of an
    unsigned one.

    Whoever may sign it gets a letter, unless `tell` is False. `starts` is today if not given. `Refused`
    without PROPOSE_AGREEMENTS over the programme. `AgreementRefused` with a sentence where it cannot be
    agreed so.
    """
    programmes = Programme.objects.select_for_update(no_key=True, of=("self",)).select_related("place")
    programme = programmes.get(pk=programme_id)
    reach.require(Permission.PROPOSE_AGREEMENTS, programme.where)
    starts = starts or timezone.localdate(at)
    _check(programme, trust, school, shares, roles, starts, until)
    same = Agreement.objects.filter(programme=programme, trust=trust, school=school)
    unsigned = same.filter(signed_at__isnull=True)
    outbox.withdraw_letters(
        purposes=[AgreementLetter.PROPOSED],
        subject_ids=list(unsigned.values_list("pk", flat=True)),
        at=at,
    )
    unsigned.delete()
    last = same.aggregate(last=Max("number"))["last"] or 0
    row = Agreement.objects.create(
        programme=programme,
        trust_id=trust,
        school_id=school,
        number=last + 1,
        shares=[each for each in Shared if each in shares],
        roles=[each for each in Role if each in roles],
        starts=starts,
        until=until,
        review_on=review_on,
        proposed_at=at,
        proposed_by_id=reach.person,
    )
    _record(
        row, reach, "proposed", at, {"shares": row.shares, "roles": row.roles, "until": until.isoformat()}
    )
    if tell:
        _post(AgreementLetter.PROPOSED, row, signers_of(trust, school, timezone.localdate(at)), at)
    return row


@transaction.atomic
def sign_agreement(
    *, reach: Reach, agreement_id: int, signed_as: str, at: datetime, tell: bool = True
) -> Agreement:
    """Sign for the trust (the head for a school without one): in force from its first day on, at once if that
    has come. An earlier version holds until then; the hub leads get a letter, unless `tell` is False.

    The signature of somebody who is in on the hub's word alone shares nothing until they are vouched for:
    whoever may vouch gets a letter, and until then somebody else may sign in their stead. `Refused` for
    whoever does not sign for the trust or school. `AgreementRefused` where it is signed already, is over, or
    nobody says in what post they sign.
    """
    row = _row(agreement_id)
    counts = reach.can(Permission.SIGN_AGREEMENT, where_signed(row))
    if not counts and not reach.signs_on_word(where_signed(row)):
        reach.require(Permission.SIGN_AGREEMENT, where_signed(row))
    if row.counts_from is not None:
        raise AgreementRefused("This agreement is signed already.")
    if row.signed_at is not None and not counts:
        raise AgreementRefused("This agreement is signed already, and waits until somebody vouches for it.")
    if row.withdrawn_at is not None or (row.superseded_at is not None and row.superseded_at <= at):
        raise AgreementRefused("This agreement has ended: ask the hub lead for a new one.")
    if row.until < timezone.localdate(at):
        raise AgreementRefused("This agreement's last day has passed: ask the hub lead for a new one.")
    if not signed_as.strip():
        raise AgreementRefused("Enter the post in which you sign, such as chief executive.")
    row.signed_at, row.signed_by_id, row.signed_as = at, reach.person, signed_as.strip()
    row.save(update_fields=["signed_at", "signed_by", "signed_as"])
    _record(row, reach, "signed", at, {} if counts else {"counts": "once vouched for"})
    if counts:
        _count(row, at, tell=tell)
    elif tell:
        asked = vouchers_of(row.trust_id, row.school_id, reach.person, timezone.localdate(at))
        _post(AgreementLetter.TO_VOUCH, row, asked, at)
    return row


@transaction.atomic
def count_signatures(*, reach: Reach, person: Person, at: datetime) -> int:
    """Let count what somebody has signed who may sign it by now, since `reach` has vouched for them.

    Nothing where they may not: where their role has ended meanwhile, or rests on a word as before. Returns
    how many signatures began to count.
    """
    signer = reach_of(person, timezone.localdate(at))
    rows = Agreement.objects.filter(signed_by=person, counts_from__isnull=True).lasting(at)
    waiting = _locked_rows().filter(pk__in=rows.values("pk")).order_by("number")
    counted = [row for row in waiting if signer.can(Permission.SIGN_AGREEMENT, where_signed(row))]
    for row in counted:
        _record(row, reach, "counted the signature", at, {})
        _count(row, at)
    return len(counted)


def _count(row: Agreement, at: datetime, *, tell: bool = True) -> None:
    """Let a signature count: every version before it holds until it begins, and no longer."""
    row.counts_from = at
    for each in _same_party(row).lasting(at).filter(number__lt=row.number):
        each.superseded_at = replaced(each.superseded_at, row.takes_over or at)
        each.save(update_fields=["superseded_at"])
    row.save(update_fields=["counts_from"])
    if tell:
        _post(AgreementLetter.SIGNED, row, hub_leads_of(row.programme, timezone.localdate(at)), at)


@transaction.atomic
def withdraw_agreement(*, reach: Reach, agreement_id: int, at: datetime) -> Agreement:
    """End what a party shares with a programme, at once: its people see no more of it from the next request
    on. A signed version that has not begun ends with the one in force, whichever of them is asked for.

    The hub leads get a letter. `Refused` without SIGN_AGREEMENT over the trust or school. Of a version that
    has ended nothing changes.
    """
    row = _locked(reach, agreement_id)
    if row.signed_at is None:
        raise AgreementRefused("This agreement has not been signed: there is nothing to withdraw.")
    lasting = _same_party(row).lasting(at)
    if lasting.filter(pk=row.pk).exists():
        for each in lasting.select_related("programme__place", "trust", "school").order_by("number"):
            each.withdrawn_at, each.withdrawn_by_id = at, reach.person
            each.save(update_fields=["withdrawn_at", "withdrawn_by"])
            _record(each, reach, "withdrew", at, {})
        row.refresh_from_db(fields=["withdrawn_at", "withdrawn_by"])
        _post(AgreementLetter.WITHDRAWN, row, hub_leads_of(row.programme, timezone.localdate(at)), at)
    return row


@transaction.atomic
def review_agreement(*, reach: Reach, agreement_id: int, next_review: date | None, at: datetime) -> Agreement:
    """Say that a signed agreement was looked at and still holds, and when to look again."""
    row = _locked(reach, agreement_id)
    if row.counts_from is None or not _same_party(row).lasting(at).filter(pk=row.pk).exists():
        raise AgreementRefused("Only an agreement that is signed and not ended can be reviewed.")
    row.reviewed_at, row.review_on = at, next_review
    row.save(update_fields=["reviewed_at", "review_on"])
    _record(row, reach, "reviewed", at, {"next": next_review.isoformat() if next_review else None})
    return row


def where_signed(row: Agreement) -> Where:
    """Where the permission to sign is asked for: over the trust, or over the school without one."""
    return Where(programme=row.programme_id, trust=row.trust_id, school=row.school_id)


def _same_party(row: Agreement) -> AgreementQuerySet:
    """Every version with its party."""
    return Agreement.objects.filter(programme=row.programme_id, trust=row.trust_id, school=row.school_id)


def _locked_rows() -> AgreementQuerySet:
    rows = Agreement.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("programme__place", "trust", "school")


def _row(agreement_id: int) -> Agreement:
    return _locked_rows().get(pk=agreement_id)


def _locked(reach: Reach, agreement_id: int) -> Agreement:
    row = _row(agreement_id)
    reach.require(Permission.SIGN_AGREEMENT, where_signed(row))
    return row


def _check(
    programme: Programme,
    trust: int | None,
    school: int | None,
    shares: Collection[Shared],
    roles: Collection[Role],
    starts: date,
    until: date,
) -> None:
    if (trust is None) == (school is None):
        raise AgreementRefused("An agreement is with a trust, or with a school that belongs to none.")
    theirs = Department.objects.filter(programme=programme)
    theirs = theirs.filter(school__trust=trust) if trust is not None else theirs.filter(school=school)
    if not theirs.exists():
        raise AgreementRefused("No school of theirs is in this programme.")
    if school is not None and School.objects.get(pk=school).trust_id is not None:
        raise AgreementRefused("This school belongs to a trust: the agreement is with the trust.")
    if not shares:
        raise AgreementRefused("Select what is shared.")
    if not roles or any(not ROLES[role].of_programme for role in roles):
        raise AgreementRefused("Select the people of the programme with whom it is shared.")
    if until < starts:
        raise AgreementRefused("The last day is before the first: give a later one.")


def _post(kind: AgreementLetter, row: Agreement, people: Sequence[WrittenTo], at: datetime) -> None:
    """Write the letters, in the transaction of what they tell about; answers go to a hub lead."""
    if people:
        hub = hub_leads_of(row.programme, timezone.localdate(at))
        reply_to = hub[0].email if hub and kind is AgreementLetter.PROPOSED else ""
        outbox.write_letters(drafts=[draft(kind, row, each, reply_to) for each in people], at=at)


def _record(row: Agreement, reach: Reach, action: str, at: datetime, changes: Mapping[str, object]) -> None:
    record(
        reach=reach,
        action=action,
        subject="agreement",
        subject_id=row.pk,
        place=row.programme.place_id,
        school=row.school_id,
        changes={"programme": row.programme_id, "trust": row.trust_id, "version": row.number, **changes},
        at=at,
        agreement=row.pk,
    )
